"""A screen that cannot be made to chase its own size."""

from __future__ import annotations

from typing import Any

from textual import events
from textual.app import App


class Steady:
    """Put before `Screen`: obeys a Resize only when it tells the terminal's present size.

    Textual 8 answers a screen's Resize by laying it out and sending it another one with the size it was laid out
    for. Two sizes in flight (a window's edge being dragged) then follow each other for ever at full load.
    """

    app: App[Any]

    def on_resize(self, event: events.Resize) -> None:
        """Called before Textual's own handler, which a stale size must not reach."""
        if event.size != self.app.size:
            event.stop()
            event.prevent_default()
