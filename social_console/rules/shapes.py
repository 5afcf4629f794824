"""Shapes: what may stand where in rules.yaml. Each reads a node into JSON, notes faults, tells its JSON Schema.

A shape that finds a fault returns BAD; what holds it leaves it out and goes on, so that all faults show at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from social_console.i18n import N_
from social_console.i18n import gettext as _
from social_console.rules import silent
from social_console.rules.reading import Reading, cut, did_you_mean, one_of
from social_console.rules.tree import Listing, Mapping_, Node, Scalar

Json = Any
BAD: Final = object()
"""A value that could not be read; its fault is noted."""


class Shape(Protocol):
    """What may stand at a place."""

    def read(self, node: Node, reading: Reading) -> Json:
        """The node as JSON, or BAD."""
        ...

    def schema(self) -> dict[str, Json]:
        """The same as JSON Schema."""
        ...


def text_of(node: Node, reading: Reading, what: str, *, any_character: bool = False) -> str | None:
    """The text of a scalar that is not empty, or None with a fault in words that fit what stands there."""
    if isinstance(node, Scalar) and not node.empty:
        if silent.begins_with_curly(node):
            reading.fault(silent.curly()[0], node, *silent.curly()[1:])
            return None
        if not any_character and (char := silent.control_character(node.value)):
            message = _("There is an invisible control character here (U+{code:04X}).").format(code=ord(char))
            place = reading.inside(node, node.value.index(char))
            reading.fault("control-character", place, message, _("Delete it and type the text again."))
            return None
        _warn_of_comment(node, reading)
        return node.value
    reading.fault("type", node, _expected(node, what), _why_not_text(node))
    return None


def _warn_of_comment(node: Scalar, reading: Reading) -> None:
    if silent.cut_by_comment(node):
        message = _("The text ends before ` #`: what follows is a comment to YAML.")
        remedy = _("If it belongs to the text, put all of it in quotes; if it is a comment, write a space after #.")
        reading.fault("comment", node, message, remedy)


def _expected(node: Node, what: str) -> str:
    if isinstance(node, Scalar):
        return _("Nothing stands here; {what} is missing.").format(what=what)
    found = _("a list") if isinstance(node, Listing) else _("keys with values")
    return _("Expected {what}, found {found}.").format(what=what, found=found)


def _why_not_text(node: Node) -> str:
    if isinstance(node, Scalar):
        hint = node.after.strip()[:1] == "#"
        return _("What follows ` #` is a comment to YAML: put texts with # in quotes.") if hint else ""
    if isinstance(node, Mapping_) and node.braces:
        return _("A text that begins with {{ needs quotes.").format()
    if isinstance(node, Mapping_):
        return _("A text with `: ` (colon and space) needs quotes, or else it is a key with a value.")
    return _("A text that begins with [ needs quotes.") if node.flow else ""


@dataclass(frozen=True, slots=True)
class Text:
    """Any text, of at most `longest` characters. `foreign`: as a stranger may have written it."""

    longest: int = 2_000
    what: str = ""
    foreign: bool = False

    def read(self, node: Node, reading: Reading) -> Json:
        what = _(self.what) if self.what else _("a text")
        text = text_of(node, reading, what, any_character=self.foreign)
        if text is None:
            return BAD
        if len(text) > self.longest:
            reading.fault("too-long", node, _("Longer than {n} characters.").format(n=self.longest))
            return BAD
        return text

    def schema(self) -> dict[str, Json]:
        return {"type": ["string", "number", "boolean"], "maxLength": self.longest}


@dataclass(frozen=True, slots=True)
class Parsed:
    """A text that `parse` reads; ValueError makes `message` the fault."""

    parse: Callable[[str], Json]
    message: str
    remedy: str = ""
    examples: tuple[str, ...] = ()
    code: str = "value"
    known: Callable[[], Iterable[str]] | None = None
    """What might have been meant."""
    pattern: str = ""
    """For editors, in the words of JSON Schema: refuses nothing that `parse` takes."""
    meant: Callable[[str], str] | None = None
    """What was probably meant, or nothing."""
    only: tuple[str, ...] = ()
    """For editors: all that `parse` takes."""
    only_text: bool = False
    """For editors: no number is one."""

    def read(self, node: Node, reading: Reading) -> Json:
        text = text_of(node, reading, _("a value"))
        if text is None:
            return BAD
        try:
            return self.parse(text)
        except ValueError:
            message = _(self.message).format(value=cut(text))
            near = "" if reading.full else self._near(text)
            reading.fault(self.code, node, message, near or (_(self.remedy) if self.remedy else ""))
            return BAD

    def _near(self, text: str) -> str:
        found = self.meant(text) if self.meant else ""
        if found:
            return _("Did you mean “{name}”?").format(name=found)
        return did_you_mean(text, self.known()) if self.known else ""

    def schema(self) -> dict[str, Json]:
        if self.only:
            return {"enum": list(self.only)}
        pattern = {"pattern": self.pattern} if self.pattern else {}
        kind = "string" if self.only_text else ["string", "number", "boolean"]
        return {"type": kind, **pattern, "examples": list(self.examples)}


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few words; `spanish` knows what else people write, `hint` what to say of the rest."""

    words: tuple[str, ...]
    spanish: Mapping[str, str] = field(default_factory=dict)
    hint: Callable[[str], str] | None = None

    def read(self, node: Node, reading: Reading) -> Json:
        text = text_of(node, reading, _("one of: {names}").format(names=", ".join(self.words)))
        if text is None:
            return BAD
        if text in self.words:
            return text
        message = _("“{value}” is not possible here.").format(value=cut(text))
        hint = self.hint(text) if self.hint else ""
        near = hint or ("" if reading.full else did_you_mean(text, self.words, self.spanish))
        reading.fault("choice", node, message, near or one_of(self.words))
        return BAD

    def schema(self) -> dict[str, Json]:
        return {"enum": list(self.words)}


