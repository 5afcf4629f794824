"""From the course of a moment to what the definitions ask of it."""

from __future__ import annotations

from social_console.clock import NEVER, Calendar, Promises
from social_console.measures import Asked, Measured
from social_console.model import Status
from social_console.moments import Course, State, Wait, next_due


def calendar_of(state: State, promises: Promises) -> Calendar:
    """The calendar that the moment's standard runs on."""
    standard = promises.standard(state.standard, state.opened_at)
    return promises.calendar(standard.calendar if standard else None)


def measured(course: Course, promises: Promises, one_way: bool) -> Measured:
    """What is measured of a moment that has an opening."""
    state = course.state
    assert state.opened_at is not None and course.seen_at is not None  # noqa: S101 - it has an opening
    named = None if one_way or state.history else state.standard
    calendar = calendar_of(state, promises)
    first_close = course.closes[0] if course.closes else None
    standing = course.closes[-1] if course.closes and state.closed_at is not None else None
    return Measured(
        opened_at=state.opened_at,
        seen_at=course.seen_at,
        calendar=calendar,
        owed=state.unanswered,
        closed_at=state.closed_at,
        reopened=state.reopened,
        dismissed=state.status == Status.DISMISSED,
        response_at=state.first_response_at,
        response_how=state.first_response_how,
        first_close_at=first_close.at if first_close else None,
        first_close_answered=first_close is not None and first_close.answered,
        closed_unanswered=standing.outcome if standing is not None and not standing.answered else None,
        first=_first(course, state),
        later=tuple(_later(wait, course, named, promises) for wait in later_waits(course)),
        resolution=_resolution(course, promises),
    )


def later_waits(course: Course) -> tuple[Wait, ...]:
    """Every wait but the one that the first response ended, or will."""
    response = course.state.first_response_at
    if response is None:
        return ()
    return tuple(wait for wait in course.waits if wait.until != response)


def _first(course: Course, state: State) -> Asked | None:
    if course.promised_at is None:
        return None
    stopped = not state.unanswered
    stopped_at = min((at for at in (state.closed_at, course.excused_at) if at is not None), default=None)
    return Asked(course.promised_at, course.promise_kept_at, state.first_due_at, stopped, stopped_at)


def _later(wait: Wait, course: Course, name: str | None, promises: Promises) -> Asked:
    standard = promises.standard(name, wait.since)
    if standard is None or course.promised_at is None or wait.since < course.promised_at:
        return Asked(wait.since, wait.until, None)
    return Asked(wait.since, wait.until, next_due(standard, promises.calendar(standard.calendar), wait.since))


def _resolution(course: Course, promises: Promises) -> Asked | None:
    """While its clock stands still it is not yet due."""
    state = course.state
    if course.promised_at is None:
        return None
    apart = bool(course.closes) and not course.closes[-1].answered
    stopped = state.status == Status.DISMISSED or (state.closed_at is not None and apart)
    kept_at = None if apart else state.closed_at
    standard = promises.standard(state.standard, course.promised_at)
    still = state.resolution_due_at is None and standard is not None and bool(standard.pauses)
    return Asked(course.promised_at, kept_at, NEVER if still else state.resolution_due_at, stopped, state.closed_at)
