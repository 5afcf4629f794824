"""YAML text as a tree of nodes with places. Scalars stay text: what they mean, the schema says.

Built from the parser's events, so that depth and size are limited while reading. Anchors, aliases and tags are no
part of rules.yaml: `lists:` and `include:` do what they are for, and bombs are made of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NoReturn

from social_console.i18n import gettext as _
from social_console.rules import silent
from social_console.rules.place import Place

LONGEST_FILE = 2_000_000
MOST_NODES = 200_000
DEEPEST = 40
_AFTER = 80
_HALF = re.compile("[\ud800-\udfff]")
_COMMENT = re.compile(r"(?:^|\s)#.*")


@dataclass(frozen=True, slots=True)
class Scalar:
    """One text. `plain`: written without quotes. `after`: what follows on its last line.

    `style`: how it is written, `'`, `"`, `|`, `>` or nothing; `span`: from where to where in the file's text.
    """

    value: str
    plain: bool
    place: Place
    after: str = ""
    style: str = ""
    span: tuple[int, int] = (0, 0)

    @property
    def empty(self) -> bool:
        """Nothing stands there, or an explicit null."""
        return self.plain and self.value in ("", "~", "null", "Null", "NULL")


@dataclass(frozen=True, slots=True)
class Listing:
    """`[…]` or a row of `-`."""

    items: tuple[Node, ...]
    place: Place
    flow: bool = False


@dataclass(frozen=True, slots=True)
class Mapping_:
    """`{…}` or rows of `key: value`. Keys may be written twice: the schema complains."""

    pairs: tuple[tuple[Node, Node], ...]
    place: Place
    braces: bool = False


Node = Scalar | Listing | Mapping_


class NotYaml(Exception):
    """The file ends to be YAML at `place`; the rest of it is unknown."""

    def __init__(self, code: str, place: Place, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.code, self.place, self.message, self.remedy = code, place, message, remedy


def parse(text: str, file: str) -> Node | None:
    """The only document in `text`; None where it is empty. Raises NotYaml."""
    if len(text) > LONGEST_FILE:
        raise NotYaml("too-big", Place(file, 1, 1), _("The file is longer than 2 million characters."))
    lines = text.split("\n")
    opened: list[Place] = []
    return _Builder(_events(text, file, lines, opened), file, lines, opened).document()


def _events(text: str, file: str, lines: list[str], opened: list[Place]) -> Iterator[Any]:
    """The parser's events; its complaints become NotYaml in our own words. `opened`: brackets still to be closed."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    silent.refuse_control_characters(text, file)
    try:
        yield from YAML(typ="safe", pure=True).parse(text)
    except MarkedYAMLError as error:
        raise silent.syntax_fault(error, file, lines, opened) from None
    except (YAMLError, ValueError, RecursionError, IndexError, AssertionError, AttributeError) as error:
        if isinstance(error, ValueError) and (found := silent.beyond_unicode(text)):
            place = Place(file, text.count("\n", 0, found) + 1, found - text.rfind("\n", 0, found))
            raise silent.no_character(place) from None
        raise NotYaml("syntax", Place(file, 1, 1), _("This is not YAML."), str(error)[:200]) from None


class _Builder:
    def __init__(self, events: Iterator[Any], file: str, lines: list[str], opened: list[Place]) -> None:
        self._events = events
        self._file = file
        self._lines = lines
        self._opened = opened
        self._count = 0

    def document(self) -> Node | None:
        node: Node | None = None
        for event in self._events:
            kind = type(event).__name__
            if kind.startswith(("Stream", "DocumentEnd")):
                continue
            if kind == "DocumentStartEvent":
                if node is not None:
                    self._refuse(
                        event, "two-documents", _("A second document begins here (`---`): one file holds one.")
                    )
                continue
            node = self._node(event, 0)
        return node

    def _node(self, event: Any, depth: int) -> Node:
        self._count += 1
        if depth > DEEPEST:
            self._refuse(event, "too-deep", _("Nested deeper than {n} levels.").format(n=DEEPEST))
        if self._count > MOST_NODES:
            self._refuse(event, "too-big", _("More than {n} values in one file.").format(n=MOST_NODES))
        kind = type(event).__name__
        if kind == "AliasEvent" or getattr(event, "anchor", None):
            self._refuse(event, *silent.anchor(event, self._line(event)))
        if str(getattr(event, "tag", None) or "").startswith("!") or self._tagged(event):
            self._refuse(event, *silent.tag(self._line(event)))
        if kind == "ScalarEvent":
            return self._scalar(event)
        brackets = self._line(event).startswith(("[", "{"), event.start_mark.column)
        if brackets:
            self._opened.append(self._place(event))
        node = self._listing(event, depth) if kind == "SequenceStartEvent" else self._mapping(event, depth)
        if brackets:
            self._opened.pop()
        return node

    def _tagged(self, event: Any) -> bool:
        column = event.start_mark.column
        return self._line(event)[column : column + 1] == "!"

    def _scalar(self, event: Any) -> Scalar:
        line, column = event.end_mark.line, event.end_mark.column
        place = self._place(event)
        if event.start_mark.index == event.end_mark.index:
            line, column = self._nothing(event.start_mark.line, event.start_mark.column)
            place = Place(self._file, line + 1, column + 1)
        after = self._lines[line][column : column + _AFTER] if line < len(self._lines) else ""
        span = event.start_mark.index, event.end_mark.index
        return Scalar(self._characters(event), not event.style, place, after, event.style or "", span)

    def _characters(self, event: Any) -> str:
        """The text; two escapes that are halves of one character (as JSON writes them) become that character."""
        value: str = event.value
        if not _HALF.search(value):
            return value
        value = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        if "\ufffd" in value:
            message = _("An escape such as \\ud83d is only half of a character.")
            self._refuse(event, "escape", message, _("Write the character itself."))
        return value

    def _nothing(self, line: int, column: int) -> tuple[int, int]:
        """Where a value is missing: behind its key, though the parser only notices where the next one begins."""
        if self._text_before(line, column):
            return line, column
        while line > 0 and not self._text_before(line, column):
            line, column = line - 1, len(self._lines[line - 1])
        return line, len(self._text_before(line, column))

    def _text_before(self, line: int, column: int) -> str:
        before = self._lines[line][:column] if line < len(self._lines) else ""
        return _COMMENT.sub("", before).rstrip()

    def _listing(self, start: Any, depth: int) -> Listing:
        items: list[Node] = []
        while type(event := next(self._events)).__name__ != "SequenceEndEvent":
            items.append(self._node(event, depth + 1))
        return Listing(tuple(items), self._place(start), bool(start.flow_style))

    def _mapping(self, start: Any, depth: int) -> Mapping_:
        pairs: list[tuple[Node, Node]] = []
        while type(event := next(self._events)).__name__ != "MappingEndEvent":
            key = self._node(event, depth + 1)
            pairs.append((key, self._node(next(self._events), depth + 1)))
        braces = self._line(start).startswith("{", start.start_mark.column)
        return Mapping_(tuple(pairs), self._place(start), braces)

    def _place(self, event: Any) -> Place:
        return Place(self._file, event.start_mark.line + 1, event.start_mark.column + 1)

    def _line(self, event: Any) -> str:
        line = event.start_mark.line
        return self._lines[line] if line < len(self._lines) else ""

    def _refuse(self, event: Any, code: str, message: str, remedy: str = "") -> NoReturn:
        raise NotYaml(code, self._place(event), message, remedy)
