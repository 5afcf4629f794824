"""The thread: messages in and out, notes between colleagues, and the reply that is on its way, in order of time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from textual.content import Content

from social_console.i18n import gettext as _
from social_console.i18n import ngettext
from social_console.model import Direction, Span
from social_console.text import one_line, plain
from social_console.tui import wording
from social_console.tui.document.paper import SHOWN, Paper
from social_console.verbs.told import how_word
from social_console.verbs.words import ask_word, emptied_words, part_word

if TYPE_CHECKING:
    from social_console.model import Event
    from social_console.store import Detail, Reply, StoredMention

OLDEST_SHOWN = 60
"""So many of the newest messages are shown; the others are counted."""
PENDING = ("draft", "to_approve", "queued", "sending", "failed", "unknown")


def write_talk(paper: Paper, detail: Detail) -> None:
    """The whole conversation, the newest last."""
    entries = sorted(_entries(paper, detail), key=lambda entry: entry[0])
    hidden = len(entries) - OLDEST_SHOWN
    if hidden > 0:
        paper.line((ngettext("{n} older message", "{n} older messages", hidden).format(n=hidden), "italic $text-muted"))
    for _at, write in entries[-OLDEST_SHOWN:]:
        write()
    for reply in detail.replies:
        if str(reply.state) in PENDING:
            _write_reply(paper, reply)


def _entries(paper: Paper, detail: Detail) -> Iterator[tuple[datetime, Callable[[], None]]]:
    """When each stands, and how it is written."""
    for each in (*detail.context, *detail.thread):
        yield each.mention.created_at, partial(write_mention, paper, detail, each)
    undone = {event.data.get("undoes") for event in detail.events if event.verb == "undo"}
    for event in detail.events:
        if event.verb in ("note", "answered", "refer") and event.id not in undone:
            yield event.at, partial(_write_event, paper, event)


def write_mention(paper: Paper, detail: Detail, stored: StoredMention) -> None:
    """One message: who, when, through which door, what it asks; then its text."""
    mention = stored.mention
    ours = mention.direction == Direction.OUT
    aside = stored.moment != detail.id
    gutter, dress = ("┃ ", "$success") if ours else (("╎ ", "$text-muted") if aside else ("│ ", "$accent"))
    paper.marks[f"mention-{stored.id}"] = len(paper.lines)
    paper.line((gutter, dress), *_heading(paper, stored, ours))
    if mention.subject:
        paper.line((gutter, dress), (one_line(mention.subject), "bold"))
    if stored.deleted_at is not None:
        paper.line((gutter, dress), (_("[deleted by its author]"), "italic $text-muted"))
    paper.wrapped(_dressed(stored), gutter, dress, "$text-muted" if aside else "")
    _write_attached(paper, stored, gutter, dress)
    paper.blank()


def _heading(paper: Paper, stored: StoredMention, ours: bool) -> list[tuple[str, str]]:
    mention = stored.mention
    who = f"{_('We')} · {one_line(mention.account, 60)}" if ours else who_wrote(stored)
    parts = [(who, "bold $text-success" if ours else "bold"), (f"  {paper.at(mention.created_at)}", "$text-muted")]
    if str(mention.visibility) == "private":
        parts.append((f"  {wording.visibility_word('private')}", "$text-muted"))
    if mention.automatic:
        parts.append((f"  {_('automatic')}", "italic $text-muted"))
    if stored.void:
        parts.append((f"  ✗ {_('did not arrive')}", "bold $text-error"))
    if stored.edited_at is not None:
        parts.append((f"  {_('edited')}", "italic $text-muted"))
    note = stored.annotation
    if note is not None:
        if note.sentiment.label in ("neg", "pos"):
            parts.append(
                (
                    f"  {wording.tone_mark(note.sentiment.label)}",
                    "$text-error" if note.sentiment.label == "neg" else "$text-success",
                )
            )
        parts += [(f"  {ask_word(ask.name)}", "$text-accent") for ask in note.asks[:3]]
    return parts


def who_wrote(stored: StoredMention) -> str:
    """Name and handle, whichever are known."""
    author = stored.mention.author
    handle = f"@{author.handle.lstrip('@')}" if author.handle and "@" not in author.handle[1:] else author.handle
    parts = [one_line(author.name, 60), one_line(handle, 60)]
    return " ".join(part for part in parts if part) or one_line(author.id, 60) or _("no name")


def _dressed(stored: StoredMention) -> Content:
    """The text, with the words underlined that a rule found in it."""
    text = stored.mention.text
    shown = plain(text, limit=SHOWN)
    content = Content(shown)
    if shown != text or stored.verdict is None:
        return content
    for span in rule_words(stored):
        content = content.stylize("bold underline", span.start, span.end)
    return content


def rule_words(stored: StoredMention) -> Iterator[Span]:
    """The words of its text that made a rule fire."""
    for fired in stored.verdict.fired if stored.verdict else ():
        for clause in fired.clauses:
            if not clause.path.endswith("@subject"):
                yield from clause.words


def _write_attached(paper: Paper, stored: StoredMention, gutter: str, dress: str) -> None:
    for media in stored.mention.media[:10]:
        size = f", {media.size // 1024 + 1} kB" if media.size else ""
        paper.line((gutter, dress), (f"+ {one_line(media.name or media.type, 80)}{size}", "italic $text-muted"))
    if stored.mention.url:
        paper.line((gutter, dress), (one_line(stored.mention.url, 300), "$text-muted"))


def _write_event(paper: Paper, event: Event) -> None:
    """What colleagues did that the conversation does not show by itself."""
    title = {
        "note": _("INTERNAL NOTE"),
        "answered": _("ANSWERED: {how}").format(how=how_word(str(event.data.get("how", "")))),
        "refer": _("REFERRED to {to}").format(to=one_line(str(event.data.get("to", "")), 80)),
    }[event.verb]
    paper.line(
        ("┆ ", "$warning"),
        (title, "bold $text-warning"),
        (f"  {one_line(event.actor, 40)}  {paper.at(event.at)}", "$text-muted"),
    )
    if event.text:
        paper.wrapped(Content(plain(event.text, limit=SHOWN)), "┆ ", "$warning", "italic")
    elif event.verb == "note":
        paper.line(("┆ ", "$warning"), (emptied_words(), "italic $text-muted"))
    paper.blank()


def _write_reply(paper: Paper, reply: Reply) -> None:
    state = str(reply.state)
    when = f"  {paper.at(reply.not_before)}" if reply.not_before and state == "queued" else ""
    dress = "bold $text-error" if state in ("failed", "unknown") else "bold $text-warning"
    mark = f"{wording.pending_mark(state)}{part_word(reply.part, reply.parts)}"
    paper.line(("┋ ", "$success"), (mark, dress), (f"  {one_line(reply.author, 40)}{when}", "$text-muted"))
    if reply.error:
        paper.wrapped(Content(plain(reply.error, limit=500)), "┋ ", "$success", "$text-error")
    paper.wrapped(Content(plain(reply.text, limit=SHOWN)), "┋ ", "$success", "$text-muted")
    paper.blank()
