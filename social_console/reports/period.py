"""Which moments a report covers, and as of when: from what was typed to instants in UTC."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from social_console.errors import UsageError
from social_console.i18n import gettext as _

_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_MONTH = re.compile(r"(\d{4})-(\d\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Half-open, in UTC; None: from the beginning, or to the end. `zone` is the institution's."""

    since: datetime | None
    until: datetime | None
    as_of: datetime
    zone: ZoneInfo

    @property
    def backlog_at(self) -> datetime:
        """The earlier of `until` and `as_of`."""
        return self.as_of if self.until is None else min(self.until, self.as_of)

    def local(self, at: datetime) -> datetime:
        """As the institution's clocks show it."""
        return at.astimezone(self.zone)

    def holds(self, at: datetime) -> bool:
        """Whether a moment opened at `at` is counted."""
        return at <= self.as_of and (self.since is None or at >= self.since) and (self.until is None or at < self.until)

    def as_json(self) -> dict[str, Any]:
        """Instants in UTC, and the zone that made dates of them."""
        return {"since": self.since, "until": self.until, "timezone": self.zone.key}


def period(
    since: str | None, until: str | None, month: str | None, as_of: str | None, *, zone: ZoneInfo, now: datetime
) -> Period:
    """Dates are whole local days, both included; times are half-open; a month is a calendar month.

    `as_of` is `now` where it is not given or lies in the future, of which nothing is known. Raises UsageError.
    """
    if month is not None and (since is not None or until is not None):
        raise UsageError(_("--month stands instead of --since and --until."))
    first = _start(since, zone) if since else None
    last = _end(until, zone) if until else None
    if month is not None:
        first, last = _month(month, zone)
    if first is not None and last is not None and first >= last:
        raise UsageError(_("The period ends before it begins."))
    return Period(since=first, until=last, as_of=min(_end(as_of, zone), now) if as_of else now, zone=zone)


def _month(written: str, zone: ZoneInfo) -> tuple[datetime, datetime]:
    found = _MONTH.fullmatch(written.strip())
    if found is None or not 1 <= int(found[2]) <= 12 or not 1 < int(found[1]) < 9999:
        raise UsageError(_("{written} is not a month: write 2026-10.").format(written=repr(written)))
    first = date(int(found[1]), int(found[2]), 1)
    return _midnight(first, zone), _midnight((first + timedelta(days=31)).replace(day=1), zone)


def _start(written: str, zone: ZoneInfo) -> datetime:
    day = _date(written)
    return _midnight(day, zone) if day is not None else _instant(written, zone)


def _end(written: str, zone: ZoneInfo) -> datetime:
    day = _date(written)
    return _midnight(day + timedelta(days=1), zone) if day is not None else _instant(written, zone)


def _date(written: str) -> date | None:
    if not _DATE.fullmatch(written.strip()):
        return None
    try:
        day = date.fromisoformat(written.strip())
    except ValueError:
        raise UsageError(_("There is no such day: {written}.").format(written=repr(written))) from None
    if not 1 < day.year < 9999:
        raise UsageError(_("There is no such day: {written}.").format(written=repr(written)))
    return day


def _instant(written: str, zone: ZoneInfo) -> datetime:
    try:
        at = datetime.fromisoformat(written.strip())
        return (at if at.tzinfo is not None else at.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        example = "2026-10-01, 2026-10-01T08:00"
        message = _("{written} is neither a date nor a time: write {example}.")
        raise UsageError(message.format(written=repr(written), example=example)) from None


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(0), zone).astimezone(UTC)
