"""Office hours as rules.yaml writes them: `{mon-fri: ["08:00-12:00", "13:00-15:00"], sat: ["09:00-12:00"]}`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

Interval = tuple[int, int]
"""Seconds after local midnight: from, to."""
Week = tuple[tuple[Interval, ...], ...]
"""Monday to Sunday, each with its intervals in order."""
DAY = 86_400

_NAMES = (
    ("mon", "monday", "lun", "lunes"),
    ("tue", "tuesday", "mar", "martes"),
    ("wed", "wednesday", "mie", "mié", "miercoles", "miércoles"),
    ("thu", "thursday", "jue", "jueves"),
    ("fri", "friday", "vie", "viernes"),
    ("sat", "saturday", "sab", "sáb", "sabado", "sábado"),
    ("sun", "sunday", "dom", "domingo"),
)
_WEEKDAY = {name: number for number, names in enumerate(_NAMES) for name in names}
_INTERVAL = re.compile(r"\s*(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})\s*")
_CLOSURE = re.compile(r"\s*(\d{4}-\d\d-\d\d)(?:\s*\.\.\s*(\d{4}-\d\d-\d\d)|\s+(\S.*\S))?\s*")
_LONGEST_CLOSURE = 3_660


def parse_week(hours: Mapping[str, Sequence[str]]) -> Week:
    """The intervals of each weekday, merged where they touch. ValueError says what is wrong, in English."""
    week: list[list[Interval]] = [[] for _ in range(7)]
    for days, written in hours.items():
        listed = [written] if isinstance(written, str) else written
        intervals = [parse_interval(one) for one in listed]
        for weekday in _weekdays(days):
            week[weekday].extend(intervals)
    if not any(week):
        raise ValueError("a calendar needs at least one open hour a week")
    return tuple(merged(intervals) for intervals in week)


def write_week(week: Week) -> dict[str, list[str]]:
    """The same hours, a line a weekday: what `parse_week` reads back."""
    return {_NAMES[n][0]: [write_interval(one) for one in day] for n, day in enumerate(week) if day}


def parse_interval(written: str) -> Interval:
    """`08:00-15:30`; `24:00` is the end of the day."""
    found = _INTERVAL.fullmatch(str(written))
    if found is None:
        raise ValueError(f"{str(written)[:40]!r} is not an interval of hours: write '08:00-15:00'")
    start, end = _seconds(found[1], found[2]), _seconds(found[3], found[4])
    if start >= end:
        raise ValueError(f"{written.strip()!r} ends before it begins; a night is two: '22:00-24:00', '00:00-06:00'")
    return start, end


def write_interval(interval: Interval) -> str:
    """As `parse_interval` reads it."""
    return "-".join(f"{at // 3600:02}:{at % 3600 // 60:02}" for at in interval)


def parse_closures(closures: Iterable[date | str]) -> dict[date, tuple[Interval, ...]]:
    """Days closed: a date, `2026-12-24..2027-01-02`, or some hours of one: `2026-12-24 12:00-15:00`."""
    closed: dict[date, tuple[Interval, ...]] = {}
    for closure in closures:
        for day, interval in _closed(closure):
            closed[day] = merged([*closed.get(day, ()), interval])
    return closed


def merged(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    """In order, without overlaps."""
    out: list[Interval] = []
    for start, end in sorted(intervals):
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return tuple(out)


def without(intervals: Iterable[Interval], closed: Iterable[Interval]) -> tuple[Interval, ...]:
    """What remains open of `intervals`."""
    left = list(intervals)
    for start, end in closed:
        left = [piece for a, b in left for piece in ((a, min(b, start)), (max(a, end), b)) if piece[0] < piece[1]]
    return tuple(left)


def _weekdays(written: str) -> list[int]:
    numbers: list[int] = []
    for part in str(written).lower().split(","):
        first, _, last = part.strip().partition("-")
        a, b = _weekday(first), _weekday(last or first)
        numbers.extend((a + step) % 7 for step in range((b - a) % 7 + 1))
    return numbers


def _weekday(name: str) -> int:
    try:
        return _WEEKDAY[name.strip()]
    except KeyError:
        raise ValueError(f"{name.strip()[:40]!r} is not a weekday: write mon, tue … sun or mon-fri") from None


def _seconds(hours: str, minutes: str) -> int:
    at = int(hours) * 3600 + int(minutes) * 60
    if int(minutes) > 59 or at > DAY:
        raise ValueError(f"{hours}:{minutes} is not a time of day")
    return at


def _closed(closure: date | str) -> list[tuple[date, Interval]]:
    if isinstance(closure, date):
        return [(date(closure.year, closure.month, closure.day), (0, DAY))]
    found = _CLOSURE.fullmatch(closure)
    if found is None:
        raise ValueError(f"{closure[:40]!r} is not a date: write 2026-12-24, or 2026-12-24..2027-01-02")
    first = date.fromisoformat(found[1])
    if found[3]:
        return [(first, parse_interval(found[3]))]
    length = (date.fromisoformat(found[2]) - first).days if found[2] else 0
    if not 0 <= length <= _LONGEST_CLOSURE:
        raise ValueError(f"{closure!r} ends before it begins, or is too long")
    return [(first + timedelta(step), (0, DAY)) for step in range(length + 1)]
