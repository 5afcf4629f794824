"""The status bar: what is blind, what has not gone out, what of rules.yaml is not in force; in any width."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from social_console import store
from social_console.text import cells
from social_console.tui.gate import Gate
from social_console.tui.widgets.bars import Health, Reading, status_pieces
from tests.tui.real import NOW, Home, line

SANTO_DOMINGO = ZoneInfo("America/Santo_Domingo")
FOUR = tuple(Reading(f"cuenta-{n}", NOW) for n in range(4))
FAULT = "rules.yaml:40:22: No hay ningún plazo «genral». ¿Quiso decir «general»?"


def shown(health: Health, width: int) -> str:
    return "  ".join(text for text, _dress in status_pieces(health, NOW, SANTO_DOMINGO, width))


@pytest.mark.parametrize("width", [60, 78, 100, 158])
def test_a_fault_of_the_rules_pushes_nothing_away(width: int) -> None:
    told = shown(Health(FOUR, not_sent=1, unpublished=True, faults=FAULT * 3), width)
    assert cells(told) <= max(width, 68)
    assert "! 1 no salió  ! cambios sin publicar" in told
    assert told.endswith("✓ 4 cuentas leídas 10:00")


def test_a_fault_that_fits_is_told_whole() -> None:
    assert FAULT in shown(Health(FOUR[:1], unpublished=True, faults=FAULT), 158)
    assert shown(Health(FOUR[:1], unpublished=True), 158) == "! cambios sin publicar  ✓ cuenta-0 10:00"


def test_where_an_account_is_blind_a_fault_of_the_rules_is_cut() -> None:
    blind = Reading("correo", NOW - timedelta(hours=2), blind=True)
    told = shown(Health((*FOUR, blind), queued=2, unpublished=True, faults=FAULT), 78)
    assert "✗ correo SIN LECTURA desde 08:00" in told
    assert "» 2 por salir" in told
    assert "! cambios sin publicar" in told


def edit(home: Home, old: str, new: str) -> None:
    path = home.folder / "rules.yaml"
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")


def in_bar(gate: Gate) -> str:
    return shown(gate.health(), 158)


def test_what_was_saved_is_told_until_it_is_published(tmp_path: Path) -> None:
    home = Home(tmp_path)
    with home.session() as session:
        gate = Gate(session)
        assert "publicar" not in in_bar(gate)
        edit(home, "first_response: 4h", "first_response: 5h")
        assert "! cambios sin publicar  " in in_bar(gate)
        edit(home, "tag: [agua], priority", "tag: [agua], prioritty")
        assert "! cambios sin publicar: rules.yaml:21:" in in_bar(gate)
        edit(home, "first_response: 5h", "first_response: 4h")
        edit(home, "prioritty", "priority")
        assert "publicar" not in in_bar(gate)


def test_a_promise_is_shown_with_the_law_of_the_day_on_which_it_was_made(tmp_path: Path) -> None:
    home = Home(tmp_path)
    first = '{first_response: 4h, legal: "Ley 1, art. 2"}'
    later = f'{{from: {NOW.date()}, first_response: 2h, legal: "Ley 9"}}'
    edit(home, first, f"[{first}, {later}]")
    home.add(line(72, "estamos sin agua"), line(5, "seguimos sin agua", author={"handle": "otra"}))
    with home.session() as session:
        gate = Gate(session)
        old, new = (gate.seen(home.moment(words)) for words in ("estamos sin agua", "seguimos sin agua"))
        assert (old.legal, new.legal) == ("Ley 1, art. 2", "Ley 9")


def test_a_sound_save_is_enough_where_the_settings_say_so_and_tests_that_fail_are_told(tmp_path: Path) -> None:
    home = Home(tmp_path)
    settings = tmp_path / "social-console.toml"
    settings.write_text('live = "on-save"\n' + settings.read_text("utf-8"), "utf-8")
    with home.session() as session:
        gate = Gate(session)
        assert "publicar" not in in_bar(gate)
        before = gate.rules.hash
        edit(home, "tag: [agua]", "tag: [agua, red]")
        assert "publicar" not in in_bar(gate)
        assert gate.rules.hash != before
        edit(home, "gracias", "sin agua")
        assert "! cambios sin publicar: fallan sus pruebas" in in_bar(gate)


def test_an_account_is_blind_here_when_it_is_for_collect_and_doctor(tmp_path: Path) -> None:
    home = Home(tmp_path)
    with home.session() as session:
        gate, inbox = Gate(session), session.inbox
        read = NOW - timedelta(minutes=2)
        for label in ("atencion", "prados"):
            with inbox.writing() as tx:
                store.take_stream(tx, label, "collect", NOW, read, account_label=label, name="demo")
                store.save_stream(tx, label, {}, read)
        assert "SIN LECTURA" not in in_bar(gate)
        with inbox.writing() as tx:
            store.fail_stream(tx, "prados", "401", NOW)
            store.fail_stream(tx, "atencion", "429", NOW, next_try_at=NOW + timedelta(minutes=5), blind=False)
        assert "✗ prados SIN LECTURA desde 09:58  ✓ atencion 09:58" in in_bar(gate)
