"""Times as people write them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from social_console.clock import Calendar
from social_console.desk import parse_when
from social_console.errors import UsageError

ZONE = ZoneInfo("America/Santo_Domingo")
OFFICE = Calendar("office", "America/Santo_Domingo", {"mon-fri": ("08:30-15:00",)}, {date(2026, 10, 12): "fiesta"})
THURSDAY = datetime(2026, 10, 8, 14, 0, tzinfo=UTC)  # 10:00 in Santo Domingo


def local(text: str, *, past: bool = False) -> str:
    at = parse_when(text, now=THURSDAY, zone=ZONE, calendar=OFFICE, past=past)
    assert at.tzinfo is UTC
    return at.astimezone(ZONE).strftime("%Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2h", "2026-10-08 12:00"),
        ("en 30 minutos", "2026-10-08 10:30"),
        ("in 3 days", "2026-10-11 08:00"),  # a Sunday: nobody opens, the morning counts
        ("1 semana", "2026-10-15 08:30"),
        ("viernes", "2026-10-09 08:30"),
        ("jueves", "2026-10-15 08:30"),  # today's name means the next one
        ("el próximo martes", "2026-10-13 08:30"),
        ("la semana que viene", "2026-10-12 08:00"),
        ("el lunes", "2026-10-12 08:00"),  # a holiday
        ("Monday 9:00", "2026-10-12 09:00"),
        ("mañana", "2026-10-09 08:30"),
        ("mañana 9:00", "2026-10-09 09:00"),
        ("manana a las 9", "2026-10-09 09:00"),
        ("tomorrow at 4pm", "2026-10-09 16:00"),
        ("pasado mañana", "2026-10-10 08:00"),
        ("miércoles 14:30", "2026-10-14 14:30"),
        ("11:00", "2026-10-08 11:00"),
        ("9:00", "2026-10-09 09:00"),  # that hour has passed today
        ("hoy 16:00", "2026-10-08 16:00"),
        ("2 días laborables", "2026-10-13 08:30"),  # over a weekend and a holiday
        ("1 working day", "2026-10-09 08:30"),
        ("29/11", "2026-11-29 08:00"),
        ("2/1 9:30", "2027-01-02 09:30"),
        ("2026-11-30", "2026-11-30 08:30"),
        ("2026-11-30T09:00", "2026-11-30 09:00"),
        ("2026-11-30T13:00:00Z", "2026-11-30 09:00"),
        ("apertura", "2026-10-09 08:30"),
    ],
)
def test_times_to_come(text: str, expected: str) -> None:
    assert local(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ayer 16:00", "2026-10-07 16:00"),
        ("hace 2 horas", "2026-10-08 08:00"),
        ("30m ago", "2026-10-08 09:30"),
        ("9:00", "2026-10-08 09:00"),
        ("11:00", "2026-10-07 11:00"),
        ("lunes 8:00", "2026-10-05 08:00"),
    ],
)
def test_times_gone_by(text: str, expected: str) -> None:
    assert local(text, past=True) == expected


@pytest.mark.parametrize(
    "text", ["", "quizás", "25:00", "lunes 9:75", "31/02", "2026-13-01", "13pm", "9999999h", "mañana no"]
)
def test_what_is_no_time_is_said_with_examples(text: str) -> None:
    with pytest.raises(UsageError) as refused:
        local(text)
    assert refused.value.remedy
