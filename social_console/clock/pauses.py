"""A promise whose clock stood still for a while falls due so much later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from social_console.clock.calendar import Calendar, after_working_time, due, working_seconds
from social_console.model import Duration


@dataclass(frozen=True, slots=True)
class Pause:
    """The clock stands still from `since` to `until`; None: it still does."""

    since: datetime
    until: datetime | None


def due_with_pauses(calendar: Calendar, start: datetime, length: Duration, pauses: Sequence[Pause]) -> datetime | None:
    """When it falls due; None while its clock stands still.

    `pauses` in order. A pause that begins when the promise is broken already changes nothing. Hours are given back as
    working time; working days and days as the dates that passed: one that began and ended on one date counts none.
    """
    at = due(calendar, start, length)
    for pause in pauses:
        if pause.since >= at:
            break
        if pause.until is None:
            return None
        if pause.until > start:
            at = _given_back(calendar, at, length.unit, max(pause.since, start), pause.until)
    return at


def _given_back(calendar: Calendar, at: datetime, unit: str, since: datetime, until: datetime) -> datetime:
    if unit == "working_minutes":
        seconds = working_seconds(calendar, since, until)
        return after_working_time(calendar, at, seconds) if seconds else at
    first, last = calendar.local(since).date(), calendar.local(until).date()
    passed = _working_days(calendar, first, last) if unit == "working_days" else (last - first).days
    return due(calendar, at, Duration(amount=passed, unit=unit)) if passed else at


def _working_days(calendar: Calendar, first: date, last: date) -> int:
    """Working days after `first`, up to and including `last`."""
    days = (first + timedelta(step) for step in range(1, (last - first).days + 1))
    return sum(calendar.is_working_day(day) for day in days)
