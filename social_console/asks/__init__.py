"""What a text asks for, and the facts in it, by patterns that can be read, each with the words that made it.

Urgency is not negativity: half of what citizens demand is not negative in tone. `patterns/` holds the patterns
of asks, RE2 over the folded and spelled-out text, linear in time whatever a mention says.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, Final

from social_console.asks.facts import facts
from social_console.asks.patterns import Pattern, patterns
from social_console.asks.places import Places
from social_console.asks.redaction import redact
from social_console.model import Ask, Span
from social_console.text import Folded, fold, spell_out, whole, without_names

__all__ = ["NAMES", "Places", "facts", "find", "redact"]

NAMES: Final = ("question", "request", "complaint", "fault", "petition", "thanks", "risk", "press", "spam")
_MEMORY: Final = 64 << 20
_LARGE: Final = ("complaint", "fault")
"""Asks with so many patterns that each is a set of its own: RE2 learns a text's way through a smaller set sooner."""
_AT_MOST: Final = 20
"""So many words are kept for one ask."""


class _Matcher:
    """All patterns of one language: a pass says what is asked, then only the patterns of that are looked for."""

    def __init__(self, found: Sequence[Pattern]) -> None:
        import re2

        options = re2.Options()
        options.log_errors = False
        options.max_mem = _MEMORY
        groups: dict[tuple[str, bool], list[str]] = {}
        sets: dict[str, _Set] = {}
        for ask, source, denies in found:
            sets.setdefault(ask if ask in _LARGE else "", _Set(options)).add(source, (ask, denies))
            groups.setdefault((ask, denies), []).append(source)
        self._sets = [one.compiled() for one in sets.values()]
        self._patterns = {key: re2.compile("|".join(sources), options) for key, sources in groups.items()}

    def spans(self, text: str) -> dict[str, list[tuple[int, int]]]:
        """For each ask the places that say so; an ask that something denies is not there."""
        encoded = _encoded(text)
        matched = {name for one in self._sets for name in one.matched(encoded)}
        found: dict[str, list[tuple[int, int]]] = {}
        for ask, denies in matched:
            if not denies:
                places = self._places((ask, False), encoded)
                denied = self._places((ask, True), encoded) if (ask, True) in matched else []
                if left := _outside(places, denied):
                    found[ask] = left
        if len(encoded) == len(text):
            return found
        return {ask: _in_characters(encoded, places) for ask, places in found.items()}

    def _places(self, key: tuple[str, bool], encoded: bytes) -> list[tuple[int, int]]:
        """In bytes."""
        return [match.span() for match in self._patterns[key].finditer(encoded)]


class _Set:
    """Patterns that one pass over a text tries together, each under the name of what it says."""

    def __init__(self, options: Any) -> None:
        import re2

        self._set = re2.Set.SearchSet(options)
        self._names: list[tuple[str, bool]] = []

    def add(self, source: str, name: tuple[str, bool]) -> None:
        """One more, before `compiled`."""
        self._set.Add(source)
        self._names.append(name)

    def compiled(self) -> _Set:
        """Ready to be asked."""
        self._set.Compile()
        return self

    def matched(self, encoded: bytes) -> Iterator[tuple[str, bool]]:
        """The names of the patterns that match somewhere."""
        return (self._names[number] for number in self._set.Match(encoded) or ())


def _encoded(text: str) -> bytes:
    """As RE2 reads it; half a character, which no text may hold, is read as one that says nothing."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        return whole(text).encode()


def _in_characters(encoded: bytes, places: list[tuple[int, int]]) -> list[tuple[int, int]]:
    return [(len(encoded[:start].decode()), len(encoded[:end].decode())) for start, end in places]


def _outside(spans: list[tuple[int, int]], denied: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans that no denial overlaps, in order, each place once, the longer first."""
    kept: list[tuple[int, int]] = []
    for start, end in sorted(set(spans), key=lambda span: (span[0], -span[1])):
        if kept and start < kept[-1][1]:
            continue
        if not any(first < end and start < last for first, last in denied):
            kept.append((start, end))
    return kept


@cache
def _matcher(lang: str) -> _Matcher:
    return _Matcher(patterns(lang))


def find(text: str, lang: str, *, folded: Folded | None = None) -> tuple[Ask, ...]:
    """What `text` asks for, in the order of `NAMES`; `folded` is the text without names, folded and spelled out."""
    if folded is None:
        folded = spell_out(fold(without_names(text)), lang)
    found = _matcher(lang).spans(folded.text)
    return tuple(
        Ask(name=name, words=tuple(_span(text, folded, start, end) for start, end in found[name][:_AT_MOST]))
        for name in NAMES
        if name in found
    )


def _span(text: str, folded: Folded, start: int, end: int) -> Span:
    while start < end and not folded.text[start].isalnum() and folded.text[start] not in "?¿":
        start += 1
    while start < end and folded.text[end - 1].isspace():
        end -= 1
    first, last = folded.span(start, end)
    return Span(text[first:last], first, last, 1.0)
