"""How often each rule fires, how often people take back what it gave, and since when it stands as it does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from social_console.rules.corrections import Corrections, Story, corrections
from social_console.rules.differing import told_of
from social_console.rules.ruleset import RuleSet


@dataclass(slots=True)
class Tally:
    """One rule's record. A match is overridden when a person took back, or set otherwise, what the rule gave.

    While a rule is on trial nobody sees what it would give: a match then counts as kept only where a person did it by
    hand, as overridden where a person set it otherwise, else as neither.
    """

    rule: str
    matches: int = 0
    kept: int = 0
    overridden: int = 0
    last: datetime | None = None
    shadow: bool = False
    changed: datetime | None = None
    """Since when it stands as it does, as far as anything was published."""

    @property
    def precision(self) -> float | None:
        """The share that was kept of what was kept or overridden; None where nothing was."""
        judged = self.kept + self.overridden
        return self.kept / judged if judged else None

    def count(self, gave: Mapping[str, Any], corrected: Corrections, *, dismissed: bool) -> None:
        """One match: what the rule gave in it, or would have given, and what people made of it."""
        self.matches += 1
        would = gave.get("shadow")
        if corrected.denies(gave if would is None else would, dismissed):
            self.overridden += 1
        elif would is None or corrected.confirms(would):
            self.kept += 1

    def as_json(self, days: float) -> dict[str, Any]:
        """As `rules stats --json` prints it."""
        return {
            "rule": self.rule,
            "matches": self.matches,
            "per_day": round(self.matches / days, 2) if days else None,
            "kept": self.kept,
            "overridden": self.overridden,
            "precision": None if self.precision is None else round(self.precision, 3),
            "last": self.last,
            "shadow": self.shadow,
            "changed": self.changed,
        }


def tallies(rule_set: RuleSet, stories: Iterable[Story]) -> list[Tally]:
    """A record for each rule of the set in force, in file order, then for rules that it no longer has."""
    found = {rule.id: Tally(rule.id, shadow=rule.shadow) for rule in rule_set.rules}
    for story in stories:
        corrected = corrections(story)
        for one in story.heard:
            for fired in one.verdict.fired:
                tally = found.setdefault(fired.rule, Tally(fired.rule))
                tally.last = max(tally.last or one.at, one.at)
                tally.count(fired.gave, corrected, dismissed=one.verdict.dismiss == fired.rule)
    return list(found.values())


def unchanged_since(terms: Iterable[tuple[datetime, Mapping[str, Any]]]) -> dict[str, datetime]:
    """Rule of the newest set → since when it asks and gives what it does.

    `terms`: since when a set was in force, and its meaning; the newest first.
    """
    found: dict[str, datetime] = {}
    standing: dict[str, Any] | None = None
    for since, meaning in terms:
        told = {rule["id"]: rule for rule in told_of(meaning)}
        if standing is None:
            standing = dict(told)
        standing = {name: rule for name, rule in standing.items() if told.get(name) == rule}
        if not standing:
            break
        found.update(dict.fromkeys(standing, since))
    return found


def days_between(since: datetime, until: datetime) -> float:
    """Days, for rates; at least one hour."""
    return max((until - since) / timedelta(days=1), 1 / 24)
