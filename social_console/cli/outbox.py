"""`outbox`: what has not gone out, and what to do about it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from social_console.cli import moments
from social_console.cli.context import Session, pass_session
from social_console.cli.output import emit, emit_lines, hint, json_option, say, table
from social_console.i18n import gettext as _
from social_console.model import ReplyState
from social_console.text import truncate
from social_console.verbs.words import part_word, reply_word

if TYPE_CHECKING:
    from social_console.outbox import Sent
    from social_console.store import Reply

_OPEN = (
    ReplyState.DRAFT,
    ReplyState.TO_APPROVE,
    ReplyState.QUEUED,
    ReplyState.SENDING,
    ReplyState.FAILED,
    ReplyState.UNKNOWN,
)


@click.group("outbox", invoke_without_command=True, help=_("Replies: list, send, retry, cancel, approve."))
@json_option
@click.pass_context
def outbox(ctx: click.Context, as_json: bool) -> int | None:
    """Alone: the list."""
    return ctx.invoke(list_, everything=False, as_json=as_json) if ctx.invoked_subcommand is None else None


@outbox.command("list", help=_("What has not gone out; --all: also what has, and what was cancelled."))
@click.option("--all", "everything", is_flag=True, help=_("Sent and cancelled ones too."))
@json_option
@pass_session
def list_(session: Session, *, everything: bool, as_json: bool) -> int:
    """One reply a line."""
    from social_console import store

    with session.inbox.reading() as tx:
        found = [each for each in store.replies(tx, *(ReplyState if everything else _OPEN)) if each.text.strip()]
        closed = store.unreadable(tx, {each.moment for each in found}, session.reader)
    found = [replace(each, text="", subject=None, error=None) if each.moment in closed else each for each in found]
    if as_json:
        emit_lines(_as_json(each, each.moment in closed) for each in found)
    elif not found:
        say(_("Nothing waits to go out."))
    else:
        heads = [_("reply"), _("moment"), _("account"), _("state"), _("who"), _("text")]
        table(heads, (_columns(each, each.moment in closed) for each in found), width=120)
    return 0


@outbox.command("send", help=_("Look for what is unconfirmed, send what is due."))
@json_option
@pass_session
def send(session: Session, *, as_json: bool) -> int:
    """Exit 1 where something that was due is not out, or nobody knows."""
    from social_console import outbox as sending

    sent = sending.send_due(session.inbox, session.settings, None, session.rules)
    emit(sent.as_json()) if as_json else _tell(sent)
    return 1 if sent.fell_short else 0


def _tell(sent: Sent) -> None:
    if not sent.outcomes:
        say(_("Nothing is due."))
    for outcome in sent.outcomes:
        named = f"{outcome.reply}{part_word(outcome.part, outcome.parts)}"
        if outcome.state is ReplyState.SENT:
            say(_("Reply {id}: sent.").format(id=named))
        else:
            hint(_("Reply {id}: {why}").format(id=named, why=outcome.reason or reply_word(outcome.state.value)))


@outbox.command("retry", help=_("Queue failed replies again."))
@click.argument("replies", nargs=-1, required=True, type=int, metavar="REPLY…")
@click.option("--not-sent", is_flag=True, help=_("I have looked on the channel: the unconfirmed reply is not there."))
@json_option
@pass_session
def retry(session: Session, *, replies: tuple[int, ...], not_sent: bool, as_json: bool) -> int:
    """They go out with the next `outbox send` or `collect`."""
    return _each(session, replies, as_json, lambda reply: session.desk.retry(reply, not_sent=not_sent))


@outbox.command("cancel", help=_("These replies shall not go out."))
@click.argument("replies", nargs=-1, required=True, type=int, metavar="REPLY…")
@json_option
@pass_session
def cancel(session: Session, *, replies: tuple[int, ...], as_json: bool) -> int:
    """Cancel each."""
    return _each(session, replies, as_json, session.desk.cancel)


@outbox.command("approve", help=_("Let replies that wait for a lead go out."))
@click.argument("replies", nargs=-1, required=True, type=int, metavar="REPLY…")
@json_option
@pass_session
def approve(session: Session, *, replies: tuple[int, ...], as_json: bool) -> int:
    """Approve each; a lead's act."""
    return _each(session, replies, as_json, session.desk.approve)


def _each(session: Session, replies: tuple[int, ...], as_json: bool, do: Any) -> int:
    for reply in replies:
        done = do(reply)
        if len(replies) > 1 and not as_json:
            say(f"{reply}: {done.message}")
        else:
            moments.told(session, done, as_json=as_json, reply=reply)
    return 0


def _as_json(reply: Reply, covered: bool) -> dict[str, Any]:
    return {
        "id": reply.id,
        "moment": reply.moment,
        "channel": reply.channel,
        "account": reply.account,
        "state": reply.state.value,
        "author": reply.author,
        "text": None if covered else reply.text,
        "subject": reply.subject,
        "then": reply.then.value,
        "not_before": reply.not_before,
        "lease_until": reply.lease_until,
        "attempts": reply.attempts,
        "error": reply.error,
        "created_at": reply.created_at,
        "updated_at": reply.updated_at,
        "thread": reply.thread,
        "part": reply.part,
        "parts": reply.parts,
        "restricted": covered,
    }


def _columns(reply: Reply, covered: bool) -> list[object]:
    said = f"{reply.text} [{reply.error}]" if reply.error else reply.text
    text = _("[restricted]") if covered else truncate(said.replace("\n", " "), 60)
    return [
        f"{reply.id}{part_word(reply.part, reply.parts)}",
        reply.moment,
        reply.account,
        reply_word(reply.state.value),
        reply.author,
        text,
    ]
