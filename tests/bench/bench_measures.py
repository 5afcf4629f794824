"""Working time, the fold of a moment, and the figures of a report once its timelines have been read."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from social_console.clock import Calendar, Promises, holidays_of, parse_duration, working_seconds
from social_console.model import Direction, Priority, Standard, Verdict
from social_console.moments import Heard, Timeline, fold
from social_console.reports import Facts, Period, Source, gather
from tests.bench import Result, Sizes, bench, seconds

_START = datetime(2021, 1, 1, tzinfo=UTC)
_PAIRS = 5_000


@bench
def working_time(sizes: Sizes) -> Iterator[Result]:
    """Intervals of some days over five years, with a lunch break, holidays and a zone; both ways must agree."""
    office = _office()
    pairs = _intervals()
    assert all(abs(walked(office, a, b) - working_seconds(office, a, b)) < 1e-5 for a, b in pairs)
    ours = min(seconds(lambda: [working_seconds(office, a, b) for a, b in pairs], times=9))
    slow = min(seconds(lambda: [walked(office, a, b) for a, b in pairs], times=3))
    reference = ("walking the days", _PAIRS / slow)
    yield Result(name="working time", value=_PAIRS / ours, unit="intervals/s", n=_PAIRS, reference=reference)


@bench
def folding(sizes: Sizes) -> Iterator[Result]:
    """A moment of one or two mentions with two promises: what a bulk import does for each."""
    promises, made = _promises(), [timeline for _facts, timeline in _timelines(10_000)]
    taken = min(seconds(lambda: [fold(timeline, promises) for timeline in made], times=3))
    yield Result(name="folding a moment", value=taken / len(made) * 1e6, unit="µs", n=len(made))


@bench
def figures(sizes: Sizes) -> Iterator[Result]:
    """A whole report by three groups over timelines in memory."""
    promises, entries = _promises(), _timelines(10_000)
    source = Source(entries=entries, promises_of=lambda _hash: promises, areas_of=lambda _owner: ())
    period = Period(since=None, until=None, as_of=_START + timedelta(days=3000), zone=ZoneInfo("UTC"))
    taken = min(seconds(lambda: gather(source, period, ("tag", "channel", "month")), times=3))
    yield Result(name="report, folded and counted", value=len(entries) / taken, unit="moments/s", n=len(entries))


def walked(calendar: Calendar, a: datetime, b: datetime) -> float:
    """Working time by walking the local days: plain, and right where the clocks do not change."""
    since, until, total = a.astimezone(calendar.zone), b.astimezone(calendar.zone), 0.0
    day = since.date()
    while day <= until.date():
        if day not in calendar.holidays:
            midnight = datetime(day.year, day.month, day.day, tzinfo=calendar.zone)
            for opens, closes in calendar.week[day.weekday()]:
                start = max(since, midnight + timedelta(seconds=opens))
                end = min(until, midnight + timedelta(seconds=closes))
                total += max((end - start).total_seconds(), 0.0)
        day += timedelta(days=1)
    return total


def _office() -> Calendar:
    hours = {"mon-fri": ["08:00-12:00", "13:00-15:00"]}
    return Calendar("office", "America/Santo_Domingo", hours, holidays_of("DO", None, range(2020, 2027)))


def _promises() -> Promises:
    standard = Standard(
        name="general", first_response=parse_duration("4h"), resolution=parse_duration("10 working days")
    )
    return Promises((standard,), "general", calendars={"office": _office()}, default_calendar="office")


def _intervals() -> list[tuple[datetime, datetime]]:
    chance = random.Random(1)  # noqa: S311 - the same intervals in every run
    starts = (_START + timedelta(seconds=chance.randrange(5 * 365 * 86_400)) for _ in range(_PAIRS))
    return [(start, start + timedelta(seconds=chance.expovariate(1 / 172_800))) for start in starts]


def _timelines(count: int) -> list[tuple[Facts, Timeline]]:
    chance = random.Random(2)  # noqa: S311 - the same moments in every run
    made = []
    for id_ in range(count):
        at = _START + timedelta(minutes=50 * id_)
        verdict = Verdict(tags=(chance.choice(("agua", "luz", "calles")),), priority=Priority.HIGH)
        heard = [Heard(2 * id_, at, at, verdict=verdict)]
        if chance.random() < 0.7:
            answer = at + timedelta(seconds=chance.expovariate(1 / 20_000))
            heard.append(Heard(2 * id_ + 1, answer, answer, Direction.OUT))
        facts = Facts(id=id_, folio=str(id_), institution="valle", channel="x", account="valle")
        made.append((facts, Timeline(id_, tuple(heard))))
    return made
