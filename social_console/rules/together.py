"""Two rule sets asked of one mention at once: its text is read once, and what both ask is answered once."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

from social_console.model import Annotation, Context, Fired, Mention, Priority, Verdict
from social_console.rules.build import Builder
from social_console.rules.compile import index
from social_console.rules.conditions import Condition
from social_console.rules.decide import Fold, firing, may_dismiss
from social_console.rules.differing import Grounds, Told, moved, same_ranks, told_of
from social_console.rules.lexicon import Hits, Lexicon
from social_console.rules.parting import NOWHERE, Parting, joined
from social_console.rules.ruleset import Rule, RuleSet
from social_console.rules.subject import Copies, Subject, read_as

BEFORE, AFTER = 0, 1
_Pair = tuple[str, int, int]
Question = int
"""A condition by its number: one number where both sides ask it and it is answered alike under both."""


@dataclass(frozen=True, slots=True)
class Said:
    """Of a verdict as it was given: by which rule set, and what promises make something of."""

    rule_set: str
    priority: Priority | None
    standard: str | None


class Past(Protocol):
    """One mention with what was known of it when it was decided. What is dear may be worked out when it is asked."""

    @property
    def text(self) -> str:
        """As it was written."""

    @property
    def head(self) -> str:
        """The subject line that is read with it."""

    @property
    def lang(self) -> str:
        """As the annotation has it."""

    @property
    def created_at(self) -> datetime:
        """When it was published."""

    @property
    def said(self) -> Said | None:
        """What was said of it, where that is known."""

    @property
    def mention(self) -> Mention:
        """All of it."""

    @property
    def annotation(self) -> Annotation:
        """What it was understood to be."""

    @property
    def context(self) -> Context:
        """What stood around it."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two: what each of its rules asks, and the places of the rules that ask a question."""

    rule_set: RuleSet
    asked: Sequence[Question]
    places: Mapping[Question, Sequence[int]]
    by_rule: Mapping[str, Question]

    def asking(self, questions: Iterable[Question], only: Collection[int] | None) -> list[Rule]:
        """The rules that ask one of these, in file order; `only`: of those at these places."""
        places = sorted(place for question in questions for place in self.places.get(question, ()))
        return [self.rule_set.rules[place] for place in places if only is None or place in only]


