"""A text without what belongs to one citizen: telephones, identity numbers, e-mail addresses, cards, handles, links.

What is private is looked for in the text as it stands, never taken from what was stored, so that better patterns
protect old texts as well. Names of people and what is written in words (*mi número es ocho cero nueve…*) stay.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from typing import Final

from social_console.asks.facts import written

PRIVATE: Final = ("phone", "id_number", "email", "card", "link", "handle")
"""The kinds that are blanked; a link may lead to whoever wrote, and a number of WhatsApp is a link."""
_HANDLE = re.compile(r"(?<![\w.@/])@(\w(?:[\w.-]*\w)?(?:@[\w-]+(?:\.[\w-]+)+)?)|(?<!\w)/?u/([\w-]{3,20})\b")


def _bracketed(kind: str) -> str:
    return f"[{kind}]"


def redact(text: str, *, keep: Collection[str] = (), blank: Callable[[str], str] = _bracketed) -> str:
    """`text` with every private thing replaced by `blank(kind)`; handles in `keep` (lower case, without @) stay.

    Linear in its length; what is already blanked stays as it is.
    """
    parts: list[str] = []
    at = 0
    for start, end, kind in _apart(sorted(_private(text, keep), key=_longer_first)):
        parts += text[at:start], blank(kind)
        at = end
    return "".join([*parts, text[at:]]) if parts else text


def _private(text: str, keep: Collection[str]) -> Iterator[tuple[int, int, str]]:
    for kind, start, end in written(text):
        if kind in PRIVATE:
            yield start, end, kind
    if "@" in text or "u/" in text:
        for found in _HANDLE.finditer(text):
            if (found[1] or found[2]).lower() not in keep:
                yield found.start(), found.end(), "handle"


def _longer_first(place: tuple[int, int, str]) -> tuple[int, int]:
    return place[0], -place[1]


def _apart(places: list[tuple[int, int, str]]) -> Iterator[tuple[int, int, str]]:
    """Overlapping places as one, with the kind of the first."""
    merged: list[tuple[int, int, str]] = []
    for start, end, kind in places:
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]), merged[-1][2])
        else:
            merged.append((start, end, kind))
    yield from merged
