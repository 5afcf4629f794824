"""Pictures of the screens, compared: a change of looks is seen by who makes it (`pytest --snapshot-update`)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import pytest
from textual.pilot import Pilot

from social_console import i18n
from social_console.tui.screens.reply import ReplyScreen
from tests.tui.real import screen_text, until
from tests.tui.small import small_app
from tests.tui.test_list import settled

NARROW, WIDE = (80, 24), (160, 48)
SCREENS: dict[str, tuple[tuple[int, int], tuple[str, ...]]] = {
    "list at 80 by 24": (NARROW, ()),
    "list at 160 by 48": (WIDE, ("space", "space", "j")),
    "page at 80 by 24": (NARROW, ("enter",)),
    "public reply": (NARROW, ("r", "B", "u", "e", "n", "a", "s")),
    "private reply and its review": (WIDE, ("j", "j", "j", "r", "S", "í", "ctrl+s")),
    "note": (NARROW, ("n", "o", "j", "o")),
    "keys": (WIDE, ("question_mark",)),
}


OPENERS = ("r", "n", "ctrl+s", "question_mark")
"""Keys after which another screen is there."""


def pressing(keys: tuple[str, ...]) -> Callable[[Pilot[Any]], Awaitable[None]]:
    """Open, press, and wait for what each key brings."""

    async def press(pilot: Pilot[Any]) -> None:
        await settled(pilot)
        for at, key in enumerate(keys):
            before = pilot.app.screen
            await pilot.press(key)
            if key in OPENERS and (at == 0 or key == "ctrl+s" or keys[at - 1] == "j"):
                await until(pilot, partial(_left, pilot, before))
        if isinstance(pilot.app.screen, ReplyScreen):
            await until(pilot, lambda: "borrador guardado" in screen_text(pilot.app))
        await pilot.pause(0.3)

    return press


def _left(pilot: Pilot[Any], before: Any) -> bool:
    return pilot.app.screen is not before


@pytest.mark.parametrize("name", SCREENS)
def test_looks(snap_compare: Callable[..., bool], name: str) -> None:
    size, keys = SCREENS[name]
    app, _gate = small_app(30)
    i18n.activate("es")
    assert snap_compare(app, terminal_size=size, run_before=pressing(keys))
