"""Rows and words: what is said of a moment, in how many cells, in two languages."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from social_console import i18n
from social_console.text import cells
from social_console.tui import row as rows
from social_console.tui import wording
from social_console.tui.widgets.bars import Reading, in_short, reading_words
from tests.tui.small import NOW, row

SANTO_DOMINGO = ZoneInfo("America/Santo_Domingo")


def drawn(number: int, width: int, **changes: object) -> list[str]:
    """The lines of a row, as plain text."""
    look = rows.Look(width, True, NOW)
    one = replace(row(number), **changes)  # type: ignore[arg-type]
    return ["".join(text for text, _dress in line) for line in rows.lines(one, look, current=True, marked=False)]


@pytest.mark.parametrize("width", [40, 60, 78, 100, 140])
@pytest.mark.parametrize("number", range(1, 8))
def test_a_row_takes_exactly_its_width(number: int, width: int) -> None:
    assert {cells(line) for line in drawn(number, width)} == {width}


def test_status_priority_and_tone_are_a_sign_and_a_word() -> None:
    first, second = drawn(1, 78)
    assert "◐ en atención" in first
    assert "!! urgente" in first
    assert "vencido 3 min" in first
    assert "+ positivo" in second
    assert "→ ana" in second


def test_a_snoozed_moment_and_one_whose_reply_did_not_go_out_say_so() -> None:
    assert "z pospuesto" in drawn(1, 78, snoozed_until=NOW + timedelta(hours=1))[0]
    assert "en atención" in drawn(1, 78, snoozed_until=NOW - timedelta(hours=1))[0]
    assert "✗ no salió" in drawn(1, 78, pending_reply="failed")[0]


@pytest.mark.parametrize(
    ("span", "spanish", "english"),
    [
        (timedelta(minutes=45), "45 min", "45 min"),
        (timedelta(hours=2, minutes=14), "2 h 14 min", "2 h 14 min"),
        (timedelta(days=3, hours=4), "3 d 4 h", "3 d 4 h"),
        (timedelta(days=90), "3 meses", "3 months"),
    ],
)
def test_lengths_have_two_units_at_most(span: timedelta, spanish: str, english: str) -> None:
    assert wording.length(span) == spanish
    i18n.activate("en")
    assert wording.length(-span) == english


def test_times_are_said_in_the_institutions_zone() -> None:
    assert wording.when(NOW, NOW, SANTO_DOMINGO) == "10:00"
    assert wording.when(NOW - timedelta(days=1), NOW, SANTO_DOMINGO) == "ayer 10:00"
    assert wording.when(NOW - timedelta(days=3), NOW, SANTO_DOMINGO) == "mar 10:00"
    assert wording.when(NOW - timedelta(days=40), NOW, SANTO_DOMINGO) == "11 oct"
    assert wording.when(NOW - timedelta(days=400), NOW, SANTO_DOMINGO) == "16 oct 2025"


def test_what_remains_is_not_taken_for_what_has_passed() -> None:
    assert wording.time_left(NOW + timedelta(minutes=45), NOW) == "quedan 45 min"
    assert wording.time_left(NOW - timedelta(minutes=45), NOW) == "vencido 45 min"


def test_a_draft_is_told_beside_the_words() -> None:
    assert "✎ borrador" in drawn(1, 78, pending_reply="draft")[1]
    assert {cells(line) for line in drawn(1, 60, pending_reply="draft")} == {60}


def test_accounts_are_told_together_where_there_is_no_room_for_each() -> None:
    readings = [Reading("alcaldía", NOW - timedelta(minutes=5)), Reading("aseo", NOW)]
    assert in_short(readings, NOW, SANTO_DOMINGO)[0] == "✓ 2 cuentas leídas 09:55"
    assert in_short([*readings, Reading("correo", None)], NOW, SANTO_DOMINGO)[0] == "? 3 cuentas, alguna sin leer"


def test_what_is_blind_and_what_is_lost_is_said_of_its_account() -> None:
    def said(**told: object) -> str:
        return reading_words(Reading("x", **told), NOW, SANTO_DOMINGO)  # type: ignore[arg-type]

    assert said(last_ok_at=NOW) == "x 10:00"
    assert said(last_ok_at=NOW, gaps=1) == "x 10:00 (1 hueco)"
    assert said(last_ok_at=NOW, blind=True, gaps=2) == "x SIN LECTURA desde 10:00 (2 huecos)"
    assert said(last_ok_at=None) == "x nunca leída"
    assert said(last_ok_at=None, blind=True) == "x SIN LECTURA, nunca leída"
