"""Strings of strangers: nothing but plain text reaches the terminal, and nothing in them is obeyed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual.app import App

from social_console.errors import ConsoleError, Transient
from social_console.tui.app import ConsoleApp
from social_console.tui.commands import escaped
from social_console.tui.failing import report, sentence
from social_console.tui.ports import Opening, Seen
from social_console.tui.screens.reply import ReplyScreen
from social_console.tui.screens.review import Decision, Letter, Review
from social_console.tui.widgets.bars import Health, Reading, Whose
from social_console.tui.widgets.entry import PlainInput
from social_console.tui.widgets.views import View, views_of
from tests.hostile import CORPUS, harmful
from tests.tui.real import Home, line, ready, screen_text, until
from tests.tui.small import NOW, Session, SmallGate, detail, row


class HostileGate(SmallGate):
    """Every text that a stranger gives is `text`."""

    def __init__(self, text: str) -> None:
        super().__init__(3)
        self.text = text

    def open(self) -> Opening:
        opening = super().open()
        return replace(opening, whose=Whose(self.text, self.text, demo=True))

    def views(self) -> tuple[View, ...]:
        return views_of({"mala": self.text})

    def rows(self, ids: Any) -> Any:
        return [self._row(each) for each in super().rows(ids)]

    def _row(self, one: Any) -> Any:
        text = self.text
        return replace(
            one, text=text, author=text, author_name=text, tags=(text,), owner=text, channel=text, account=text,
            subject=text, folio=one.folio, url=text, standard=text, outcome=text, dismissed_reason=text,
        )  # fmt: skip

    def seen(self, moment: int) -> Seen:
        text, whole = self.text, detail(moment)
        thread = tuple(
            replace(each, mention=replace(each.mention, text=text, subject=text, url=text, account=text,
                    author=replace(each.mention.author, name=text, handle=text)))
            for each in whole.thread
        )  # fmt: skip
        return Seen(replace(whole, row=self._row(row(moment)), thread=thread), (), text)

    def compose(self, moment: int, template: str | None = None) -> Any:
        made = super().compose(moment, template)
        return replace(made, to=self.text, account=self.text, subject=self.text, warnings=(self.text,), text=self.text)

    def health(self) -> Health:
        return Health((Reading(self.text, NOW, blind=True),), unpublished=True, faults=self.text)


def clean(app: App[Any]) -> None:
    """Nothing on the screen that a terminal would obey, no link, no action."""
    strips = app.screen._compositor.render_strips()
    assert [found for strip in strips for found in harmful(strip.text, newlines=False)] == []
    for strip in strips:
        for segment in strip:
            assert segment.style is None or segment.style.link is None
            assert "@click" not in (segment.style.meta if segment.style else {})


NARROW, WIDE = (80, 24), (160, 48)


@pytest.mark.parametrize(("name", "size"), [*((name, NARROW) for name in CORPUS), ("link", WIDE), ("action", WIDE)])
async def test_every_screen_shows_hostile_strings_as_plain_text(name: str, size: tuple[int, int]) -> None:
    app = ConsoleApp(Session())
    app.gate = HostileGate(CORPUS[name])
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: app.inbox_screen.moments.row is not None and app.inbox_screen.pane.seen is not None)
        await pilot.pause(0.1)
        clean(app)
        await pilot.press("enter", "end")
        clean(app)
        await pilot.press("escape", "question_mark")
        await pilot.pause(0.05)
        clean(app)
        await pilot.press("escape", "ctrl+p")
        await pilot.pause(0.2)
        clean(app)
        await pilot.press("escape", "r")
        await until(pilot, lambda: isinstance(app.screen, ReplyScreen))
        await pilot.pause(0.05)
        clean(app)
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is app.inbox_screen)
        app.inbox_screen.say(CORPUS[name], "error")
        await pilot.pause(0.05)
        clean(app)
        assert app.is_running


async def test_a_real_inbox_full_of_them_is_read_from_end_to_end(tmp_path: Path) -> None:
    home = Home(tmp_path)
    for number, text in enumerate(CORPUS.values()):
        bare = text.replace("\x00", "")
        author = {"id": f"c{number}", "handle": f"h{bare[:100]}", "name": bare[:100]}
        home.add(line(number, f"agua {bare}", author=author, subject=bare[:500], url=f"https://x.example/{bare[:100]}"))
    app = ConsoleApp(home.session())
    async with app.run_test(size=NARROW) as pilot:
        await ready(pilot, app)
        await pilot.press("enter")
        for _moment in app.inbox_screen.moments.ids:
            await pilot.pause(0.05)
            clean(app)
            await pilot.press("l", "J")
        clean(app)
        await pilot.press("escape")
        await pilot.pause(0.05)
        clean(app)


@pytest.mark.parametrize("name", ["link", "clipboard", "c1", "action", "markup", "bidi"])
async def test_the_review_shows_what_is_sent_and_obeys_nothing(name: str) -> None:
    text = CORPUS[name]
    app = ConsoleApp(Session())
    app.gate = SmallGate(3)
    letter = Letter(
        text=text, subject=text, channel=text, account=text, to=text, visibility="public", warnings=(text,)
    )  # fmt: skip
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause(0.1)
        app.push_screen(Review(letter, Decision(what="edit")))
        await pilot.pause(0.1)
        clean(app)
        assert app.is_running


async def test_what_is_pasted_into_a_field_is_made_plain() -> None:
    app = ConsoleApp(Session())
    app.gate = SmallGate(3)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause(0.2)
        await pilot.press("slash")
        field = app.inbox_screen.query_one("#entry", PlainInput)
        field.value = "\x1b]52;c;ZXZpbA==\x07agua"
        await pilot.pause(0.05)
        assert list(harmful(field.value, newlines=False)) == []
        clean(app)
        assert "agua" in screen_text(app)


def test_the_palette_gets_no_markup() -> None:
    assert escaped("[@click=app.quit]x[/]") == r"\[@click=app.quit]x\[/]"


def test_a_remote_error_is_one_plain_sentence() -> None:
    said = sentence(Transient("\x1b[31mfallo\nremoto", remedy="\x9bmire"))
    assert list(harmful(said, newlines=False)) == []
    assert "\n" not in said


def test_a_crash_report_names_places_and_no_values() -> None:
    secret = "la cédula 001-1234567-8"
    try:
        raise KeyError(secret) from ConsoleError("la base está rota", remedy="restaure la copia")
    except KeyError as error:
        told = report(error)
    assert "KeyError" in told
    assert "test_escape.py" in told
    assert "la base está rota" in told
    assert "1234567" not in told
