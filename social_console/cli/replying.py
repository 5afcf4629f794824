"""`reply`: write, queue, and send at once unless it shall go later."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from social_console.cli import moments
from social_console.cli.asking import agreed
from social_console.cli.context import Session, pass_session
from social_console.cli.output import emit, hint, json_option, say
from social_console.errors import Location, NotAllowed, StaleThread, UsageError
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
@click.option("--split", is_flag=True, help=_("Where it is too long for the channel: as a numbered thread."))
@click.option("--preview", is_flag=True, help=_("Show what would go out and what it costs; send nothing."))
@click.option("--subject", help=_("Another subject, where the channel has one."))
@click.option("--then", type=click.Choice(_THENS), default="waiting", help=_("Who owes the next step."))
@click.option("--later", metavar="WHEN", help=_("Not before then: monday, tomorrow 9:00, 2h."))
@click.option("--follow-up", metavar="WHEN", help=_("When to come back to it."))
@click.option("--despite-news", is_flag=True, help=_("Send, whatever was written, edited or deleted meanwhile."))
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
    split: bool,
    preview: bool,
    subject: str | None,
    then: str,
    later: str | None,
    follow_up: str | None,
    despite_news: bool,
    yes: bool,
    as_json: bool,
) -> int:
    """Exit 0: sent, queued for later, or before a lead; 1: it was to go out now and did not, or there is news."""
    from social_console import clock

    if not (text or template or edit):
        raise UsageError(_("Say what to answer: --text, --template or --edit."))
    files = [_file(name) for name in attach]
    desk = session.desk
    not_before = desk.when(later) if later else None
    again_at = desk.when(follow_up) if follow_up else None
    composing = desk.compose(moments.one(session, moment), template)
    _must_be_open(composing, files)
    composing = _with_news(desk, composing, despite_news)
    _ask_about_others(session, composing, yes)
    written = _written(desk, composing, text, edit)
    posts = composing.parts(written) if split else (written,)
    for said in (*composing.warned(written), *cost_words(composing, posts)):
        hint(said)
    if preview:
        return _preview(composing, posts, as_json)
    if not (not_before or despite_news):
        _look_again(session, composing)
    done = desk.send(
        composing.reply_id,
        written,
        then=then,
        later=not_before or clock.now(),
        seen=composing.seen,
        seen_event=composing.seen_event,
        follow_up=again_at,
        subject=subject,
        attachments=files,
        split=split,
    )
    outcomes = () if not_before or done.until is None else _send_now(session, composing.reply_id)
    _tell(session, done, outcomes, as_json)
    return 0 if all(outcome.state is ReplyState.SENT for outcome in outcomes) else 1


def _file(name: str) -> Path:
    file = Path(name)
    if not file.is_file():
        raise UsageError(_("There is no file “{name}”.").format(name=name))
    return file.absolute()


def _must_be_open(composing: Composing, files: Sequence[Path]) -> None:
    """Said before anything is written."""
    if files and composing.no_files:
        raise UsageError(composing.no_files, remedy=_("Take them out, or put them on a page and send its address."))
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


def _with_news(desk: Desk, composing: Composing, despite_news: bool) -> Composing:
    """DESIGN 8.7: what has come, changed or gone since the draft was begun is told, and decided upon."""
    if not composing.news:
        return composing
    from social_console.desk import news_words

    told = "\n".join(news_words(one) for one in composing.news[-3:])
    if not despite_news:
        raise StaleThread(
            _("The thread has moved on since your draft was begun: {news}").format(news=told),
            location=Location(moment=composing.moment),
            remedy=_("Your draft is kept. --despite-news sends, `show` shows the thread."),
        )
    hint(told)
    return desk.acknowledge(composing)


def cost_words(composing: Composing, posts: Sequence[str]) -> Iterator[str]:
    """What it costs and what is left of the month's budget, where the channel charges."""
    from social_console.desk import budget_words

    if not composing.cost:
        return
    dollars = composing.price(posts)
    if len(posts) > 1:
        yield _("This reply costs ${dollars:.3f} in {n} posts.").format(dollars=dollars, n=len(posts))
    else:
        yield _("This reply costs ${dollars:.3f}.").format(dollars=dollars)
    if composing.left is not None:
        yield budget_words(dollars, composing.left)


