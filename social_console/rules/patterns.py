"""Patterns: folded like the texts they are sought in, compiled by RE2, and the literals that they require.

RE2 reads a text in linear time whatever a rule or a mention says. Its `\\b` and `\\w` know only ASCII letters, which
is right here, because a folded text has bare letters and `N` for ñ.
"""

from __future__ import annotations

import re
import unicodedata
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from social_console.text import fold_key

LONGEST = 2_000
"""Characters of one pattern."""
_MEMORY = 2 << 20
_SHORTEST_LITERAL = 2
_FLAGS = re.compile(r"\(\?([a-zA-Z]*)(-[a-zA-Z]+)?([:)])")
_GROUP_NAME = re.compile(r"\(\?P?<\w+>")
_ESCAPE = re.compile(
    r"\\(?:Q.*?(?:\\E|$)|[pP]\{[^}]*\}|[pP][A-Za-z]|x\{[^}]*\}|x[0-9A-Fa-f]{2}|[0-7]{1,3}|.)", re.DOTALL
)
_CLASS = re.compile(r"\[\^?\]?(?:\[:\^?\w+:\]|\\.|[^\]\\])*\]", re.DOTALL)
_QUANTIFIER = "*+?{"


class PatternError(ValueError):
    """RE2 cannot take the pattern; `reason` is RE2's own words."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True, eq=False)
class Pattern:
    """A compiled pattern. Without one of `literals` in the text it cannot match; None: it always has to be tried."""

    written: str
    exact: bool
    literals: frozenset[int] | None
    regexp: Any

    def find(self, encoded: bytes) -> Iterator[tuple[int, int]]:
        """The places (in bytes) of its matches in UTF-8; empty matches are none."""
        return (match.span() for match in self.regexp.finditer(encoded) if match.end() > match.start())

    def seen(self, encoded: bytes) -> bool:
        """Whether it matches anything that is not empty."""
        match = self.regexp.search(encoded)
        return match is not None and (match.end() > match.start() or next(self.find(encoded), None) is not None)


def compile_pattern(written: str, *, exact: bool, atom: Callable[[str], int]) -> Pattern:
    """Raises PatternError. `atom` gives a required literal its number."""
    folded = written if exact else fold_pattern(written)
    regexp = _re2(folded)
    literals = required_literals(folded)
    return Pattern(written, exact, None if literals is None else frozenset(map(atom, literals)), regexp)


def _re2(folded: str) -> Any:
    import re2

    if len(folded) > LONGEST:
        raise PatternError("too long")
    options = re2.Options()
    options.max_mem = _MEMORY
    options.log_errors = False
    try:
        return re2.compile(folded.encode(), options)
    except (re2.error, UnicodeError) as error:
        reason = error.args[0] if error.args else ""
        raise PatternError(reason.decode(errors="replace") if isinstance(reason, bytes) else str(reason)) from None


# ── folding ──────────────────────────────────────────────────────────────────────────────────────────────


def fold_pattern(pattern: str) -> str:
    """Literals and classes folded as texts are, escapes untouched, `(?i)` dropped."""
    pattern = unicodedata.normalize("NFC", pattern)
    parts: list[str] = []
    literal = ""
    at = 0
    while at < len(pattern):
        piece, end = _special(pattern, at)
        if piece is None:
            literal += pattern[at]
        else:
            parts += [_fold_literal(literal, pattern[at]), piece]
            literal = ""
        at = end
    return "".join([*parts, _fold_literal(literal, "")])


def _special(pattern: str, at: int) -> tuple[str | None, int]:
    """What stands at `at`, already folded, if it is no letter; and where it ends."""
    char = pattern[at]
    if char == "\\" and (found := _ESCAPE.match(pattern, at)):
        return found[0], found.end()
    if char == "[" and (found := _CLASS.match(pattern, at)):
        return _fold_class(found[0]), found.end()
    if char == "(":
        return _opening(pattern, at)
    return (None if char.isalpha() or unicodedata.combining(char) else char), at + 1


def _opening(pattern: str, at: int) -> tuple[str, int]:
    if found := _GROUP_NAME.match(pattern, at):
        return found[0], found.end()
    if found := _FLAGS.match(pattern, at):
        on = found[1].replace("i", "")
        off = (found[2] or "").replace("i", "")
        off = "" if off == "-" else off
        dropped = found[3] == ")" and not on and not off
        return ("" if dropped else f"(?{on}{off}{found[3]}"), found.end()
    return "(", at + 1


def _fold_class(written: str) -> str:
    """Each letter of `[…]` folded; escapes and `[:names:]` stay."""
    inside = re.split(r"(\[:\^?\w+:\]|\\(?:[pP]\{[^}]*\}|[pP][A-Za-z]|x\{[^}]*\}|.))", written[1:-1], flags=re.DOTALL)
    return "[" + "".join(part if odd % 2 else _each_folded(part) for odd, part in enumerate(inside)) + "]"


def _each_folded(letters: str) -> str:
    return "".join(fold_key(char) if char.isalpha() else char for char in letters)


def _fold_literal(literal: str, following: str) -> str:
    """A run of letters folded; its last one apart where a quantifier follows, so that `bu{2,}` stays itself."""
    if following and following in _QUANTIFIER and literal:
        return fold_key(literal[:-1]) + _each_folded(literal[-1])
    return fold_key(literal)


# ── required literals ────────────────────────────────────────────────────────────────────────────────────


def required_literals(folded: str) -> tuple[str, ...] | None:
    """Strings of which at least one stands in every text that the pattern matches; None where none is known.

    Read off Python's own parse of the pattern, and only where both engines understand it alike.
    """
    if re.search(r"\[:|\\[QCpPzAZ0-9]|\(\?[^:PsmU)]|\(\?\w*U|\[\[|--|&&|\|\||~~|\(\?P=|\(\?\(", folded):
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            parsed = re._parser.parse(folded)  # type: ignore[attr-defined]
    except (re.error, Warning, RecursionError, OverflowError, ValueError):
        return None
    best = _best(_required(parsed))
    return tuple(sorted(best)) if best else None


def _required(tokens: Iterable[Any]) -> Iterator[frozenset[str]]:
    """Sets of strings, each set with a member in whatever the sequence matches."""
    run = ""
    for kind, value in tokens:
        name = str(kind)
        if name == "LITERAL":
            run += chr(value)
            continue
        if name == "AT":
            continue
        yield frozenset([run])
        run = ""
        yield from _required_of(name, value)
    yield frozenset([run])


def _required_of(name: str, value: Any) -> Iterator[frozenset[str]]:
    if name == "SUBPATTERN":
        yield from _required(value[-1])
    elif name in ("MAX_REPEAT", "MIN_REPEAT") and value[0] >= 1:
        yield from _required(value[2])
    elif name == "BRANCH":
        alternatives = [_best(_required(branch)) for branch in value[1]]
        if all(alternatives):
            yield frozenset().union(*alternatives)


def _best(found: Iterable[frozenset[str]]) -> frozenset[str]:
    """The set whose shortest member is longest; empty where all are too short."""
    best: frozenset[str] = frozenset()
    for one in found:
        if _shortest(one) >= _SHORTEST_LITERAL and _shortest(one) > _shortest(best):
            best = one
    return best


def _shortest(strings: frozenset[str]) -> int:
    return min(map(len, strings), default=0)


def places(encoded: bytes, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Places in bytes as places in characters."""
    if len(encoded) == len(encoded.decode()):
        return list(spans)
    return [(len(encoded[:start].decode()), len(encoded[:end].decode())) for start, end in spans]
