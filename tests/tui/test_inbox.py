"""The console over a real inbox: triage and reply from the keyboard, filter, undo, arrivals, looks."""

from __future__ import annotations

from pathlib import Path

import pytest

from social_console.tui.app import ConsoleApp
from social_console.tui.screens.dialogs import Choose, Confirm
from social_console.tui.screens.reply import ReplyScreen
from social_console.tui.screens.review import Review
from social_console.tui.screens.write import NoteScreen
from tests.tui.real import LINES, NARROW, WIDE, Home, line, ready, screen_text, type_at_once, until


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """Six moments: two without water, one of them overdue with one other; one by e-mail."""
    made = Home(tmp_path)
    made.add(*LINES)
    return made


def written(app: ConsoleApp) -> str:
    """What stands in the composer."""
    assert isinstance(app.screen, ReplyScreen)
    return app.screen.text.text


async def test_the_first_screen_says_whose_inbox_it_is_and_counts_views(home: Home) -> None:
    app = ConsoleApp(home.session())
    async with app.run_test(size=WIDE) as pilot:
        await ready(pilot, app)
        await until(pilot, lambda: "POR QUÉ ESTÁ AQUÍ" in screen_text(app))
        shown = screen_text(app)
        for words in ("Ayuntamiento de Los Prados", "Falta responder", "Vencidos", "Míos", "Sin responsable", "Agua"):
            assert words in shown
        assert app.inbox_screen.watching.counts["to_reply"] == 6
        assert app.inbox_screen.watching.counts["overdue"] == 2


async def test_at_80_by_24_list_and_page_share_the_screen_and_enter_reads(home: Home) -> None:
    app = ConsoleApp(home.session())
    async with app.run_test(size=NARROW) as pilot:
        await ready(pilot, app)
        screen = app.inbox_screen
        assert screen.moments.size.height >= 8
        assert screen.pane.size.height >= 7
        assert max(len(one) for one in screen_text(app).splitlines()) <= 80
        await pilot.press("enter")
        await pilot.pause(0.05)
        assert screen.reading
        assert not screen.moments.display
        assert screen.pane.size.height >= 18
        await pilot.press("J")
        await pilot.pause(0.05)
        assert screen.moments.cursor == 1
        await pilot.press("escape")
        await pilot.pause(0.05)
        assert screen.moments.display and screen.moments.has_focus


async def test_closing_from_the_keyboard_brings_the_next_and_z_brings_it_back(home: Home) -> None:
    app = ConsoleApp(home.session())
    async with app.run_test(size=NARROW) as pilot:
        await ready(pilot, app)
        moments = app.inbox_screen.moments
        first, second = moments.ids[0], moments.ids[1]
        await pilot.press("c")
        await until(pilot, lambda: isinstance(app.screen, Choose))
        await pilot.press("1")
        await until(pilot, lambda: moments.moment == second)
        assert home.row(first).status == "closed"
        assert home.row(first).outcome == "resolved"
        await pilot.press("z")
        await until(pilot, lambda: first in moments.ids)
        assert home.row(first).status == "new"
        assert moments.moment == first


async def test_marks_are_done_together_counted_first_and_undone_at_once(home: Home) -> None:
    app = ConsoleApp(home.session())
    async with app.run_test(size=NARROW) as pilot:
        await ready(pilot, app)
        moments = app.inbox_screen.moments
        marked = list(moments.ids[:3])
        await pilot.press("space", "space", "space", "t")
        await until(pilot, lambda: isinstance(app.screen, Confirm))
        assert "3 casos" in screen_text(app)
        assert app.screen.focused is not None
        assert app.screen.focused.id == "answer-cancel"
        await pilot.press("s")
        await until(pilot, lambda: app.inbox_screen.acting.can_undo)
        assert {home.row(each).owner for each in marked} == {"ana"}
        assert not moments.marks
        await pilot.press("z")
        await until(pilot, lambda: not app.inbox_screen.acting.can_undo and home.row(marked[0]).owner is None)
        assert {home.row(each).owner for each in marked} == {None}


async def test_a_verb_that_is_not_possible_says_why(home: Home) -> None:
    app = ConsoleApp(home.session())
    async with app.run_test(size=NARROW) as pilot:
        await ready(pilot, app)
        await pilot.press("s")
        await until(pilot, lambda: app.inbox_screen.notice is not None)
        assert app.inbox_screen.notice is not None
        assert app.inbox_screen.notice.kind == "warn"
        assert len(app.inbox_screen.notice.text) > len("Soltar: ")


