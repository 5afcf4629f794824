"""Times as people write them, in Spanish and in English: `lunes`, `mañana 9:00`, `2h`, `in 3 days`, `29/11`, ISO 8601.

A day without an hour means its opening time, else 8:00. Everything is read in the office's time zone.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from social_console import clock
from social_console.errors import UsageError
from social_console.i18n import gettext as _

if TYPE_CHECKING:
    from social_console.clock import Calendar

_MORNING = time(8)
_WEEKDAYS = (
    ("lunes", "lun", "monday", "mon"),
    ("martes", "mar", "tuesday", "tue"),
    ("miercoles", "mie", "wednesday", "wed"),
    ("jueves", "jue", "thursday", "thu"),
    ("viernes", "vie", "friday", "fri"),
    ("sabado", "sab", "saturday", "sat"),
    ("domingo", "dom", "sunday", "sun"),
)
_WEEKDAY = {name: number for number, names in enumerate(_WEEKDAYS) for name in names}
_DAYS = {
    "hoy": 0, "today": 0,
    "manana": 1, "tomorrow": 1,
    "pasado manana": 2, "day after tomorrow": 2,
    "ayer": -1, "yesterday": -1,
    "anteayer": -2, "antier": -2, "day before yesterday": -2,
}  # fmt: skip
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "s": "weeks", "w": "weeks"}
_LENGTH = re.compile(
    r"(?P<n>\d{1,4})\s*(?P<unit>m|min|mins|minutos?|minutes?|h|hs|hrs?|horas?|hours?|d|dias?|days?"
    r"|semanas?|w|weeks?)"
)
_WORKING = re.compile(r"(?P<n>\d{1,3})\s*(?:dias? (?:laborables?|habil(?:es)?)|working days?)")
_TIME = re.compile(r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))?\s*(?:h|hs)?\s*(?P<half>am|pm|a\.m\.|p\.m\.)?")
_SLASHED = re.compile(r"(?P<day>\d{1,2})/(?P<month>\d{1,2})(?:/(?P<year>\d{4}))?")
_LEAD_IN = re.compile(r"^(?:(?:el|la|este|esta|proximo|proxima|on|next|this|en|in|dentro de|hace|the)\s+)+")
_BEFORE_TIME = re.compile(r"^(?:a las|a la|at|,|t)\s*")
_NEXT_WEEK = ("la semana que viene", "la proxima semana", "proxima semana", "next week")
_OPENING = ("apertura", "al abrir", "opening", "next opening", "proxima apertura")


def parse_when(
    text: str, *, now: datetime, zone: ZoneInfo, calendar: Calendar | None = None, past: bool = False
) -> datetime:
    """The instant, in UTC, that `text` means at `now`. Lengths and weekdays look ahead, or back when `past`."""
    reader = _Reader(now=now, zone=zone, calendar=calendar, past=past)
    found = _iso(text.strip(), reader) or reader.read(_fold(text))
    if found is None:
        raise UsageError(
            _("“{text}” is not a time that I understand.").format(text=text),
            remedy=_("Write for instance: monday, tomorrow 9:00, 2h, 3 days, 2026-11-30T09:00."),
        )
    return found.astimezone(UTC)


def _fold(text: str) -> str:
    """Lower case, accents and ñ's tilde gone, one space between words."""
    bare = unicodedata.normalize("NFD", text.casefold())
    return " ".join("".join(letter for letter in bare if not unicodedata.combining(letter)).split())


def _iso(text: str, reader: _Reader) -> datetime | None:
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            return reader.on(date.fromisoformat(text))
        if not re.match(r"\d{4}-\d{2}-\d{2}[T ]", text):
            return None
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=reader.zone)


