"""Promises that change on a date, and clocks that stand still where a standard says so."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from social_console.clock import Calendar, Promises, due, parse_duration, working_seconds
from social_console.model import Direction, Event, Standard
from social_console.moments import Heard, Timeline, fold, follow
from social_console.reports.measured import measured
from social_console.rules import examine
from tests.unit.rules.make import faults_of, loaded

T0 = datetime(2026, 11, 16, 12, tzinfo=UTC)  # a Monday, 08:00 in Santo Domingo
HOUR = timedelta(hours=1)
DAY = 24 * HOUR
ZONE = "America/Santo_Domingo"
SHORT = Calendar("office", ZONE, {"mon-fri": ["08:00-12:00"]})
OFFICE = Calendar("office", ZONE, {"mon-fri": ["08:00-15:00"]}, later=[(date(2026, 11, 18), SHORT)])
SLOW = Standard(name="general", first_response=parse_duration("2 working days"))
QUICK = Standard(name="general", first_response=parse_duration("2h"), since=date(2026, 11, 17))


def promises(*standards: Standard, calendar: Calendar = OFFICE) -> Promises:
    """The first is the default."""
    named = standards[0].name
    return Promises(standards, named, calendars={"office": calendar}, default_calendar="office")


def asked(*at: datetime, events: tuple[Event, ...] = ()) -> Timeline:
    """A citizen who wrote then."""
    return Timeline(1, [Heard(number, when, when) for number, when in enumerate(at, 1)], events)


def event(number: int, at: datetime, verb: str, **data: str) -> Event:
    """An act of Ana's."""
    return Event(id=number, moment=1, at=at, seen_at=at, actor="ana", verb=verb, data=data)


def test_a_calendar_counts_each_day_by_the_hours_then_in_force() -> None:
    assert working_seconds(OFFICE, T0, T0 + 5 * DAY) == (7 + 7 + 4 + 4 + 4) * 3600
    assert due(OFFICE, T0 + DAY, parse_duration("8h")) == T0 + 2 * DAY + HOUR
    assert Calendar.from_json(OFFICE.as_json()) == OFFICE
    assert OFFICE.version != Calendar("office", ZONE, {"mon-fri": ["08:00-15:00"]}).version


@given(st.integers(0, 14 * 24 * 60), st.integers(0, 14 * 24 * 60))
def test_a_change_of_hours_counts_as_both_calendars_side_by_side(a: int, b: int) -> None:
    since, until = (T0 - 7 * DAY + timedelta(minutes=m) for m in sorted((a, b)))
    turn = datetime(2026, 11, 18, 4, tzinfo=UTC)  # midnight in Santo Domingo
    before = Calendar("office", ZONE, {"mon-fri": ["08:00-15:00"]})
    expected = working_seconds(before, since, min(until, turn)) + working_seconds(SHORT, max(since, turn), until)
    assert working_seconds(OFFICE, since, until) == pytest.approx(expected)


def test_a_moment_is_judged_by_the_promise_then_in_force() -> None:
    both = promises(replace(SLOW, later=(QUICK,)))
    assert fold(asked(T0 + 3 * HOUR), both).first_due_at == T0 + DAY + DAY + 4 * HOUR
    assert fold(asked(T0 + DAY), both).first_due_at == T0 + DAY + 2 * HOUR
    later = Timeline(1, [Heard(1, T0, T0), Heard(2, T0 + HOUR, T0, Direction.OUT), Heard(3, T0 + DAY, T0 + DAY)])
    assert fold(later, both).next_due_at == T0 + DAY + 2 * HOUR, "a later wait by what is promised when it begins"


def test_before_its_date_a_standard_promises_nothing() -> None:
    assert fold(asked(T0), promises(QUICK)).due_at is None
    assert fold(asked(T0 + DAY), promises(QUICK)).due_at == T0 + DAY + 2 * HOUR


@pytest.mark.parametrize(
    ("length", "due_at"),
    [("14h", T0 + 3 * DAY + 7 * HOUR), ("2 working days", T0 + 4 * DAY + 7 * HOUR), ("3 days", T0 + 5 * DAY)],
)
def test_a_resolution_waits_for_the_citizen_only_where_the_standard_says_so(length: str, due_at: datetime) -> None:
    calendar = Calendar("office", ZONE, {"mon-fri": ["08:00-15:00"]})
    usual = Standard(name="general", resolution=parse_duration(length))
    pausing = replace(usual, pauses=("waiting",))
    answer = event(1, T0, "answered", how="phone")
    waiting = asked(T0, events=(answer,))
    again = asked(T0, T0 + 2 * DAY, events=(answer,))
    plain, paused = promises(usual, calendar=calendar), promises(pausing, calendar=calendar)
    assert fold(waiting, plain).due_clock == "resolution"
    assert fold(waiting, paused).due_at is None
    assert fold(again, plain).resolution_due_at == due(calendar, T0, parse_duration(length))
    assert fold(again, paused).resolution_due_at == due_at


