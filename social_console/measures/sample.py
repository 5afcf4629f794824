"""One moment, as it stood, turned into the intervals and yes-or-no's that figures are made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from social_console.clock import Calendar, working_seconds
from social_console.measures.figures import Promise, Sample, Timed

ELECTRONIC = ("sent", "elsewhere")
At = TypeVar("At", datetime, int)


@dataclass(frozen=True, slots=True)
class Asked:
    """What was promised of one clock. `until`: when it was kept; `stopped`: it runs no more, unkept, since `stopped_at`
    where that is known. `due`: None where nothing was promised."""

    since: datetime
    until: datetime | None = None
    due: datetime | None = None
    stopped: bool = False
    stopped_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What the definitions need to know of one moment as of an instant."""

    opened_at: datetime
    seen_at: datetime
    calendar: Calendar
    owed: bool
    """A reply is owed, and it is neither closed nor dismissed."""
    closed_at: datetime | None = None
    reopened: int = 0
    dismissed: bool = False
    response_at: datetime | None = None
    response_how: str | None = None
    first_close_at: datetime | None = None
    closed_unanswered: str | None = None
    """The outcome of a standing close before which no answer had come."""
    first_close_answered: bool = False
    first: Asked | None = None
    later: tuple[Asked, ...] = ()
    """Each wait after the first response."""
    resolution: Asked | None = None


def sample(moment: Measured, as_of: datetime) -> Sample:
    """The moment's part in every figure."""
    by_hand = moment.response_how is not None and moment.response_how not in ELECTRONIC
    response = _timed(moment.calendar, moment.opened_at, moment.response_at)
    return Sample(
        answered=moment.response_at is not None,
        by_hand=by_hand,
        never_answered=moment.response_at is None and moment.owed,
        closed=moment.closed_at is not None,
        reopened=moment.reopened > 0,
        dismissed=moment.dismissed,
        closed_unanswered=moment.closed_unanswered,
        first=response,
        from_seen=_from_seen(moment),
        later=tuple(
            timed for wait in moment.later if (timed := _timed(moment.calendar, wait.since, wait.until)) is not None
        ),
        resolution=_resolution(moment, moment.first_close_at, moment.first_close_answered),
        last_resolution=_resolution(moment, moment.closed_at, moment.closed_unanswered is None),
        promises=tuple(_promises(moment, as_of)),
    )


def verdict_of(asked: Asked | None, as_of: datetime) -> str | None:
    """`met`, `breached` or `pending`; None where nothing was promised, or where it was stopped in time."""
    if asked is None or asked.due is None:
        return None
    return judged(asked.due, asked.until, as_of, stopped=asked.stopped, stopped_at=asked.stopped_at)


def judged(due: At, until: At | None, as_of: At, *, stopped: bool, stopped_at: At | None) -> str | None:
    """The same of one promise, its instants as times or all as numbers (see `Asked`)."""
    if until is not None:
        return "met" if until <= due else "breached"
    if stopped:
        return "breached" if stopped_at is not None and stopped_at > due else None
    return "breached" if due < as_of else "pending"


def _promises(moment: Measured, as_of: datetime) -> list[Promise]:
    asked = [("first", moment.first), *(("next", wait) for wait in moment.later), ("resolution", moment.resolution)]
    verdicts = ((clock, verdict_of(one, as_of)) for clock, one in asked)
    return [Promise(clock, verdict) for clock, verdict in verdicts if verdict is not None]


def _timed(calendar: Calendar, since: datetime, until: datetime | None) -> Timed | None:
    if until is None:
        return None
    return Timed((until - since).total_seconds(), working_seconds(calendar, since, until))


def _from_seen(moment: Measured) -> float | None:
    if moment.response_at is None or moment.seen_at > moment.response_at:
        return None
    return (moment.response_at - moment.seen_at).total_seconds()


def _resolution(moment: Measured, closed_at: datetime | None, answered: bool) -> Timed | None:
    return _timed(moment.calendar, moment.opened_at, closed_at) if answered else None
