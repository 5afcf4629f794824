"""Working time between two instants, and when a promise falls due, on an institution's calendar.

An instant is working time when its local wall-clock time lies inside the hours of its local date. Each year becomes
a sorted row of UTC segments with prefix sums, built when first needed; every question is then one or two bisections.
"""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from operator import itemgetter
from typing import Any
from zoneinfo import ZoneInfo

from social_console.clock.hours import (
    DAY,
    Interval,
    parse_closures,
    parse_week,
    without,
    write_interval,
    write_week,
)
from social_console.clock.instant import NEVER
from social_console.model import Duration

_EPOCH = date(1970, 1, 1).toordinal()
_START, _MICROS = datetime(1970, 1, 1, tzinfo=UTC), 1_000_000
_FIRST_YEAR, _LAST_YEAR = 1900, 9990
_LIVING = (1980, 2080)
"""Years that are kept in one row; others are looked up one by one."""
_STEP = 6 * 3600
"""How often a year is looked at for a change of offset; two changes within it would be missed."""


@dataclass(frozen=True, slots=True)
class _Span:
    """The tables of several years on end, in one row: `low` ≤ every instant asked about < `high`.

    A segment of no length at `low` spares the question whether an instant lies before the first.
    """

    low: float
    high: float
    starts: list[float]
    ends: list[float]
    before: list[float]


@dataclass(slots=True)
class _Year:
    """One year's segments as seconds since 1970; `before[i]` is the working time before segment i."""

    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    before: list[int] = field(default_factory=list)
    total: int = 0
    days: list[int] = field(default_factory=list)
    """Ordinals of the local dates that are working days, and when each closes."""
    closing: list[int] = field(default_factory=list)


