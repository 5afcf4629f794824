"""Which mentions two rule sets may judge otherwise: those on which a rule holds that not both have.

All other rules stand in both, in one order, and say the same of the same mention. So a month of messages is replayed
at the price of the few rules that were edited.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from social_console.rules.compile import EXPANDED, from_meaning
from social_console.rules.decide import candidates
from social_console.rules.ruleset import RuleSet
from social_console.rules.subject import Subject

Json = Any


def differing(before: RuleSet, after: RuleSet) -> RuleSet | None:
    """Only the rules that one of them has and the other has not; None where something else differs that judges."""
    if (
        before.promises != after.promises
        or before.defaults != after.defaults
        or before.calendars != after.calendars
        or before.meaning.get("lexicon", {}) != after.meaning.get("lexicon", {})
    ):
        return None
    old, new = told_of(before.meaning), told_of(after.meaning)
    if [rule for rule in old if rule in new] != [rule for rule in new if rule in old]:
        return None
    changed = [*(rule for rule in old if rule not in new), *(rule for rule in new if rule not in old)]
    rest = {key: after.meaning[key] for key in ("format", "defaults", EXPANDED) if key in after.meaning}
    return from_meaning({**rest, "rules": [{"id": str(n), "when": rule["when"]} for n, rule in enumerate(changed)]})


def may_differ(changed: RuleSet, subject: Subject) -> bool:
    """Whether one of them holds."""
    return any(rule.when.holds(subject) for rule in candidates(changed, subject))


def told_of(meaning: Mapping[str, Json]) -> list[dict[str, Json]]:
    """What decides of each rule, its lists written out; what it is for and its tests left out."""
    keys, lists = ("id", "then", "shadow"), meaning.get("lists", {})
    return [
        {"when": written_out(rule["when"], lists), **{key: rule[key] for key in keys if key in rule}}
        for rule in meaning.get("rules", ())
    ]


def written_out(value: Json, lists: Mapping[str, Sequence[str]]) -> Json:
    """The same condition with the entries of its lists in their place."""
    if isinstance(value, Mapping):
        return {key: written_out(one, lists) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [part for one in value for part in _parts(one, lists)]
    return value


def _parts(one: Json, lists: Mapping[str, Sequence[str]]) -> list[Json]:
    if isinstance(one, str) and one.startswith("$") and one[1:] in lists:
        return [part for entry in lists[one[1:]] for part in _parts(entry, lists)]
    return [written_out(one, lists)]
