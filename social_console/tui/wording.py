"""How values are said on screen: always a glyph and a word, never colour alone. Pure: takes `now` and a zone.

Glyphs are one cell wide and stand in every monospaced font of an old terminal.
"""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo
from typing import TYPE_CHECKING

from social_console.i18n import gettext as _
from social_console.i18n import ngettext, pgettext
from social_console.verbs import words
from social_console.verbs.tones import tone_word

if TYPE_CHECKING:
    from social_console.model import Priority, Status

STATUS_GLYPHS = {"new": "●", "open": "◐", "waiting": "○", "closed": "✓", "dismissed": "×", "snoozed": "z"}
PRIORITIES = ("low", "normal", "high", "urgent")
"""In the order of `model.Priority`."""
PRIORITY_GLYPHS = {"urgent": "!!", "high": "! ", "normal": "· ", "low": "↓ "}
TONE_GLYPHS = {"neg": "−", "pos": "+", "neu": "=", "unsure": "?"}
PENDING_GLYPHS = {
    "draft": "✎",
    "to_approve": "✎",
    "queued": "»",
    "sending": "»",
    "failed": "✗",
    "unknown": "?",
}


def status_word(status: str) -> str:
    """`new` → *nuevo*: as everywhere, with whom one waits for."""
    return pgettext("status", "waiting for the citizen") if status == "waiting" else status_short(status)


def status_short(status: str) -> str:
    """The same in at most eleven cells, for a row; `snoozed` is none of the states that are stored."""
    return pgettext("status", "snoozed") if status == "snoozed" else words.status_word(status)


def status_mark(status: Status | str) -> str:
    """Glyph and word of a status."""
    return f"{STATUS_GLYPHS.get(str(status), '·')} {status_word(str(status))}"


def priority_name(priority: Priority | str | int | None) -> str:
    """`low`, `normal`, `high` or `urgent`, however the priority was written."""
    if isinstance(priority, str):
        return priority
    return PRIORITIES[priority] if priority is not None else "normal"


def priority_word(priority: Priority | str | int | None) -> str:
    """`high` → *alta*."""
    return words.priority_word(priority_name(priority))


def priority_mark(priority: Priority | str | int | None) -> str:
    """Glyph and word of a priority."""
    return f"{PRIORITY_GLYPHS.get(priority_name(priority), '· ')} {priority_word(priority)}"


def tone_mark(label: str) -> str:
    """Glyph and word of a tone."""
    return f"{TONE_GLYPHS.get(label, '?')} {tone_word(label)}"


def pending_mark(state: str) -> str:
    """Glyph and word of a reply's state."""
    return f"{PENDING_GLYPHS.get(state, '·')} {words.reply_word(state)}"


def visibility_word(visibility: str) -> str:
    """Which door a message came through."""
    return _("private") if visibility == "private" else _("public")


def clock_word(clock: str | None) -> str:
    """Which promise is running."""
    return {
        "first": _("first response"),
        "next": _("next response"),
        "resolution": _("resolution"),
        "follow_up": _("follow-up"),
    }.get(clock or "", clock or "")


def length(span: timedelta) -> str:
    """`2 h 14 min`, `3 d 4 h`, `45 min`: two units at most; the sign is dropped."""
    minutes = int(abs(span.total_seconds()) // 60)
    days, rest = divmod(minutes, 1440)
    hours, minutes = divmod(rest, 60)
    if days >= 60:
        return _("{n} months").format(n=days // 30)
    if days >= 10:
        return _("{d} d").format(d=days)
    if days:
        return _("{d} d {h} h").format(d=days, h=hours) if hours else _("{d} d").format(d=days)
    if hours:
        return _("{h} h {m} min").format(h=hours, m=minutes) if minutes else _("{h} h").format(h=hours)
    return _("{m} min").format(m=minutes)


def time_left(due: datetime | None, now: datetime) -> str:
    """What remains of a promise: `quedan 2 h 14 min`, `vencido 3 d`; empty without one. Minutes where they matter."""
    if due is None:
        return ""
    span = abs(due - now)
    if timedelta(hours=3) <= span < timedelta(days=1):
        span -= span % timedelta(hours=1)
    said = _("late {length}") if due < now else _("{length} left")
    return said.format(length=length(span))


def urgency(due: datetime | None, now: datetime) -> str:
    """`late`, `soon` (within two hours) or `calm`: how a row's time left is dressed."""
    if due is None:
        return "calm"
    if due < now:
        return "late"
    return "soon" if due - now <= timedelta(hours=2) else "calm"


def month(number: int) -> str:
    """Short name of a month, from 1."""
    names = (
        pgettext("month", "Jan"),
        pgettext("month", "Feb"),
        pgettext("month", "Mar"),
        pgettext("month", "Apr"),
        pgettext("month", "May"),
        pgettext("month", "Jun"),
        pgettext("month", "Jul"),
        pgettext("month", "Aug"),
        pgettext("month", "Sep"),
        pgettext("month", "Oct"),
        pgettext("month", "Nov"),
        pgettext("month", "Dec"),
    )
    return names[number - 1]


def weekday(number: int) -> str:
    """Short name of a day of the week, Monday being 0."""
    names = (
        pgettext("weekday", "Mon"),
        pgettext("weekday", "Tue"),
        pgettext("weekday", "Wed"),
        pgettext("weekday", "Thu"),
        pgettext("weekday", "Fri"),
        pgettext("weekday", "Sat"),
        pgettext("weekday", "Sun"),
    )
    return names[number]


def when(at: datetime, now: datetime, zone: tzinfo) -> str:
    """A moment in time as a person says it: `15:04`, `ayer 15:04`, `mar 15:04`, `3 mar`, `3 mar 2020`."""
    local, today = at.astimezone(zone), now.astimezone(zone)
    days = (today.date() - local.date()).days
    if days == 0:
        return f"{local:%H:%M}"
    if days == 1:
        return _("yesterday {time}").format(time=f"{local:%H:%M}")
    if days == -1:
        return _("tomorrow {time}").format(time=f"{local:%H:%M}")
    if -7 < days < 7:
        return f"{weekday(local.weekday())} {local:%H:%M}"
    day = f"{local.day} {month(local.month)}"
    return day if local.year == today.year else f"{day} {local.year}"


def due_sentence(due: datetime | None, clock: str | None, now: datetime, zone: tzinfo) -> str:
    """The promise in words: `primera respuesta: vence hoy 15:00, quedan 2 h 14 min`."""
    if due is None:
        return _("no promise running")
    what, at = clock_word(clock), when(due, now, zone)
    if due < now:
        return _("{what}: fell due {at}, late by {length}").format(what=what, at=at, length=length(now - due))
    return _("{what}: due {at}, {length} left").format(what=what, at=at, length=length(due - now))


def cases(n: int) -> str:
    """`1 caso`, `12 casos`, thousands apart."""
    return ngettext("{n} moment", "{n} moments", n).format(n=thousands(n))


def thousands(n: int) -> str:
    """`12345` → `12 345`, with a space that no reader takes for a decimal mark."""
    return f"{n:,}".replace(",", "\N{NO-BREAK SPACE}")