async def test_reply_review_send_countdown_and_undo(home: Home) -> None:
    app = ConsoleApp(home.session())
    moment = home.moment("El parque")
    async with app.run_test(size=NARROW) as pilot:
        await ready(pilot, app)
        app.inbox_screen.moments.to(app.inbox_screen.moments.ids.index(moment))
        await pilot.press("r")
        await until(pilot, lambda: isinstance(app.screen, ReplyScreen))
        assert "RESPUESTA PÚBLICA" in screen_text(app)
        assert "Publicar en X como prados" in screen_text(app)
        await pilot.press(*"En la caja.", "ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, Review))
        assert app.screen.focused is not None
        assert app.screen.focused.id == "do-edit"
        await pilot.press("y")
        await until(pilot, lambda: home.replies("queued"))
        reply = home.replies("queued")[0]
        assert (reply.text, reply.then, reply.author) == ("En la caja.", "waiting", "ana")
        await until(pilot, lambda: app.inbox_screen.notice is not None and app.inbox_screen.notice.counting)
        assert "z deshace" in screen_text(app)
        await until(pilot, lambda: app.inbox_screen.moments.moment != moment)
        await pilot.press("z")
        await until(pilot, lambda: isinstance(app.screen, ReplyScreen))
        assert written(app) == "En la caja."
        assert [each.state for each in home.replies("draft")] == ["draft"]
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is app.inbox_screen)


async def test_the_suggested_template_is_filled_and_an_unknown_variable_blocks(home: Home) -> None:
    app = ConsoleApp(home.session())
    async with app.run_test(size=WIDE) as pilot:
        await ready(pilot, app)
        moment = home.moment("Llevamos dos días")
        app.inbox_screen.moments.to(app.inbox_screen.moments.ids.index(moment))
        await pilot.press("r")
        await until(pilot, lambda: isinstance(app.screen, ReplyScreen))
        writer = app.screen
        assert isinstance(writer, ReplyScreen)
        assert writer.text.text.startswith("Buenas, Vecino. Gracias por avisar. Folio 2026-")
        await pilot.press("ctrl+t")
        await until(pilot, lambda: isinstance(app.screen, Choose))
        await pilot.press("2")
        await until(pilot, lambda: writer.text.text == "Venga a {place}.")
        await pilot.press("ctrl+s")
        await pilot.pause(0.2)
        assert app.screen is writer
        assert "Complete o quite antes: {place}" in screen_text(app)


async def test_the_draft_is_stored_while_one_types(home: Home) -> None:
    app = ConsoleApp(home.session())
    async with app.run_test(size=NARROW) as pilot:
        await ready(pilot, app)
        await pilot.press("G", "r")
        await until(pilot, lambda: isinstance(app.screen, ReplyScreen))
        await pilot.press(*"Buenas")
        await until(pilot, lambda: any("Buenas" in each.text for each in home.replies("draft")))


async def test_a_note_looks_like_nothing_that_goes_out(home: Home) -> None:
    app = ConsoleApp(home.session())
    async with app.run_test(size=NARROW) as pilot:
        await ready(pilot, app)
        moment = app.inbox_screen.moments.moment
        await pilot.press("n")
        await until(pilot, lambda: isinstance(app.screen, NoteScreen))
        assert "NOTA INTERNA" in screen_text(app)
        await pilot.press(*"vino ayer", "ctrl+s")
        await until(pilot, lambda: app.screen is app.inbox_screen and app.inbox_screen.acting.can_undo)
        assert moment is not None
        await until(pilot, lambda: "vino ayer" in screen_text(app))
        assert home.row(moment).status == "new"


async def test_the_filter_works_as_one_types_and_escape_goes_back_one_level(home: Home) -> None:
    app = ConsoleApp(home.session())
    async with app.run_test(size=NARROW) as pilot:
        await ready(pilot, app)
        moments = app.inbox_screen.moments
        await pilot.press("slash", *"agua")
        await until(pilot, lambda: len(moments.ids) == 2)
        await pilot.press("enter")
        await pilot.pause(0.1)
        assert moments.has_focus
        assert "agua" in app.inbox_screen.crumbs.content().plain
        await pilot.press("escape")
        await until(pilot, lambda: len(moments.ids) == 6)
        await pilot.press("slash", *"canal:email")
        await until(pilot, lambda: len(moments.ids) == 1)
        await pilot.press("escape")
        await until(pilot, lambda: len(moments.ids) == 6)


