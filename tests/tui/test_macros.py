"""Macros of rules.yaml in the console: their key, the `:` line, one undo."""

from __future__ import annotations

from pathlib import Path

from social_console.publish import publish
from social_console.store import Inbox
from social_console.tui.app import ConsoleApp
from social_console.tui.commands import commands
from tests.tui.real import LINES, WIDE, Home, ready, screen_text, until

MACROS = """
macros:
  apagón: {key: F4, title: Apagón, do: [claim, {tag: [electricidad]}, {priority: urgent}]}
"""


def with_macros(folder: Path) -> Home:
    """Messages, and rules with a macro in force."""
    home = Home(folder)
    home.add(*LINES)
    session = home.session()
    path = session.settings.rules_file
    path.write_text(path.read_text(encoding="utf-8") + MACROS, encoding="utf-8")
    with Inbox.open(session.settings.database) as inbox:
        publish(inbox, path, by=session.operator)
    return home


async def test_a_macro_is_done_by_its_key_or_name_and_undone_at_once(tmp_path: Path) -> None:
    home = with_macros(tmp_path)
    app = ConsoleApp(home.session())
    async with app.run_test(size=WIDE) as pilot:
        await ready(pilot, app)
        moment = app.inbox_screen.moments.moment
        assert moment is not None
        await pilot.press("f4")
        await until(pilot, lambda: "electricidad" in home.row(moment).tags)
        assert home.row(moment).owner == "ana" and home.row(moment).priority.label == "urgent"
        await until(pilot, lambda: app.inbox_screen.acting.can_undo)
        await pilot.press("z")
        await until(pilot, lambda: "electricidad" not in home.row(moment).tags)
        assert home.row(moment).owner != "ana"
        await pilot.press("f5")
        await until(pilot, lambda: "F5" in screen_text(app))
        assert any("Apagón" in each.title for each in commands(app))
