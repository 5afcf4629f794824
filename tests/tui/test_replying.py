"""The composer where an answer is too long, or where the thread changes while somebody writes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.screen import Screen

from social_console import store
from social_console.desk import Composing
from social_console.model import Item, Mention, Revision, Tombstone, Visibility
from social_console.store import Arrival
from social_console.tui.app import ConsoleApp
from social_console.tui.screens.dialogs import Confirm
from social_console.tui.screens.reply import ReplyScreen
from social_console.tui.screens.review import Review
from social_console.tui.widgets.gauge import gauge
from tests.tui.real import LINES, NARROW, NOW, WIDE, Home, ready, screen_text, until

LONG = " ".join(f"Frase número {n} de esta respuesta." for n in range(18))


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """Six moments; posts on X are short."""
    made = Home(tmp_path)
    with (tmp_path / "social-console.toml").open("a", encoding="utf-8") as file:
        file.write("maximum = 280\n")  # of the last account, `prados`
    made.add(*LINES)
    return made


def arrives(home: Home, moment: int, change: str) -> None:
    """What `collect` finds when it looks at the message again."""
    with home.session() as session, session.inbox.writing() as tx:
        (one,) = store.detail(tx, moment).thread
        item = changed(one.mention, change)
        arrival = Arrival(institution=one.institution, item=item)
        reopen_within = timedelta(days=30)
        promises = session.rules.promises
        store.store_arrivals(tx, [arrival], promises=promises, now=NOW, reopen_within=reopen_within)


def changed(mention: Mention, change: str) -> Item:
    if change == "deleted":
        return Tombstone(id=mention.id, channel=mention.channel, account=mention.account, deleted_at=NOW)
    return Revision(mention=replace(mention, text=change), edited_at=NOW)


@asynccontextmanager
async def answering(
    home: Home, moment: int, *, shows: type[Screen[Any]] = ReplyScreen, size: tuple[int, int] = WIDE
) -> AsyncIterator[tuple[ConsoleApp, Pilot[int]]]:
    """The console after `r` on a moment, once it shows the composer, or what it asks before."""
    app = ConsoleApp(home.session())
    async with app.run_test(size=size) as pilot:
        await ready(pilot, app)
        app.inbox_screen.moments.to(app.inbox_screen.moments.ids.index(moment))
        await pilot.press("r")
        await until(pilot, lambda: isinstance(app.screen, shows) and app.screen.is_mounted)
        yield app, pilot


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_what_is_too_long_goes_as_a_numbered_thread_that_is_shown_first(
    home: Home, size: tuple[int, int]
) -> None:
    moment = home.moment("El parque")
    async with answering(home, moment, size=size) as (app, pilot):
        screen = app.screen
        assert isinstance(screen, ReplyScreen)
        assert not screen.query_one("#do-split").display
        screen.text.insert(LONG)
        await until(pilot, lambda: "ctrl+n: en 3 publicaciones" in screen_text(app))
        assert screen.query_one("#do-split").display
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "Ctrl+N la envía en 3" in screen_text(app))
        assert home.replies("queued") == []
        await pilot.press("ctrl+n")
        await until(pilot, lambda: isinstance(app.screen, Review))
        await until(pilot, lambda: "── 1/3 · " in screen_text(app))
        assert "3 publicaciones" in screen_text(app)
        box, last = app.screen.query_one(".box"), app.screen.query_one("#do-abort")
        assert box.region.contains_region(last.region), "the buttons are not pushed out"
        await pilot.press("y")
        await until(pilot, lambda: len(home.replies("queued")) == 3)
        assert [each.text[-5:] for each in home.replies("queued")] == ["(1/3)", "(2/3)", "(3/3)"]
        await until(pilot, lambda: app.inbox_screen.notice is not None and app.inbox_screen.notice.counting)
        await pilot.press("z")
        await until(pilot, lambda: isinstance(app.screen, ReplyScreen))
        assert [each.text for each in home.replies("draft")] == [LONG]
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is app.inbox_screen)


async def test_a_short_reply_is_no_thread(home: Home) -> None:
    moment = home.moment("El parque")
    async with answering(home, moment, size=NARROW) as (app, pilot):
        await pilot.press(*"Vamos", "ctrl+n")
        await until(pilot, lambda: "Cabe en una publicación" in screen_text(app))
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is app.inbox_screen)


async def test_an_edit_while_somebody_writes_is_shown_with_both_texts(home: Home) -> None:
    moment = home.moment("El parque")
    async with answering(home, moment) as (app, pilot):
        await pilot.press(*"Vamos")
        arrives(home, moment, "El parque ya tiene luz")
        await until(pilot, lambda: isinstance(app.screen, ReplyScreen) and app.screen.arrived == 1)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, Confirm))
        shown = screen_text(app)
        assert "− El parque está muy oscuro" in shown
        assert "+ El parque ya tiene luz" in shown
        await pilot.press("escape")  # back to the text, which has seen it
        await until(pilot, lambda: isinstance(app.screen, ReplyScreen))
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, Review))
        await pilot.press("y")
        await until(pilot, lambda: home.replies("queued"))


async def test_a_deletion_may_be_answered_all_the_same_or_not_at_all(home: Home) -> None:
    moment = home.moment("El parque")
    with home.session() as session:
        session.desk.save(session.desk.compose(moment).reply_id, "Vamos")
    arrives(home, moment, "deleted")
    async with answering(home, moment, shows=Confirm) as (app, pilot):
        assert "borró el mensaje" in screen_text(app)
        await pilot.press("d")
        await until(pilot, lambda: [each.state.value for each in home.replies()] == ["cancelled"])
        await until(pilot, lambda: app.screen is app.inbox_screen)


async def test_news_between_the_last_look_and_the_queue_may_be_sent_past_on_purpose(home: Home) -> None:
    moment = home.moment("El parque")
    async with answering(home, moment) as (app, pilot):
        await pilot.press(*"Vamos", "ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, Review))
        arrives(home, moment, "deleted")
        await pilot.press("y")
        await until(pilot, lambda: isinstance(app.screen, Confirm))
        assert home.replies("queued") == []
        await pilot.press("s")
        await until(pilot, lambda: home.replies("queued"))


async def test_a_reply_that_news_has_held_can_be_dropped(home: Home) -> None:
    moment = home.moment("El parque")
    with home.session() as session:
        composing = session.desk.compose(moment)
        session.desk.send(composing.reply_id, "Vamos", seen=composing.seen, later=NOW)
    arrives(home, moment, "El parque ya tiene luz")
    with home.session() as session:
        from social_console.outbox import send_due

        assert send_due(session.inbox, session.settings, None, session.rules).fell_short
    async with answering(home, moment, shows=Confirm) as (app, pilot):
        assert "se cambió después" in screen_text(app)
        await pilot.press("d")
        await until(pilot, lambda: [each.state.value for each in home.replies()] == ["cancelled"])


async def test_a_template_put_in_while_news_came_does_not_hide_it(home: Home) -> None:
    moment = home.moment("El parque")
    async with answering(home, moment) as (app, pilot):
        arrives(home, moment, "El parque ya tiene luz")
        await until(pilot, lambda: isinstance(app.screen, ReplyScreen) and app.screen.arrived == 1)
        await pilot.press("ctrl+t")
        await until(pilot, lambda: not isinstance(app.screen, ReplyScreen))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ReplyScreen) and "Folio" in app.screen.text.text)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, Confirm))
        assert "+ El parque ya tiene luz" in screen_text(app)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, ReplyScreen))
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is app.inbox_screen)


@pytest.fixture
def composing() -> Composing:
    """A reply on X, which charges."""
    return Composing(
        reply_id=1,
        moment=1,
        text="",
        subject=None,
        target=1,
        to="@maria",
        account="prados",
        channel="x",
        visibility=Visibility.PUBLIC,
        seen=1,
        limit=280,
        threads=True,
        cost=lambda text: 0.2 if "https://" in text else 0.015,
        left=0.096,
    )


def test_the_gauge_says_what_it_costs_and_when_the_budget_does_not_reach(composing: Composing) -> None:
    assert "cuesta 0.015 USD · Después quedan 0.08 dólares" in gauge(composing, "Vamos.", 0, "").plain
    assert "cuesta 0.045 USD" in gauge(composing, LONG, 0, "").plain
    beyond = gauge(composing, "Vea https://prados.example", 0, "").plain
    assert "pasa del presupuesto" in beyond
    assert "cuesta" not in gauge(replace(composing, cost=None), "Vamos.", 0, "").plain
    numbers = "Esta respuesta pública mostraría"
    assert numbers in gauge(composing, "Llame al 809-555-0134.", 0, "").plain, "as it is typed"
    assert numbers not in gauge(composing, "Llame.", 0, "").plain


def test_only_what_a_template_may_name_is_to_be_filled_in(composing: Composing) -> None:
    """As sending it has it."""
    assert "falta completar {place}  cuesta" in gauge(composing, "Vaya a {place}, {place}.", 0, "").plain
    assert "falta completar" not in gauge(composing, "Escriba {nombre} entre llaves.", 0, "").plain