class YesNo:
    """true or false."""

    def read(self, node: Node, reading: Reading) -> Json:
        value = node.value if isinstance(node, Scalar) and node.plain else None
        if value in ("true", "True", "TRUE"):
            return True
        if value in ("false", "False", "FALSE"):
            return False
        reading.fault("type", node, _("Expected true or false."), _yes_or_no(value))
        return BAD

    def schema(self) -> dict[str, Json]:
        return {"type": "boolean"}


def _yes_or_no(value: str | None) -> str:
    meant = {"yes": "true", "si": "true", "sí": "true", "on": "true", "no": "false", "off": "false"}
    found = meant.get((value or "").lower())
    return _("Did you mean “{name}”?").format(name=found) if found else ""


@dataclass(frozen=True, slots=True)
class Number:
    """A number between two bounds."""

    least: float
    most: float
    whole: bool = True

    def read(self, node: Node, reading: Reading) -> Json:
        text = text_of(node, reading, _("a number"))
        if text is None:
            return BAD
        pattern = r"[+-]?\d{1,12}" if self.whole else r"[+-]?\d{1,12}(?:\.\d{1,12})?"
        if re.fullmatch(pattern, text.replace("_", "")) is None:
            remedy = _("Write digits alone: `1000`.") if self.whole else _("Write it with a point: `0.5`.")
            reading.fault("type", node, _("“{value}” is not a number.").format(value=cut(text)), remedy)
            return BAD
        number = int(text.replace("_", "")) if self.whole else float(text.replace("_", ""))
        if self.least <= number <= self.most:
            return number
        message = _("{value} is not between {least} and {most}.").format(value=text, least=self.least, most=self.most)
        reading.fault("range", node, message)
        return BAD

    def schema(self) -> dict[str, Json]:
        kind, pattern = ("integer", r"^[+-]?[\d_]+$") if self.whole else ("number", r"^[+-]?[\d_]+(\.\d+)?$")
        return {"type": [kind, "string"], "minimum": self.least, "maximum": self.most, "pattern": pattern}


@dataclass(frozen=True, slots=True)
class Named:
    """A name that one of the `kinds` declares somewhere in the rule set. `plus` are names that always exist."""

    kinds: tuple[str, ...]
    plus: tuple[str, ...] = ()

    def read(self, node: Node, reading: Reading) -> Json:
        if isinstance(node, Listing):
            reading.fault("type", node, _expected(node, _("a name")), _("Only one may stand here."))
            return BAD
        text = text_of(node, reading, _("a name"))
        if text is None:
            return BAD
        if text not in self.plus:
            reading.use(self.kinds, text, node.place)
        return text

    def schema(self) -> dict[str, Json]:
        return {"type": "string"}


@dataclass(frozen=True, slots=True)
class Listed:
    """A list; one value alone counts as a list of one. `named`: the key by which each of its records is called."""

    of: Shape
    least: int = 1
    named: str = ""

    def read(self, node: Node, reading: Reading) -> Json:
        if isinstance(node, Scalar) and node.empty and self.least == 0:
            return []
        if self.named and isinstance(node, Mapping_) and _only_names(node):
            return self.read(self._as_list(node, reading), reading)
        items = node.items if isinstance(node, Listing) else (node,)
        if len(items) < self.least:
            reading.fault("empty", node, _("The list is empty."))
            return BAD
        values = [self.of.read(self._called(item, reading) if self.named else item, reading) for item in items]
        return [value for value in values if value is not BAD]

    def _called(self, item: Node, reading: Reading) -> Node:
        """`- a: {…}` as it was meant, once it is told: `- id: a` and the rest."""
        if not isinstance(item, Mapping_) or len(item.pairs) != 1 or not _only_names(item):
            return item
        if getattr(item.pairs[0][0], "value", "") in getattr(self.of, "fields", ()):
            return item
        return self._as_list(item, reading).items[0]

    def _as_list(self, node: Mapping_, reading: Reading) -> Listing:
        """As it was meant, once it is told."""
        message = _("A list stands here, not names with values.")
        example = f"- {self.named}: {getattr(node.pairs[0][0], 'value', '')}"
        reading.fault("type", node, message, _("Write `{example}`.").format(example=cut(example)))
        key = Scalar(self.named, True, node.place)
        items = (Mapping_(((key, name), *getattr(one, "pairs", ())), name.place) for name, one in node.pairs)
        return Listing(tuple(items), node.place)

    def schema(self) -> dict[str, Json]:
        one = self.of.schema()
        nothing = [{"type": "null"}] if self.least == 0 else []
        return {"anyOf": [one, {"type": "array", "items": one, "minItems": self.least}, *nothing]}


