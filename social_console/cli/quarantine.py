"""`quarantine`: what came and could not be read, raw; nothing of it is lost until somebody drops it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from social_console.cli.context import Session, pass_session
from social_console.cli.output import emit, emit_lines, hint, json_option, say, table
from social_console.errors import UsageError
from social_console.i18n import gettext as _
from social_console.text import plain, truncate

if TYPE_CHECKING:
    from social_console.store import Quarantined


@click.group("quarantine", invoke_without_command=True, help=_("What could not be read: list, show, retry, drop."))
@json_option
@click.pass_context
def quarantine(ctx: click.Context, as_json: bool) -> int | None:
    """Alone: the list."""
    return ctx.invoke(list_, as_json=as_json) if ctx.invoked_subcommand is None else None


@quarantine.command("list", help=_("One unreadable item a line."))
@json_option
@pass_session
def list_(session: Session, *, as_json: bool) -> int:
    """Newest last."""
    items = _all(session)
    if as_json:
        emit_lines(_as_json(item) for item in items)
    elif not items:
        say(_("Everything could be read."))
    else:
        heads = [_("item"), _("account"), _("since"), _("reason")]
        table(heads, (_columns(session, item) for item in items), width=120)
    return 0


@quarantine.command("show", help=_("One item as it came, made safe for the terminal; --raw: its bytes."))
@click.argument("item", type=int, metavar="ITEM")
@click.option("--raw", is_flag=True, help=_("The bytes themselves, for a file or a pipe."))
@json_option
@pass_session
def show(session: Session, *, item: int, raw: bool, as_json: bool) -> int:
    """Its bytes never reach a terminal as they are."""
    found = _one(session, item)
    text = found.raw.decode("utf-8", "replace")
    if raw:
        if sys.stdout.isatty():
            raise UsageError(_("These bytes come from a stranger: send them to a file or a pipe."))
        sys.stdout.buffer.write(found.raw)
    elif as_json:
        emit(_as_json(found) | {"raw": text})
    else:
        say(f"{found.account_label} · {found.ref}\n{found.reason}\n")
        say(plain(text, limit=100_000))
    return 0


@quarantine.command("retry", help=_("Try to read these items, or all, again."))
@click.argument("items", nargs=-1, type=int, metavar="[ITEM]…")
@json_option
@pass_session
def retry(session: Session, *, items: tuple[int, ...], as_json: bool) -> int:
    """Exit 1 where something still cannot be read."""
    from social_console import collect, connectors

    session.desk.may_write()
    chosen = [_one(session, item) for item in items] if items else _all(session)
    thinker = collect.Thinker(session.inbox, session.settings, session.rules)
    short = 0
    for retried in collect.retry_unreadable(thinker, chosen, connectors.connect):
        short |= not retried.settled
        if as_json:
            moments = list(retried.moments)
            emit({"id": retried.id, "settled": retried.settled, "moments": moments, "reason": retried.reason})
        elif retried.settled:
            say(_("{id}: read.").format(id=retried.id))
        else:
            hint(_("{id}: {reason}").format(id=retried.id, reason=retried.reason))
    return int(short)


@quarantine.command("drop", help=_("Let these items go for good."))
@click.argument("items", nargs=-1, type=int, required=True, metavar="ITEM…")
@json_option
@pass_session
def drop(session: Session, *, items: tuple[int, ...], as_json: bool) -> int:
    """They are not read again, and not put here again."""
    from social_console import store

    session.desk.may_write()
    for item in items:
        _one(session, item)
    with session.inbox.writing() as tx:
        for item in items:
            store.quarantine_drop(tx, item)
    emit({"dropped": list(items)}) if as_json else say(_("Dropped."))
    return 0


def _all(session: Session) -> list[Quarantined]:
    from social_console import store

    with session.inbox.reading() as tx:
        return list(store.quarantine_list(tx))


def _one(session: Session, item: int) -> Quarantined:
    from social_console import store

    with session.inbox.reading() as tx:
        return store.quarantine_get(tx, item)


def _as_json(item: Quarantined) -> dict[str, Any]:
    return {
        "id": item.id,
        "account": item.account_label,
        "stream": item.stream,
        "ref": item.ref,
        "reason": item.reason,
        "bytes": len(item.raw),
        "added_at": item.added_at,
        "attempts": item.attempts,
    }


def _columns(session: Session, item: Quarantined) -> list[object]:
    since = item.added_at.astimezone(session.settings.timezone).strftime("%Y-%m-%d %H:%M")
    return [item.id, item.account_label, since, truncate(item.reason.replace("\n", " "), 70)]
