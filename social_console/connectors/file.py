"""The import format (DESIGN 5): JSON lines, or CSV with the same names and dots for nesting, to mentions.

One line is one mention. A line that cannot be taken is refused with its number and reason; the others are kept.
Nothing is read ahead but the line at hand, however long the file; a line longer than `MAX_LINE` is skipped, not held.
"""

from __future__ import annotations

import codecs
import csv
import json
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any, BinaryIO

from social_console.connectors.fields import FieldFault, mention_from
from social_console.i18n import gettext as _
from social_console.model import Mention

MAX_LINE = 4 * 1024 * 1024
"""In bytes. Far more than any post; less than what would hurt."""

CHANNEL = "file"
ACCOUNT = "file"


@dataclass(frozen=True, slots=True)
class Refused:
    """A line that was not taken; `line` counts from 1, `reason` is in the user's language."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Defaults:
    """What a line that does not say is taken to mean."""

    channel: str = CHANNEL
    account: str = ACCOUNT
    history: bool = True


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    text: str
    fault: str = ""


def read(stream: BinaryIO, defaults: Defaults, *, csv_named: bool = False) -> Iterator[Mention | Refused]:
    """Every line of `stream` in turn. CSV where the name says so (`csv_named`) or the first line is its header."""
    lines = _lines(stream)
    first = next(lines, None)
    if first is None:
        return
    rest = chain([first], lines)
    if csv_named or _is_header(first.text):
        yield from _read_csv(rest, defaults)
    else:
        yield from _read_json(rest, defaults)


def _lines(stream: BinaryIO) -> Iterator[_Line]:
    """Decoded lines that are not blank, each with its number and with what is wrong with it as bytes."""
    number = 0
    while True:
        raw = stream.readline(MAX_LINE + 1)
        if not raw:
            return
        number += 1
        if len(raw) > MAX_LINE and not raw.endswith(b"\n"):
            _skip(stream)
            yield _Line(number, "", _("longer than {size} MiB").format(size=MAX_LINE // 1024 // 1024))
            continue
        if number == 1:
            raw, fault = _without_mark(raw)
            if fault:
                yield _Line(1, "", fault)
                return
        yield _decoded(number, raw)


def _skip(stream: BinaryIO) -> None:
    while (rest := stream.readline(MAX_LINE)) and not rest.endswith(b"\n"):
        pass


def _without_mark(raw: bytes) -> tuple[bytes, str]:
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return raw, _("this file is UTF-16: save it as UTF-8")
    return raw.removeprefix(codecs.BOM_UTF8), ""


def _decoded(number: int, raw: bytes) -> _Line:
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        where = _("not UTF-8 (byte {position} of the line)").format(position=error.start + 1)
        return _Line(number, raw.decode("utf-8", "replace"), where)
    return _Line(number, text, _("holds a NUL character") if "\0" in text else "")


def _is_header(line: str) -> bool:
    return not line.lstrip().startswith("{") and "created_at" in line and "text" in line


def _read_json(lines: Iterator[_Line], defaults: Defaults) -> Iterator[Mention | Refused]:
    for line in lines:
        if line.fault:
            yield Refused(line.number, line.fault)
        elif line.text.strip():
            yield _mention(line.number, _object(line), defaults)


def _object(line: _Line) -> Mapping[str, Any] | Refused:
    try:
        value = _decoder.decode(line.text)
    except json.JSONDecodeError as error:
        return Refused(line.number, _("not JSON (column {column})").format(column=error.colno))
    except (ValueError, RecursionError):
        return Refused(line.number, _("not JSON that can be read"))
    if not isinstance(value, dict):
        return Refused(line.number, _("not a JSON object"))
    return value


def _no_constant(name: str) -> Any:
    raise ValueError(name)


_decoder = json.JSONDecoder(parse_constant=_no_constant)


def _mention(number: int, value: Mapping[str, Any] | Refused, defaults: Defaults) -> Mention | Refused:
    if isinstance(value, Refused):
        return value
    try:
        return mention_from(value, channel=defaults.channel, account=defaults.account, history=defaults.history)
    except FieldFault as fault:
        return Refused(number, str(fault))


def _read_csv(lines: Iterator[_Line], defaults: Defaults) -> Iterator[Mention | Refused]:
    csv.field_size_limit(MAX_LINE)
    first = next(lines)
    feed = _Feed(first, lines)
    rows = csv.reader(feed, delimiter=_delimiter(first.text), strict=True)
    header: list[str] | None = None
    while feed.begin():
        try:
            row = next(rows)
        except csv.Error as error:
            yield Refused(feed.first, _("not CSV: {reason}").format(reason=error))
            feed.again()
            continue
        if feed.fault:
            yield Refused(feed.fault.number, feed.fault.fault)
        elif header is None:
            header = [name.strip() for name in row]
        elif row:
            yield _mention(feed.first, _nested(feed.first, header, row), defaults)


class _Feed:
    """Lines for the CSV reader. It remembers the lines of the row at hand: after a quote that nobody closed, only
    the first of them is given up and the others are read again.
    """

    def __init__(self, first: _Line, lines: Iterator[_Line]) -> None:
        self._lines = lines
        self._waiting = deque([first])
        self._row: list[_Line] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._waiting.popleft() if self._waiting else next(self._lines)
        self._row.append(line)
        return line.text.replace("\0", "")

    def begin(self) -> bool:
        """The next line is the first of a row; False at the end."""
        self._row = []
        if not self._waiting and (line := next(self._lines, None)):
            self._waiting.append(line)
        return bool(self._waiting)

    def again(self) -> None:
        """Read all lines of this row but its first once more."""
        self._waiting.extendleft(reversed(self._row[1:]))

    @property
    def first(self) -> int:
        """The number of the row's first line."""
        return self._row[0].number

    @property
    def fault(self) -> _Line | None:
        """The first line of the row that was faulty as bytes."""
        return next((line for line in self._row if line.fault), None)


def _delimiter(header: str) -> str:
    return max(",;\t", key=header.count)


def _nested(number: int, header: list[str], row: list[str]) -> Mapping[str, Any] | Refused:
    """`author.handle` becomes `{"author": {"handle": …}}`; an empty cell is an absent value, but for `text`."""
    if len(row) > len(header):
        wrong = _("{n} columns where the header has {expected}").format(n=len(row), expected=len(header))
        return Refused(number, wrong)
    value: dict[str, Any] = {}
    for name, cell in zip(header, row, strict=False):
        if not cell and name != "text":
            continue
        *outer, last = name.split(".")
        place = value
        for key in outer:
            place = place.setdefault(key, {})
        place[last] = cell
    return value
