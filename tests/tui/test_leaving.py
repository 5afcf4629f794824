"""Ways out: a crash tells places and no values and leaves with 70; what is wrong with the home goes to the caller."""

from __future__ import annotations

from functools import partialmethod
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot

from social_console.cli.context import Session
from social_console.errors import ConsoleError
from social_console.tui import app as app_module
from social_console.tui.app import ConsoleApp, run
from social_console.tui.screens.dialogs import Answer, Confirm
from social_console.tui.screens.inbox import InboxScreen
from tests.tui.real import LINES, Home
from tests.tui.small import small_app


def driven(monkeypatch: pytest.MonkeyPatch, *keys: str) -> None:
    """`run` without a terminal, pressing these keys."""

    async def press(pilot: Pilot[int]) -> None:
        await pilot.pause(1.0)
        await pilot.press(*keys)

    monkeypatch.setattr(ConsoleApp, "run", partialmethod(ConsoleApp.run, headless=True, auto_pilot=press))


def test_a_crash_prints_no_locals_and_leaves_with_70(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    home = Home(tmp_path)
    home.add(*LINES)

    def fail(self: InboxScreen) -> None:
        secret = "cédula 001-1234567-8"
        raise RuntimeError(secret)

    monkeypatch.setattr(InboxScreen, "action_height", fail)
    driven(monkeypatch, "v")
    with home.session() as session:
        assert run(session) == app_module.OWN_FAULT
    said = "".join(capsys.readouterr())
    assert "RuntimeError" in said
    assert "test_leaving.py" in said
    assert "1234567" not in said


def test_q_leaves_with_0(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = Home(tmp_path)
    home.add(*LINES)
    driven(monkeypatch, "q")
    with home.session() as session:
        assert run(session) == 0


async def test_keys_that_follow_an_answer_take_no_other_screen_away() -> None:
    app, _gate = small_app(3)
    async with app.run_test() as pilot:
        await pilot.pause()
        answers: list[str | None] = []
        question = Confirm("¿Enviar?", "", [Answer("yes", "Sí", "s")])
        await app.push_screen(question, answers.append)
        assert isinstance(app.screen, Confirm)
        for _again in range(3):
            question.post_message(events.Key("s", "s"))
        await pilot.pause()
        assert answers == ["yes"]
        assert isinstance(app.screen, InboxScreen)


def test_a_home_with_faults_is_told_by_the_caller(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "social-console.toml").write_text("language = 3\n", "utf-8")
    driven(monkeypatch)
    session: Any = Session(tmp_path, "ana")
    with session, pytest.raises(ConsoleError):
        run(session)