class Together:
    """Both sides with one lexicon, and the questions on which their verdicts may part."""

    def __init__(self, before: RuleSet, after: RuleSet) -> None:
        self.grounds = Grounds(before, after)
        self.conditions: list[Condition] = []
        self.of_after: set[Question] = set()
        """To be answered as the second side understands a text."""
        self._numbers: dict[str, Question] = {}
        lexicon = Lexicon()
        builders = [Builder({}, one.calendars, one.defaults.calendar, lexicon) for one in (before, after)]
        told = told_of(before.meaning), told_of(after.meaning)
        self.sides = self._side(before, told[0], BEFORE, builders[0]), self._side(after, told[1], AFTER, builders[1])
        self.alone, pairs = self._parting(told)
        parting = Parting(self.grounds, (builders[0], builders[1]))
        whens = [{rule["id"]: rule["when"] for rule in rules} for rules in told]
        self.pairs = [(a, b, parting.atoms(whens[BEFORE][rule], whens[AFTER][rule])) for rule, a, b in pairs]
        """What both sides ask of one rule, otherwise put, with the atoms without which it comes to the same."""
        self.readers = replace(before, lexicon=lexicon), replace(after, lexicon=lexicon)
        """The two with the common lexicon, as subjects need them."""
        self.triggers, self.always = index(self.conditions)
        self.telling = self._telling()
        """Atoms of which one must be seen where verdicts part; None: they may part without."""
        self._scout = None if self.telling is None else lexicon.only(self.telling)

    def _side(self, rule_set: RuleSet, told: Sequence[Told], side: int, builder: Builder) -> Side:
        asked = [self._question(builder, rule["when"], side) for rule in told]
        places: dict[Question, list[int]] = {}
        for place, question in enumerate(asked):
            places.setdefault(question, []).append(place)
        by_rule = {rule["id"]: question for rule, question in zip(told, asked, strict=True)}
        return Side(rule_set, asked, places, by_rule)

    def _question(self, builder: Builder, when: Any, side: int) -> Question:
        shared = self.grounds.shared(when)
        key = json.dumps([when, None if shared else side], sort_keys=True)
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = len(self.conditions)
            self.conditions.append(builder.condition(when))
            if not shared and side == AFTER:
                self.of_after.add(number)
        return number

    def _parting(self, told: tuple[list[Told], list[Told]]) -> tuple[frozenset[Question], list[_Pair]]:
        """Questions of rules that only one side has, or has elsewhere, or gives more for; and rules asked otherwise."""
        given = [[json.dumps({**rule, "when": None}, sort_keys=True) for rule in rules] for rules in told]
        left = moved(*given)
        ranks = same_ranks(self.sides[BEFORE].rule_set, self.sides[AFTER].rule_set)
        alone: set[Question] = set()
        for side, places, rules in zip(self.sides, left, told, strict=True):
            ranked = () if ranks else (n for n, rule in enumerate(rules) if "standard" in rule.get("then", {}))
            alone.update(side.asked[place] for place in (*places, *ranked))
        gone = {told[BEFORE][place]["id"] for place in left[BEFORE]}
        first, second = self.sides[BEFORE].by_rule, self.sides[AFTER].by_rule
        pairs = [(rule, asked, second[rule]) for rule, asked in first.items() if rule not in gone]
        return frozenset(alone), [pair for pair in pairs if pair[1] != pair[2]]

    def _telling(self) -> frozenset[int] | None:
        alone = [self.conditions[question].trigger for question in self.alone]
        found = joined([*alone, *(atoms for _one, _other, atoms in self.pairs)])
        return found if self.grounds.same_lang or found == NOWHERE else None

    def hear(self, past: Past) -> Hearing | None:
        """A mention to be asked; None where verdicts cannot part."""
        if self._scout is None:
            return self.listen(past)
        if not self.telling:
            return None
        copies = self.copies(past)
        if not self._scout.find(copies.folded, copies.spelled, copies.lang):
            return None
        return self.listen(past, copies)

    def listen(self, past: Past, copies: Copies | None = None) -> Hearing:
        """A mention to be asked, whatever it says."""
        copies = copies or self.copies(past)
        return Hearing(self, past, copies, copies.seen(self.readers[BEFORE]))

    def copies(self, past: Past) -> Copies:
        """The copies that both sides read, but for a text in a language that each takes for another."""
        return Copies(past.text, past.head, read_as(past.lang, self.readers[BEFORE]))


class Hearing:
    """One mention before both sides. Each question is answered when it is first asked, and once."""

    def __init__(self, together: Together, past: Past, copies: Copies, hits: Hits) -> None:
        self._together = together
        readers, grounds = together.readers, together.grounds
        mention, context = past.mention, past.context
        annotation = readers[BEFORE].read_again(mention.text, past.annotation)
        first = second = Subject(readers[BEFORE], mention, annotation, context, copies=copies, hits=hits)
        if not grounds.same_mood:
            annotation = readers[AFTER].read_again(mention.text, past.annotation)
            own = (copies, hits) if grounds.same_lang else (None, None)
            second = Subject(readers[AFTER], mention, annotation, context, copies=own[0], hits=own[1])
        self._subjects = first, second
        self._hits = hits if second.hits is hits else {**hits, **second.hits}
        self._questions = set(together.always)
        for atom in self._hits:
            self._questions.update(together.triggers.get(atom, ()))
        self._answers: dict[Question, bool] = {}

    def holds(self, question: Question) -> bool:
        """Whether the condition of that number holds, as its side understands the text."""
        answer = self._answers.get(question)
        if answer is None:
            subject = self._subjects[AFTER if question in self._together.of_after else BEFORE]
            possible = question in self._questions
            answer = self._answers[question] = possible and self._together.conditions[question].holds(subject)
        return answer

    def parts(self) -> bool:
        """Whether the two may judge it otherwise; where not, they have one verdict."""
        together = self._together
        alone = map(self.holds, together.alone & self._questions)
        return any(alone) or any(
            self.holds(one) != self.holds(other)
            for one, other, atoms in together.pairs
            if atoms is None or not atoms.isdisjoint(self._hits)
        )

    def verdict(self, number: int, only: Collection[int] | None = None) -> Verdict:
        """What that side says, without the words at their places; `only` the rules at these places count."""
        side, subject = self._together.sides[number], self._subjects[number]
        fold = Fold(side.rule_set, may_dismiss(subject))
        tried = side.asking(self._questions, only)
        for rule in firing(tried, lambda rule: self.holds(side.by_rule[rule.id])):
            fold.add(rule, Fired(rule=rule.id))
        return fold.verdict()
