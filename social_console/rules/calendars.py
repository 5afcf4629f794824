"""Calendars with their holidays worked out, so that a rule set counts the same on every machine and day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from social_console.clock import Calendar, holidays_of
from social_console.clock.hours import Interval, parse_interval, parse_week
from social_console.i18n import gettext as _
from social_console.rules.place import Place
from social_console.rules.reading import Reading

Json = Any
YEARS = range(2015, 2046)
"""Holidays are worked out for these years; a law made later needs a new publication anyway."""


def expand(content: Mapping[str, Json], reading: Reading) -> dict[str, Json]:
    """Each calendar as `Calendar.as_json` has it; faults where country or hours make no sense."""
    found: dict[str, Json] = {}
    for name, calendar in content.get("calendars", {}).items():
        place = reading.declared.get("calendars", {}).get(name, Place("", 0, 0))
        try:
            found[name] = _calendar(name, calendar).as_json()
            for version in (calendar, *calendar.get("later", ())):
                _doubts(version, place, reading)
        except _UnknownCountry as unknown:
            message = _("No public holidays are known for {country}.").format(country=unknown)
            reading.fault(
                "holidays",
                place,
                message,
                _("Write a country's code such as DO, CO or ES, or list the days under `add`."),
            )
        except (ValueError, KeyError) as error:
            if not _told(reading, place):
                reading.fault("calendar", place, _unusable(error))
    return found


def _doubts(calendar: Mapping[str, Json], place: Place, reading: Reading) -> None:
    """What can be counted, and yet was hardly meant so."""
    for days in dict.fromkeys(_overlapping(calendar["hours"])):
        message = _("The hours of “{days}” overlap: they count once.").format(days=days)
        reading.fault("hours", place, message, severity="warning")
    holidays = calendar.get("holidays", {})
    public = _public(holidays)
    for day in holidays.get("except", ()):
        if public and date.fromisoformat(day) not in public:
            message = _("{day} is no public holiday: `except` changes nothing.").format(day=day)
            reading.fault("holidays", place, message, severity="warning")


def _overlapping(hours: Mapping[str, list[str]]) -> Iterator[str]:
    """The entries that together open a weekday twice at some time."""
    entries = [(days, parse_week({days: said}), _seconds(map(parse_interval, said))) for days, said in hours.items()]
    for weekday, merged in enumerate(parse_week(hours)):
        here = [(days, seconds) for days, week, seconds in entries if week[weekday]]
        if _seconds(merged) < sum(seconds for _days, seconds in here):
            yield ", ".join(days for days, _of_it in here)


def _seconds(intervals: Iterable[Interval]) -> int:
    return sum(end - start for start, end in intervals)


def _told(reading: Reading, place: Place) -> bool:
    """Whether it has been said what is wrong from there on."""
    lines = (fault.location.line or 0 for fault in reading.errors() if fault.location.file == place.file)
    return any(line >= place.line for line in lines)


def _unusable(error: Exception) -> str:
    if "at least one open hour" in str(error):
        return _("A calendar needs at least one open hour a week.")
    return _("The calendar cannot be used: {reason}.").format(reason=error)


class _UnknownCountry(Exception):
    pass


def _calendar(name: str, calendar: Mapping[str, Json]) -> Calendar:
    holidays = _holidays(calendar.get("holidays", {}))
    later = [(date.fromisoformat(one["from"]), _calendar(name, one)) for one in calendar.get("later", ())]
    return Calendar(name, calendar["timezone"], calendar["hours"], holidays, calendar.get("closures", ()), later=later)


def _holidays(wanted: Mapping[str, Json]) -> dict[date, str]:
    days = dict(_public(wanted))
    for day in wanted.get("except", ()):
        days.pop(date.fromisoformat(day), None)
    days.update({date.fromisoformat(day): str(title) for day, title in wanted.get("add", {}).items()})
    return days


def _public(wanted: Mapping[str, Json]) -> Mapping[date, str]:
    """Of the country or its part, if any."""
    country, part = wanted.get("country"), wanted.get("subdivision")
    try:
        return _known(country, part) if country else {}
    except (ValueError, NotImplementedError):
        raise _UnknownCountry(country if part is None else f"{country}, {part}") from None


@lru_cache(16)
def _known(country: str, part: str | None) -> Mapping[date, str]:
    return holidays_of(country, part, YEARS)
