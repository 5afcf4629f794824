"""Numbers, dates and lengths of time as the report's reader writes them. Babel loads when first needed."""

from __future__ import annotations

import re
from datetime import datetime

from social_console.i18n import gettext as _
from social_console.i18n import language
from social_console.text import plain

NOTHING = "–"
_LOCALES = {"es": "es_419", "en": "en"}
_MARKS = re.compile(r"([\\`*_{}\[\]<>#|~!&])")


def locale() -> str:
    """Babel's name of the language being spoken; Spanish as it is written in the Americas."""
    return _LOCALES.get(language(), "en")


def number(value: int) -> str:
    """With the language's own marks between thousands."""
    from babel.numbers import format_decimal

    return str(format_decimal(value, locale=locale()))


def percent(fraction: float | None) -> str:
    """A whole percentage, rounded down when it would say a hundred and is not."""
    if fraction is None:
        return NOTHING
    from babel.numbers import format_decimal

    tenths = min(round(fraction * 1000), 999) if fraction < 1 else 1000
    return f"{format_decimal(tenths / 10, format='0.#', locale=locale())} %"


def duration(seconds: float | None) -> str:
    """`45 s`, `2 h 14 min`, `3 d 5 h`: two units at most, rounded to the smaller one."""
    if seconds is None:
        return NOTHING
    if seconds < 59.5:
        return _("{s} s").format(s=round(seconds))
    minutes = round(seconds / 60)
    if minutes < 60:
        return _("{m} min").format(m=minutes)
    if minutes < 48 * 60:
        return _("{h} h {m} min").format(h=minutes // 60, m=minutes % 60)
    hours = round(seconds / 3600)
    return _("{d} d {h} h").format(d=number(hours // 24), h=hours % 24)


def day(at: datetime) -> str:
    """The local date in full: `1 de octubre de 2026`."""
    from babel.dates import format_date

    return str(format_date(at.date(), "long", locale=locale()))


def minute(at: datetime) -> str:
    """The local date and time, short: `2026-10-01 08:05`."""
    return at.strftime("%Y-%m-%d %H:%M")


def cell(text: object, limit: int = 200) -> str:
    """Untrusted text for a Markdown table: plain, on one line, its marks escaped."""
    return _MARKS.sub(r"\\\1", plain(str(text), limit=limit, newlines=False)).strip()