HYPHENS = N_("Here names with a colon are written, without hyphens.")


def _names_in(node: Listing) -> tuple[tuple[Node, Node], ...]:
    """The names with values that a list was meant to be; nothing where it was meant otherwise."""
    pairs: list[tuple[Node, Node]] = []
    for item in node.items:
        if isinstance(item, Scalar):
            pairs.append((item, Scalar("", True, item.place)))
        elif isinstance(item, Mapping_) and len(item.pairs) == 1 and not isinstance(item.pairs[0][1], Scalar):
            pairs.append(item.pairs[0])
        else:
            return ()
    return tuple(pairs)


def _only_names(node: Mapping_) -> bool:
    return bool(node.pairs) and all(isinstance(one, Mapping_) for _name, one in node.pairs)


def _name(text: str) -> str:
    if not 1 <= len(text) <= 80 or text[0] in "$@#*&!|>%`\"'" or text.strip() != text or "\n" in text:
        raise ValueError(text)
    return text


NAME: Shape = Parsed(
    _name,
    N_("“{value}” cannot be a name."),
    N_("Use letters, digits, spaces and hyphens, at most 80."),
    pattern="^[^\\s$@#*&!|>%`\"'](.{0,78}\\S)?$",
)


@dataclass(frozen=True, slots=True)
class Table:
    """Names with values, as `areas:`. `kind`: what the names are declared as. `key` becomes part of a list's items."""

    of: Shape
    kind: str = ""
    key: str = ""
    names: Shape = NAME
    example: str = ""

    def read(self, node: Node, reading: Reading) -> Json:
        if isinstance(node, Scalar) and node.empty:
            return [] if self.key else {}
        if isinstance(node, Listing) and (names := _names_in(node)):
            reading.fault("type", node, _("Expected names with values: `name: …`."), _(HYPHENS))
            node = Mapping_(names, node.place)
        if not isinstance(node, Mapping_):
            remedy = _("Write `{example}`.").format(example=self.example) if self.example else ""
            hyphens = _(HYPHENS) if isinstance(node, Listing) else ""
            reading.fault("type", node, _("Expected names with values: `name: …`."), remedy or hyphens)
            return BAD
        found: dict[str, Json] = {}
        seen: set[str] = set()
        for key, value in node.pairs:
            name = self._name(key, seen, reading)
            one = self.of.read(value, reading)
            if name is not None and one is not BAD:
                found[name] = one
        return [{self.key: name, **one} for name, one in found.items()] if self.key else found

    def _name(self, key: Node, seen: set[str], reading: Reading) -> str | None:
        name = self.names.read(key, reading)
        if name is BAD:
            return None
        if self.kind:
            return name if reading.declare(self.kind, name, key.place) else None
        if name in seen:
            reading.fault("twice", key, _("“{name}” stands here twice.").format(name=cut(name)))
            return None
        seen.add(name)
        return str(name)

    def schema(self) -> dict[str, Json]:
        names = self.names.schema().get("pattern")
        spelled = {"propertyNames": {"pattern": names}} if names else {}
        return {"type": ["object", "null"], **spelled, "additionalProperties": self.of.schema()}


@dataclass(frozen=True, slots=True)
class Either:
    """Another shape for each form that the node may have."""

    scalar: Shape | None = None
    listing: Shape | None = None
    mapping: Shape | None = None

    def read(self, node: Node, reading: Reading) -> Json:
        kinds = {Scalar: self.scalar, Listing: self.listing, Mapping_: self.mapping}
        shape = kinds[type(node)] or next(shape for shape in kinds.values() if shape is not None)
        return shape.read(node, reading)

    def schema(self) -> dict[str, Json]:
        return {"anyOf": [one.schema() for one in (self.scalar, self.listing, self.mapping) if one is not None]}


@dataclass(frozen=True, slots=True)
class Changed:
    """A shape whose value is brought into the form that the meaning has."""

    of: Shape
    change: Callable[[Json], Json]

    def read(self, node: Node, reading: Reading) -> Json:
        value = self.of.read(node, reading)
        return BAD if value is BAD else self.change(value)

    def schema(self) -> dict[str, Json]:
        return self.of.schema()
