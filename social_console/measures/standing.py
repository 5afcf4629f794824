"""A moment's part in every figure from the columns that are stored with it, where they tell the whole course.

They do where the citizen was answered at most once and it was closed at most once, as most moments are. Whatever went
to and fro is folded from its mentions and events instead; both say the same (a property of the tests).
"""

from __future__ import annotations

from typing import NamedTuple

from social_console.clock import Calendar
from social_console.clock.calendar import working_between
from social_console.measures.figures import Promise, Sample, Timed
from social_console.measures.sample import ELECTRONIC, judged

SECOND = 1_000_000
_PROMISES: dict[tuple[str, str | None], tuple[Promise, ...]] = {
    (clock, verdict): () if verdict is None else (Promise(clock, verdict),)
    for clock in ("first", "resolution")
    for verdict in ("met", "breached", "pending", None)
}


class Standing(NamedTuple):
    """A moment that has an opening, as it stands: its stored columns. Times in microseconds since 1970."""

    id: int
    channel: str
    account: str
    opened_at: int
    seen_at: int
    """When its opening was first seen."""
    last_in_at: int
    last_out_at: int | None
    status: str
    priority: int
    tags: str
    """JSON."""
    owner: str | None
    standard: str | None
    one_way: int
    owed: int
    unanswered: int
    waiting_since: int | None
    response_at: int | None
    response_how: str | None
    first_closed_at: int | None
    closed_at: int | None
    outcome: str | None
    reopened: int
    snoozed_until: int | None
    first_due_at: int | None
    resolution_due_at: int | None
    changed_at: int
    rule_set: str | None
    """The hash of the one that decided its opening."""


def tells_all(moment: Standing, as_of: int) -> bool:
    """Whether nothing happened that its columns do not tell, and nothing after `as_of` (no_reply and undo apart)."""
    response, closed_at = moment.response_at, moment.closed_at
    if moment.reopened or moment.first_closed_at != closed_at or moment.changed_at > as_of:
        return False
    if (moment.last_out_at or 0) > as_of or (closed_at or 0) > as_of:
        return False
    if response is None:
        return True
    if moment.last_in_at >= response or response == closed_at:
        return False
    return moment.response_how == "elsewhere" or _settled(moment)


def _settled(moment: Standing) -> bool:
    """The first answer was the last, and left nothing open."""
    return (
        moment.last_out_at == moment.response_at
        and not moment.owed
        and not moment.one_way
        and moment.status != "dismissed"
    )


def sampled(moment: Standing, calendar: Calendar, as_of: int) -> Sample:
    """Its part in every figure; it `tells_all`."""
    opened, response, closed_at = moment.opened_at, moment.response_at, moment.closed_at
    answered = response is not None
    by_hand = answered and moment.response_how not in ELECTRONIC
    close_answered = closed_at is not None and response is not None and response < closed_at
    apart = closed_at is not None and not close_answered
    resolution = _timed(calendar, opened, closed_at) if close_answered else None
    return Sample(
        answered=answered,
        by_hand=by_hand,
        never_answered=not answered and bool(moment.unanswered),
        closed=closed_at is not None,
        dismissed=moment.status == "dismissed",
        closed_unanswered=moment.outcome if apart else None,
        first=_timed(calendar, opened, response),
        from_seen=(response - moment.seen_at) / SECOND if response is not None and moment.seen_at <= response else None,
        resolution=resolution,
        last_resolution=_timed(calendar, opened, closed_at) if apart and moment.outcome is None else resolution,
        promises=_promises(moment, apart, as_of),
    )


def _timed(calendar: Calendar, since: int, until: int | None) -> Timed | None:
    if until is None:
        return None
    return Timed((until - since) / SECOND, working_between(calendar, since, until))


def _promises(moment: Standing, apart: bool, as_of: int) -> tuple[Promise, ...]:
    closed_at, found = moment.closed_at, _PROMISES["first", None]
    if (due := moment.first_due_at) is not None:
        stopped = not moment.unanswered
        verdict = judged(due, moment.response_at, as_of, stopped=stopped, stopped_at=closed_at)
        found = _PROMISES["first", verdict]
    if (due := moment.resolution_due_at) is not None:
        stopped = apart or moment.status == "dismissed"
        verdict = judged(due, None if apart else closed_at, as_of, stopped=stopped, stopped_at=closed_at)
        found += _PROMISES["resolution", verdict]
    return found
