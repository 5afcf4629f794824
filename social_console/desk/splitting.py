"""A long text in numbered parts, each as long as the channel takes: cut after paragraphs, else sentences, else words.

Never inside a link, a handle, a hashtag, or a character as people see it (a grapheme cluster of UAX 29). The number
stands at the end, "(2/3)", and counts.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter

from social_console.errors import UsageError
from social_console.i18n import gettext as _

MOST_PARTS = 25
"""More than this nobody reads as one answer."""
WORTH = 0.5
"""A paragraph or a sentence ends a part where at least so much of the room is used."""

_WHOLE = re.compile(
    r"https?://\S+|(?:[\w-]+\.)+[a-z]{2,}(?:/\S*)?|[@＠#＃][\w@.\-]*\w",
    re.I,
)
"""What says something else, or nothing, when it is cut."""
_SENTENCE_END = re.compile("[.!?…。！？][\"'”’»)\\]]*\\Z")
PARAGRAPH, SENTENCE, WORD, CHARACTER = 3, 2, 1, 0


@dataclass(frozen=True, slots=True)
class Part:
    """One post: what it says, and the text as it was written from there on."""

    text: str
    whole: str


@dataclass(frozen=True, slots=True)
class _Cut:
    """Where a part may end; the higher the rank, the better it reads."""

    at: int
    rank: int


def split(text: str, measure: Callable[[str], int], maximum: int) -> tuple[Part, ...]:
    """The parts, as few as good cuts allow; one without a number where the text fits.

    UsageError where something that must stay whole does not fit, or where there would be more than `MOST_PARTS`.
    """
    text = text.strip()
    if measure(text) <= maximum:
        return (Part(text, text),)
    cuts = list(_cuts(text))
    for most in (9, MOST_PARTS):
        pieces = _pieces(text, cuts, _Room(measure, maximum, f" ({most}/{most})"), most)
        if pieces:
            count = len(pieces)
            numbered = enumerate(pieces, start=1)
            return tuple(Part(f"{text[start:end]} ({n}/{count})", text[start:]) for n, (start, end) in numbered)
    raise UsageError(
        _("This would be more than {n} posts.").format(n=MOST_PARTS),
        remedy=_("Shorten it, or put it on a page and send its address."),
    )


@dataclass(frozen=True, slots=True)
class _Room:
    """What one part holds, its number included."""

    measure: Callable[[str], int]
    maximum: int
    number: str

    def fits(self, text: str) -> bool:
        return self.measure(text + self.number) <= self.maximum


def _pieces(text: str, cuts: list[_Cut], room: _Room, most: int) -> list[tuple[int, int]]:
    """Where each part begins and ends; empty where there are more than `most`."""
    pieces: list[tuple[int, int]] = []
    start = 0
    while start < len(text):
        if len(pieces) == most:
            return []
        ahead = cuts[bisect_right(cuts, start, key=attrgetter("at")) :]
        end = _end(text, start, ahead, room)
        pieces.append((start, end))
        start = end + len(text[end:]) - len(text[end:].lstrip())
    return pieces


def _end(text: str, start: int, ahead: list[_Cut], room: _Room) -> int:
    """The best cut of those up to which the text fits."""
    within = _fitting(text, start, [cut for cut in ahead if cut.rank], room) or _fitting(text, start, ahead, room)
    if not within:
        stuck = text[start : ahead[0].at] if ahead else text[start:]
        raise UsageError(
            _("“{text}” does not fit into one post, and cannot be cut.").format(text=stuck[:80]),
            remedy=_("Shorten it."),
        )
    last = within[-1].at
    if last == len(text):
        return last
    for rank in (PARAGRAPH, SENTENCE):
        found = next((cut.at for cut in reversed(within) if cut.rank >= rank), start)
        if found - start >= WORTH * (last - start):
            return found
    return last


def _fitting(text: str, start: int, ahead: Sequence[_Cut], room: _Room) -> Sequence[_Cut]:
    """The cuts up to which the text fits, found by halving."""
    low, high = 0, len(ahead)
    while low < high:
        middle = (low + high) // 2
        if room.fits(text[start : ahead[middle].at]):
            low = middle + 1
        else:
            high = middle
    return ahead[:low]


def _cuts(text: str) -> Iterator[_Cut]:
    """Every place where a part may end, in order; the end of the text is the last."""
    import regex

    inside = {at for found in _WHOLE.finditer(text) for at in range(found.start() + 1, found.end())}
    at, space = 0, -1
    for found in regex.finditer(r"\X", text):
        if found[0].isspace():
            space = found.start() if space < 0 else space
            continue
        if space >= 0:
            yield _Cut(space, _rank(text, space, found.start()))
        elif at and at not in inside:
            yield _Cut(at, CHARACTER)
        at, space = found.end(), -1
    yield _Cut(len(text), PARAGRAPH)


def _rank(text: str, start: int, end: int) -> int:
    """Of the white space between two words."""
    lines = text.count("\n", start, end)
    if lines > 1:
        return PARAGRAPH
    return SENTENCE if lines or _SENTENCE_END.search(text, max(0, start - 8), start) else WORD
