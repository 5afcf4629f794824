"""A restricted moment on the screen: seen to exist, read and acted on by its own people only."""

from __future__ import annotations

from pathlib import Path

import pytest

from social_console.tui.app import ConsoleApp
from tests.tui.real import LINES, RULES, WIDE, Home, ready, screen_text, until

RULE = """
  - id: parque
    when: {text: {words: [oscuro]}}
    then: {tag: [denuncia], assign: aseo, restrict: true}
    tests:
      - {text: "está oscuro", expect: match}
      - {text: "gracias", expect: no_match}
views:"""


def home_of(folder: Path) -> Home:
    home = Home(folder)
    (folder / "rules.yaml").write_text(RULES.replace("\nviews:", RULE), "utf-8")
    home.add(*LINES)
    return home


async def test_others_see_that_it_exists_and_cannot_act(tmp_path: Path) -> None:
    home = home_of(tmp_path)
    moment = home.moment("oscuro")
    app = ConsoleApp(home.session("luis"))
    async with app.run_test(size=WIDE) as pilot:
        await ready(pilot, app)
        screen = app.inbox_screen
        await pilot.press("slash", *"denuncia", "enter")
        await until(pilot, lambda: not screen.moments.ids)
        await pilot.press("escape", "slash", *"tags:denuncia", "enter")
        await until(pilot, lambda: list(screen.moments.ids) == [moment] and screen.pane.seen is not None)
        await until(pilot, lambda: "Este caso es restringido" in screen_text(app))
        shown = screen_text(app)
        assert "RESTRINGIDO" in shown
        assert "oscuro" not in shown
        assert "vecino3" not in shown
        for key in ("t", "r", "n", "c"):
            screen.notice = None
            await pilot.press(key)
            await until(pilot, lambda: screen.notice is not None)
            assert app.screen is screen
        assert "restringido" in screen_text(app)
    assert home.row(moment).owner == "aseo"


@pytest.mark.parametrize(("who", "reads"), [("luis", False), ("ana", True)])
async def test_its_words_find_it_for_its_readers_only(tmp_path: Path, who: str, reads: bool) -> None:
    home = home_of(tmp_path)
    moment = home.moment("oscuro")
    app = ConsoleApp(home.session(who))
    async with app.run_test(size=WIDE) as pilot:
        await ready(pilot, app)
        await pilot.press("slash", *"oscuro", "enter")
        await until(pilot, lambda: list(app.inbox_screen.moments.ids) == ([moment] if reads else []))
        await until(pilot, lambda: ("El parque está muy oscuro" in screen_text(app)) is reads)