def _preview(composing: Composing, posts: Sequence[str], as_json: bool) -> int:
    """Exit 1 where the channel would not take it so."""
    lengths = [composing.measure(post) for post in posts]
    fits = composing.limit is None or max(lengths) <= composing.limit
    if as_json:
        parts = [{"text": post, "length": length} for post, length in zip(posts, lengths, strict=True)]
        cost = composing.price(posts) if composing.cost else None
        emit({"posts": parts, "limit": composing.limit, "fits": fits, "cost": cost, "budget_left": composing.left})
        return 0 if fits else 1
    for n, (post, length) in enumerate(zip(posts, lengths, strict=True), start=1):
        of = "" if composing.limit is None else f"/{composing.limit}"
        say(f"── {n}/{len(posts)} · {length}{of}\n{plain(post)}")
    if not fits and composing.threads:
        hint(_("Shorten it, or send it as a numbered thread: --split."))
    return 0 if fits else 1


def _ask_about_others(session: Session, composing: Composing, yes: bool) -> None:
    """DESIGN 8.7, 8.8: a colleague's draft, and the same post answered on another account, are asked about."""
    asked = list(_others(session, composing))
    if yes or not asked:
        return
    if not sys.stdin.isatty():
        raise UsageError("\n".join(asked), remedy=_("--yes sends yours all the same."))
    for said in asked:
        hint(said)
    if not agreed(_("Go on?"), err=True):
        raise click.Abort


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
    """What is to be said, kept as the draft. UsageError for nothing, or for a variable without a value."""
    from social_console.desk import must_be_written

    if text == "-":
        text = sys.stdin.read()
    written = text if text is not None else composing.text
    if written.strip():  # else it would take the place of a draft
        desk.save(composing.reply_id, written)
    if edit:
        written = _edited(written)
        desk.save(composing.reply_id, written)
    must_be_written(written)
    return written


def _edited(text: str) -> str:
    edited = click.edit(text, extension=".txt")
    if edited is None or not edited.strip():
        raise UsageError(_("Nothing was written; your draft is kept."))
    return edited.rstrip("\n")


def _look_again(session: Session, composing: Composing) -> None:
    """What goes at once is in no round of reading: the channel is asked now whether its author changed the message."""
    from social_console import collect, connectors, store

    with session.inbox.reading() as tx:
        target = store.stored_mention(tx, composing.target)
    thinker = collect.Thinker(session.inbox, session.settings, session.rules)
    if target.deleted_at is None:
        collect.look_again(thinker, target.mention, connectors.connect)


def _send_now(session: Session, reply_id: int) -> tuple[Outcome, ...]:
    """What became of each part."""
    from social_console import outbox

    return outbox.send_due(session.inbox, session.settings, None, session.rules, only=[reply_id]).outcomes


def _tell(session: Session, done: Done, outcomes: Sequence[Outcome], as_json: bool) -> None:
    last = outcomes[-1] if outcomes else None
    if as_json:
        state = last.as_json() if last else _as_stored(session, done.reply or 0)
        posts = {"posts": [outcome.as_json() for outcome in outcomes]} if len(outcomes) > 1 else {}
        moments.told(session, done, as_json=True, reply=state | posts)
        return
    if last is None:
        say(done.message)
    elif last.state is ReplyState.SENT:
        said = _("Sent.") if len(outcomes) == 1 else _("Sent in {n} posts.").format(n=len(outcomes))
        say(said)
    else:
        said = last.reason or reply_word(last.state.value)
        part = f"{last.part}/{last.parts}"
        hint(_("Part {part}: {why}").format(part=part, why=said) if last.part else said)
        if last.state is ReplyState.FAILED:
            hint(_("`outbox list` shows it, `outbox retry {reply}` queues it again.").format(reply=last.reply))
        else:
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
        "part": stored.part,
        "parts": stored.parts,
    }
