"""How often each rule fires, how often people take back what it gave, and since when it stands as it does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from social_console.rules.corrections import Story, corrections
from social_console.rules.differing import told_of
from social_console.rules.ruleset import RuleSet


@dataclass(slots=True)
class Tally:
    """One rule's record. A match is overridden when a person took back what the rule gave."""

    rule: str
    matches: int = 0
    overridden: int = 0
    last: datetime | None = None
    shadow: bool = False
    changed: datetime | None = None
    """Since when it stands as it does, as far as anything was published."""

    def as_json(self, days: float) -> dict[str, Any]:
        """As `rules stats --json` prints it; `precision` is the share that nobody took back."""
        kept = (self.matches - self.overridden) / self.matches if self.matches else None
        return {
            "rule": self.rule,
            "matches": self.matches,
            "per_day": round(self.matches / days, 2) if days else None,
            "overridden": self.overridden,
            "precision": None if kept is None else round(kept, 3),
            "last": self.last,
            "shadow": self.shadow,
            "changed": self.changed,
        }


def tallies(rule_set: RuleSet, stories: Iterable[Story]) -> list[Tally]:
    """A record for each rule of the set in force, in file order, then for rules that it no longer has."""
    found = {rule.id: Tally(rule.id, shadow=rule.shadow) for rule in rule_set.rules}
    for story in stories:
        taken_back = corrections(story)
        for one in story.heard:
            for fired in one.verdict.fired:
                tally = found.setdefault(fired.rule, Tally(fired.rule))
                tally.matches += 1
                tally.last = max(tally.last or one.at, one.at)
                tally.overridden += taken_back.denies(fired.gave, one.verdict.dismiss == fired.rule)
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
