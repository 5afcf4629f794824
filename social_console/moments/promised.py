"""Which promises run for a moment, and when each falls due (DESIGN 6, clocks)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from social_console.clock import Calendar, Pause, Promises, due, due_with_pauses
from social_console.model import Standard


@dataclass(frozen=True, slots=True)
class Running:
    """A clock that still runs. `clock`: first, next, resolution or follow_up."""

    due_at: datetime
    since: datetime
    clock: str


@dataclass(slots=True)
class Clocks:
    """Due times, kept when they have been met, and the clocks still running."""

    first_due_at: datetime | None = None
    next_due_at: datetime | None = None
    resolution_due_at: datetime | None = None
    running: tuple[Running, ...] = ()
    paused: bool = False
    """The clock of the resolution stands still, and so has no due time."""

    @property
    def earliest(self) -> Running | None:
        """The one to watch; of two due at once, the first named above."""
        return min(self.running, key=_due_at) if self.running else None

    def add(self, due_at: datetime, since: datetime, clock: str) -> None:
        """One more clock that runs."""
        self.running = (*self.running, Running(due_at, since, clock))


def _due_at(running: Running) -> datetime:
    return running.due_at


@dataclass(frozen=True, slots=True)
class Situation:
    """What the clocks need to know of a moment."""

    promised_at: datetime | None
    """The first live mention that owes a reply: promises run from it."""
    responded: bool
    """A human outbound came after `promised_at`."""
    waiting_since: datetime | None
    """The earliest live mention still unanswered, while a reply is owed."""
    ended: bool
    """Closed or dismissed."""
    pauses: Sequence[Pause] = ()
    """When it stood as waiting; the last one maybe without an end."""


def clocks(situation: Situation, standard: Standard | None, promises: Promises) -> Clocks:
    """The clocks of `standard`, as in force when they began; none where nothing was promised."""
    found = Clocks()
    start = situation.promised_at
    if standard is None or start is None:
        return found
    calendar = promises.calendar(standard.calendar)
    if standard.first_response is not None:
        found.first_due_at = due(calendar, start, standard.first_response)
    if standard.resolution is not None:
        pauses = situation.pauses if standard.pauses else ()
        found.resolution_due_at = due_with_pauses(calendar, start, standard.resolution, pauses)
        found.paused = found.resolution_due_at is None
    if situation.ended:
        return found
    _reply_clock(found, situation, standard, promises)
    if found.resolution_due_at is not None:
        found.add(found.resolution_due_at, start, "resolution")
    return found


def next_due(standard: Standard, calendar: Calendar, since: datetime) -> datetime | None:
    """When a later wait that began at `since` falls due: as the first response, unless the standard says otherwise."""
    length = standard.next_response or standard.first_response
    return due(calendar, since, length) if length is not None else None


def _reply_clock(found: Clocks, situation: Situation, standard: Standard, promises: Promises) -> None:
    waiting, start = situation.waiting_since, situation.promised_at
    if waiting is None or start is None:
        return
    if not situation.responded:
        if found.first_due_at is not None:
            found.add(found.first_due_at, start, "first")
        return
    later = promises.standard(standard.name, waiting) or standard
    found.next_due_at = next_due(later, promises.calendar(later.calendar), waiting)
    if found.next_due_at is not None:
        found.add(found.next_due_at, waiting, "next")
