"""What holds from a date: one record, or a list of its versions, each in force until the next begins."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from social_console.i18n import gettext as _
from social_console.rules.reading import Reading
from social_console.rules.records import Record
from social_console.rules.shapes import BAD
from social_console.rules.tree import Listing, Node

Json = Any
Read = tuple[Node, dict[str, Json]]


@dataclass(frozen=True, slots=True)
class Versions:
    """In the meaning: the first version, the others as its `later`.

    `may_begin`: whether the first may begin on a date, there being nothing before. `same`: a key that must not change.
    """

    of: Record
    may_begin: bool = False
    same: str = ""

    def read(self, node: Node, reading: Reading) -> Json:
        if not isinstance(node, Listing):
            value = self.of.read(node, reading)
            if value is not BAD:
                self._first(node, value, reading)
            return value
        if not node.items:
            reading.fault("empty", node, _("The list is empty."))
            return BAD
        values = [(item, self.of.read(item, reading)) for item in node.items]
        found = [(item, value) for item, value in values if value is not BAD]
        if len(found) < len(values):
            return BAD
        self._first(*found[0], reading)
        for before, after in pairwise(found):
            self._after(before, after, reading)
        later = [value for _item, value in found[1:]]
        return {**found[0][1], **({"later": later} if later else {})}

    def _first(self, node: Node, value: dict[str, Json], reading: Reading) -> None:
        if "from" in value and not self.may_begin:
            message = _("Nothing would hold before {day}: the first version has no `from`.")
            reading.fault("from", node, message.format(day=value["from"]))

    def _after(self, before: Read, after: Read, reading: Reading) -> None:
        node, value = after
        if "from" not in value:
            reading.fault("from", node, _("Since when? Every version after the first needs `from`."))
        elif value["from"] <= before[1].get("from", ""):
            message = _("From {day} on two versions would be in force at once: list them by their dates.")
            reading.fault("overlap", node, message.format(day=before[1]["from"]))
        if self.same and value.get(self.same) != before[1].get(self.same):
            message = _("`{key}` cannot change from one version to the next.").format(key=self.same)
            reading.fault("from", node, message)

    def schema(self) -> dict[str, Json]:
        one = self.of.schema()
        return {"anyOf": [one, {"type": "array", "items": one, "minItems": 1}]}
