"""Where a character of a value stands in the file: past quotes, escapes, folded lines and indentation.

Each character of the value is sought again in what was written. Where the two do not come out even, nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from social_console.rules.place import Place

if TYPE_CHECKING:
    from social_console.rules.tree import Scalar

_HEADER = re.compile(r"[|>][-+0-9]*[^\n]*\n")
_LINE = re.compile(r"[^\n]+")
_JOINT = re.compile(r"\n+| ?")
_BREAK = re.compile(r"[ \t]*\n[ \t\n]*")
_ESCAPED_BREAK = re.compile(r"\\\n[ \t]*")
_ESCAPE = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|.)")


def place_inside(scalar: Scalar, source: str, offset: int) -> Place:
    """The place of the value's character `offset` (from 0); the scalar's own where it cannot be told."""
    return place_of(scalar, source, offset, written(scalar, source))


def place_of(scalar: Scalar, source: str, offset: int, places: Sequence[int]) -> Place:
    """The same, by what `written` found."""
    if not 0 <= offset < len(places):
        return scalar.place
    at = places[offset]
    return Place(scalar.place.file, source.count("\n", 0, at) + 1, at - source.rfind("\n", 0, at))


def written(scalar: Scalar, source: str) -> Sequence[int]:
    """For each character of the value the place in `source` that it was read from; nothing where that is not plain."""
    start, end = scalar.span
    walks = {"'": _quoted, '"': _quoted, "|": _literal, ">": _folded}
    places: list[int] = []
    for char, at in walks.get(scalar.style, _plain)(scalar.value, source, start, end):
        if len(places) == len(scalar.value) or scalar.value[len(places)] != char:
            return ()
        places.append(at)
    return places if len(places) == len(scalar.value) else ()


Walk = Iterator[tuple[str, int]]


def _plain(value: str, source: str, start: int, end: int) -> Walk:
    return _flowing(value, source, start, end, "")


def _quoted(value: str, source: str, start: int, end: int) -> Walk:
    return _flowing(value, source, start + 1, end - 1, source[start])


def _flowing(value: str, source: str, at: int, end: int, quote: str) -> Walk:
    """Lines that flow into each other: one break is a space, more are one less."""
    done = 0
    while at < end and done < len(value):
        if (found := _BREAK.match(source, at, end)) is not None:
            breaks = found[0].count("\n")
            pieces = [(" " if breaks == 1 else "\n", at)] * max(1, breaks - 1)
            at = found.end()
        elif quote == '"' and (found := _ESCAPED_BREAK.match(source, at, end)) is not None:
            pieces, at = [], found.end()
        elif quote == '"' and (found := _ESCAPE.match(source, at, end)) is not None:
            code = found[1] or found[2] or found[3]
            pieces = [(chr(int(code, 16)) if code else value[done], at)]
            at = found.end()
        else:
            pieces = [(source[at], at)]
            at += 2 if quote == "'" and source.startswith("''", at) else 1
        yield from pieces
        done += len(pieces)


def _literal(value: str, source: str, start: int, end: int) -> Walk:
    """Lines as they stand, without their common indentation."""
    depth, at = _indented(value, source, start, end)
    done = 0
    while at < end and done < len(value):
        line_end = source.find("\n", at, end)
        stop = end if line_end < 0 else line_end
        yield from ((source[place], place) for place in range(min(at + depth, stop), stop))
        done += max(0, stop - at - depth) + 1
        if done <= len(value):
            yield "\n", stop
        at = stop + 1


def _folded(value: str, source: str, start: int, end: int) -> Walk:
    """Lines that flow into each other unless they stand further in: between them what the value has there."""
    depth, at = _indented(value, source, start, end)
    done = 0
    for line in _LINE.finditer(source, at, end):
        if line[0].strip():
            joint = _JOINT.match(value, done)[0] if done else "\n" * (len(value) - len(value.lstrip("\n")))  # type: ignore[index]
            yield from ((char, line.start()) for char in joint)
            yield from ((source[place], place) for place in range(line.start() + depth, line.end()))
            done += len(joint) + max(0, line.end() - line.start() - depth)
    yield from ((char, end) for char in value[done:] if char == "\n")


def _indented(value: str, source: str, start: int, end: int) -> tuple[int, int]:
    """How deep a block's text stands, by its first line that is not empty; and where its lines begin."""
    header = _HEADER.match(source, start, end)
    at = header.end() if header else end
    return max(0, _spaces(source[at:end]) - _spaces(value)), at


def _spaces(text: str) -> int:
    """Before the first line that is not empty."""
    line = next((line for line in text.split("\n") if line.strip()), "")
    return len(line) - len(line.lstrip(" "))
