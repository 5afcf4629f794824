"""What many have posted is one line with a number; each of them still has a moment, one key away."""

from __future__ import annotations

from pathlib import Path

from social_console.tui.app import ConsoleApp
from tests.tui.real import WIDE, Home, line, ready, screen_text, until

STORM = "El puente de la calle Duarte se está cayendo, hagan algo por favor"


def storm(folder: Path) -> Home:
    """Three with the same words (another handle, another link), two with their own; one of them wrote last."""
    made = Home(folder)
    made.add(
        line(1, f"@prados {STORM}"),
        line(2, "¿Dónde se paga la basura?"),
        line(3, f"RT @vecino1: {STORM} https://x.example/1"),
        line(4, f"{STORM} 😡"),
        line(5, "Otra vez sin agua, ¿hasta cuándo?"),
    )
    return made


def times(app: ConsoleApp, moment: int) -> int:
    """How many moments hold the text of a line."""
    row = app.inbox_screen.moments.known[moment]
    assert row is not None
    return row.similar


async def test_a_storm_is_one_line_and_a_key_shows_each(tmp_path: Path) -> None:
    home = storm(tmp_path)
    app = ConsoleApp(home.session())
    async with app.run_test(size=WIDE) as pilot:
        await ready(pilot, app)
        screen = app.inbox_screen
        await until(pilot, lambda: "×3" in screen_text(app))
        assert len(screen.moments.ids) == 3
        assert screen.watching.counts["to_reply"] == 5, "the view still counts every moment"
        assert "/3 · 5 casos" in screen_text(app)
        shown = next(id_ for id_ in screen.moments.ids if times(app, id_) == 3)
        screen.moments.to(list(screen.moments.ids).index(shown))
        await pilot.press("=")
        await until(pilot, lambda: len(screen.moments.ids) == 3 and f"como:{shown}" in screen_text(app))
        assert {times(app, id_) for id_ in screen.moments.ids} == {3}
        await pilot.press("escape")
        await until(pilot, lambda: "/3 · 5 casos" in screen_text(app))


async def test_a_line_that_stands_for_itself_says_so(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.add(line(2, "¿Dónde se paga la basura?"))
    app = ConsoleApp(home.session())
    async with app.run_test(size=WIDE) as pilot:
        await ready(pilot, app)
        await until(pilot, lambda: app.inbox_screen.moments.row is not None)
        await pilot.press("=")
        await until(pilot, lambda: "Ningún otro caso tiene este texto" in screen_text(app))
        assert len(app.inbox_screen.moments.ids) == 1


async def test_what_is_restricted_stands_for_itself(tmp_path: Path) -> None:
    """Whether its words are those of others would say what they are."""
    home = storm(tmp_path)
    with home.session() as session, session.inbox.writing() as tx:
        tx.exec_driver_sql("UPDATE moment SET restrict = 1 WHERE id = ?", (home.moment("😡"),))
    app = ConsoleApp(home.session())
    async with app.run_test(size=WIDE) as pilot:
        await ready(pilot, app)
        assert len(app.inbox_screen.moments.ids) == 4