class _Reader:
    """One reading: the present, the zone, and which way to look."""

    def __init__(self, *, now: datetime, zone: ZoneInfo, calendar: Calendar | None, past: bool) -> None:
        self.now = now
        self.zone = zone
        self.local = now.astimezone(zone)
        self.calendar = calendar
        self.past = past

    def read(self, text: str) -> datetime | None:
        """The first reading that takes the whole of `text`."""
        if text in ("ahora", "now", "ya"):
            return self.now
        if text in _OPENING:
            return self._opening()
        if text in _NEXT_WEEK:
            return self.on(self._weekday(0))
        bare = _LEAD_IN.sub("", text).removesuffix(" ago")
        for reading in (self._working, self._length, self._day_and_time):
            if (found := reading(bare)) is not None:
                return found
        return None

    def on(self, day: date, at: time | None = None) -> datetime:
        """`day` at that time, else when it opens, else in the morning."""
        if at is not None:
            return datetime.combine(day, at, self.zone)
        morning = datetime.combine(day, _MORNING, self.zone)
        if self.calendar is None:
            return morning
        opens = clock.next_opening(self.calendar, datetime.combine(day, time(), self.zone).astimezone(UTC))
        local = opens.astimezone(self.zone)
        return local if local.date() == day and local.time() != time() else morning

    def _opening(self) -> datetime | None:
        if self.calendar is None:
            return self.on(self.local.date() + timedelta(days=1))
        at = self.now
        if clock.is_open(self.calendar, at):
            at = datetime.combine(self.local.date() + timedelta(days=1), time(), self.zone).astimezone(UTC)
        return clock.next_opening(self.calendar, at)

    def _length(self, text: str) -> datetime | None:
        found = _LENGTH.fullmatch(text)
        if found is None:
            return None
        unit = _UNITS[found["unit"][0]]
        length = timedelta(**{unit: int(found["n"])})
        if unit in ("hours", "minutes"):
            return self.now - length if self.past else self.now + length
        there = self.local - length if self.past else self.local + length  # the same time by the clock on the wall
        return there if self.past else self.on(there.date())

    def _working(self, text: str) -> datetime | None:
        found = _WORKING.fullmatch(text)
        if found is None:
            return None
        day, left = self.local.date(), int(found["n"])
        step = timedelta(days=-1 if self.past else 1)
        while left:
            day += step
            left -= self.calendar is None or self.calendar.is_working_day(day)
        return self.on(day)

    def _day_and_time(self, text: str) -> datetime | None:
        day, rest = self._day(text)
        rest = _BEFORE_TIME.sub("", rest.strip())
        at = _time(rest) if rest else None
        if rest and at is None:
            return None
        if day is not None:
            return self.on(day, at)
        return self._today_or_next(at) if at is not None else None

    def _today_or_next(self, at: time) -> datetime:
        there = self.on(self.local.date(), at)
        if self.past and there > self.local:
            return there - timedelta(days=1)
        return there + timedelta(days=1) if not self.past and there <= self.local else there

    def _day(self, text: str) -> tuple[date | None, str]:
        today = self.local.date()
        for name in sorted(_DAYS, key=len, reverse=True):
            if text == name or text.startswith((name + " ", name + ",")):
                return today + timedelta(days=_DAYS[name]), text.removeprefix(name)
        word = re.match(r"[a-z]+", text)
        if word and word[0] in _WEEKDAY:
            return self._weekday(_WEEKDAY[word[0]]), text[word.end() :]
        slashed = _SLASHED.match(text)
        if slashed:
            return self._slashed(slashed), text[slashed.end() :]
        return None, text

    def _weekday(self, wanted: int) -> date:
        today = self.local.date()
        if self.past:
            return today - timedelta(days=(today.weekday() - wanted) % 7)
        return today + timedelta(days=(wanted - today.weekday() - 1) % 7 + 1)

    def _slashed(self, found: re.Match[str]) -> date | None:
        today = self.local.date()
        year = int(found["year"] or today.year)
        try:
            day = date(year, int(found["month"]), int(found["day"]))
            if found["year"] is None and not self.past and day < today:
                day = day.replace(year=year + 1)
        except ValueError:
            return None
        return day


def _time(text: str) -> time | None:
    found = _TIME.fullmatch(text)
    if found is None:
        return None
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    if found["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found["half"].startswith("p") else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None
