"""A promise whose clock stood still for a while falls due so much later."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

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
    at, stood_still = due(calendar, start, length), 0.0
    for pause in pauses:
        if pause.since >= at:
            break
        if pause.until is None:
            return None
        if pause.until > start:
            stood_still += _gone(calendar, start, length, pause.until) - _gone(calendar, start, length, pause.since)
            at = _due_later(calendar, start, length, stood_still)
    return at


def _gone(calendar: Calendar, start: datetime, length: Duration, at: datetime) -> float:
    """How much of a term that began at `start` has gone by, in seconds or days: the day of receipt is none of them."""
    if length.unit == "working_minutes":
        return working_seconds(calendar, start, at)
    received, today = calendar.local(start).date(), calendar.local(at).date()
    days = _working_days(calendar, received, today) - 1 if length.unit == "working_days" else (today - received).days
    return max(days, 0)


def _due_later(calendar: Calendar, start: datetime, length: Duration, by: float) -> datetime:
    if length.unit == "working_minutes":
        return after_working_time(calendar, start, length.amount * 60 + by)
    return due(calendar, start, Duration(amount=length.amount + int(by), unit=length.unit))


def _working_days(calendar: Calendar, first: date, last: date) -> int:
    """Working days from `first` to `last`, both included."""
    after, until = first.toordinal(), last.toordinal() + 1
    years = (calendar.year(number).days for number in range(first.year, last.year + 1))
    return sum(bisect_left(days, until) - bisect_left(days, after) for days in years)
