"""`connectors`: which channels there are, whether each account works, logging in with a code, writing a new one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Any

import click

from social_console.cli.connectors_new import new
from social_console.cli.context import Session, pass_session
from social_console.cli.output import emit, emit_lines, hint, json_option, say
from social_console.errors import ConfigError, ConsoleError, Transient, UsageError
from social_console.i18n import gettext as _
from social_console.i18n import ngettext
from social_console.text import one_line

if TYPE_CHECKING:
    from social_console.settings import Account, Settings


@click.group("connectors", help=_("The channels: list, check, log in, write a new one."))
def connectors() -> None:
    """A group."""


@connectors.command("list", help=_("Every connector that is installed, and how the accounts that it serves stand."))
@json_option
@pass_session
def list_(session: Session, *, as_json: bool) -> int:
    """Works without a home: then no account is named."""
    from zoneinfo import ZoneInfo

    from social_console.cli import connectors_list

    found = connectors_list.rows(session)
    if as_json:
        emit_lines(found)
    else:
        named = any(row["accounts"] for row in found)
        connectors_list.tell(found, session.settings.timezone if named else ZoneInfo("UTC"))
    return 1 if any(row["error"] for row in found) else 0


@connectors.command("check", help=_("Log in to each account and tell who we are there and what we may do."))
@click.argument("accounts", nargs=-1, metavar="[ACCOUNT]…")
@json_option
@pass_session
def check(session: Session, accounts: tuple[str, ...], *, as_json: bool) -> int:
    """One account that fails does not keep the others from being looked at."""
    from social_console.upkeep.resuming import resume

    chosen = _chosen(session, accounts)
    results = [_checked(session.settings, account) for account in chosen]
    resume(session.settings, [result["account"] for result in results if result["ok"]])
    if as_json:
        emit(results)
    else:
        for result in results:
            _tell(result)
    return _exit_code(results)


connectors.add_command(new)


@connectors.command("login", help=_("Log in to a mailbox at its provider (Microsoft 365, Google) with a code."))
@click.argument("account")
@pass_session
def login(session: Session, account: str) -> int:
    """Shows a code, waits until the person has typed it at the provider's page, keeps the tokens."""
    import threading

    from social_console.connectors.email.login import log_in
    from social_console.connectors.email.settings import EmailSettings

    [chosen] = _chosen(session, (account,))
    if not isinstance(chosen.options, EmailSettings) or chosen.options.auth != "xoauth2":
        raise UsageError(
            _("The account “{account}” logs in with a password.").format(account=account),
            remedy=_('For a login at the provider write auth = "xoauth2" into its table in social-console.toml.'),
        )
    keep = _keeper(session, chosen)
    log_in(chosen.options, keep=keep, tell=_tell_code, pause=threading.Event().wait)
    say(_("Logged in. Check it with: social-console connectors check {account}").format(account=chosen.label))
    return 0


def _chosen(session: Session, labels: Sequence[str]) -> list[Account]:
    there = {one.label: one for one in session.settings.accounts if one.collect}
    for label in labels:
        if label not in there:
            raise UsageError(
                _("There is no account “{account}”.").format(account=label),
                remedy=_("These are set up: {names}.").format(names=", ".join(there) or "–"),
            )
    return [there[label] for label in dict.fromkeys(labels)] or list(there.values())


def _checked(settings: Settings, account: Account) -> dict[str, Any]:
    row: dict[str, Any] = {"account": account.label, "connector": account.connector, "handle": account.handle}
    try:
        return row | _look(settings, account)
    except Exception as error:  # a plugin may raise anything; the other accounts are looked at all the same
        from social_console.collect.faults import as_ours

        ours = as_ours(error)
        return row | {"ok": False, "error": ours.as_json(), "exit_code": _severity(ours)}


