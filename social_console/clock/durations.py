"""Lengths of time as people write them: `4h`, `30m`, `5 working days`, `10 days`; in Spanish as well."""

from __future__ import annotations

import re
from datetime import timedelta

from social_console.model import Duration

_WRITTEN = re.compile(r"\s*(\d{1,6})\s*([^\W\d_]+(?:\s+[^\W\d_]+)*)\s*", re.UNICODE)
_LONGEST = {"working_minutes": 10_000 * 60, "working_days": 10_000, "days": 36_500}

_MINUTES = frozenset(["m", "min", "mins", "minute", "minutes", "minuto", "minutos"])
_HOURS = frozenset(["h", "hour", "hours", "hora", "horas"])
_DAYS = frozenset(["day", "days", "dia", "dias"])
_WEEKS = frozenset(["week", "weeks", "semana", "semanas"])
_SECONDS = frozenset(["s", "sec", "secs", "second", "seconds", "segundo", "segundos"])
_WORKING_DAYS = frozenset(
    ["working day", "working days"]
    + [f"{day} {kind}" for day in ("dia", "dias") for kind in ("laborable", "laborables", "habil", "habiles")]
)
UNITS = tuple(sorted(_MINUTES | _HOURS | _WORKING_DAYS | _DAYS, reverse=True))
"""Of a promise, in lower case and without accents."""
CALENDAR_DAYS = tuple(sorted(_DAYS, reverse=True))
_PLAIN = (
    (_SECONDS, timedelta(seconds=1)),
    (_MINUTES, timedelta(minutes=1)),
    (_HOURS, timedelta(hours=1)),
    (_DAYS, timedelta(days=1)),
    (_WEEKS, timedelta(weeks=1)),
)


def parse_duration(text: str) -> Duration:
    """A promise's length. ValueError says in English what is wrong; `d` is refused, for it says not which days."""
    amount, unit = _read(text)
    if unit in _MINUTES:
        return _bounded(text, amount, "working_minutes")
    if unit in _HOURS:
        return _bounded(text, amount * 60, "working_minutes")
    if unit in _WORKING_DAYS:
        return _bounded(text, amount, "working_days")
    if unit in _DAYS:
        return _bounded(text, amount, "days")
    if unit == "d":
        raise ValueError(f"{text.strip()!r} does not say which days: write 'working days' or 'days'")
    raise ValueError(f"{unit!r} is not a unit of time: use m, h, working days or days")


def timedelta_of(text: str) -> timedelta:
    """A plain length for settings: `60s`, `15m`, `2h`, `7 days`, `2 weeks`. ValueError says what is wrong."""
    amount, unit = _read(text)
    for names, one in _PLAIN:
        if unit in names or (unit == "d" and names is _DAYS):
            return _in_a_lifetime(text, _positive(text, amount) * one)
    raise ValueError(f"{unit!r} is not a unit of time: use s, m, h, days or weeks")


def _read(text: str) -> tuple[int, str]:
    found = _WRITTEN.fullmatch(str(text))
    if found is None:
        raise ValueError(f"{str(text)[:40]!r} is not a length of time: write 30m, 4h, 5 working days or 10 days")
    return int(found[1]), " ".join(found[2].lower().translate(_BARE).split())


_BARE = str.maketrans("áéíóú", "aeiou")


def _positive(text: str, amount: int) -> int:
    if amount == 0:
        raise ValueError(f"{text.strip()!r} is no time at all")
    return amount


def _in_a_lifetime(text: str, length: timedelta) -> timedelta:
    if length.days > _LONGEST["days"]:
        raise ValueError(f"{text.strip()!r} is too long")
    return length


def _bounded(text: str, amount: int, unit: str) -> Duration:
    if amount > _LONGEST[unit]:
        raise ValueError(f"{text.strip()!r} is too long")
    return Duration(amount=_positive(text, amount), unit=unit)
