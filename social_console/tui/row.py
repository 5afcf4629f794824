"""One row of the list as dressed pieces of text. Pure: a row, a width and `now` in, lines out.

A line is a list of (text, dress); the widget knows what each dress looks like. Everything that strangers wrote
has passed `text.plain` and is cut to its cells here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from social_console.i18n import gettext as _
from social_console.text import cells, one_line, truncate
from social_console.tui import wording
from social_console.verbs.words import said_words

if TYPE_CHECKING:
    from social_console.store import Row

Piece = tuple[str, str]
Line = list[Piece]

STATUS, PRIORITY, DUE, CHANNEL, OWNER = 14, 11, 18, 9, 12


@dataclass(frozen=True, slots=True)
class Look:
    """How rows are drawn: `width` in cells, one or two lines a row."""

    width: int
    tall: bool
    now: datetime


def fit(text: str, width: int) -> str:
    """`text` made safe, on one line, in exactly `width` cells."""
    if width <= 0:
        return ""
    cut = truncate(one_line(text, 400), width)
    return cut + " " * (width - cells(cut))


def gutter(current: bool, marked: bool) -> Piece:
    """The cursor and the mark, as signs and not only as colours."""
    return ("▌" if current else " ") + ("◆" if marked else " "), "mark" if marked else "cursor"


def shown_status(row: Row, now: datetime) -> str:
    """The status, or `snoozed` while it sleeps."""
    asleep = row.snoozed_until is not None and row.snoozed_until > now
    return "snoozed" if asleep and row.status not in ("closed", "dismissed") else str(row.status)


def status_piece(row: Row, now: datetime) -> Piece:
    """Glyph and word of the status."""
    status = shown_status(row, now)
    glyph = wording.STATUS_GLYPHS.get(status, "·")
    return fit(f"{glyph} {wording.status_short(status)}", STATUS), f"status-{status}"


def priority_piece(row: Row) -> Piece:
    """Glyph and word of the priority."""
    name = wording.priority_name(row.priority)
    return fit(wording.priority_mark(name), PRIORITY), f"priority-{name}"


def due_piece(row: Row, now: datetime, width: int = DUE) -> Piece:
    """What is left of the promise; a reply that did not go out is told instead."""
    if row.pending_reply in ("failed", "unknown", "to_approve", "queued", "sending"):
        dress = "late" if row.pending_reply in ("failed", "unknown") else "soon"
        return fit(wording.pending_mark(row.pending_reply), width), dress
    return fit(wording.time_left(row.due_at, now), width), wording.urgency(row.due_at, now)


def author_of(row: Row) -> str:
    """The name a person would say first: the handle, else the name."""
    return _("restricted") if row.covered else row.author or _("no name")


def words_of(row: Row) -> str:
    """The newest words, where they are for whoever looks."""
    if row.covered:
        return _("Only its owner, their area and leads read it.")
    return said_words(row.text, row.deleted)


def times_of(row: Row) -> str:
    """`×12 ` where so many moments hold the same text."""
    return f"×{row.similar} " if row.similar > 1 else ""


def draft_of(row: Row) -> str:
    """A pencil where somebody has begun to write."""
    return f"{wording.pending_mark('draft')}  " if row.pending_reply == "draft" else ""


def tags_of(row: Row) -> str:
    """`#agua #vías`."""
    return " ".join(f"#{tag}" for tag in row.tags)


def tall(row: Row, look: Look, current: bool, marked: bool) -> list[Line]:
    """Two lines: what it is, then what it says, where, and who has it."""
    rest = look.width - 2 - STATUS - PRIORITY - DUE
    author = max(10, min(28, rest * 3 // 5)) if rest > 20 else max(rest, 8)
    first: Line = [
        gutter(current, marked),
        status_piece(row, look.now),
        priority_piece(row),
        due_piece(row, look.now),
        (fit(author_of(row), author - 1) + " ", "author"),
        (fit(tags_of(row), rest - author), "tag"),
    ]
    return [first, words_line(row, look.width, marked)]


def words_line(row: Row, width: int, marked: bool) -> Line:
    """The second line: tone, the newest words; at the right edge the channel and the owner."""
    tone = row.sentiment if row.sentiment in ("neg", "pos") else ""
    channel = f" {fit(row.channel, min(CHANNEL, cells(row.channel)))}"
    owner = f" → {fit(row.owner, min(OWNER, cells(row.owner)))}" if row.owner else ""
    draft, times = draft_of(row), times_of(row)
    text = width - 2 - STATUS - cells(channel) - cells(owner) - cells(draft) - cells(times)
    return [
        (" ◆" if marked else "  ", "mark"),
        (fit(wording.tone_mark(tone) if tone else "", STATUS), f"tone-{tone}" if tone else "quiet"),
        (draft, "soon"),
        (times, "tag"),
        (fit(words_of(row), text), "quiet" if row.covered else "words"),
        (channel, "quiet"),
        (owner, "owner"),
    ]


def flat(row: Row, look: Look, current: bool, marked: bool) -> list[Line]:
    """One line, for those who want many rows."""
    rest = look.width - 2 - STATUS - PRIORITY - DUE
    author = 18 if rest > 50 else 12
    tags = 16 if rest > 70 else 0
    draft, times = draft_of(row), times_of(row)
    return [
        [
            gutter(current, marked),
            status_piece(row, look.now),
            priority_piece(row),
            due_piece(row, look.now),
            (fit(author_of(row), author - 1) + " ", "author"),
            (draft, "soon"),
            (times, "tag"),
            (
                fit(words_of(row), rest - author - tags - cells(draft) - cells(times)),
                "quiet" if row.covered else "words",
            ),
            (fit(" " + tags_of(row), tags), "tag"),
        ]
    ]


def lines(row: Row | None, look: Look, *, current: bool, marked: bool) -> Sequence[Line]:
    """The lines of a row; of one that is still being read, too."""
    if row is None:
        waiting: Line = [gutter(current, marked), (fit("…", look.width - 2), "quiet")]
        blank: Line = [(" " * look.width, "quiet")]
        return [waiting, blank] if look.tall else [waiting]
    drawn = tall(row, look, current, marked) if look.tall else flat(row, look, current, marked)
    return [clipped(line, look.width) for line in drawn]


def clipped(line: Line, width: int) -> Line:
    """As much as fits a very narrow screen."""
    kept: Line = []
    for text, dress in line:
        cut = truncate(text, width) if width > 0 else ""
        kept.append((cut, dress))
        width -= cells(cut)
    return kept