def _look(settings: Settings, account: Account) -> dict[str, Any]:
    """Who we are there, how long a reply may be, and what one page of the first stream brought (which is not kept)."""
    from social_console.connectors import connect
    from social_console.connectors.base import Budget
    from social_console.upkeep.spending import counted

    with closing(connect(account)) as connector, counted(settings, account, connector):
        found = connector.check()
        able = connector.capabilities
        longest = connector.limits().maximum if able.can_reply else None
        streams = connector.streams()
        page = next(iter(connector.fetch(streams[0], None, Budget(items=1))), None)
    return {
        "ok": found.ok,
        "error": None,
        "exit_code": 0 if found.ok else 1,
        "identity": found.identity,
        "scopes": list(found.scopes),
        "notes": list(found.notes),
        "limits": {"can_reply": able.can_reply, "longest_reply": longest, "items": able.max_items_per_fetch},
        "streams": [stream.name for stream in streams],
        "read": len(page.items) if page else 0,
        "unreadable": len(page.bad) if page else 0,
    }


def _tell(result: dict[str, Any]) -> None:
    title = f"{result['account']} ({result['connector']}, {result['handle']})"
    if result["error"]:
        say(f"✗ {title}: {result['error']['message']}")
        if result["error"]["remedy"]:
            say(f"  {result['error']['remedy']}")
        return
    may = ", ".join(result["scopes"]) or _("the channel does not say what this login may do")
    say(one_line(f"{'✓' if result['ok'] else '✗'} {title}: {result['identity']} · {may}", 2_000))
    for line in (_limits(result), _reading(result), *result["notes"]):
        say("  " + one_line(line, 2_000))


def _limits(result: dict[str, Any]) -> str:
    limits = result["limits"]
    if not limits["can_reply"]:
        return _("Nothing can be answered here.")
    if limits["longest_reply"] is None:
        return _("A reply may be as long as it likes.")
    return _("A reply may have {n} characters, counted as the channel counts them.").format(n=limits["longest_reply"])


def _reading(result: dict[str, Any]) -> str:
    said = ngettext("One page read: {n} item.", "One page read: {n} items.", result["read"]).format(n=result["read"])
    more = result["unreadable"]
    if more:
        said += " " + ngettext("{n} could not be read.", "{n} could not be read.", more).format(n=more)
    return said + " " + _("Streams: {names}.").format(names=", ".join(result["streams"]))


def _severity(error: ConsoleError) -> int:
    return 3 if isinstance(error, Transient) else error.exit_code


def _exit_code(results: Sequence[dict[str, Any]]) -> int:
    """3 where nothing at all could be reached; else the highest, an unreachable account counting as 1."""
    codes = [int(one["exit_code"]) for one in results]
    if codes and all(code == 3 for code in codes):
        return 3
    return max((1 if code == 3 else code for code in codes), default=0)


def _keeper(session: Session, account: Account) -> Callable[[Any], str]:
    """Where this account's tokens are kept: its token file, else the refresh token among the secrets."""
    from social_console.connectors.email.tokens import FileStore, Tokens
    from social_console.settings import keep_secret

    file = getattr(account.options, "token_file", None)
    if file is not None and file.expanduser().resolve().is_relative_to(session.home.resolve()):
        raise ConfigError(
            _("The token file is inside the home folder, where backups and colleagues would find it."),
            remedy=_("Name one elsewhere: token_file in social-console.toml."),
        )

    def keep(tokens: Tokens) -> str:
        if file is not None:
            FileStore(file.expanduser()).save(tokens)
            return str(file)
        refresh = tokens.refresh.get_secret_value() if tokens.refresh else ""
        return keep_secret(session.settings, account.label, "oauth_refresh_token", refresh)

    return keep


def _tell_code(address: str, code: str, minutes: int) -> None:
    say(
        _("Open {address} in a browser, log in as the mailbox's owner, and type this code: {code}").format(
            address=address, code=code
        )
    )
    hint(_("Waiting; the code is good for {minutes} minutes. Ctrl-C ends.").format(minutes=minutes))
