"""The query language (DESIGN 5): words, "phrases", prefix*, field:value, -term, or, parentheses. No SQL, no I/O.

    query := all ("or" all)*            a space is *and*, which binds closer than *or*
    all   := term+
    term  := ["-"] ( "(" query ")" | field ":" [op] value ("," value)* | "phrase" | word | prefix* )
    op    := ">=" | "<=" | ">" | "<"

English names are the canonical ones. Spanish field names and values are taken as well; `canonical` translates them.
Times are days (2026-10-01), months (2026-10), today, yesterday, or ISO 8601 instants with an offset.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from difflib import get_close_matches
from typing import NoReturn

from social_console.errors import Fault, Location, QueryError
from social_console.i18n import gettext as _
from social_console.query.words import FIELDS, OR_WORDS, Field, Kind, field_named, read_value, text_of_time

LONGEST = 2_000
DEEPEST = 40

_TOKEN = re.compile(
    r"""\s*(?:
        (?P<open>\() | (?P<close>\)) |
        (?P<minus>-(?=[^\s)-])) |
        (?P<field>[^\W\d][\w-]*):(?!//)(?P<op>>=|<=|>|<|=)? |
        "(?P<phrase>[^"]*)(?P<end>"?) |
        (?P<word>[^\s()"]+)
    )""",
    re.VERBOSE,
)
_VALUE = re.compile(r'"(?P<quoted>[^"]*)(?P<end>"?)|(?P<bare>[^\s(),"]+)')
_BARE = re.compile(r'[^\s(),"<>=-][^\s(),"]*')


@dataclass(frozen=True, slots=True)
class Text:
    """A word, a phrase, or the beginning of a word (`prefix`)."""

    text: str
    prefix: bool = False
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a field: canonical text; of a time, the half-open interval that it names."""

    text: str
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Compare:
    """A field with one of several values, or above or below one. `op`: `=`, `>=`, `<=`, `>`, `<`."""

    field: str
    op: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Everything else."""

    part: Node


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """Some part holds."""

    parts: tuple[Node, ...]


Node = Text | Compare | Not | All | Any


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query; `node` is None where it asks for nothing in particular."""

    node: Node | None
    text: str
    """Canonical: English, evenly spaced; parsing it gives the same."""


def parse(text: str, *, now: datetime, timezone: tzinfo = UTC) -> Query:
    """The query that `text` asks. Days are those of `timezone`. QueryError with every fault and its place."""
    reader = _Reader(text, now, timezone)
    node = reader.read()
    if reader.faults:
        raise QueryError(reader.faults, title=_("This query cannot be read"))
    return Query(node, "" if node is None else written(node))


def canonical(text: str) -> str:
    """`text` in canonical English, as it is stored in a file. QueryError."""
    return parse(text, now=datetime(2000, 1, 1, tzinfo=UTC)).text


def leaves(node: Node | None) -> Iterator[Text | Compare]:
    """What a query is made of, whatever joins or denies it."""
    match node:
        case Text() | Compare():
            yield node
        case Not():
            yield from leaves(node.part)
        case All() | Any():
            for part in node.parts:
                yield from leaves(part)


def asks_for(text: str, field: str) -> bool:
    """Whether a query compares this field, in whichever language it names it. QueryError."""
    node = parse(text, now=datetime(2000, 1, 1, tzinfo=UTC)).node
    return any(isinstance(leaf, Compare) and leaf.field == field for leaf in leaves(node))


def written(node: Node) -> str:
    """A node as a person would write it."""
    match node:
        case Text():
            return f'"{node.text}"' if node.quoted else node.text + ("*" if node.prefix else "")
        case Compare():
            op = "" if node.op == "=" else node.op
            return f"{node.field}:{op}{','.join(_written_value(value.text) for value in node.values)}"
        case Not():
            inner = written(node.part)
            return f"-({inner})" if isinstance(node.part, All | Any | Not) else f"-{inner}"
        case All():
            return " ".join(f"({written(part)})" if isinstance(part, Any) else written(part) for part in node.parts)
        case Any():
            return " or ".join(written(part) for part in node.parts)


def _written_value(text: str) -> str:
    return text if _BARE.fullmatch(text) else f'"{text}"'


class _Stop(Exception):
    """What follows cannot be read."""


class _Reader:
    """Recursive descent over the text; faults are collected, and reading goes on after them where it can."""

    def __init__(self, text: str, now: datetime, timezone: tzinfo) -> None:
        self.text, self.now, self.timezone = text, now, timezone
        self.faults: list[Fault] = []
        self._place = self._depth = 0

    def read(self) -> Node | None:
        try:
            if len(self.text) > LONGEST:
                self._stop("too-long", _("A query has at most {n} characters.").format(n=LONGEST), 0)
            node = self._any()
            while self._place < len(self.text.rstrip()):
                self._fault("unexpected", _("This closes nothing."), self._place, ")")
                self._place = self.text.index(")", self._place) + 1
                self._any()
            return node
        except _Stop:
            return None

    def _peek(self) -> re.Match[str] | None:
        return _TOKEN.match(self.text, self._place)

    def _any(self) -> Node | None:
        parts = [self._all()]
        while (token := self._peek()) is not None and _is_or(token):
            if parts[-1] is None:
                self._fault("empty", _("Something is missing before “or”."), token.start("word"), token["word"])
            self._place = token.end()
            parts.append(self._all())
            if parts[-1] is None:
                self._fault("empty", _("Something is missing after “or”."), token.start("word"), token["word"])
        return _joined(Any, [part for part in parts if part is not None])

    def _all(self) -> Node | None:
        parts: list[Node] = []
        while (token := self._peek()) is not None and token["close"] is None and not _is_or(token):
            part = self._term(token)
            if part is not None:
                parts.append(part)
        return _joined(All, parts)

    def _term(self, token: re.Match[str]) -> Node | None:
        self._place = token.end()
        if token["open"]:
            return self._group(token.start("open"))
        if token["minus"]:
            part = self._negated(token.start("minus"))
            return None if part is None else part.part if isinstance(part, Not) else Not(part)
        if token["field"]:
            return self._compare(token)
        if token["phrase"] is not None:
            return self._phrase(token)
        return self._word(token["word"], token.start("word"))

    def _negated(self, place: int) -> Node | None:
        token = self._peek()
        if token is None or token["close"] is not None:
            self._fault("empty", _("Something is missing after “-”."), place, "-")
            return None
        return self._term(token)

    def _group(self, place: int) -> Node | None:
        self._depth += 1
        if self._depth > DEEPEST:
            self._stop("too-deep", _("There are too many parentheses."), place)
        node = self._any()
        self._depth -= 1
        token = self._peek()
        if token is None or token["close"] is None:
            self._stop("unclosed", _("This parenthesis is not closed."), place, "(")
        self._place = token.end()
        if node is None:
            self._fault("empty", _("There is nothing between these parentheses."), place, "()")
        return node

    def _phrase(self, token: re.Match[str]) -> Node | None:
        place = token.start("phrase") - 1
        if not token["end"]:
            self._fault("unclosed", _("This quotation mark is not closed."), place, self.text[place:])
        if not token["phrase"].strip():
            self._fault("empty", _("There is nothing between these quotation marks."), place, '""')
            return None
        return Text(" ".join(token["phrase"].split()), quoted=True)

    def _word(self, word: str, place: int) -> Node | None:
        stem = word.rstrip("*")
        if not stem or stem == "-":
            self._fault("empty", _("Something is missing beside “{word}”.").format(word=word), place, word)
            return None
        return Text(stem, prefix=word != stem)

    def _compare(self, token: re.Match[str]) -> Node | None:
        name, place = token["field"], token.start("field")
        field = field_named(name)
        raw = list(self._values(place))
        if field is None:
            self._unknown_field(name, place)
            return None
        if not raw:
            self._fault("empty", _("{field}: has no value.").format(field=name), place, token[0].strip())
            return None
        op = token["op"] or "="
        if (op != "=" and field.kind not in (Kind.ORDERED, Kind.TIME, Kind.NUMBER)) or (op != "=" and len(raw) > 1):
            message = _("{field}: takes no “{op}” here.").format(field=name, op=op)
            self._fault("no-order", message, place, token[0].strip())
            return None
        values = [self._value(field, value, at) for value, at in raw]
        known = tuple(value for value in values if value is not None)
        return Compare(field.name, "=" if op == "=" else op, known) if len(known) == len(values) else None

    def _values(self, place: int) -> Iterator[tuple[str, int]]:
        while (match := _VALUE.match(self.text, self._place)) is not None:
            self._place = match.end()
            if match["quoted"] is not None and not match["end"]:
                self._fault("unclosed", _("This quotation mark is not closed."), match.start(), match[0])
            text = " ".join((match["quoted"] if match["quoted"] is not None else match["bare"]).split())
            if text:
                yield text, match.start()
            if self.text[self._place : self._place + 1] != ",":
                return
            self._place += 1

    def _value(self, field: Field, text: str, place: int) -> Value | None:
        if field.kind is Kind.TIME:
            return self._time(text, place)
        known = read_value(field, text)
        if known is None:
            near = get_close_matches(text.casefold(), field.values, n=1)
            remedy = _("Did you mean “{name}”?").format(name=near[0]) if near else _one_of(field.values)
            message = _("{field}: does not know “{value}”.").format(field=field.name, value=text)
            self._fault("unknown-value", message, place, text, remedy)
            return None
        return Value(known)

    def _time(self, text: str, place: int) -> Value | None:
        found = text_of_time(text, self.now, self.timezone)
        if found is None:
            remedy = _("Write 2026-10-01, 2026-10, today, yesterday, or an instant such as 2026-10-01T08:00-04:00.")
            self._fault("bad-time", _("“{value}” is no day.").format(value=text), place, text, remedy)
            return None
        return Value(*found)

    def _unknown_field(self, name: str, place: int) -> None:
        near = get_close_matches(name.casefold(), FIELDS, n=1, cutoff=0.5)
        remedy = _("Did you mean “{name}”?").format(name=near[0]) if near else _one_of(tuple(FIELDS))
        self._fault("unknown-field", _("There is no field “{name}”.").format(name=name), place, name, remedy)

    def _fault(self, code: str, message: str, place: int, excerpt: str = "", remedy: str = "") -> None:
        location = Location(file="query", line=1, column=place + 1)
        self.faults.append(Fault(code=code, message=message, location=location, excerpt=excerpt, remedy=remedy))

    def _stop(self, code: str, message: str, place: int, excerpt: str = "") -> NoReturn:
        self._fault(code, message, place, excerpt)
        raise _Stop


def _is_or(token: re.Match[str]) -> bool:
    return token["word"] is not None and token["word"] in OR_WORDS


def _one_of(names: tuple[str, ...]) -> str:
    return _("It is one of: {names}.").format(names=", ".join(names[:24]))


def _joined(kind: Callable[[tuple[Node, ...]], Node], parts: list[Node]) -> Node | None:
    """One part stands for itself; parts of the same kind are taken in."""
    flat: list[Node] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, All | Any) and type(part) is kind else (part,))
    if len(flat) <= 1:
        return flat[0] if flat else None
    return kind(tuple(flat))
