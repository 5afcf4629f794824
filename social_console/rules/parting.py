"""Where two conditions may part: the atoms of which one must be seen in a text on which they say two things.

A list that gained a word makes its rule part from what it was only where that word stands, however the rule goes on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from social_console.rules.build import Builder
from social_console.rules.conditions import Trigger
from social_console.rules.differing import Grounds

Json = Any
NOWHERE: frozenset[int] = frozenset()


class Parting:
    """Of one file's conditions from the other's. `builders`: those of both, on one lexicon."""

    def __init__(self, grounds: Grounds, builders: tuple[Builder, Builder]) -> None:
        self._grounds = grounds
        self._builders = builders

    def atoms(self, one: Json, other: Json) -> Trigger:
        """None: they may part without any; both as JSON with their lists written out."""
        if one == other and self._grounds.shared(one):
            return NOWHERE
        if one.keys() != other.keys():
            return self._either(one, other)
        found = [self._of_key(key, one[key], other[key]) for key in one]
        return joined(found) if None not in found else self._either(one, other)

    def _either(self, one: Json, other: Json) -> Trigger:
        """Where neither can hold they agree."""
        return joined(
            [builder.condition(when).trigger for builder, when in zip(self._builders, (one, other), strict=True)]
        )

    def _of_key(self, key: str, one: Json, other: Json) -> Trigger:
        if one == other and self._grounds.shared({key: one}):
            return NOWHERE
        if key in ("all", "any", "none"):
            return self._of_members(one, other, adding=key != "all")
        return self._of_text(one, other) if key == "text" else None

    def _of_members(self, one: Sequence[Json], other: Sequence[Json], *, adding: bool) -> Trigger:
        """`adding`: a member that does not hold changes nothing."""
        if len(one) == len(other):
            return joined([self.atoms(a, b) for a, b in zip(one, other, strict=True)])
        if not adding:
            return None
        left = [[a for a in these if a not in those] for these, those in ((one, other), (other, one))]
        kept = [a for a in one if a in other]
        triggers = [
            builder.condition(a).trigger for builder, many in zip(self._builders, left, strict=True) for a in many
        ]
        return joined([*triggers, *(self.atoms(a, a) for a in kept)])

    def _of_text(self, one: Mapping[str, Json], other: Mapping[str, Json]) -> Trigger:
        """Entries and patterns that only one of them has."""
        if one.keys() != other.keys() or not self._grounds.same_lang:
            return None
        changed = {key for key in one if one[key] != other[key]}
        if not changed <= {"words", "regex"}:
            return None
        return joined([self._alone(key, one, other) for key in changed])

    def _alone(self, key: str, one: Mapping[str, Json], other: Mapping[str, Json]) -> Trigger:
        entries = [entry for entry in (*one[key], *other[key]) if (entry in one[key]) != (entry in other[key])]
        if not entries:
            return NOWHERE
        return self._builders[0].condition({"text": {key: entries, "exact": bool(one.get("exact"))}}).trigger


def joined(triggers: Sequence[Trigger]) -> Trigger:
    """One of any of them; None where one of them needs none."""
    known = [trigger for trigger in triggers if trigger is not None]
    return NOWHERE.union(*known) if len(known) == len(triggers) else None
