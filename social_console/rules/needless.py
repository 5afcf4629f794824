"""Clauses that no test needs: taken away one at a time, every test of their rule still passes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from social_console.rules.build import Builder
from social_console.rules.conditions import Condition
from social_console.rules.ruleset import Rule, RuleSet
from social_console.rules.subject import Subject
from social_console.rules.testing import trial

Json = Any
_GROUPS = ("all", "any", "none")
_FLAGS = ("exact", "in_places")
"""Of a text: how it is looked for, not what."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One part of a condition: its path, the mapping that it stands in, and the whole condition without it."""

    path: str
    owner: Json
    rest: Json


def unneeded(rule_set: RuleSet) -> Iterator[tuple[str, list[Clause]]]:
    """Of each rule that is tested both ways, and passes, the clauses that no test needs."""
    builder = Builder(rule_set.lists, rule_set.calendars, rule_set.defaults.calendar, rule_set.lexicon)
    stops = [rule for rule in rule_set.rules if rule.then.stop and not rule.shadow]
    for rule, told in zip(rule_set.rules, rule_set.meaning.get("rules", ()), strict=True):
        tests = told.get("tests", ())
        if {test["expect"] for test in tests} != {"match", "no_match"}:
            continue
        tried = _tried(rule_set, rule, tests, stops)
        if _passes(rule.when, tried):
            clauses = without(told["when"])
            yield rule.id, [one for one in clauses if _passes(builder.condition(one.rest), tried)]


def _tried(
    rule_set: RuleSet, rule: Rule, tests: Sequence[Mapping[str, Json]], stops: Sequence[Rule]
) -> list[tuple[Subject, bool]]:
    """The tests' texts with what is expected; without those that an earlier rule keeps from it."""
    place = rule_set.rules.index(rule)
    earlier = [one for one in stops if rule_set.rules.index(one) < place]
    found = []
    for test in tests:
        one = trial(rule_set, test)
        subject = Subject(rule_set, one.mention, one.annotation, one.context)
        if not any(other.when.holds(subject) for other in earlier):
            found.append((subject, test["expect"] == "match"))
    return found


def _passes(when: Condition, tried: Sequence[tuple[Subject, bool]]) -> bool:
    return all(when.holds(subject) is expected for subject, expected in tried)


def without(when: Mapping[str, Json], path: str = "when") -> Iterator[Clause]:
    """The condition with each of its clauses taken away in turn."""
    for key in when:
        rest = {name: one for name, one in when.items() if name != key}
        if key in _GROUPS:
            yield from _of_group(when, key, path)
        elif key == "text":
            yield from _of_text(when, rest, path)
        elif rest:
            yield Clause(f"{path}.{key}", when, rest)


def _of_group(when: Mapping[str, Json], key: str, path: str) -> Iterator[Clause]:
    members = when[key]
    for at, member in enumerate(members):
        others = [one for n, one in enumerate(members) if n != at]
        rest = {name: one for name, one in when.items() if name != key or others}
        if rest:
            yield Clause(f"{path}.{key}[{at}]", member, {**rest, key: others} if others else rest)
        for inner in without(member, f"{path}.{key}[{at}]"):
            changed = [inner.rest if n == at else one for n, one in enumerate(members)]
            yield Clause(inner.path, inner.owner, {**when, key: changed})


def _of_text(when: Mapping[str, Json], rest: Json, path: str) -> Iterator[Clause]:
    asked = [name for name in when["text"] if name not in _FLAGS]
    for name in asked:
        left = {key: one for key, one in when["text"].items() if key != name}
        changed = {**rest, "text": left} if len(asked) > 1 else rest
        if changed:
            yield Clause(f"{path}.text.{name}", when, changed)
