"""The definitions of DESIGN 7, each held to a slower or more obvious way of saying the same."""

from __future__ import annotations

import statistics
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from social_console import measures
from social_console.clock import Calendar
from social_console.measures import Asked, Backlog, Kept, Measured, Promise, Sample, backlog, sample, stats, summarise
from social_console.measures import verdict_of as verdict

T0 = datetime(2026, 11, 16, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
OFFICE = Calendar("office", "America/Santo_Domingo", {"mon-fri": ["08:00-15:00"]})
seconds = st.floats(0, 1e8, allow_nan=False)


def moment(**given_: object) -> Measured:
    given_ = {"opened_at": T0, "seen_at": T0, "calendar": OFFICE, "owed": False} | given_
    return Measured(**given_)  # type: ignore[arg-type]


@given(st.lists(seconds, min_size=2, max_size=60))
def test_percentiles_interpolate_linearly_between_closest_ranks(values: list[float]) -> None:
    found = stats(values)
    assert found.n == len(values)
    assert found.median == pytest.approx(statistics.median(values))
    assert found.p90 == pytest.approx(statistics.quantiles(values, n=10, method="inclusive")[8])
    assert found.mean == pytest.approx(statistics.fmean(values))


@given(st.lists(seconds, max_size=30), st.randoms(use_true_random=False))
def test_figures_do_not_depend_on_the_order_of_moments(values: list[float], random: object) -> None:
    shuffled = list(values)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert stats(values) == stats(shuffled)


def test_of_nothing_there_is_no_median_and_of_one_it_is_itself() -> None:
    assert stats([]) == measures.Stats(0, None, None, None)
    assert stats([7.0]) == measures.Stats(1, 7.0, 7.0, 7.0)


def test_by_hand_counts_as_answered_but_its_time_stands_apart() -> None:
    phoned = sample(moment(response_at=T0 + HOUR, response_how="phone"), T0 + 9 * HOUR)
    written = sample(moment(response_at=T0 + 3 * HOUR, response_how="elsewhere"), T0 + 9 * HOUR)
    figures = summarise([phoned, written])
    assert (figures.answered, figures.by_hand, figures.needing_reply) == (2, 1, 2)
    assert (figures.first.wall.median, figures.first_by_hand.wall.median) == (3 * 3600, 3600)


def test_needing_a_reply_is_answered_plus_never_answered() -> None:
    answered = moment(response_at=T0 + HOUR, response_how="sent")
    figures = summarise([sample(one, T0) for one in (answered, moment(owed=True), moment(dismissed=True))])
    assert (figures.moments, figures.needing_reply, figures.never_answered, figures.dismissed) == (3, 2, 1, 1)


def test_working_time_counts_only_inside_the_calendar() -> None:
    over_night = moment(response_at=T0 + 24 * HOUR, response_how="sent")
    assert sample(over_night, T0).first == (24 * 3600, 7 * 3600)


def test_since_seen_is_measured_only_where_it_was_seen_before_the_answer() -> None:
    late = moment(seen_at=T0 + HOUR, response_at=T0 + 3 * HOUR, response_how="sent")
    imported = moment(seen_at=T0 + 1000 * HOUR, response_at=T0 + 3 * HOUR, response_how="sent")
    assert sample(late, T0).from_seen == 2 * 3600
    assert sample(imported, T0).from_seen is None


def test_a_close_without_a_reply_is_apart_by_its_reason() -> None:
    silent = moment(closed_at=T0 + HOUR, first_close_at=T0 + HOUR, closed_unanswered="duplicate")
    told = moment(
        closed_at=T0 + 5 * HOUR,
        first_close_at=T0 + 2 * HOUR,
        first_close_answered=True,
        reopened=1,
        response_at=T0 + HOUR,
        response_how="sent",
    )
    figures = summarise([sample(one, T0) for one in (silent, told)])
    assert (figures.closed, figures.closed_without_reply, figures.reopened) == (2, {"duplicate": 1}, 1)
    assert (figures.resolution.wall.n, figures.resolution.wall.median) == (1, 2 * 3600)
    assert figures.last_resolution.wall.median == 5 * 3600


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (None, None),
        (Asked(T0), None),
        (Asked(T0, until=T0 + HOUR, due=T0 + HOUR), "met"),
        (Asked(T0, until=T0 + 2 * HOUR, due=T0 + HOUR), "breached"),
        (Asked(T0, due=T0 + 9 * HOUR), "breached"),
        (Asked(T0, due=T0 + 10 * HOUR), "pending"),
        (Asked(T0, due=T0 + HOUR, stopped=True, stopped_at=T0 + 2 * HOUR), "breached"),
        (Asked(T0, due=T0 + 3 * HOUR, stopped=True, stopped_at=T0 + 2 * HOUR), None),
        (Asked(T0, due=T0 + HOUR, stopped=True), None),
    ],
)
def test_overdue_and_still_running_is_breached_and_not_yet_due_is_left_out(asked: Asked | None, expected: str) -> None:
    assert verdict(asked, T0 + 10 * HOUR) == expected


def test_attainment_is_met_over_settled() -> None:
    promises = tuple(Promise("first", one) for one in ("met", "met", "met", "breached", "pending", "pending"))
    figures = summarise([Sample(promises=promises)])
    assert figures.standards["first"] == Kept(3, 1, 2)
    assert figures.standards["first"].attainment == 0.75
    assert figures.standards["next"].attainment is None


def test_the_backlog_is_counted_by_age_and_snoozed_ones_apart() -> None:
    opened = [timedelta(hours=1), timedelta(days=1), timedelta(days=3), timedelta(days=29), timedelta(days=300)]
    entries = [(T0 - age, False) for age in opened] + [(T0 - HOUR, True)]
    assert backlog(entries, T0) == Backlog(5, 1, (1, 1, 1, 1, 1))


def test_the_definitions_have_a_version_and_a_hash_that_stands() -> None:
    """Whoever changes a word of the definitions raises the version, and this hash with it."""
    assert (measures.VERSION, measures.HASH) == (1, "3f8913fef44e461b")


def test_the_page_on_measures_says_what_the_code_says() -> None:
    page = (Path(__file__).parents[2] / "docs" / "measures.md").read_text(encoding="utf-8")
    flowing = " ".join(page.split())
    assert f"version {measures.VERSION} ({measures.HASH})" in flowing
    for name, definition in measures.DEFINITIONS.items():
        assert f"**{name}**" in flowing, name
        assert definition in flowing, name


def test_the_spanish_page_is_of_the_same_definitions() -> None:
    """Whoever changes a definition changes both pages."""
    page = (Path(__file__).parents[2] / "docs" / "measures.es.md").read_text(encoding="utf-8")
    assert f"versión {measures.VERSION} ({measures.HASH})" in page
    assert [name for name in measures.DEFINITIONS if f"- **{name}** (" not in page] == []
