"""`connectors list`: what is installed, what it can do, and how the accounts that it serves stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from social_console.cli.context import Session
from social_console.cli.output import hint, say, table
from social_console.errors import ConnectorError, ConsoleError, SettingsError, UsageError
from social_console.i18n import gettext as _
from social_console.i18n import pgettext

if TYPE_CHECKING:
    from social_console.settings import Account
    from social_console.upkeep.standing import Standing

Row = dict[str, Any]


def rows(session: Session) -> list[Row]:
    """One a connector, as `connectors list --json` shows it. Without a home no account is named."""
    from social_console.connectors import names

    accounts = _configured(session)
    stand = _standings(session) if accounts else {}
    return [_row(name, [one for one in accounts if one.connector == name], stand) for name in names()]


def _row(name: str, accounts: Sequence[Account], stand: Mapping[str, Standing]) -> Row:
    from dataclasses import asdict

    from social_console.connectors import load, model, origin, shadowed

    row: Row = {
        "name": name,
        "package": origin(name),
        "shadowed": list(shadowed(name)),
        "accounts": [one.label for one in accounts],
        "state": [_state(one, stand.get(one.label)) for one in accounts],
    }
    try:
        model(name)
        return row | {"capabilities": asdict(load(name).capabilities), "error": None}
    except ConnectorError as error:
        return row | {"capabilities": None, "error": error.as_json()}


def _state(account: Account, stand: Standing | None) -> Row:
    from social_console.upkeep.standing import Standing

    told = {"account": account.label, "handle": account.handle, "collect": account.collect, "reply": account.reply}
    return told | (stand or Standing()).as_json()


def _configured(session: Session) -> Sequence[Account]:
    """None where there is no home, or one with faults: those are `doctor`'s to tell."""
    try:
        return session.settings.accounts
    except UsageError:
        return ()
    except SettingsError as error:
        if error.faults[0].code != "settings-missing":
            hint(_("The settings have faults, so that no account is named: {fault}").format(fault=error.faults[0]))
        return ()


def _standings(session: Session) -> Mapping[str, Standing]:
    """Nothing where the inbox cannot be read: which connectors there are is worth telling all the same."""
    from social_console.upkeep.standing import standings

    try:
        return standings(session.settings)
    except ConsoleError as error:
        hint(error.message)
        return {}


def tell(found: Sequence[Row], zone: ZoneInfo) -> None:
    """For a person: the connectors, then the accounts, then what is wrong."""
    heads = (pgettext("connectors", "connector"), pgettext("connectors", "package"), pgettext("connectors", "can"))
    table(heads, [(row["name"], row["package"], _abilities(row)) for row in found])
    told = [(row, state) for row in found for state in row["state"]]
    if told:
        say()
        _tell_accounts(told, zone)
    for row in found:
        _tell_trouble(row)


def _tell_accounts(told: Iterable[tuple[Row, Row]], zone: ZoneInfo) -> None:
    heads = (
        pgettext("connectors", "account"),
        pgettext("connectors", "connector"),
        pgettext("connectors", "handle"),
        pgettext("connectors", "replies"),
        pgettext("connectors", "last read"),
        pgettext("connectors", "state"),
    )
    lines = []
    for row, state in told:
        last = _when(state["last_read_at"], zone) if state["last_read_at"] else pgettext("connectors", "never")
        lines.append((state["account"], row["name"], state["handle"], state["reply"], last, _said(row, state, zone)))
    table(heads, lines)


def _said(row: Row, state: Row, zone: ZoneInfo) -> str:
    """Everything that keeps an account from being read, the worst first."""
    if row["error"]:
        return _("stands still: its connector does not load")
    if not state["collect"]:
        return _("not read (collect = false)")
    if state["blind_since"]:
        return _("blind since {when}: {reason}").format(when=_when(state["blind_since"], zone), reason=state["reason"])
    if state["next_try_at"]:
        return _("waits until {when}: {reason}").format(when=_when(state["next_try_at"], zone), reason=state["reason"])
    return pgettext("connectors", "well") if state["last_read_at"] else _("`collect` has not read it yet")


def _when(at: datetime, zone: ZoneInfo) -> str:
    return at.astimezone(zone).strftime("%Y-%m-%d %H:%M")


def _tell_trouble(row: Row) -> None:
    if row["error"]:
        hint(f"✗ {row['error']['message']}")
        hint(f"  {row['error']['remedy']}")
    elif row["shadowed"]:
        message = _("“{name}” is also the name of a connector of {packages}; that of {package} is used.")
        hint(message.format(name=row["name"], packages=", ".join(row["shadowed"]), package=row["package"]))


def _abilities(row: Row) -> str:
    able = row["capabilities"]
    if not able:
        return pgettext("connectors", "nothing: it does not load")
    words = [pgettext("connectors", "read")]
    words += [pgettext("connectors", "answer")] if able["can_reply"] else []
    words += [pgettext("connectors", "answer in threads")] if able["threads"] else []
    words += [pgettext("connectors", "send files")] if able["attachments"] else []
    words += [pgettext("connectors", "see edits")] if able["edits"] else []
    words += [pgettext("connectors", "see deletions")] if able["deletes"] else []
    words += [pgettext("connectors", "wait for news")] if able["streaming"] else []
    words += [pgettext("connectors", "costs money")] if able["cost_per_read"] or able["cost_per_post"] else []
    return ", ".join(words)
