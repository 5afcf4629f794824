"""What two verdicts come to at the desk under two rule sets: defaults and promises applied."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from social_console.clock import Promises, due
from social_console.model import Standard, Verdict
from social_console.rules.differing import counting
from social_console.rules.ruleset import RuleSet
from social_console.rules.together import Said

FIELDS = (
    "tags", "priority", "owner", "standard", "due", "resolution",
    "dismissed", "reply", "suggest", "approve", "restrict",
)  # fmt: skip
"""What a change is told of, in this order."""
_CLOCKS = {"due": "first_response", "resolution": "resolution"}
Seen = dict[str, Any]
Fields = dict[str, tuple[Any, Any]]


class Effects:
    """The promises of both, and whether they make something else of the same verdict."""

    def __init__(self, before: RuleSet, after: RuleSet) -> None:
        self._before, self._after = before.promises, after.promises
        self._same_due = self._kept_alike()
        self._priority = self._before.default_priority != self._after.default_priority
        self._terms = self._before.default_standard != self._after.default_standard or not all(self._same_due.values())
        self.differ = self._priority or self._terms
        """One verdict may come to two things."""
        self.telling = frozenset(place for place, rule in enumerate(before.rules) if self._tells(rule.then))
        """The places of the rules of the first that settle which, where both give one verdict."""

    def _kept_alike(self) -> dict[str | None, bool]:
        names = self._before.by_name.keys() & self._after.by_name.keys()
        return {name: _terms(self._before, name) == _terms(self._after, name) for name in names}

    def _tells(self, then: Any) -> bool:
        return bool(then.stop or (self._priority and then.priority is not None) or (self._terms and then.standard))

    def compared(self, old: Verdict, new: Verdict, at: datetime) -> Fields:
        """The fields that differ, each with both its values; `at`: when it was published."""
        return self._fields(_plain(self._before, old), _plain(self._after, new), at)

    def of_one(self, said: Verdict | Said, at: datetime) -> Fields:
        """The fields that differ where both give this verdict."""
        return self._fields(_ranked(self._before, said), _ranked(self._after, said), at)

    def _fields(self, was: Seen, would: Seen, at: datetime) -> Fields:
        if was["standard"] != would["standard"] or not self._same_due.get(was["standard"], True):
            was |= _dues(self._before, was["standard"], at)
            would |= _dues(self._after, would["standard"], at)
        return {name: (was[name], would[name]) for name in FIELDS if name in was and was[name] != would[name]}


def _ranked(promises: Promises, said: Verdict | Said) -> Seen:
    priority = promises.default_priority if said.priority is None else said.priority
    return {"priority": priority.label, "standard": said.standard or promises.default_standard}


def _plain(promises: Promises, verdict: Verdict) -> Seen:
    return {
        **_ranked(promises, verdict),
        "tags": sorted(verdict.tags),
        "owner": verdict.owner,
        "dismissed": verdict.dismiss is not None,
        "reply": "none" if verdict.no_reply else "owed",
        "suggest": verdict.suggest,
        "approve": verdict.approve,
        "restrict": verdict.restrict,
    }


def _dues(promises: Promises, name: str | None, at: datetime) -> Seen:
    """When its first response and its resolution fall due, as ISO 8601 in UTC; None where nothing is promised."""
    standard = promises.standard(name, at)
    lengths = {clock: getattr(standard, length, None) for clock, length in _CLOCKS.items()}
    calendar = promises.calendar(standard.calendar if standard else None)
    return {clock: due(calendar, at, length).isoformat() if length else None for clock, length in lengths.items()}


def _terms(promises: Promises, name: str) -> Mapping[str, Any]:
    """All that counts in a standard, in each of its versions."""
    first = promises.by_name[name][1]
    return {str(one.since): _term(promises, one) for one in (first, *first.later)}


def _term(promises: Promises, one: Standard) -> Any:
    lengths = tuple(getattr(one, length) for length in _CLOCKS.values())
    return lengths, counting(promises.calendar(one.calendar))
