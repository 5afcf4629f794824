"""What is gathered while a rule file is read: its faults with places, the names it declares and those it uses."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any

from social_console.errors import Fault, Location
from social_console.i18n import gettext as _
from social_console.rules.inside import place_of, written
from social_console.rules.place import Place
from social_console.text import cells, fold_key, plain

if TYPE_CHECKING:
    from social_console.rules.tree import Node, Scalar

MOST_FAULTS = 200
MOST_ALIKE = 1_000
"""Names among which one is sought that was meant."""
_WIDEST = 160


@dataclass(frozen=True, slots=True)
class Use:
    """A name used at a place; one of the `kinds` must declare it."""

    kinds: tuple[str, ...]
    name: str
    place: Place


@dataclass(slots=True)
class Reading:
    """Shared by all files of one rule set."""

    sources: dict[str, str] = field(default_factory=dict)
    missing: set[str] = field(default_factory=set)
    """Files that were looked for and could not be read."""

    faults: list[Fault] = field(default_factory=list)
    declared: dict[str, dict[str, Place]] = field(default_factory=dict)
    uses: list[Use] = field(default_factory=list)
    marks: dict[int, Place] = field(default_factory=dict)
    """`id` of a value that was read → where it stands, for checks that come later."""

    places: dict[tuple[int, str], Place] = field(default_factory=dict)
    """`id` of a table that was read, and a key of it → where what it says there stands, sound or not."""

    called: list[tuple[str, str, Place]] = field(default_factory=list)
    """Channels, accounts, institutions and kinds by their names: what, which, where."""

    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    """Rules by their ids with what they ask, where that was read without a fault, whatever else is wrong with them."""

    sound: set[int] = field(default_factory=set)
    """`id` of each condition of a rule in which nothing is wrong."""

    _written: dict[Place, Sequence[int]] = field(default_factory=dict)
    unread: bool = False
    """Part of the rule set could not be read: names that seem missing may stand there."""

    def fault(self, code: str, at: Node | Place, message: str, remedy: str = "", *, severity: str = "error") -> None:
        """Note one fault; beyond two hundred they say nothing new."""
        place = at if isinstance(at, Place) else at.place
        if not self.full:
            location = Location(file=place.file, line=place.line, column=place.column)
            excerpt = self.excerpt(place)
            remedy = plain(remedy)
            self.faults.append(
                Fault(
                    code=code,
                    message=plain(message),
                    location=location,
                    excerpt=excerpt,
                    remedy=remedy,
                    severity=severity,
                )
            )

    @property
    def full(self) -> bool:
        """Whether no further fault is taken: what to say of one need not be thought of."""
        return len(self.faults) >= MOST_FAULTS

    def inside(self, node: Scalar, offset: int) -> Place:
        """Where that character of a text stands; where the text begins if it cannot be told."""
        if self.full:
            return node.place
        source = self.sources.get(node.place.file, "")
        if node.place not in self._written:
            self._written[node.place] = written(node, source)
        return place_of(node, source, offset, self._written[node.place])

    def excerpt(self, place: Place) -> str:
        """The source line with a caret under the place; a long line is cut around it."""
        lines = self.sources.get(place.file, "").split("\n")
        line = lines[place.line - 1] if 0 < place.line <= len(lines) else ""
        if not line.strip():
            return ""
        start = max(0, place.column - 1 - _WIDEST // 2)
        shown = plain(line[start : start + _WIDEST], newlines=False)
        before = plain(line[start : place.column - 1], newlines=False)
        return f"{shown}\n{' ' * cells(before)}^"

    def declare(self, kind: str, name: str, place: Place) -> bool:
        """Take a name into use; false where it is taken."""
        names = self.declared.setdefault(kind, {})
        before = names.setdefault(name, place)
        if before is place:
            return True
        where = f"{before.file}:{before.line}"
        self.fault("twice", place, _("“{name}” is already declared in {where}.").format(name=cut(name), where=where))
        return False

    def use(self, kinds: tuple[str, ...], name: str, place: Place) -> None:
        """A name whose declaration may stand further down, or in another file."""
        self.uses.append(Use(kinds, name, place))

    def errors(self) -> list[Fault]:
        """The faults that keep the file from being used."""
        return [fault for fault in self.faults if fault.severity == "error"]


def cut(text: str) -> str:
    """A user's text inside a message."""
    return plain(text if len(text) <= 60 else text[:59] + "…", newlines=False)


def did_you_mean(written: str, known: Iterable[str], spanish: Mapping[str, str] | None = None) -> str:
    """“Did you mean …?”, or nothing."""
    found = meant_by(written, known, spanish, cutoff=0.6)
    return _("Did you mean “{name}”?").format(name=found) if found else ""


def meant_by(
    written: str, known: Iterable[str], spanish: Mapping[str, str] | None = None, *, cutoff: float = 0.75
) -> str:
    """The known name that was probably meant, or nothing. `spanish`: other words for some of them."""
    folded = {fold_key(word): word for word in islice(known, MOST_ALIKE)}
    others = {fold_key(word): name for word, name in (spanish or {}).items() if name in folded.values()}
    names = {**others, **folded}
    key = fold_key(written)[:80]
    if key in others:
        return others[key]
    near = difflib.get_close_matches(key, names, n=1, cutoff=cutoff)
    return names[near[0]] if near else ""


def one_of(known: Iterable[str]) -> str:
    """“It is one of: a, b, c.”"""
    return _("Possible: {names}.").format(names=", ".join(known))