class Calendar:
    """When an institution works. Immutable; years are added to its tables as they are asked for.

    `hours`: `{"mon-fri": ["08:00-12:00", "13:00-15:00"]}`; `holidays`: date to name; `closures`: dates, ranges
    (`2026-12-24..2027-01-02`) or some hours of a day (`2026-12-24 12:00-15:00`). `later`: what counts instead from a
    local date on, in the same zone. ValueError says what is wrong.
    """

    def __init__(
        self,
        name: str,
        timezone: str,
        hours: Mapping[str, Sequence[str]],
        holidays: Mapping[date, str] | None = None,
        closures: Iterable[date | str] = (),
        *,
        later: Iterable[tuple[date, Calendar]] = (),
    ) -> None:
        self.name = name
        self.timezone = timezone
        self.zone = _zone(timezone)
        self.week = parse_week(hours)
        self.holidays = {day: str(holiday) for day, holiday in sorted((holidays or {}).items())}
        self.closed = dict(sorted(parse_closures(closures).items()))
        self.later = tuple(sorted(later, key=itemgetter(0)))
        self._turns = [day.toordinal() for day, _calendar in self.later]
        self._years: dict[int, _Year] = {}
        self.span = _Span(0.0, 0.0, [], [], [])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Calendar) and self.as_json() == other.as_json()

    def __hash__(self) -> int:
        return hash((self.name, self.timezone, self.week))

    def __repr__(self) -> str:
        return f"Calendar({self.name!r}, {self.timezone!r}, {write_week(self.week)!r})"

    def as_json(self) -> dict[str, Any]:
        """All of it, holidays as they were expanded, so that it counts the same on every machine and day."""
        told: dict[str, Any] = {
            "name": self.name,
            "timezone": self.timezone,
            "hours": write_week(self.week),
            "holidays": {day.isoformat(): name for day, name in self.holidays.items()},
            "closures": [
                day.isoformat() if interval == (0, DAY) else f"{day} {write_interval(interval)}"
                for day, intervals in self.closed.items()
                for interval in intervals
            ],
        }
        if self.later:
            told["later"] = [{"from": day.isoformat(), **calendar.as_json()} for day, calendar in self.later]
        return told

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Calendar:
        """The calendar that `as_json` wrote."""
        holidays = {date.fromisoformat(day): name for day, name in data["holidays"].items()}
        later = [(date.fromisoformat(one["from"]), cls.from_json(one)) for one in data.get("later", ())]
        return cls(data["name"], data["timezone"], data["hours"], holidays, data["closures"], later=later)

    @property
    def version(self) -> str:
        """Twelve hexadecimal digits that change whenever the calendar counts otherwise."""
        text = json.dumps(self.as_json(), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    def is_working_day(self, day: date) -> bool:
        """Whether there is any working time on that local date."""
        days = self.year(min(day.year, _LAST_YEAR)).days
        index = bisect_left(days, day.toordinal())
        return index < len(days) and days[index] == day.toordinal()

    def local(self, at: datetime) -> datetime:
        """The instant as this calendar's clocks show it."""
        return at.astimezone(self.zone)

    def year(self, number: int) -> _Year:
        """The tables of a UTC year (its days: of the local year)."""
        found = self._years.get(number)
        if found is None:
            found = self._years[number] = self._build(number)
        return found

    def reach(self, *years: int) -> _Span:
        """The span, grown so that it holds these years."""
        known = (_year_of(self.span.low), _year_of(self.span.high) - 1) if self.span.high else ()
        first, last = min(*years, *known), max(*years, *known)
        low = _midnight(first)
        starts, ends, before, total = [float(low)], [float(low)], [0.0], 0.0
        for year in map(self.year, range(first, last + 1)):
            starts += map(float, year.starts)
            ends += map(float, year.ends)
            before += [total + one for one in year.before]
            total += year.total
        self.span = _Span(low, _midnight(last + 1), starts, ends, before)
        return self.span

    def _build(self, number: int) -> _Year:
        first, last = _midnight(number), _midnight(number + 1)
        year = _Year()
        closing: dict[int, int] = {}
        for ordinal, start, end in self._segments(first - 2 * DAY, last + 2 * DAY):
            closing[ordinal] = max(end, closing.get(ordinal, end))
            _append(year, max(start, first), min(end, last))
        local_year = range(date(number, 1, 1).toordinal(), date(number + 1, 1, 1).toordinal())
        year.days = [day for day in sorted(closing) if day in local_year]
        year.closing = [closing[day] for day in year.days]
        return year

    def _segments(self, first: int, last: int) -> Iterator[tuple[int, int, int]]:
        """(local date's ordinal, from, to) in UTC, in order, where working time lies in `first`–`last`."""
        for start, end, offset in _offsets(self.zone, first, last):
            for day in range((start + offset) // DAY, (end + offset - 1) // DAY + 1):
                for opens, closes in self._open_hours(day + _EPOCH):
                    a = max(start, day * DAY + opens - offset)
                    b = min(end, day * DAY + closes - offset)
                    if a < b:
                        yield day + _EPOCH, a, b

    def _open_hours(self, ordinal: int) -> tuple[Interval, ...]:
        turn = bisect_right(self._turns, ordinal)
        return self.later[turn - 1][1]._usual_hours(ordinal) if turn else self._usual_hours(ordinal)

    def _usual_hours(self, ordinal: int) -> tuple[Interval, ...]:
        usual = self.week[(ordinal + 6) % 7]
        if not usual:
            return ()
        day = date.fromordinal(ordinal)
        if day in self.holidays:
            return ()
        closed = self.closed.get(day)
        return without(usual, closed) if closed else usual


def working_seconds(calendar: Calendar, a: datetime, b: datetime) -> float:
    """Working time from `a` to `b`, in seconds, exact to the microsecond; 0.0 where `b` is not after `a`."""
    from_, to = a.timestamp(), b.timestamp()
    if to <= from_:
        return 0.0
    span = calendar.span
    if not (span.low <= from_ and to < span.high):
        found = _grown(calendar, a, b)
        if found is None:
            return _over_the_years(calendar, a, b)
        span = found
    return _inside(span, from_, to)


def working_between(calendar: Calendar, a: int, b: int) -> float:
    """The same, of instants in microseconds since 1970."""
    from_, to = a / _MICROS, b / _MICROS
    span = calendar.span
    if from_ < to and span.low <= from_ and to < span.high:
        return _inside(span, from_, to)
    return working_seconds(calendar, _START + timedelta(microseconds=a), _START + timedelta(microseconds=b))


def _inside(span: _Span, from_: float, to: float) -> float:
    starts, ends, before = span.starts, span.ends, span.before
    i, j = bisect_right(starts, from_) - 1, bisect_right(starts, to) - 1
    until = to if to < (end := ends[j]) else end
    since = from_ if from_ < (end := ends[i]) else end
    return before[j] - before[i] + (until - starts[j]) - (since - starts[i])


def _grown(calendar: Calendar, a: datetime, b: datetime) -> _Span | None:
    """The calendar's span with both instants inside, unless they lie outside of living memory."""
    first, last = _place(a)[0], _place(b)[0]
    return calendar.reach(first, last) if first >= _LIVING[0] and last <= _LIVING[1] else None


def _over_the_years(calendar: Calendar, a: datetime, b: datetime) -> float:
    (year_a, at_a), (year_b, at_b) = _place(a), _place(b)
    seconds = _elapsed(calendar.year(year_b), at_b) - _elapsed(calendar.year(year_a), at_a)
    for number in range(year_a, year_b):
        seconds += calendar.year(number).total
    return seconds


def is_open(calendar: Calendar, at: datetime) -> bool:
    """Whether `at` is working time; closing time is not."""
    number, seconds = _place(at)
    year = calendar.year(number)
    index = bisect_right(year.starts, seconds) - 1
    return index >= 0 and seconds < year.ends[index]


def next_opening(calendar: Calendar, at: datetime) -> datetime:
    """`at` itself when it is working time, else when the next begins."""
    if is_open(calendar, at):
        return at
    number, seconds = _place(at)
    while number <= _LAST_YEAR:
        starts = calendar.year(number).starts
        index = bisect_left(starts, seconds)
        if index < len(starts):
            return _instant(starts[index])
        number += 1
    return NEVER


def due(calendar: Calendar, start: datetime, length: Duration) -> datetime:
    """When a promise of `length` made at `start` falls due, in UTC.

    Minutes count inside the calendar. `N working days` ends at closing time of the Nth working day after receipt,
    receipt on a non-working day counting as the next working day. `N days` is the same local time N days later.
    """
    if length.unit == "working_minutes":
        return after_working_time(calendar, start, length.amount * 60)
    if length.unit == "working_days":
        return _after_working_days(calendar, start, length.amount)
    return _after_days(calendar, start, length.amount)


def holidays_of(country: str, subdivision: str | None, years: Iterable[int]) -> Mapping[date, str]:
    """Public holidays in the country's own words, whatever this machine speaks. ValueError where it is not known."""
    import holidays as package

    try:
        own = package.country_holidays(country).default_language
        found = package.country_holidays(country, subdivision, years=list(years), expand=False, language=own)
    except NotImplementedError:
        where = country if subdivision is None else f"{country}, {subdivision}"
        raise ValueError(f"no holidays are known for {where!r}: write an ISO 3166 code such as DO") from None
    return {day: str(name) for day, name in sorted(found.items())}


def after_working_time(calendar: Calendar, start: datetime, seconds: float) -> datetime:
    """When so much working time has gone by since `start`, in UTC."""
    number, at = _place(start)
    wanted = _elapsed(calendar.year(number), at) + seconds
    while wanted > (year := calendar.year(number)).total:
        wanted -= year.total
        number += 1
        if number > _LAST_YEAR:
            return NEVER
    index = bisect_left(year.before, wanted) - 1
    return _instant(year.starts[index] + wanted - year.before[index])


def _after_working_days(calendar: Calendar, start: datetime, days: int) -> datetime:
    local = calendar.local(start)
    number = min(max(local.year, _FIRST_YEAR), _LAST_YEAR)
    index = bisect_left(calendar.year(number).days, local.toordinal()) + days
    while index >= len((year := calendar.year(number)).days):
        index -= len(year.days)
        number += 1
        if number > _LAST_YEAR:
            return NEVER
    return _instant(year.closing[index])


def _after_days(calendar: Calendar, start: datetime, days: int) -> datetime:
    try:
        return (calendar.local(start) + timedelta(days)).astimezone(UTC)
    except OverflowError:
        return NEVER


def _place(at: datetime) -> tuple[int, float]:
    if at.tzinfo is not UTC:
        at = at.astimezone(UTC)
    year = at.year
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        year = min(max(year, _FIRST_YEAR), _LAST_YEAR)
    return year, at.timestamp()


def _elapsed(year: _Year, seconds: float) -> float:
    """Working time of the year before `seconds`."""
    index = bisect_right(year.starts, seconds) - 1
    if index < 0:
        return 0.0
    return year.before[index] + min(seconds, year.ends[index]) - year.starts[index]


def _append(year: _Year, start: int, end: int) -> None:
    if start >= end:
        return
    if year.ends and year.ends[-1] == start:
        year.ends[-1] = end
    else:
        year.starts.append(start)
        year.ends.append(end)
        year.before.append(year.total)
    year.total += end - start


def _offsets(zone: ZoneInfo, first: int, last: int) -> Iterator[tuple[int, int, int]]:
    """(from, to, seconds east of Greenwich) for each stretch of `first`–`last` with one offset."""
    begun, offset = first, _offset(zone, first)
    for before, at in pairwise([*range(first, last, _STEP), last]):
        changed = _offset(zone, at)
        if changed != offset:
            turn = _turn(zone, before, at, offset)
            yield begun, turn, offset
            begun, offset = turn, changed
    yield begun, last, offset


def _turn(zone: ZoneInfo, before: int, at: int, offset: int) -> int:
    """The first second with another offset, by bisection."""
    while at - before > 1:
        middle = (before + at) // 2
        before, at = (middle, at) if _offset(zone, middle) == offset else (before, middle)
    return at


def _offset(zone: ZoneInfo, seconds: int) -> int:
    offset = datetime.fromtimestamp(seconds, zone).utcoffset()
    assert offset is not None  # noqa: S101 - an aware datetime has one
    return offset.days * DAY + offset.seconds


def _year_of(midnight: float) -> int:
    return datetime.fromtimestamp(midnight, UTC).year


def _midnight(year: int) -> int:
    return (date(year, 1, 1).toordinal() - _EPOCH) * DAY


def _instant(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError(f"{name[:60]!r} is not a time zone: write one such as America/Santo_Domingo") from None
