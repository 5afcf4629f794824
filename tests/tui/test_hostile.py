"""Strings of strangers: nothing but plain text reaches the terminal, and nothing in them is obeyed."""

from __future__ import annotations

import re
from dataclasses import replace
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
from tests.tui.real import screen_text, until
from tests.tui.small import NOW, Session, SmallGate, detail, row

HOSTILE = (
    "\x1b]52;c;ZXZpbA==\x07rojo\x1b[31m",
    "\x1b]8;;https://evil.example\x1b\\pulse\x1b]8;;\x1b\\",
    "\x9b31mC1\x85\x90q\x9c",
    "[@click=app.quit]salir[/] [bold]negrita[/bold] [/nada] [",
    "\u202efdp.exe\u2066\u2069\u200f",
    "a\U000e0041\U000e0042\u200b\ufeff\u00ad",
    "z" + "\u0301" * 100_000,
    "x" * 1_000_000,
    "línea\r\notra\ttab\x00nulo\x7f\x08\x08",
    "=cmd|' /C calc'!A0",
    "👩‍👩‍👧‍👦 🇩🇴 " * 50,
)
FORBIDDEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\u00ad\U000e0000-\U000e007f]"
)


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
        return Health((Reading(self.text, NOW, blind=True),), faults=self.text)


def clean(app: App[Any]) -> None:
    """Nothing on the screen that a terminal would obey, no link, no action."""
    strips = app.screen._compositor.render_strips()
    assert not FORBIDDEN.search("".join(strip.text for strip in strips))
    for strip in strips:
        for segment in strip:
            assert segment.style is None or segment.style.link is None
            assert "@click" not in (segment.style.meta if segment.style else {})


NARROW, WIDE = (80, 24), (160, 48)


@pytest.mark.parametrize(("number", "size"), [*((n, NARROW) for n in range(len(HOSTILE))), (0, WIDE), (3, WIDE)])
async def test_every_screen_shows_hostile_strings_as_plain_text(number: int, size: tuple[int, int]) -> None:
    app = ConsoleApp(Session())
    app.gate = HostileGate(HOSTILE[number])
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
        app.inbox_screen.say(HOSTILE[number], "error")
        await pilot.pause(0.05)
        clean(app)
        assert app.is_running


@pytest.mark.parametrize("text", HOSTILE[:5])
async def test_the_review_shows_what_is_sent_and_obeys_nothing(text: str) -> None:
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
        assert not FORBIDDEN.search(field.value)
        clean(app)
        assert "agua" in screen_text(app)


def test_the_palette_gets_no_markup() -> None:
    assert escaped("[@click=app.quit]x[/]") == r"\[@click=app.quit]x\[/]"


def test_a_remote_error_is_one_plain_sentence() -> None:
    said = sentence(Transient("\x1b[31mfallo\nremoto", remedy="\x9bmire"))
    assert not FORBIDDEN.search(said)
    assert "\n" not in said


def test_a_crash_report_names_places_and_no_values() -> None:
    secret = "la cédula 001-1234567-8"
    try:
        raise KeyError(secret) from ConsoleError("la base está rota", remedy="restaure la copia")
    except KeyError as error:
        told = report(error)
    assert "KeyError" in told
    assert "test_hostile.py" in told
    assert "la base está rota" in told
    assert "1234567" not in told
