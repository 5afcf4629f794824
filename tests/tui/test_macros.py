"""Macros of rules.yaml in the console: their key, the `:` line, one undo."""

from __future__ import annotations

from pathlib import Path

from social_console.publish import publish
from social_console.store import Inbox
from social_console.tui.app import ConsoleApp
from social_console.tui.commands import commands
from social_console.tui.screens.help import inbox_groups
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


async def test_the_keys_name_the_macros_in_force_and_no_others(tmp_path: Path) -> None:
    home = with_macros(tmp_path)
    path = home.folder / "rules.yaml"
    path.write_text(path.read_text("utf-8").replace("key: F4", "key: F6"), "utf-8")
    app = ConsoleApp(home.session())
    async with app.run_test(size=WIDE) as pilot:
        await ready(pilot, app)
        await pilot.press("f6")
        await until(pilot, lambda: "F6: las reglas en vigor no tienen ningún atajo" in screen_text(app))
        await pilot.press("question_mark")
        await until(pilot, lambda: "Atajos de rules.yaml" in screen_text(app))
        (macro,) = [line for line in screen_text(app).splitlines() if "F4" in line]
        assert "Apagón" in macro and "Tomar · Etiquetar electricidad · Prioridad urgente" in macro
        assert not [group for group in inbox_groups(app) for key in group.keys if key.keys in ("f5", "F6")]
