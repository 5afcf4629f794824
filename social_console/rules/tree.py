"""YAML text as a tree of nodes with places. Scalars stay text: what they mean, the schema says.

Built from the parser's events, so that depth and size are limited while reading. Anchors, aliases and tags are no
part of rules.yaml: `lists:` and `include:` do what they are for, and bombs are made of them.
"""

from __future__ import annotations

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


@dataclass(frozen=True, slots=True)
class Scalar:
    """One text. `plain`: written without quotes. `after`: what follows on its last line."""

    value: str
    plain: bool
    place: Place
    after: str = ""

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
    lines = text.splitlines()
    return _Builder(_events(text, file, lines), file, lines).document()


def _events(text: str, file: str, lines: list[str]) -> Iterator[Any]:
    """The parser's events; its complaints become NotYaml in our own words."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    silent.refuse_control_characters(text, file)
    try:
        yield from YAML(typ="safe", pure=True).parse(text)
    except MarkedYAMLError as error:
        raise silent.syntax_fault(error, file, lines) from None
    except (YAMLError, ValueError, RecursionError, IndexError, AssertionError, AttributeError) as error:
        raise NotYaml("syntax", Place(file, 1, 1), _("This is not YAML."), str(error)[:200]) from None


class _Builder:
    def __init__(self, events: Iterator[Any], file: str, lines: list[str]) -> None:
        self._events = events
        self._file = file
        self._lines = lines
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
        return self._listing(event, depth) if kind == "SequenceStartEvent" else self._mapping(event, depth)

    def _tagged(self, event: Any) -> bool:
        column = event.start_mark.column
        return self._line(event)[column : column + 1] == "!"

    def _scalar(self, event: Any) -> Scalar:
        end = event.end_mark
        after = self._lines[end.line][end.column : end.column + _AFTER] if end.line < len(self._lines) else ""
        return Scalar(event.value, not event.style, self._place(event), after)

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
