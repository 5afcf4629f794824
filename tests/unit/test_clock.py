"""Working time and due times, against a count of every minute."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate, count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from social_console.clock import (
    NEVER,
    Calendar,
    Pause,
    Promises,
    due,
    due_with_pauses,
    holidays_of,
    is_open,
    next_opening,
    now,
    parse_duration,
    timedelta_of,
    working_seconds,
)
from social_console.errors import UsageError
from social_console.model import Duration, Standard

MINUTE = timedelta(minutes=1)
OFFICE = {"mon-fri": ["08:00-12:00", "13:00-15:00"]}
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def office(**changes: object) -> Calendar:
    given: dict[str, object] = {"name": "office", "timezone": "America/Santo_Domingo", "hours": OFFICE}
    return Calendar(**(given | changes))  # type: ignore[arg-type]


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


# -- the slow, obvious way ---------------------------------------------------------------------------------------------


def open_at(calendar: Calendar, at: datetime) -> bool:
    """Whether the wall clock of that instant lies inside the hours of its date."""
    local = at.astimezone(calendar.zone)
    for since, later in calendar.later:
        calendar = later if since <= local.date() else calendar
    second = local.hour * 3600 + local.minute * 60 + local.second
    if local.date() in calendar.holidays:
        return False
    if any(start <= second < end for start, end in calendar.closed.get(local.date(), ())):
        return False
    return any(start <= second < end for start, end in calendar.week[local.weekday()])


def minutes(start: datetime) -> list[datetime]:
    return [start + n * MINUTE for n in range(5 * 24 * 60)]


# -- random calendars --------------------------------------------------------------------------------------------------


@st.composite
def intervals(draw: st.DrawFn) -> list[str]:
    edges = sorted(draw(st.sets(st.integers(0, 48), min_size=2, max_size=6)))
    edges = edges[: len(edges) // 2 * 2]
    return [
        f"{a // 2:02}:{a % 2 * 30:02}-{b // 2:02}:{b % 2 * 30:02}" for a, b in zip(edges[::2], edges[1::2], strict=True)
    ]


TURNS = (
    ("America/Santiago", date(2024, 4, 6)),
    ("America/Santiago", date(2024, 9, 7)),
    ("America/Santiago", date(2022, 9, 10)),
    ("America/Havana", date(2024, 3, 9)),
    ("America/Havana", date(2024, 11, 2)),
    ("Europe/Madrid", date(2024, 3, 30)),
    ("Europe/Madrid", date(2024, 10, 26)),
    ("Australia/Lord_Howe", date(2024, 4, 6)),
    ("Pacific/Apia", date(2011, 12, 29)),
    ("America/Santo_Domingo", date(2024, 2, 27)),
    ("Asia/Kathmandu", date(2023, 12, 30)),
)


@st.composite
def calendars(draw: st.DrawFn) -> tuple[Calendar, date]:
    """A calendar that may change, and a day near which its clocks change, the year ends, or February does."""
    zone, near = draw(st.sampled_from(TURNS))
    turns = sorted(draw(st.sets(st.integers(-1, 4), max_size=2)))
    later = [(near + timedelta(n), draw(one_calendar(zone, near, ()))) for n in turns]
    return draw(one_calendar(zone, near, later)), near


@st.composite
def one_calendar(draw: st.DrawFn, zone: str, near: date, later: Sequence[tuple[date, Calendar]]) -> Calendar:
    days = draw(st.sets(st.sampled_from(WEEKDAYS), min_size=1))
    hours = {day: draw(intervals()) for day in sorted(days)}
    off = {near + timedelta(n): "holiday" for n in draw(st.sets(st.integers(-1, 4), max_size=2))}
    half = [f"{near + timedelta(draw(st.integers(-1, 4)))} {draw(intervals())[0]}"] if draw(st.booleans()) else []
    return Calendar("random", zone, hours, off, half, later=later)


@settings(max_examples=60, deadline=None)
@given(calendars(), st.integers(0, 1440), st.integers(0, 5 * 1440 - 1), st.integers(0, 5 * 1440 - 1))
def test_working_time_is_what_counting_every_minute_gives(
    drawn: tuple[Calendar, date], offset: int, first: int, last: int
) -> None:
    calendar, near = drawn
    start = datetime(near.year, near.month, near.day, tzinfo=UTC) + offset * MINUTE
    grid = minutes(start)
    first, last = sorted((first, last))
    counted = sum(open_at(calendar, at) for at in grid[first:last])
    assert working_seconds(calendar, grid[first], grid[last]) == counted * 60
    assert is_open(calendar, grid[first]) == open_at(calendar, grid[first])


@settings(max_examples=60, deadline=None)
@given(calendars(), st.integers(0, 1440), st.integers(1, 900))
def test_minutes_fall_due_where_counting_every_minute_says(
    drawn: tuple[Calendar, date], offset: int, amount: int
) -> None:
    calendar, near = drawn
    start = datetime(near.year, near.month, near.day, tzinfo=UTC) + offset * MINUTE
    left = amount
    for n in count():
        left -= open_at(calendar, start + n * MINUTE)
        if left == 0:
            break
    found = due(calendar, start, Duration(amount=amount, unit="working_minutes"))
    assert found == start + (n + 1) * MINUTE
    assert working_seconds(calendar, start, found) == amount * 60


@settings(max_examples=60, deadline=None)
@given(calendars(), st.integers(0, 1440), st.integers(1, 8))
def test_working_days_end_at_closing_time_of_the_nth_after_receipt(
    drawn: tuple[Calendar, date], offset: int, amount: int
) -> None:
    calendar, near = drawn
    start = datetime(near.year, near.month, near.day, tzinfo=UTC) + offset * MINUTE
    closing = closing_times(calendar, start)
    days = [day for day in sorted(closing) if day >= start.astimezone(calendar.zone).date()]
    assert due(calendar, start, Duration(amount=amount, unit="working_days")) == closing[days[amount]]
    between = [days[0] + timedelta(n) for n in range((days[-1] - days[0]).days + 1)]
    assert [day for day in between if calendar.is_working_day(day)] == days


def closing_times(calendar: Calendar, start: datetime) -> dict[date, datetime]:
    """Of each local date of eleven weeks on which anything is open, when its last open quarter of an hour ends."""
    received = start.astimezone(calendar.zone).date()
    around = datetime(received.year, received.month, received.day, tzinfo=UTC) - timedelta(days=1)
    quarters = (around + n * 15 * MINUTE for n in range(77 * 96))
    return {at.astimezone(calendar.zone).date(): at + 15 * MINUTE for at in quarters if open_at(calendar, at)}


@settings(max_examples=60, deadline=None)
@given(calendars(), st.integers(0, 1440), st.integers(1, 600), st.lists(st.integers(1, 2000), min_size=2, max_size=6))
def test_minutes_on_which_the_clock_stands_still_are_not_counted(
    drawn: tuple[Calendar, date], offset: int, amount: int, lengths: list[int]
) -> None:
    calendar, near = drawn
    start = datetime(near.year, near.month, near.day, tzinfo=UTC) + offset * MINUTE
    pauses = pauses_from(start, lengths)
    left = amount
    for n in count():
        at = start + n * MINUTE
        left -= open_at(calendar, at) and not any(pause.since <= at < (pause.until or at) for pause in pauses)
        if left == 0:
            break
    length = Duration(amount=amount, unit="working_minutes")
    assert due_with_pauses(calendar, start, length, pauses) == start + (n + 1) * MINUTE


@settings(max_examples=60, deadline=None)
@given(calendars(), st.integers(0, 1440), st.integers(1, 4), st.lists(st.integers(1, 4000), min_size=2, max_size=4))
def test_days_of_a_term_on_which_its_clock_stood_still_are_given_back(
    drawn: tuple[Calendar, date], offset: int, amount: int, lengths: list[int]
) -> None:
    calendar, near = drawn
    start = datetime(near.year, near.month, near.day, tzinfo=UTC) + offset * MINUTE
    closing = closing_times(calendar, start)
    days = [day for day in sorted(closing) if day >= start.astimezone(calendar.zone).date()]
    pauses, last = pauses_from(start, lengths), amount
    for pause in pauses:
        since, until = (at.astimezone(calendar.zone).date() for at in (pause.since, pause.until or start))
        if pause.since < closing[days[last]]:
            last += sum(since < day <= until for day in days[1:])
    length = Duration(amount=amount, unit="working_days")
    assert due_with_pauses(calendar, start, length, pauses) == closing[days[last]]


def pauses_from(start: datetime, lengths: list[int]) -> list[Pause]:
    """The clock runs and stands still in turns, for so many minutes each."""
    edges = [start + minutes * MINUTE for minutes in accumulate(lengths)]
    return [Pause(since, until) for since, until in zip(edges[::2], edges[1::2], strict=False)]


@settings(max_examples=40, deadline=None)
@given(calendars(), st.integers(0, 3 * 1440))
def test_the_next_opening_is_the_first_open_minute(drawn: tuple[Calendar, date], offset: int) -> None:
    calendar, near = drawn
    start = datetime(near.year, near.month, near.day, tzinfo=UTC) + offset * MINUTE
    first = next(start + n * MINUTE for n in count() if open_at(calendar, start + n * MINUTE))
    assert next_opening(calendar, start) == first


@settings(max_examples=40, deadline=None)
@given(calendars(), st.lists(st.integers(0, 10_000_000), min_size=3, max_size=3))
def test_working_time_adds_up_whatever_the_years_between(drawn: tuple[Calendar, date], offsets: list[int]) -> None:
    calendar, near = drawn
    zero = datetime(near.year - 3, 1, 1, tzinfo=UTC)
    a, b, c = (zero + timedelta(seconds=n * 17) for n in sorted(offsets))
    whole = working_seconds(calendar, a, c)
    assert whole == working_seconds(calendar, a, b) + working_seconds(calendar, b, c)


@settings(max_examples=40, deadline=None)
@given(calendars())
def test_a_calendar_survives_json(drawn: tuple[Calendar, date]) -> None:
    calendar, _near = drawn
    again = Calendar.from_json(calendar.as_json())
    assert again == calendar
    assert again.version == calendar.version
    assert again.week == calendar.week
    assert again.closed == calendar.closed


# -- by hand -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "length", "expected"),
    [
        ("2026-11-19T08:00-04:00", "4h", "2026-11-19T12:00-04:00"),
        ("2026-11-19T11:00-04:00", "2h", "2026-11-19T14:00-04:00"),
        ("2026-11-20T14:30-04:00", "4h", "2026-11-23T11:30-04:00"),
        ("2026-11-21T10:00-04:00", "30m", "2026-11-23T08:30-04:00"),
        ("2026-11-20T07:00-04:00", "1 working day", "2026-11-23T15:00-04:00"),
        ("2026-11-20T23:59-04:00", "1 working day", "2026-11-23T15:00-04:00"),
        ("2026-11-21T10:00-04:00", "1 working day", "2026-11-24T15:00-04:00"),
        ("2026-11-16T10:00-04:00", "5 días laborables", "2026-11-23T15:00-04:00"),
        ("2026-11-16T10:00-04:00", "10 days", "2026-11-26T10:00-04:00"),
    ],
)
def test_promises_by_hand(start: str, length: str, expected: str) -> None:
    assert due(office(), utc(start), parse_duration(length)) == utc(expected)


def test_receipt_on_a_holiday_counts_as_the_next_working_day() -> None:
    calendar = office(holidays={date(2026, 11, 19): "Día de la prueba"})
    assert due(calendar, utc("2026-11-19T10:00-04:00"), parse_duration("1 working day")) == utc(
        "2026-11-23T15:00-04:00"
    )


def test_a_closure_may_take_days_or_only_hours() -> None:
    calendar = office(closures=["2026-12-24 12:00-24:00", "2026-12-25..2026-12-31", date(2027, 1, 1)])
    assert working_seconds(calendar, utc("2026-12-24T00:00-04:00"), utc("2027-01-02T00:00-04:00")) == 4 * 3600
    assert calendar.is_working_day(date(2026, 12, 24))
    assert not calendar.is_working_day(date(2026, 12, 28))


def test_ten_calendar_days_keep_the_hour_when_the_clocks_change() -> None:
    calendar = office(timezone="Europe/Madrid")
    start = utc("2026-10-20T10:00+02:00")
    assert due(calendar, start, parse_duration("10 days")) == utc("2026-10-30T10:00+01:00")


def test_a_day_whose_only_hour_the_clocks_skip_is_no_working_day() -> None:
    calendar = Calendar("night", "America/Havana", {"mon-sun": ["00:00-01:00"]})
    assert not calendar.is_working_day(date(2024, 3, 10))
    assert calendar.is_working_day(date(2024, 3, 11))
    start = utc("2024-03-08T12:00-05:00")
    assert due(calendar, start, parse_duration("2 working days")) == utc("2024-03-11T01:00-04:00")


@pytest.mark.parametrize(
    ("start", "expected"),
    [("2024-03-05T00:30-05:00", "2024-03-10T01:30-04:00"), ("2024-10-29T00:30-04:00", "2024-11-03T00:30-04:00")],
    ids=["the time is skipped: so much after the skip", "the time comes twice: the first"],
)
def test_days_that_end_where_the_clocks_change(start: str, expected: str) -> None:
    calendar = office(timezone="America/Havana")
    assert due(calendar, utc(start), parse_duration("5 days")) == utc(expected)


def test_nothing_overflows_at_the_ends_of_time() -> None:
    last = datetime(9999, 12, 31, 23, tzinfo=UTC)
    for length in ("4h", "5 working days", "10 days"):
        assert due(office(), last, parse_duration(length)) == NEVER
    assert due(office(), datetime(1, 1, 1, tzinfo=UTC), parse_duration("4h")).year == 1900
    assert next_opening(office(), last) == NEVER


def test_a_whole_year_off_falls_due_the_year_after() -> None:
    calendar = office(closures=["2026-01-01..2026-12-31"])
    assert due(calendar, utc("2025-12-31T14:00-04:00"), parse_duration("2h")) == utc("2027-01-01T09:00-04:00")


@pytest.mark.parametrize(
    ("text", "amount", "unit"),
    [
        ("30m", 30, "working_minutes"),
        ("4h", 240, "working_minutes"),
        ("4 horas", 240, "working_minutes"),
        ("1 working day", 1, "working_days"),
        ("5 Working  Days", 5, "working_days"),
        ("5 días laborables", 5, "working_days"),
        ("15 días hábiles", 15, "working_days"),
        ("10 days", 10, "days"),
        ("1 día", 1, "days"),
    ],
)
def test_durations_are_read(text: str, amount: int, unit: str) -> None:
    assert parse_duration(text) == Duration(amount=amount, unit=unit)


@pytest.mark.parametrize("text", ["5d", "5 d", "", "h", "-4h", "0h", "4", "4 weeks", "1.5h", "99999999h", "4h 30m"])
def test_what_is_not_a_duration_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_duration(text)


def test_d_is_refused_with_what_to_write_instead() -> None:
    with pytest.raises(ValueError, match="working days"):
        parse_duration("5d")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("60s", timedelta(seconds=60)),
        ("15m", timedelta(minutes=15)),
        ("7 days", timedelta(days=7)),
        ("2 semanas", timedelta(days=14)),
    ],
)
def test_plain_lengths_for_settings(text: str, expected: timedelta) -> None:
    assert timedelta_of(text) == expected


@pytest.mark.parametrize(
    "hours",
    [{}, {"mon": []}, {"mon": ["8-12"]}, {"mon": ["22:00-06:00"]}, {"mon": ["08:60-09:00"]}, {"mond": ["08:00-09:00"]}],
)
def test_hours_that_cannot_be_are_refused(hours: dict[str, list[str]]) -> None:
    with pytest.raises(ValueError, match=r"."):
        office(hours=hours)


def test_a_zone_or_country_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        office(timezone="America/Macondo")
    with pytest.raises(ValueError, match="holidays"):
        holidays_of("XX", None, [2026])
    with pytest.raises(ValueError, match="holidays"):
        holidays_of("DO", "nowhere", [2026])


def test_weekdays_wrap_around_and_speak_spanish() -> None:
    assert office(hours={"sáb-lun": ["00:00-24:00"]}).week == office(hours={"sat,sun,mon": ["00:00-24:00"]}).week


def test_holidays_come_with_their_names() -> None:
    found = holidays_of("DO", None, [2026])
    assert date(2026, 2, 27) in found
    assert all(found.values())
    assert list(found) == sorted(found)


def test_holidays_have_their_country_s_names_on_every_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "en_US")
    assert holidays_of("DO", None, [2026])[date(2026, 1, 1)] == "Año Nuevo"
    assert holidays_of("US", None, [2026])[date(2026, 1, 1)] == "New Year's Day"


def test_now_can_be_frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOCIAL_CONSOLE_NOW", "2026-10-01T08:00:00-04:00")
    assert now() == datetime(2026, 10, 1, 12, tzinfo=UTC)
    for wrong in ("2026-10-01T08:00:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"):
        monkeypatch.setenv("SOCIAL_CONSOLE_NOW", wrong)
        with pytest.raises(UsageError):
            now()
    monkeypatch.delenv("SOCIAL_CONSOLE_NOW")
    assert now().tzinfo is UTC


def test_promises_know_their_standards_and_calendars() -> None:
    calendar = office()
    strict, lax = Standard(name="strict"), Standard(name="lax")
    promises = Promises((strict, lax), "lax", calendars={"office": calendar}, default_calendar="office")
    assert promises.standard("strict") is strict
    assert promises.standard("gone") is None
    assert promises.by_name["lax"][0] == 1
    assert promises.calendar("gone") is calendar
    assert Promises.none().calendar().timezone == "UTC"
