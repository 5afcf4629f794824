"""What a text asks for, and the facts in it, by patterns that can be read, each with the words that made it.

Urgency is not negativity: half of what citizens demand is not negative in tone. `patterns/` holds the patterns
of asks, RE2 over the folded and spelled-out text, linear in time whatever a mention says.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
_AT_MOST: Final = 20
"""So many words are kept for one ask."""


class _Matcher:
    """All patterns of one language: only those are tried that a text holds the letters for."""

    def __init__(self, found: Sequence[Pattern]) -> None:
        import re2

        self._found = tuple(found)
        self._options = re2.Options()
        self._options.log_errors = False
        self._options.max_mem = _MEMORY
        self._filter = re2.Filter()
        for one in found:
            self._filter.Add(_small(one.source), self._options)
        self._filter.Compile()
        self._compiled: dict[int, Any] = {}

    def spans(self, text: str) -> dict[str, list[tuple[int, int]]]:
        """For each ask the places that say so; an ask that something denies is not there."""
        encoded = _encoded(text)
        matched: dict[tuple[str, bool], list[int]] = {}
        for number in sorted(self._filter.Match(_encoded(_small(text))) or ()):
            ask, _source, denies = self._found[number]
            matched.setdefault((ask, denies), []).append(number)
        found: dict[str, list[tuple[int, int]]] = {}
        for (ask, denies), numbers in matched.items():
            if not denies:
                places = self._places(numbers, encoded)
                denied = self._places(matched.get((ask, True), ()), encoded) if places else []
                if left := _outside(places, denied):
                    found[ask] = left
        if len(encoded) == len(text):
            return found
        return {ask: _in_characters(encoded, places) for ask, places in found.items()}

    def _places(self, numbers: Sequence[int], encoded: bytes) -> list[tuple[int, int]]:
        """Where these patterns match, in bytes: what one alternation of them finds, without learning a text for it."""
        patterns = [self._pattern(number) for number in numbers]
        if len(patterns) == 1:
            return [match.span() for match in patterns[0].finditer(encoded)]
        return _alternated(patterns, encoded)

    def _pattern(self, number: int) -> Any:
        import re2

        if number not in self._compiled:
            self._compiled[number] = re2.compile(self._found[number].source, self._options)
        return self._compiled[number]


def _small(written: str) -> str:
    """A filter knows small letters only, and ñ is folded to `N`: it is told n, and `_places` looks at what is meant."""
    return written.replace("N", "n")


def _alternated(patterns: Iterable[Any], encoded: bytes) -> list[tuple[int, int]]:
    """From the left, and where two begin together the first of them, as `|` between them would have it."""
    ahead = [(pattern, match.span()) for pattern in patterns if (match := pattern.search(encoded))]
    places: list[tuple[int, int]] = []
    while ahead:
        _pattern, place = min(ahead, key=_begin)
        places.append(place)
        ahead = [(pattern, later) for pattern, old in ahead if (later := _after(place[1], pattern, old, encoded))]
    return places


def _begin(one: tuple[Any, tuple[int, int]]) -> int:
    return one[1][0]


def _after(end: int, pattern: Any, found: tuple[int, int], encoded: bytes) -> tuple[int, int] | None:
    """The next match from `end` on, which may be `found`. No pattern matches nothing at all."""
    if found[0] >= end:
        return found
    match = pattern.search(encoded, end)
    return match.span() if match else None


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
