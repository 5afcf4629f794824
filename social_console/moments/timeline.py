"""What a moment is folded from, and what the fold says of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from social_console.model import Direction, Event, Priority, Status, Verdict


@dataclass(frozen=True, slots=True)
class Heard:
    """One mention as the fold needs it. `at`: as published; `seen_at`: when it was stored."""

    id: int
    at: datetime
    seen_at: datetime
    direction: Direction = Direction.IN
    automatic: bool = False
    void: bool = False
    """Outbound, and known not to have arrived. A `bounced` event, where there is one, says since when."""
    history: bool = False
    asks: frozenset[str] = frozenset()
    verdict: Verdict | None = None
    deleted: bool = False
    """Its author took it back. It was said all the same: this changes nothing here."""
    redecided: tuple[tuple[datetime, Verdict], ...] = ()
    """Later verdicts, oldest first, each since when (`--redecide`)."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """All that was heard and done in one moment, in any order. `one_way`: its channel takes no replies."""

    moment: int
    heard: Sequence[Heard] = ()
    events: Sequence[Event] = ()
    one_way: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A moment as it stands. `…_by`: a person's login, or `rules`, `default`, `citizen`, `elsewhere`.

    Nothing here depends on the present: whether a snooze has passed or a promise is overdue is for who asks.
    """

    status: Status = Status.NEW
    status_by: str = "citizen"
    priority: Priority = Priority.NORMAL
    priority_by: str = "default"
    tags: Mapping[str, str] = field(default_factory=dict)
    """Each tag with who set it."""
    owner: str | None = None
    owner_by: str | None = None
    """A person's login beside no owner: that person released it, and rules assign it no more."""
    standard: str | None = None
    standard_by: str | None = None
    suggest: str | None = None
    approve: bool = False
    restrict: bool = False
    owed: bool = False
    """An inbound mention since the last human outbound one owes a reply (whatever the status, unless dismissed)."""
    unanswered: bool = False
    """`owed`, not closed, not dismissed."""
    waiting_since: datetime | None = None
    """While `unanswered`: the publication of the earliest mention that owes a reply."""
    opened_at: datetime | None = None
    """The publication of the opening mention; of the first mention at all where no citizen has spoken yet."""
    opening: int | None = None
    newest_in: int | None = None
    last_in_at: datetime | None = None
    last_out_at: datetime | None = None
    """The last human outbound that arrived, answers by hand included."""
    first_response_at: datetime | None = None
    first_response_how: str | None = None
    """`sent` (from here), `elsewhere` (the channel's own app), or how it was answered by hand."""
    first_closed_at: datetime | None = None
    closed_at: datetime | None = None
    """The last close; None while it is not closed."""
    outcome: str | None = None
    dismissed_reason: str | None = None
    """A person's reason, or `rule:ID`."""
    snoozed_until: datetime | None = None
    """The earlier of the wish and of the first promise to fall due after it."""
    follow_up_at: datetime | None = None
    due_at: datetime | None = None
    due_since: datetime | None = None
    due_clock: str | None = None
    """Which clock `due_at` is of: `first`, `next`, `resolution`, `follow_up`."""
    first_due_at: datetime | None = None
    next_due_at: datetime | None = None
    resolution_due_at: datetime | None = None
    """None as well while that clock stands still (`pauses` of its standard)."""
    pending_reply: str | None = None
    """`unknown`, `failed`, `queued` or `to_approve` (drafts and leases leave no events)."""
    history: bool = False
    referred_to: str | None = None
    reopened: int = 0
    """How many times it came back from `closed`."""
    n_in: int = 0
    n_out: int = 0