async def test_a_fault_in_the_filter_is_told_with_its_place_and_changes_nothing(home: Home) -> None:
    app = ConsoleApp(home.session())
    async with app.run_test(size=WIDE) as pilot:
        await ready(pilot, app)
        await pilot.press("slash", *"agua (")
        await until(pilot, lambda: "carácter" in screen_text(app))
        await pilot.press("escape")
        await until(pilot, lambda: len(app.inbox_screen.moments.ids) == 6)


async def test_arrivals_announce_themselves_and_do_not_move_the_cursor(home: Home) -> None:
    app = ConsoleApp(home.session())
    async with app.run_test(size=NARROW) as pilot:
        await ready(pilot, app)
        screen = app.inbox_screen
        await pilot.press("j", "j")
        at, order = screen.moments.moment, list(screen.moments.ids)
        home.add(line(0, "Se cayó un árbol en la avenida"), line(4, "Estamos sin agua también aquí"))
        await screen.watching.poll()
        assert screen.watching.arrived == 2
        assert "2 nuevos ↑" in screen.crumbs.content().plain
        assert screen.moments.moment == at
        assert list(screen.moments.ids) == order
        await pilot.press("u")
        await until(pilot, lambda: len(screen.moments.ids) == 8)
        assert screen.moments.moment == at


async def test_news_in_the_thread_is_shown_before_a_reply_goes_out(home: Home) -> None:
    app = ConsoleApp(home.session())
    moment = home.moment("El parque")
    async with app.run_test(size=WIDE) as pilot:
        await ready(pilot, app)
        app.inbox_screen.moments.to(app.inbox_screen.moments.ids.index(moment))
        await pilot.press("r")
        await until(pilot, lambda: isinstance(app.screen, ReplyScreen))
        await pilot.press(*"Vamos mañana")
        home.add(line(2.5, "Ya lo arreglaron, gracias", id="otro", conversation="c3", author={"handle": "vecino3"}))
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, Review))
        await pilot.press("y")
        await until(pilot, lambda: isinstance(app.screen, Confirm))
        assert "La conversación ha avanzado" in screen_text(app)
        assert home.replies("queued") == []
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, ReplyScreen))
        assert "Ya lo arreglaron" in screen_text(app)
        assert written(app) == "Vamos mañana"


async def test_a_colleagues_draft_is_shown_and_asked_about(home: Home) -> None:
    moment = home.moment("El parque")
    with home.session("luis") as luis:
        composing = luis.desk.compose(moment)
        luis.desk.save(composing.reply_id, "Lo veo yo")
    app = ConsoleApp(home.session())
    async with app.run_test(size=NARROW) as pilot:
        await ready(pilot, app)
        app.inbox_screen.moments.to(app.inbox_screen.moments.ids.index(moment))
        await pilot.press("r")
        await until(pilot, lambda: isinstance(app.screen, Confirm))
        assert "luis" in screen_text(app)
        assert "Lo veo yo" in screen_text(app)
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is app.inbox_screen)


async def test_an_auditor_reads_and_does_nothing(home: Home) -> None:
    app = ConsoleApp(home.session("eva"))
    async with app.run_test(size=NARROW) as pilot:
        await ready(pilot, app)
        assert "SOLO LECTURA" in screen_text(app)
        await pilot.press("c")
        await until(pilot, lambda: app.inbox_screen.notice is not None)
        assert app.screen is app.inbox_screen


async def test_the_line_takes_verbs_in_both_languages(home: Home) -> None:
    app = ConsoleApp(home.session())
    async with app.run_test(size=NARROW) as pilot:
        await ready(pilot, app)
        moment = app.inbox_screen.moments.moment
        assert moment is not None
        await pilot.press("colon", *"etiquetar luz", "enter")
        await until(pilot, lambda: "luz" in home.row(moment).tags)
        await pilot.press("colon", *"tag poste", "enter")
        await until(pilot, lambda: "poste" in home.row(moment).tags)
        await pilot.press("colon", *"vencidos", "enter")
        await until(pilot, lambda: app.inbox_screen.view.key == "overdue")


@pytest.mark.parametrize("typed", [":tomar", "/agua", "/a b"])
async def test_letters_that_arrive_together_with_the_key_that_opens_the_line_do_no_verb(home: Home, typed: str) -> None:
    """Over a slow line, or pasted: `t` alone would take the moment, `r` answer it."""
    app = ConsoleApp(home.session())
    async with app.run_test(size=NARROW) as pilot:
        await ready(pilot, app)
        moment = app.inbox_screen.moments.moment
        assert moment is not None
        type_at_once(app, typed)
        await until(pilot, lambda: app.inbox_screen.prompt.entry.value == typed[1:])
        await until(pilot, lambda: typed in screen_text(app))
        await pilot.press("x")
        assert app.inbox_screen.prompt.entry.value == typed[1:] + "x"
        assert app.screen is app.inbox_screen and not app.inbox_screen.moments.marks
        assert home.row(moment).owner is None
        await pilot.press("escape")
        await pilot.press("slash", *"luz", "enter", "slash", "x")
        assert app.inbox_screen.prompt.entry.value == "x", "the filter that stands there is typed over"
        await pilot.press("escape")