def test_a_broken_promise_is_not_mended_by_a_pause() -> None:
    pausing = Standard(name="general", resolution=parse_duration("2h"), pauses=("waiting",))
    late = asked(T0, events=(event(1, T0 + 3 * HOUR, "answered", how="phone"),))
    assert fold(late, promises(pausing)).resolution_due_at == T0 + 2 * HOUR


def test_while_its_clock_stands_still_a_resolution_is_not_yet_due() -> None:
    pausing = promises(Standard(name="general", resolution=parse_duration("2h"), pauses=("waiting",)))
    waiting = asked(T0, events=(event(1, T0 + HOUR, "answered", how="phone"),))
    resolution = measured(follow(waiting, pausing, as_of=T0 + 9 * DAY), pausing, one_way=False).resolution
    assert resolution is not None and resolution.due is not None and resolution.due > T0 + 9 * DAY
    closed = replace(waiting, events=(*waiting.events, event(2, T0 + 8 * DAY, "close", outcome="resolved")))
    kept = fold(closed, pausing)
    assert (
        kept.closed_at is not None and kept.resolution_due_at is not None and kept.closed_at <= kept.resolution_due_at
    )


FILE = """
    calendars:
      office:
        - {timezone: America/Santo_Domingo, hours: {mon-fri: ["08:00-15:00"]}}
        - {from: 2026-11-18, timezone: America/Santo_Domingo, hours: {mon-fri: ["08:00-12:00"]}}
    standards:
      general:
        - {first_response: 2 working days}
        - {from: 2026-11-17, first_response: 2h, resolution: 5 days, pauses: [waiting]}
    defaults: {standard: general}
    """


def test_the_file_says_the_same() -> None:
    read = loaded(FILE).promises
    assert read.calendar() == OFFICE
    standard = read.standard("general", T0 + DAY)
    assert standard is not None and standard.first_response == QUICK.first_response and standard.pauses == ("waiting",)
    first = read.standard("general", T0)
    assert first is not None and first.first_response == SLOW.first_response


@pytest.mark.parametrize(
    ("yaml", "code"),
    [
        ("standards: {a: [{resolution: 1h}, {from: 2026-05-01, resolution: 2h}, {from: 2026-05-01, resolution: 3h}]}",
         "overlap"),
        ("standards: {a: [{from: 2026-05-01, resolution: 1h}, {from: 2026-04-01, resolution: 2h}]}", "overlap"),
        ("standards: {a: [{resolution: 1h}, {resolution: 2h}]}", "from"),
        ("standards: {a: []}", "empty"),
        ("standards: {a: {from: yesterday, resolution: 1h}}", "date"),
        ("standards: {a: {first_response: 1h, pauses: [waiting]}}", "pauses"),
        ("standards: {a: {resolution: 1h, pauses: [snoozed]}}", "choice"),
        ('calendars: {a: {from: 2026-05-01, timezone: UTC, hours: {mon: ["08:00-09:00"]}}}', "from"),
        ('calendars: {a: [{timezone: UTC, hours: {mon: ["08:00-09:00"]}}, '
         '{from: 2026-05-01, timezone: Europe/Madrid, hours: {mon: ["08:00-09:00"]}}]}', "from"),
    ],
)  # fmt: skip
def test_versions_that_make_no_sense_are_faults_with_their_place(yaml: str, code: str) -> None:
    (fault,) = faults_of(yaml + "\n")
    assert fault.code == code and fault.location.line == 1


OFFERED = """
calendars: {{office: {{timezone: UTC, hours: {{mon-fri: ["08:00-15:00"]}}}}}}
standards:
  general: {{resolution: 10 days}}
  petition: {petition}
defaults: {{standard: general}}
rules: [{{id: p, when: {{text: {{words: [petición]}}}}, then: {{standard: petition}}}}]
"""


def test_a_promise_that_is_made_before_it_begins_is_remarked_on(tmp_path: Path) -> None:
    def remarks(petition: str) -> list[str]:
        (tmp_path / "rules.yaml").write_text(OFFERED.format(petition=petition), encoding="utf-8")
        return [str(one.location.line) for one in examine(tmp_path / "rules.yaml").faults if one.code == "from"]

    begins = "{from: 2027-07-01, resolution: 5 days}"
    assert remarks(begins) == ["5"]
    assert remarks("[{resolution: 10 days}, " + begins + "]") == []
