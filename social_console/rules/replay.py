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

    def add(self, change: Change) -> None:
        """Count one more."""
        self.changes.append(change)
        self.fields.update(change.fields.keys())
        self.gained.update(change.gained)
        self.lost.update(change.lost)

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


def diff(before: RuleSet, after: RuleSet, past: Iterable[Known], *, alike: Collection[str] = ()) -> Diff:
    """What `after` would have said otherwise than `before`.

    Only mentions on which an edited rule may tell are judged, and by both. Where a promise or a default was edited, the
    others are taken as they were judged, if by a set that judges as `before` does (`alike`: the hashes of more such).
    """
    found = Diff()
    replay = _Replay(Together(before, after), Effects(before, after), frozenset([before.hash, *alike]))
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
        return Change(one.id, one.moment, one.text, fields, gained, lost)

    def _promised_anew(self, one: Known, hearing: Hearing | None) -> Change | None:
        said: Said | Verdict | None = one.said
        if said is None or said.rule_set not in self.alike:
            said = (hearing or self.together.listen(one)).verdict(BEFORE, self.effects.telling)
        fields = self.effects.of_one(said, one.created_at)
        return Change(one.id, one.moment, one.text, fields, (), ()) if fields else None


_RANKS = ("low", "normal", "high", "urgent")


def _raises(change: tuple[Any, Any] | None) -> bool:
    return change is not None and _RANKS.index(change[1]) > _RANKS.index(change[0])
