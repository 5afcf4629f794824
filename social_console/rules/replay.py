"""Two rule sets over the same past: what would have been otherwise. Over iterables; changes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from social_console.model import Annotation, Context, Mention, Verdict
from social_console.rules.effects import FIELDS, Effects
from social_console.rules.ruleset import RuleSet
from social_console.rules.subject import subject_line
from social_console.rules.together import AFTER, BEFORE, Hearing, Past, Said, Together


class Known(Past, Protocol):
    """One mention of the past with what was known of it when it was decided."""

    @property
    def id(self) -> int:
        """The store's."""

    @property
    def moment(self) -> int | None:
        """To which it belongs."""


@dataclass(frozen=True, slots=True)
class Judged:
    """The same with everything worked out."""

    id: int
    moment: int | None
    mention: Mention
    annotation: Annotation
    context: Context
    said: Said | None = None

    @property
    def created_at(self) -> datetime:
        """The mention's."""
        return self.mention.created_at

    @property
    def text(self) -> str:
        """The mention's."""
        return self.mention.text

    @property
    def head(self) -> str:
        """The subject line that is read with it."""
        return subject_line(self.mention.subject or "", self.mention.text, self.context.position)

    @property
    def lang(self) -> str:
        """As the annotation has it."""
        return self.annotation.lang


@dataclass(frozen=True, slots=True)
class Change:
    """One mention that would be judged otherwise: field → before, after; rules that fire, fire no more, give otherwise.

    Without fields it would only meet other rules: one on trial, or one that gives what another gives.
    """

    id: int
    moment: int | None
    text: str
    fields: Mapping[str, tuple[Any, Any]]
    gained: tuple[str, ...]
    lost: tuple[str, ...]
    altered: tuple[str, ...] = ()

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
            "gives_otherwise": list(self.altered),
        }


@dataclass(slots=True)
class Diff:
    """Totals, by rule, and one by one."""

    mentions: int = 0
    changes: list[Change] = field(default_factory=list)
    fields: Counter[str] = field(default_factory=Counter)
    gained: Counter[str] = field(default_factory=Counter)
    lost: Counter[str] = field(default_factory=Counter)
    altered: Counter[str] = field(default_factory=Counter)

    def add(self, change: Change) -> None:
        """Count one more."""
        self.changes.append(change)
        self.fields.update(change.fields.keys())
        self.gained.update(change.gained)
        self.lost.update(change.lost)
        self.altered.update(change.altered)

    @property
    def rules(self) -> list[tuple[str, int, int, int]]:
        """By rule: on how many it fires, fires no more, fires still and gives something else."""
        names = sorted(self.gained.keys() | self.lost.keys() | self.altered.keys())
        return [(name, self.gained[name], self.lost[name], self.altered[name]) for name in names]

    @property
    def felt(self) -> list[Change]:
        """Those that something comes of."""
        return [change for change in self.changes if change.fields]

    @property
    def totals(self) -> dict[str, int]:
        """What `--fail-on` may ask for."""
        felt = self.felt
        raised = sum(_raises(change.fields.get("priority")) for change in self.changes)
        dismissed = sum(change.fields.get("dismissed") == (False, True) for change in self.changes)
        return {
            "mentions": self.mentions,
            "changed": len(felt),
            "moments": len({change.moment for change in felt}),
            **{name: self.fields[name] for name in FIELDS if name != "dismissed"},
            "dismissed": dismissed,
            "undismissed": self.fields["dismissed"] - dismissed,
            "raised": raised,
            "lowered": self.fields["priority"] - raised,
            "only_rules": len(self.changes) - len(felt),
        }

    def as_json(self) -> dict[str, Any]:
        """As `rules diff --json` prints it."""
        names = ("rule", "fires", "fires_no_more", "gives_otherwise")
        return {
            "totals": self.totals,
            "rules": [dict(zip(names, row, strict=True)) for row in self.rules],
            "changes": [change.as_json() for change in self.changes],
        }


def diff(before: RuleSet, after: RuleSet, past: Iterable[Known], *, alike: Collection[str] = ()) -> Diff:
    """What `after` would have said otherwise than `before`.

    Only mentions on which an edited rule may tell are judged, and by both. Where a promise or a default was edited, the
    others are taken as they were judged, if by a set that judges as `before` does (`alike`: the hashes of more such).
    """
    found = Diff()
    same = frozenset([before.hash, *alike])
    replay = _Replay(Together(before, after), Effects(before, after), same, _altered(before, after))
    for one in past:
        found.mentions += 1
        change = replay.change(one)
        if change is not None:
            found.add(change)
    return found


@dataclass(frozen=True, slots=True)
class _Replay:
    together: Together
    effects: Effects
    alike: frozenset[str]
    altered: frozenset[str]

    def change(self, one: Known) -> Change | None:
        hearing = self.together.hear(one)
        if hearing is not None and hearing.parts():
            return self._judged_anew(one, hearing.verdict(BEFORE), hearing.verdict(AFTER))
        return self._promised_anew(one, hearing) if self.effects.differ else None

    def _judged_anew(self, one: Known, old: Verdict, new: Verdict) -> Change | None:
        fields = self.effects.compared(old, new, one.created_at)
        fired, fires = [f.rule for f in old.fired], [f.rule for f in new.fired]
        gained = tuple(rule for rule in fires if rule not in fired)
        lost = tuple(rule for rule in fired if rule not in fires)
        if not (fields or gained or lost):
            return None
        altered = tuple(rule for rule in fires if rule in self.altered and rule in fired)
        return Change(one.id, one.moment, one.text, fields, gained, lost, altered)

    def _promised_anew(self, one: Known, hearing: Hearing | None) -> Change | None:
        said: Said | Verdict | None = one.said
        if said is None or said.rule_set not in self.alike:
            said = (hearing or self.together.listen(one)).verdict(BEFORE, self.effects.telling)
        fields = self.effects.of_one(said, one.created_at)
        return Change(one.id, one.moment, one.text, fields, (), ()) if fields else None


def _altered(before: RuleSet, after: RuleSet) -> frozenset[str]:
    """The rules of both that give something else now."""
    gave = {rule.id: (rule.shadow, rule.then.as_written) for rule in before.rules}
    return frozenset(
        rule.id for rule in after.rules if rule.id in gave and gave[rule.id] != (rule.shadow, rule.then.as_written)
    )


_RANKS = ("low", "normal", "high", "urgent")


def _raises(change: tuple[Any, Any] | None) -> bool:
    return change is not None and _RANKS.index(change[1]) > _RANKS.index(change[0])
