"""Conditions as a tree of small questions: does it hold, what made it hold, what first failed.

`holds` decides, and nothing else does: `clauses` and `failure` only tell what `holds` found.
`trigger` names atoms without which a condition cannot hold, so that most rules are never looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from social_console.model import Clause, Span
from social_console.rules import lexicon
from social_console.rules.patterns import Pattern
from social_console.rules.subject import IN_SUBJECT, MOST_WORDS, Subject

Trigger = frozenset[int] | None


class Condition:
    """What every condition answers. `path` is its place in the rule: `when.all[0].text.words`."""

    path: str

    @property
    def trigger(self) -> Trigger:
        """Of these atoms at least one must have been seen; None: nothing is known beforehand."""
        return None

    def holds(self, subject: Subject) -> bool:
        """The decision."""
        raise NotImplementedError

    def clauses(self, subject: Subject) -> Iterable[Clause]:
        """Of a condition that holds: the leaves that made it hold, each with the words at their places."""
        return [Clause(path=self.path)]

    def failure(self, subject: Subject) -> Clause:
        """Of a condition that does not hold: the first clause that failed."""
        return Clause(path=self.path)


@dataclass(frozen=True, slots=True)
class All(Condition):
    """Every member holds."""

    path: str
    members: Sequence[Condition]
    trigger: Trigger = field(default=None)

    def holds(self, subject: Subject) -> bool:
        return all(member.holds(subject) for member in self.members)

    def clauses(self, subject: Subject) -> Iterable[Clause]:
        return [clause for member in self.members for clause in member.clauses(subject)]

    def failure(self, subject: Subject) -> Clause:
        return next(member.failure(subject) for member in self.members if not member.holds(subject))


@dataclass(frozen=True, slots=True)
class AnyOf(Condition):
    """At least one member holds."""

    path: str
    members: Sequence[Condition]
    trigger: Trigger = field(default=None)

    def holds(self, subject: Subject) -> bool:
        return any(member.holds(subject) for member in self.members)

    def clauses(self, subject: Subject) -> Iterable[Clause]:
        held = (member for member in self.members if member.holds(subject))
        return [clause for member in held for clause in member.clauses(subject)]


@dataclass(frozen=True, slots=True)
class NoneOf(Condition):
    """No member holds."""

    path: str
    members: Sequence[Condition]

    def holds(self, subject: Subject) -> bool:
        return not any(member.holds(subject) for member in self.members)

    def clauses(self, subject: Subject) -> Iterable[Clause]:
        return ()

    def failure(self, subject: Subject) -> Clause:
        held = next(member for member in self.members if member.holds(subject))
        return next(iter(held.clauses(subject)), Clause(path=held.path))


@dataclass(frozen=True, slots=True)
class Words(Condition):
    """One of these words and phrases stands in the text."""

    path: str
    atoms: frozenset[int]
    exact: bool = False
    in_places: bool = False
    """Words count also where they are only part of a place's name."""

    @property
    def trigger(self) -> Trigger:
        return self.atoms

    def holds(self, subject: Subject) -> bool:
        return not self.atoms.isdisjoint(subject.hits) and not self.atoms.isdisjoint(self._seen(subject))

    def _seen(self, subject: Subject) -> lexicon.Hits:
        return subject.hits if self.exact or self.in_places else subject.outside

    def clauses(self, subject: Subject) -> Iterable[Clause]:
        found = subject.word_places(self.atoms, self._seen(subject), exact=self.exact)
        return subject.told(self.path, found if self.exact else [subject.spelled.span(*place) for place in found])


@dataclass(frozen=True, slots=True)
class Near(Condition):
    """One word of each group, in any order, with few others among them, within one sentence."""

    path: str
    groups: tuple[frozenset[int], ...]
    others: int
    in_places: bool = False

    @property
    def trigger(self) -> Trigger:
        return min(self.groups, key=len)

    def holds(self, subject: Subject) -> bool:
        return self._found(subject) is not None

    def _seen(self, subject: Subject) -> lexicon.Hits:
        return subject.hits if self.in_places else subject.outside

    def _found(self, subject: Subject) -> tuple[int, int] | None:
        if any(group.isdisjoint(subject.hits) for group in self.groups):
            return None
        seen = self._seen(subject)
        if any(group.isdisjoint(seen) for group in self.groups):
            return None
        words = subject.words
        numbered = [[words.numbers(*place) for atom in group for place in seen.get(atom, ())] for group in self.groups]
        return lexicon.within(numbered, self.others)

    def clauses(self, subject: Subject) -> Iterable[Clause]:
        found = self._found(subject)
        if found is None:
            return ()
        places = subject.word_places(frozenset().union(*self.groups), self._seen(subject))
        inside = [place for place in places if _lies_in(subject.words.numbers(*place), found)]
        return subject.told(self.path, [subject.spelled.span(*place) for place in inside])


def _lies_in(numbers: tuple[int, int], run: tuple[int, int]) -> bool:
    return run[0] <= numbers[0] and numbers[1] <= run[1]


@dataclass(frozen=True, slots=True)
class Regex(Condition):
    """One of these patterns matches."""

    path: str
    patterns: tuple[Pattern, ...]
    trigger: Trigger = field(default=None)

    def holds(self, subject: Subject) -> bool:
        return any(subject.matches(pattern) for pattern in self.patterns)

    def clauses(self, subject: Subject) -> Iterable[Clause]:
        found: list[tuple[int, int]] = []
        for pattern in self.patterns:
            if subject.matches(pattern):
                places = subject.pattern_places(pattern)
                found += places if pattern.exact else [subject.folded.span(*place) for place in places]
        return subject.told(self.path, found)


@dataclass(frozen=True, slots=True)
class Annotated(Condition):
    """Something the annotation says of the text; `spans` are the words that say so."""

    path: str
    wanted: bool
    spans: Callable[[Subject], Sequence[Span] | None]
    """None: the annotation does not say it."""

    def holds(self, subject: Subject) -> bool:
        return (self.spans(subject) is not None) is self.wanted

    def clauses(self, subject: Subject) -> Iterable[Clause]:
        return [Clause(path=self.path, words=tuple(self.spans(subject) or ())[:MOST_WORDS])]


@dataclass(frozen=True, slots=True)
class Asked(Condition):
    """The text asks for one of these; where it is short, its subject may."""

    path: str
    wanted: bool
    names: frozenset[str]

    def holds(self, subject: Subject) -> bool:
        return self._asks(subject) is self.wanted

    def _asks(self, subject: Subject) -> bool:
        if any(ask.name in self.names for ask in subject.annotation.asks):
            return True
        return bool(subject.head) and subject.short and not self.names.isdisjoint(subject.asked_in_head)

    def clauses(self, subject: Subject) -> Iterable[Clause]:
        words = [span for ask in subject.annotation.asks if ask.name in self.names for span in ask.words]
        if words or not self._asks(subject):
            return [Clause(path=self.path, words=tuple(words[:MOST_WORDS]))]
        head = [span for name in sorted(self.names) for span in subject.asked_in_head.get(name, ())]
        return [Clause(path=self.path + IN_SUBJECT, words=tuple(head[:MOST_WORDS]))]


@dataclass(frozen=True, slots=True)
class Known(Condition):
    """Something known of the mention, its author, its thread or its time."""

    path: str
    test: Callable[[Subject], bool]

    def holds(self, subject: Subject) -> bool:
        return self.test(subject)
