"""`reply`: write, queue, and send at once unless it shall go later."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from social_console.cli import moments
from social_console.cli.context import Session, pass_session
from social_console.cli.output import hint, json_option, say
from social_console.errors import NotAllowed, UsageError
from social_console.i18n import gettext as _
from social_console.model import ReplyState
from social_console.text import plain
from social_console.verbs.words import reply_word

if TYPE_CHECKING:
    from social_console.desk import Composing, Desk, Done
    from social_console.outbox import Outcome

_THENS = ("waiting", "open", "close")


@click.command("reply", help=_("Answer a moment."))
@click.argument("moment", metavar="MOMENT")
@click.option("--text", help=_("What to say; “-” reads it from standard input."))
@click.option("--template", help=_("Say what this template says."))
@click.option("--edit", is_flag=True, help=_("Write in the editor that EDITOR names."))
@click.option("--attach", multiple=True, metavar="FILE", help=_("A file that goes with it."))
@click.option("--subject", help=_("Another subject, where the channel has one."))
@click.option("--then", type=click.Choice(_THENS), default="waiting", help=_("Who owes the next step."))
@click.option("--later", metavar="WHEN", help=_("Not before then: monday, tomorrow 9:00, 2h."))
@click.option("--follow-up", metavar="WHEN", help=_("When to come back to it."))
@click.option("--yes", is_flag=True, help=_("Do not ask, though a colleague is writing too."))
@json_option
@pass_session
def reply(
    session: Session,
    *,
    moment: str,
    text: str | None,
    template: str | None,
    edit: bool,
    attach: tuple[str, ...],
    subject: str | None,
    then: str,
    later: str | None,
    follow_up: str | None,
    yes: bool,
    as_json: bool,
) -> int:
    """Exit 0: sent, queued for later, or before a lead; 1: it was to go out now and did not."""
    from social_console import clock

    if not (text or template or edit):
        raise UsageError(_("Say what to answer: --text, --template or --edit."))
    files = [_file(name) for name in attach]
    desk = session.desk
    not_before = desk.when(later) if later else None
    again_at = desk.when(follow_up) if follow_up else None
    composing = desk.compose(moments.one(session, moment), template)
    _must_be_open(composing)
    _ask_about_others(session, composing, yes)
    written = _written(desk, composing, text, edit)
    for warning in composing.warned(written):
        hint(warning)
    if composing.cost:
        hint(_("This reply costs ${dollars:.3f}.").format(dollars=composing.cost(written)))
    done = desk.send(
        composing.reply_id,
        written,
        then=then,
        later=not_before or clock.now(),
        seen=composing.seen,
        follow_up=again_at,
        subject=subject,
        attachments=files,
    )
    outcome = None if not_before or done.until is None else _send_now(session, composing.reply_id)
    _tell(session, done, outcome, as_json)
    return 0 if outcome is None or outcome.state is ReplyState.SENT else 1


def _file(name: str) -> Path:
    file = Path(name)
    if not file.is_file():
        raise UsageError(_("There is no file “{name}”.").format(name=name))
    return file.absolute()


def _must_be_open(composing: Composing) -> None:
    if composing.by_hand:
        raise NotAllowed(
            composing.blocked,
            remedy=_("Your answer there is picked up from the account's own posts by the next `collect`."),
        )
    if composing.blocked:
        raise NotAllowed(
            composing.blocked,
            remedy=_("Answer by hand and record it with `answered`; `doctor --send-test` turns replies on."),
        )


def _ask_about_others(session: Session, composing: Composing, yes: bool) -> None:
    """DESIGN 8.7, 8.8: a colleague's draft, and the same post answered on another account, are asked about."""
    asked = list(_others(session, composing))
    if yes or not asked:
        return
    if not sys.stdin.isatty():
        raise UsageError("\n".join(asked), remedy=_("--yes sends yours all the same."))
    for said in asked:
        hint(said)
    click.confirm(_("Go on?"), abort=True, err=True)


def _others(session: Session, composing: Composing) -> Iterator[str]:
    draft = composing.colleague_draft
    if draft is not None:
        said = _("{who} is writing to the same citizen: “{text}”")
        yield said.format(who=draft.author, text=plain(draft.text, limit=200, newlines=False))
    for other in composing.linked:
        when = other.answered_at.astimezone(session.settings.timezone).strftime("%Y-%m-%d %H:%M")
        said = _("The same post was answered as {account} on {when} (moment {moment}).")
        yield said.format(account=other.account, when=when, moment=other.moment)


def _written(desk: Desk, composing: Composing, text: str | None, edit: bool) -> str:
    if text == "-":
        text = sys.stdin.read()
    written = text if text is not None else composing.text
    desk.save(composing.reply_id, written)
    if not edit:
        return written
    edited = click.edit(written, extension=".txt")
    if edited is None or not edited.strip():
        raise UsageError(_("Nothing was written; your draft is kept."))
    desk.save(composing.reply_id, edited)
    return edited.rstrip("\n")


def _send_now(session: Session, reply_id: int) -> Outcome | None:
    from social_console import outbox

    sent = outbox.send_due(session.inbox, session.settings, None, session.rules, only=[reply_id])
    return next(iter(sent.outcomes), None)


def _tell(session: Session, done: Done, outcome: Outcome | None, as_json: bool) -> None:
    if as_json:
        state = outcome.as_json() if outcome else _as_stored(session, done.reply or 0)
        moments.told(session, done, as_json=True, reply=state)
        return
    if outcome is None:
        say(done.message)
    elif outcome.state is ReplyState.SENT:
        say(_("Sent."))
    else:
        hint(outcome.reason or reply_word(outcome.state.value))
        hint(_("`outbox list` shows it, `outbox send` tries again."))


def _as_stored(session: Session, reply_id: int) -> dict[str, object]:
    from social_console import store

    with session.inbox.reading() as tx:
        stored = store.get_reply(tx, reply_id)
    return {
        "reply": stored.id,
        "moment": stored.moment,
        "account": stored.account,
        "state": stored.state.value,
        "code": "",
        "reason": "",
        "again_at": stored.not_before,
    }
