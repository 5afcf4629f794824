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


async def test_a_filter_too_says_how_many_stand_behind_its_lines(tmp_path: Path) -> None:
    app = ConsoleApp(storm(tmp_path).session())
    async with app.run_test(size=WIDE) as pilot:
        await ready(pilot, app)
        await pilot.press("slash", *"puente", "enter")
        await until(pilot, lambda: "1/1 · 3 casos" in screen_text(app))


async def test_a_storm_that_grows_is_no_more_behind_the_lines_that_are_shown(tmp_path: Path) -> None:
    home = storm(tmp_path)
    app = ConsoleApp(home.session())
    async with app.run_test(size=WIDE) as pilot:
        await ready(pilot, app)
        await until(pilot, lambda: "/3 · 5 casos" in screen_text(app))
        other = "Que alguien recoja la basura de la calle Mella, ya no se puede pasar"
        home.add(*(line(0.1 * n, f"@prados{n} {other}") for n in range(1, 4)))
        await until(pilot, lambda: app.inbox_screen.watching.arrived == 1)
        assert "/3 · 5 casos   1 nuevo" in screen_text(app)
        await pilot.press("u")
        await until(pilot, lambda: "/4 · 8 casos" in screen_text(app))


async def test_when_the_line_of_a_storm_is_dealt_with_the_next_of_it_is_there(tmp_path: Path) -> None:
    home = storm(tmp_path)
    app = ConsoleApp(home.session())
    async with app.run_test(size=WIDE) as pilot:
        await ready(pilot, app)
        screen = app.inbox_screen
        shown = next(id_ for id_ in screen.moments.ids if times(app, id_) == 3)
        screen.moments.to(list(screen.moments.ids).index(shown))
        await pilot.press("d", "1")
        await until(pilot, lambda: str(home.row(shown).status) == "dismissed")
        await until(pilot, lambda: (screen.crumbs.total, screen.crumbs.behind) == (3, 4))
        assert shown not in screen.moments.ids and screen.watching.arrived == 0
        assert any(
            one in screen.moments.ids
            for one in (home.moment("RT @vecino1"), home.moment("😡"), home.moment("@prados El"))
        )


async def test_those_of_a_storm_that_the_view_does_not_hold_are_told_of(tmp_path: Path) -> None:
    home = storm(tmp_path)
    with home.session() as session:
        session.desk.dismiss(home.moment("😡"), "spam")
    app = ConsoleApp(home.session())
    async with app.run_test(size=WIDE) as pilot:
        await ready(pilot, app)
        screen = app.inbox_screen
        shown = next(id_ for id_ in screen.moments.ids if times(app, id_) == 3)
        screen.moments.to(list(screen.moments.ids).index(shown))
        await pilot.press("=")
        await until(pilot, lambda: "Aquí están 2 de 3; «Todos» muestra también los demás" in screen_text(app))
        await pilot.press("9")
        await until(pilot, lambda: len(screen.moments.ids) == 3)
