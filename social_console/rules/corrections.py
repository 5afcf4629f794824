"""What people set otherwise than the rules had it: retagging, reprioritising, dismissing and bringing back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from social_console.model import Event, Verdict
from social_console.rules.testing import USUAL_CHANNEL

MACHINES = frozenset(["rules", "collect", "outbox"])
"""Actors that are no people."""
CORRECTING = ("untag", "tag", "priority", "reopen")
"""The verbs by which people say that the rules were wrong."""


@dataclass(frozen=True, slots=True)
class Heard:
    """One mention of the past as rules judged it then."""

    at: datetime
    text: str
    verdict: Verdict
    subject: str | None = None
    channel: str = USUAL_CHANNEL


@dataclass(frozen=True, slots=True)
class Story:
    """One moment: what came in, and what was done to it, undone acts left out."""

    moment: int
    heard: Sequence[Heard]
    events: Sequence[Event]


@dataclass(slots=True)
class Corrections:
    """What people set otherwise in one moment than the rules had it."""

    removed: set[str] = field(default_factory=set)
    added: set[str] = field(default_factory=set)
    priority: str | None = None
    reopened: bool = False
    dismissed: bool = False
    """By hand, and it stands."""

    def __bool__(self) -> bool:
        return bool(self.removed or self.added or self.priority or self.reopened)

    def denies(self, gave: Mapping[str, Any], dismissed: bool) -> bool:
        """Whether people took back something of what a rule gave."""
        if self.removed & set(gave.get("tag", ())):
            return True
        if self.priority is not None and gave.get("priority", self.priority) != self.priority:
            return True
        return self.reopened and dismissed

    def confirms(self, would: Mapping[str, Any]) -> bool:
        """Whether people did by hand something of what a rule on trial would have given."""
        if self.added & set(would.get("tag", ())):
            return True
        if self.priority is not None and would.get("priority") == self.priority:
            return True
        return self.dismissed and "dismiss" in would


def corrections(story: Story) -> Corrections:
    """People's retagging, reprioritising, dismissing, and bringing back of what rules dismissed."""
    by_rules = {tag for one in story.heard for tag in one.verdict.tags}
    dismissed = any(one.verdict.dismiss for one in story.heard)
    found = Corrections()
    for event in story.events:
        if event.actor in MACHINES:
            continue
        if event.verb == "untag":
            found.removed |= set(event.data.get("tags", ())) & by_rules
            found.added -= set(event.data.get("tags", ()))
        elif event.verb == "tag":
            found.added |= set(event.data.get("tags", ())) - by_rules
            found.removed -= set(event.data.get("tags", ()))
        elif event.verb == "priority":
            found.priority = str(event.data.get("priority"))
        elif event.verb == "reopen":
            found.reopened, found.dismissed = dismissed, False
        elif event.verb == "dismiss":
            found.dismissed = True
    return found
