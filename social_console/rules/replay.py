"""Two rule sets over the same past: what would have been otherwise. Over iterables; changes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from social_console.clock import due
from social_console.model import Annotation, Context, Mention, Verdict
from social_console.rules.decide import decide_subject
from social_console.rules.differing import differing, may_differ
from social_console.rules.ruleset import RuleSet
from social_console.rules.subject import Subject

FIELDS = ("tags", "priority", "owner", "standard", "due", "dismissed", "reply", "suggest", "approve", "restrict")
"""What a change is told of, in this order."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One mention of the past with what was known of it when it was decided."""

    id: int
    moment: int | None
    mention: Mention
    annotation: Annotation
    context: Context


@dataclass(frozen=True, slots=True)
class Change:
    """One mention that would be judged otherwise: field → before, after; rules that fire or fire no more."""

    id: int
    moment: int | None
    text: str
    fields: Mapping[str, tuple[Any, Any]]
    gained: tuple[str, ...]
    lost: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """As `rules diff --json` prints it."""
        fields = {name: {"before": before, "after": after} for name, (before, after) in self.fields.items()}
        return {
            "mention": self.id,
            "moment": self.moment,
            "text": self.text,
            "changes": fields,
            "fires": list(self.gained),
            "fires_no_more": list(self.lost),
        }


@dataclass(slots=True)
class Diff:
    """Totals, by rule, and one by one."""

    mentions: int = 0
    changes: list[Change] = field(default_factory=list)
    fields: Counter[str] = field(default_factory=Counter)
    gained: Counter[str] = field(default_factory=Counter)
    lost: Counter[str] = field(default_factory=Counter)

    @property
    def totals(self) -> dict[str, int]:
        """What `--fail-on` may ask for."""
        moments = {change.moment for change in self.changes}
        raised = sum(_raises(change.fields.get("priority")) for change in self.changes)
        dismissed = sum(change.fields.get("dismissed") == (False, True) for change in self.changes)
        return {
            "mentions": self.mentions,
            "changed": len(self.changes),
            "moments": len(moments),
            **{name: self.fields[name] for name in FIELDS if name != "dismissed"},
            "dismissed": dismissed,
            "undismissed": self.fields["dismissed"] - dismissed,
            "raised": raised,
            "lowered": self.fields["priority"] - raised,
        }

    def as_json(self) -> dict[str, Any]:
        """As `rules diff --json` prints it."""
        rules = sorted(self.gained.keys() | self.lost.keys())
        return {
            "totals": self.totals,
            "rules": [{"rule": r, "fires": self.gained[r], "fires_no_more": self.lost[r]} for r in rules],
            "changes": [change.as_json() for change in self.changes],
        }


def diff(before: RuleSet, after: RuleSet, past: Iterable[Judged]) -> Diff:
    """What `after` would have said otherwise than `before`."""
    found = Diff()
    changed = differing(before, after)
    for one in past:
        found.mentions += 1
        change = _compared(before, after, changed, one)
        if change is not None:
            found.changes.append(change)
            found.fields.update(change.fields.keys())
            found.gained.update(change.gained)
            found.lost.update(change.lost)
    return found


def _compared(before: RuleSet, after: RuleSet, changed: RuleSet | None, one: Judged) -> Change | None:
    """One mention under both, its copies made once where both read it in the same language."""
    annotation, subject = one.annotation, None
    if changed is not None:
        if not changed.rules:
            return None
        annotation = before.read_again(one.mention.text, annotation)
        subject = Subject(changed, one.mention, annotation, one.context)
        if not may_differ(changed, subject):
            return None
    text = one.mention.text
    first = Subject(before, one.mention, before.read_again(text, annotation), one.context, like=subject)
    second = Subject(after, one.mention, after.read_again(text, annotation), one.context, like=first)
    old, new = decide_subject(first), decide_subject(second)
    if changed is not None and replace(old, rule_set="") == replace(new, rule_set=""):
        return None
    return _change(before, after, one, old, new)


def _change(before: RuleSet, after: RuleSet, one: Judged, old: Verdict, new: Verdict) -> Change | None:
    was, would = seen(before, old, one.mention.created_at), seen(after, new, one.mention.created_at)
    fields = {name: (was[name], would[name]) for name in FIELDS if was[name] != would[name]}
    fired, fires = [f.rule for f in old.fired], [f.rule for f in new.fired]
    gained = tuple(rule for rule in fires if rule not in fired)
    lost = tuple(rule for rule in fired if rule not in fires)
    if not (fields or gained or lost):
        return None
    return Change(one.id, one.moment, one.mention.text, fields, gained, lost)


def seen(rule_set: RuleSet, verdict: Verdict, at: datetime) -> dict[str, Any]:
    """A verdict as the desk would feel it, defaults applied."""
    promises = rule_set.promises
    name = verdict.standard or promises.default_standard
    standard = promises.standard(name, at)
    first = None
    if standard is not None and standard.first_response is not None:
        first = due(promises.calendar(standard.calendar), at, standard.first_response).isoformat()
    priority = promises.default_priority if verdict.priority is None else verdict.priority
    return {
        "tags": sorted(verdict.tags),
        "priority": priority.label,
        "owner": verdict.owner,
        "standard": name,
        "due": first,
        "dismissed": verdict.dismiss is not None,
        "reply": "none" if verdict.no_reply else "owed",
        "suggest": verdict.suggest,
        "approve": verdict.approve,
        "restrict": verdict.restrict,
    }


_RANKS = ("low", "normal", "high", "urgent")


def _raises(change: tuple[Any, Any] | None) -> bool:
    return change is not None and _RANKS.index(change[1]) > _RANKS.index(change[0])
