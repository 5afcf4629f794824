"""A screen that cannot be made to chase its own size, and that leaves once."""

from __future__ import annotations

from typing import Any

from textual import events
from textual.app import App
from textual.await_complete import AwaitComplete
from textual.screen import Screen


class Steady:
    """Put before `Screen`: obeys a Resize only when it tells the terminal's present size, and leaves only once.

    Textual 8 answers a screen's Resize by laying it out and sending it another one with the size it was laid out
    for. Two sizes in flight (a window's edge being dragged) then follow each other for ever at full load.
    """

    app: App[Any]

    def on_resize(self, event: events.Resize) -> None:
        """Called before Textual's own handler, which a stale size must not reach."""
        if event.size != self.app.size:
            event.stop()
            event.prevent_default()

    def dismiss(self, result: Any = None) -> AwaitComplete:
        """Textual takes away whatever is on top: a second key, on its way when this one left, would take the next."""
        if not isinstance(self, Screen) or not self.is_current:
            return AwaitComplete()
        return Screen.dismiss(self, result)
