"""Records: mappings with known keys, each with its shape and a sentence that says what it is for."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from social_console.i18n import N_
from social_console.i18n import gettext as _
from social_console.rules.reading import Reading, cut, did_you_mean, meant_by, one_of
from social_console.rules.shapes import BAD, Shape
from social_console.rules.tree import Listing, Mapping_, Node, Scalar

Json = Any
_NO_HYPHENS = N_("Leave the hyphens out.")
_BARE = re.compile(r"[^\W_][\w .%*+-]*")
"""Needs no quotes."""


@dataclass(frozen=True, slots=True)
class Field:
    """One key. `about` is English; the JSON Schema says it in the user's language."""

    shape: Shape
    about: str = ""
    required: bool = False
    examples: tuple[Json, ...] = ()


@dataclass(frozen=True, slots=True)
class Record:
    """`then` sees the value and its node once all keys are read, for what concerns several of them.

    `elsewhere` knows where a misplaced key belongs. `name`: the record may refer to itself under this name.
    `short`: what was probably meant where one value stands in its place. `hint`: what else to say of an unknown key.
    """

    fields: Mapping[str, Field]
    spanish: Mapping[str, str] = field(default_factory=dict)
    elsewhere: Mapping[str, str] = field(default_factory=dict)
    then: Callable[[dict[str, Json], Mapping_, Reading], Json] | None = None
    name: str = ""
    may_be_empty: bool = True
    short: str = ""
    hint: Callable[[str], str] | None = None
    of_list: str = ""
    """What to say of a list that stands in its place (English)."""
    needs: tuple[str, ...] = ()
    """One of these keys at least; who reads it says so."""
    most: int = 0
    """So many keys at most, where it is not nothing; who reads it says so."""

    def read(self, node: Node, reading: Reading) -> Json:
        if isinstance(node, Scalar) and node.empty and self.may_be_empty and not self._required():
            node = Mapping_((), node.place)
        if isinstance(node, Listing) and node.items and all(isinstance(one, Mapping_) for one in node.items):
            reading.fault("type", node, _("Expected keys with values."), _(self.of_list or _NO_HYPHENS))
            node = Mapping_(tuple(pair for one in node.items for pair in getattr(one, "pairs", ())), node.place)
        if not isinstance(node, Mapping_):
            reading.fault("type", node, _("Expected keys with values."), self._keys_for(node))
            return BAD
        written = node.pairs
        node = self._meant(node, reading)
        value = self._values(node, reading)
        missing = [name for name in self._required() if name not in value and not stands(node, name)]
        for name in missing:
            reading.fault("missing", node, _("“{name}” is missing here.").format(name=name))
        if missing or (written and not node.pairs and not self.may_be_empty):
            return BAD
        if self.then is None and not value and written and self._required():
            return BAD
        return value if self.then is None else self.then(value, node, reading)

    def _required(self) -> list[str]:
        return [name for name, one in self.fields.items() if one.required]

    def _keys_for(self, node: Node) -> str:
        """What to write instead of a value that stands alone."""
        written = [one.value for one in getattr(node, "items", (node,)) if isinstance(one, Scalar) and not one.empty]
        if not self.short or not written:
            return one_of(self.fields)
        quoted = [text if _BARE.fullmatch(text) else json.dumps(text, ensure_ascii=False) for text in map(cut, written)]
        text = quoted[0] if isinstance(node, Scalar) else f"[{', '.join(quoted)}]"
        return _("Did you mean “{name}”?").format(name=self.short.format(text))

    def _meant(self, node: Mapping_, reading: Reading) -> Mapping_:
        """With keys that are misspelt told and put right, so that what stands under them is read at once too."""
        pairs: list[tuple[Node, Node]] = []
        taken = {key.value for key, _child in node.pairs if isinstance(key, Scalar)}
        for key, child in node.pairs:
            if isinstance(key, Scalar) and key.value not in self.fields:
                if reading.full:
                    continue
                left = [name for name in self.fields if name not in taken]
                self._unknown(key, left, reading)
                meant = "" if key.value in self.elsewhere else meant_by(key.value, left, self.spanish)
                if not meant:
                    continue
                taken.add(meant)
                key = Scalar(meant, True, key.place)  # noqa: PLW2901
            pairs.append((key, child))
        return Mapping_(tuple(pairs), node.place, node.braces)

    def _unknown(self, key: Scalar, left: Sequence[str], reading: Reading) -> None:
        message = _("There is no key “{name}” here.").format(name=cut(key.value))
        reading.fault("unknown-key", key, message, self._remedy(key.value, left))

    def _values(self, node: Mapping_, reading: Reading) -> dict[str, Json]:
        values: dict[str, Json] = {}
        seen: set[str] = set()
        for key, child in node.pairs:
            name = self._key(key, seen, reading)
            if name is not None:
                value = self.fields[name].shape.read(child, reading)
                if value is not BAD:
                    values[name] = value
        return {name: values[name] for name in self.fields if name in values}

    def _key(self, key: Node, seen: set[str], reading: Reading) -> str | None:
        if not isinstance(key, Scalar):
            reading.fault("type", key, _("A key is a single word."))
            return None
        if key.value in seen:
            reading.fault("twice", key, _("“{name}” stands here twice.").format(name=cut(key.value)))
            return None
        seen.add(key.value)
        return key.value

    def _remedy(self, written: str, left: Sequence[str]) -> str:
        """Of several keys that are like it, one that does not stand there yet."""
        if written in self.elsewhere:
            place = self.elsewhere[written]
            return _("It belongs to “{place}”.").format(place=_(place) if " " in place else place)
        if self.hint and (hint := self.hint(written)):
            return hint
        near = did_you_mean(written, left, self.spanish) or did_you_mean(written, self.fields, self.spanish)
        return near or one_of(self.fields)

    def schema(self) -> dict[str, Json]:
        """Closed, so that editors underline what `check` would refuse."""
        if self.name:
            return {"$ref": f"#/$defs/{self.name}"}
        return self.definition()

    def definition(self) -> dict[str, Json]:
        """The schema itself, where `schema` only refers to it."""
        described: dict[str, Json] = {
            "type": "object" if self._required() or self.needs or not self.may_be_empty else ["object", "null"],
            "properties": {name: _described(one) for name, one in self.fields.items()},
            "additionalProperties": False,
        }
        if not self.may_be_empty:
            described["minProperties"] = 1
        if self.needs:
            described["anyOf"] = [{"required": [name]} for name in self.needs]
        if self.most:
            described["maxProperties"] = self.most
        return described | ({"required": self._required()} if self._required() else {})


def _described(one: Field) -> dict[str, Json]:
    schema = one.shape.schema()
    if "$ref" in schema:
        schema = {"allOf": [schema]}
    about = {"description": _(one.about)} if one.about else {}
    return {**about, **schema, **({"examples": list(one.examples)} if one.examples else {})}


def stands(node: Mapping_, name: str) -> bool:
    """Whether the key is written there, whatever its value."""
    return any(isinstance(key, Scalar) and key.value == name for key, _value in node.pairs)