@pytest.mark.parametrize("typed", ["rtq", "ntq", "ctd"])
async def test_letters_typed_before_what_a_key_opens_stands_do_no_verb(home: Home, typed: str) -> None:
    """`t` alone would take the moment, `q` leave, `d` ask a second time."""
    app = ConsoleApp(home.session())
    async with app.run_test(size=NARROW) as pilot:
        await ready(pilot, app)
        moment = app.inbox_screen.moments.moment
        assert moment is not None
        type_at_once(app, typed)
        await until(pilot, lambda: app.screen is not app.inbox_screen)
        assert len(app.screen_stack) == 2
        assert not app.inbox_screen.acting.opening
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is app.inbox_screen)
        assert home.row(moment).owner is None
        await pilot.press("t")
        await until(pilot, lambda: home.row(moment).owner == "ana")


async def test_leaving_asks_while_a_reply_waits_and_ctrl_c_never_leaves(home: Home) -> None:
    with home.session() as session:
        composing = session.desk.compose(home.moment("El parque"))
        session.desk.send(composing.reply_id, "Vamos", seen=composing.seen)
    app = ConsoleApp(home.session())
    async with app.run_test(size=NARROW) as pilot:
        await ready(pilot, app)
        await pilot.press("ctrl+c")
        await pilot.pause(0.1)
        assert app.is_running
        await pilot.press("q")
        await until(pilot, lambda: isinstance(app.screen, Confirm))
        assert "no ha salido" in screen_text(app)
        await pilot.press("escape")
        await pilot.pause(0.05)
        assert app.is_running
        await pilot.press("q")
        await until(pilot, lambda: isinstance(app.screen, Confirm))
        await pilot.press("q")
        await until(pilot, lambda: not app.is_running)
    assert app.return_code == 0


async def test_english_where_the_settings_say_so(tmp_path: Path) -> None:
    english = Home(tmp_path, language="en")
    english.add(*LINES)
    app = ConsoleApp(english.session())
    async with app.run_test(size=WIDE) as pilot:
        await ready(pilot, app)
        shown = screen_text(app)
        assert "Needs reply" in shown
        assert "WHY IT IS HERE" in shown


async def test_help_shows_the_keys_and_why_one_cannot(home: Home) -> None:
    app = ConsoleApp(home.session())
    async with app.run_test(size=WIDE) as pilot:
        await ready(pilot, app)
        await pilot.press("question_mark")
        await pilot.pause(0.2)
        shown = screen_text(app)
        assert "Acciones" in shown
        assert "✗" in shown
        await pilot.press("escape")
        await pilot.pause(0.05)
        assert app.screen is app.inbox_screen


async def test_a_postponed_draft_is_marked_in_the_list_and_found_again(home: Home) -> None:
    app = ConsoleApp(home.session())
    async with app.run_test(size=WIDE) as pilot:
        await ready(pilot, app)
        screen = app.inbox_screen
        moment = screen.moments.moment
        await pilot.press("r")
        await until(pilot, lambda: isinstance(app.screen, ReplyScreen))
        await pilot.press(*"hola", "escape")
        await until(pilot, lambda: app.screen is screen and screen.notice is not None)
        await until(pilot, lambda: "✎ borrador" in screen_text(app))
        await pilot.press("slash", *"es:borrador", "enter")
        await until(pilot, lambda: list(screen.moments.ids) == [moment])
        await pilot.press("r")
        await until(pilot, lambda: isinstance(app.screen, ReplyScreen) and "hola" in written(app))


async def test_at_80_columns_views_stand_whole(home: Home) -> None:
    app = ConsoleApp(home.session())
    async with app.run_test(size=NARROW) as pilot:
        await ready(pilot, app)
        await until(pilot, lambda: screen_text(app).splitlines()[1].rstrip().endswith("›"))
        await pilot.press("9")
        await until(pilot, lambda: "Agua" in screen_text(app).splitlines()[1])
        assert not screen_text(app).splitlines()[1].rstrip().endswith("›")
