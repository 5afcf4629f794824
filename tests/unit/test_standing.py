"""What stored columns tell of a moment is what its timeline tells, wherever they are said to tell all."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from social_console.clock import working_seconds
from social_console.clock.calendar import working_between
from social_console.measures import Standing, sample, sampled, tells_all
from social_console.moments import State, Timeline, fold, follow
from social_console.reports.gather import opening_of
from social_console.reports.measured import calendar_of, measured
from social_console.store.codec import canonical, micros
from tests.unit.test_moments_properties import OFFICE, PROMISES, T0, timelines

HOUR, YEAR = timedelta(hours=1), timedelta(days=365)
END = T0 + 200 * HOUR


def standing(timeline: Timeline, state: State) -> Standing:
    """As the store writes the state down."""
    opening = opening_of(timeline)
    assert opening is not None and state.opened_at is not None and state.last_in_at is not None
    at = [one.at for one in timeline.heard] + [event.at for event in timeline.events]
    return Standing(
        id=1,
        channel="x",
        account="valle",
        opened_at=micros(state.opened_at),
        seen_at=micros(opening.seen_at),
        last_in_at=micros(state.last_in_at),
        last_out_at=micros(state.last_out_at),
        status=state.status.value,
        priority=state.priority.value,
        tags=canonical(dict(state.tags)),
        owner=state.owner,
        standard=state.standard,
        one_way=timeline.one_way,
        owed=state.owed,
        unanswered=state.unanswered,
        waiting_since=micros(state.waiting_since),
        response_at=micros(state.first_response_at),
        response_how=state.first_response_how,
        first_closed_at=micros(state.first_closed_at),
        closed_at=micros(state.closed_at),
        outcome=state.outcome,
        reopened=state.reopened,
        snoozed_until=micros(state.snoozed_until),
        first_due_at=micros(state.first_due_at),
        resolution_due_at=micros(state.resolution_due_at),
        changed_at=micros(max(at)),
        rule_set=None,
    )


@settings(max_examples=300, deadline=None)
@given(timelines(), st.integers(60, 200))
def test_columns_that_tell_all_tell_what_the_timeline_tells(timeline: Timeline, hour: int) -> None:
    assume(not any(event.verb in ("no_reply", "undo") for event in timeline.events))
    state = fold(timeline, PROMISES)
    assume(state.opening is not None)
    as_of = T0 + hour * HOUR
    moment = standing(timeline, state)
    assume(tells_all(moment, micros(as_of)))
    course = follow(timeline, PROMISES, as_of=as_of)
    told = sampled(moment, calendar_of(state, PROMISES), micros(as_of))
    assert told == sample(measured(course, PROMISES, timeline.one_way), as_of)


@settings(max_examples=100, deadline=None)
@given(timelines(), st.integers(0, 79))
def test_columns_tell_nothing_of_an_instant_before_they_were_written(timeline: Timeline, hour: int) -> None:
    state = fold(timeline, PROMISES)
    assume(state.opening is not None)
    moment = standing(timeline, state)
    as_of = micros(T0 + hour * HOUR)
    assert not (tells_all(moment, as_of) and moment.changed_at > as_of)


instants = st.integers(-10 * 31_557_600, 130 * 31_557_600).map(
    lambda seconds: T0 - 56 * YEAR + timedelta(seconds=seconds)
)


@settings(deadline=None)
@given(instants, instants)
def test_working_time_is_the_same_from_microseconds(a: datetime, b: datetime) -> None:
    assert working_between(OFFICE, micros(a), micros(b)) == working_seconds(OFFICE, a, b)
