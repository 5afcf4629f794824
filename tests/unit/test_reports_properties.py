"""What holds for every report, whatever happened in its moments."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from social_console.measures import CLOCKS
from social_console.model import Direction, Event, Status
from social_console.moments import Timeline, fold
from social_console.reports import Facts, Period, Report, Source, gather, write
from tests.unit.test_moments_properties import PROMISES, T0, timelines

HOUR = timedelta(hours=1)
END = T0 + 200 * HOUR
DONE = settings(max_examples=60, deadline=None)
many = st.lists(timelines(), min_size=1, max_size=6)


def entries(told: list[Timeline]) -> list[tuple[Facts, Timeline]]:
    return [
        (
            Facts(id=n, folio=f"2026-{n:05}", institution="valle", channel="xy"[n % 2], account="valle"),
            replace(one, moment=n),
        )
        for n, one in enumerate(told)
    ]


def report(listed: list[tuple[Facts, Timeline]], **more: Any) -> Report:
    source = Source(entries=listed, promises_of=lambda _hash: PROMISES, areas_of=lambda owner: (owner,))
    bounds: dict[str, Any] = {"since": None, "until": None, "as_of": END, "zone": ZoneInfo("UTC")} | more
    return gather(source, Period(**bounds), ("channel", "priority", "owner", "standard", "day"), rows=True)


@DONE
@given(many)
def test_figures_agree_with_one_another(told: list[Timeline]) -> None:
    made = report(entries(told))
    totals = made.totals
    states = [fold(one, PROMISES, as_of=END) for one in told]
    states = [state for state in states if state.opening is not None]
    assert totals.moments == len(states) == len(made.rows)
    assert totals.needing_reply == totals.answered + totals.never_answered
    assert totals.answered == sum(state.first_response_at is not None for state in states)
    assert totals.never_answered == sum(state.unanswered and state.first_response_at is None for state in states)
    assert totals.first.wall.n + totals.first_by_hand.wall.n == totals.answered
    assert totals.closed == sum(state.status == Status.CLOSED for state in states)
    assert totals.resolution.wall.n <= sum(state.first_closed_at is not None for state in states)
    ended = (Status.CLOSED, Status.DISMISSED)
    assert totals.backlog.open + totals.backlog.snoozed == sum(state.status not in ended for state in states)
    for clock in CLOCKS:
        kept = totals.standards[clock]
        assert kept.attainment is None or 0 <= kept.attainment <= 1


@DONE
@given(many)
def test_groups_add_up_to_the_totals(told: list[Timeline]) -> None:
    made = report(entries(told))
    for groups in made.groups.values():
        assert sum(group.figures.moments for group in groups) == made.totals.moments
        assert sum(group.figures.answered for group in groups) == made.totals.answered
        assert sum(group.figures.backlog.open for group in groups) == made.totals.backlog.open
        for clock in CLOCKS:
            assert sum(group.figures.standards[clock].met for group in groups) == made.totals.standards[clock].met


@DONE
@given(many, st.randoms(use_true_random=False))
def test_the_order_of_moments_changes_no_figure(told: list[Timeline], random: Any) -> None:
    listed = entries(told)
    shuffled = list(listed)
    random.shuffle(shuffled)
    one, other = report(listed), report(shuffled)
    assert (one.totals, one.groups) == (other.totals, other.groups)


@DONE
@given(many, st.integers(0, 80))
def test_as_of_an_instant_is_the_report_of_what_had_happened_by_then(told: list[Timeline], hour: int) -> None:
    at = T0 + hour * HOUR
    prefixes = [
        replace(
            one,
            heard=tuple(heard for heard in one.heard if heard.at <= at),
            events=tuple(event for event in one.events if event.at <= at),
        )
        for one in told
    ]
    whole, prefix = report(entries(told), as_of=at), report(entries(prefixes), as_of=at)
    for form in ("json", "csv"):
        assert write(whole, form, rows=True) == write(prefix, form, rows=True)


@DONE
@given(many, st.integers(0, 60))
def test_two_halves_of_a_period_make_the_whole(told: list[Timeline], hour: int) -> None:
    cut = T0 + hour * HOUR
    early, late = report(entries(told), until=cut), report(entries(told), since=cut)
    whole = report(entries(told))
    assert early.totals.moments + late.totals.moments == whole.totals.moments
    assert early.totals.answered + late.totals.answered == whole.totals.answered
    assert late.totals.backlog == whole.totals.backlog


@DONE
@given(many, st.sampled_from(("close", "dismiss", "no_reply", "answered", "refer")))
def test_what_was_undone_counts_in_no_measure(told: list[Timeline], verb: str) -> None:
    at = T0 + 100 * HOUR
    data = {"outcome": "other", "reason": "other", "how": "phone", "to": "obras", "close": True}
    before = [replace(one, events=tuple(event for event in one.events if event.verb != "undo")) for one in told]
    done = Event(id=20, moment=0, at=at, seen_at=at, actor="ana", verb=verb, data=data)
    undone = Event(id=21, moment=0, at=at + HOUR, seen_at=at + HOUR, actor="ana", verb="undo", data={"undoes": 20})
    after = [replace(one, events=(*one.events, done, undone)) for one in before]
    assert report(entries(after)) == report(entries(before))


@DONE
@given(many)
def test_next_responses_are_counted_once_for_each_later_wait(told: list[Timeline]) -> None:
    """Without events, a later wait begins with the first mention that owes a reply since the last human outbound."""
    silent = [replace(one, events=()) for one in told]
    expected = 0
    for one in silent:
        waiting, answered, opened = False, False, False
        for heard in sorted(one.heard, key=lambda each: (each.at, each.id)):
            if heard.direction == Direction.OUT:
                if not heard.automatic and opened:
                    expected += waiting and answered
                    waiting, answered = False, True
                continue
            verdict = heard.verdict
            excused = verdict is not None and (verdict.no_reply or verdict.dismiss)
            quiet = heard.automatic or heard.asks == {"thanks"}
            waiting = waiting or (not excused and (not opened or not quiet))
            opened = True
    assert report(entries(silent)).totals.later.wall.n == expected
