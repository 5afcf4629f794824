"""The list is virtual: it reads what is seen, follows moments and not places, and marks."""

from __future__ import annotations

from array import array

from textual import events
from textual.geometry import Size
from textual.pilot import Pilot

from social_console.tui.app import ConsoleApp
from social_console.tui.widgets.moments import CHUNK, MomentList
from tests.tui.small import Session, SmallGate, small_app

NARROW, WIDE = (80, 24), (160, 48)


async def settled(pilot: Pilot[int]) -> MomentList:
    """The list, once the first rows have come."""
    app = pilot.app
    assert isinstance(app, ConsoleApp)
    for _ in range(100):
        await pilot.pause(0.02)
        if app.inbox_screen.moments.row is not None and app.inbox_screen.pane.seen is not None:
            break
    return app.inbox_screen.moments


async def test_at_100_000_moments_only_visible_chunks_are_read() -> None:
    app, gate = small_app(100_000)
    async with app.run_test(size=WIDE) as pilot:
        moments = await settled(pilot)
        assert len(moments.ids) == 100_000
        assert gate.rows_read <= 2 * CHUNK
        await pilot.press("G")
        await settled(pilot)
        assert moments.moment == 100_000
        assert gate.rows_read <= 4 * CHUNK
        assert 50_000 not in gate.asked


async def test_the_cursor_moves_to_both_ends_and_by_pages() -> None:
    app, _gate = small_app(500)
    async with app.run_test(size=NARROW) as pilot:
        moments = await settled(pilot)
        await pilot.press("j", "j", "k")
        assert moments.moment == 2
        await pilot.press("end")
        assert moments.moment == 500
        await pilot.press("pageup")
        assert 480 <= (moments.moment or 0) < 500
        await pilot.press("home")
        assert moments.moment == 1


async def test_space_marks_and_moves_on_and_escape_unmarks() -> None:
    app, _gate = small_app(50)
    async with app.run_test(size=NARROW) as pilot:
        moments = await settled(pilot)
        await pilot.press("space", "space", "j", "space")
        assert moments.marks == {1, 2, 4}
        assert "3 marcados" in app.inbox_screen.crumbs.content().plain
        await pilot.press("escape")
        assert not moments.marks
        await pilot.press("asterisk")
        assert len(moments.marks) == 50


async def test_after_the_current_one_leaves_the_next_is_under_the_cursor() -> None:
    app, _gate = small_app(20)
    async with app.run_test(size=NARROW) as pilot:
        moments = await settled(pilot)
        await pilot.press("j", "j")
        assert moments.moment == 3
        moments.drop({3})
        assert moments.moment == 4
        moments.drop({1, 2})
        assert moments.moment == 4
        moments.drop(set(range(1, 21)))
        assert moments.moment is None
        assert list(moments.ids) == []


async def test_a_list_read_anew_keeps_the_cursor_on_its_moment() -> None:
    app, _gate = small_app(20)
    async with app.run_test(size=NARROW) as pilot:
        moments = await settled(pilot)
        await pilot.press("j", "j")
        moments.show(array("q", [40, 30, 20, 3, 2, 1]), follow=3)
        assert moments.moment == 3


async def test_one_line_or_two_for_a_row() -> None:
    app, _gate = small_app(20)
    async with app.run_test(size=NARROW) as pilot:
        moments = await settled(pilot)
        assert moments.virtual_size.height == 40
        await pilot.press("v")
        assert moments.virtual_size.height == 20


async def test_a_view_with_nothing_in_it_says_so() -> None:
    gate = SmallGate(0)
    app = ConsoleApp(Session())
    app.gate = gate
    async with app.run_test(size=NARROW) as pilot:
        await pilot.pause(0.3)
        assert app.inbox_screen.moments.moment is None
        await pilot.press("c")
        await pilot.pause(0.05)
        assert app.inbox_screen.notice is not None
        assert "ningún caso" in app.inbox_screen.notice.text


async def test_a_stale_size_does_not_make_the_screen_chase_itself() -> None:
    """Two sizes in flight at once, as when a window's edge is dragged."""
    app, _gate = small_app(20)
    async with app.run_test(size=NARROW) as pilot:
        await settled(pilot)
        laid_out = 0
        lay_out = app.inbox_screen._screen_resized

        def counted(size: Size) -> None:
            nonlocal laid_out
            laid_out += 1
            lay_out(size)

        app.inbox_screen._screen_resized = counted  # type: ignore[method-assign]
        for height in (25, 24, 25, 24):
            app.inbox_screen.post_message(events.Resize(Size(80, height), Size(80, height), Size(80, height)))
            app.inbox_screen.call_next(lambda: None)
        await pilot.pause(0.3)
        assert laid_out <= 4


async def test_an_act_on_too_many_marks_is_refused_with_the_number() -> None:
    app, _gate = small_app(5_000)
    async with app.run_test(size=NARROW) as pilot:
        await settled(pilot)
        await pilot.press("asterisk", "t")
        await pilot.pause(0.05)
        assert app.inbox_screen.notice is not None
        assert "2\N{NO-BREAK SPACE}000 como mucho" in app.inbox_screen.notice.text


async def test_views_open_by_digit_by_tab_and_by_a_click() -> None:
    app, _gate = small_app(20)
    async with app.run_test(size=NARROW) as pilot:
        await settled(pilot)
        await pilot.press("2")
        assert app.inbox_screen.view.key == "overdue"
        await pilot.press("tab")
        assert app.inbox_screen.view.key == "mine"
        await pilot.press("shift+tab", "shift+tab")
        assert app.inbox_screen.view.key == "to_reply"
        await pilot.click("#viewline", offset=(26, 0))
        assert app.inbox_screen.view.key == "overdue"
    async with small_app(20)[0].run_test(size=WIDE) as pilot:
        await settled(pilot)
        await pilot.click("#views", offset=(5, 3))
        assert isinstance(pilot.app, ConsoleApp)
        assert pilot.app.inbox_screen.view.key == "mine"
