"""How rows look: their pieces in the colours of the theme, as strips that are drawn once and kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.strip import Strip

from social_console.tui import row as rows_

if TYPE_CHECKING:
    from textual.widget import Widget

    from social_console.store import Row

DRESSES: Mapping[str, tuple[str, bool]] = {
    "quiet": ("faint", False),
    "cursor": ("accent", True),
    "mark": ("text-warning", True),
    "words": ("muted", False),
    "author": ("foreground", True),
    "tag": ("text-accent", False),
    "owner": ("text-secondary", False),
    "late": ("text-error", True),
    "soon": ("text-warning", True),
    "calm": ("muted", False),
    "status-new": ("text-primary", True),
    "status-open": ("text-primary", False),
    "status-waiting": ("muted", False),
    "status-closed": ("faint", False),
    "status-dismissed": ("faint", False),
    "status-snoozed": ("faint", False),
    "priority-urgent": ("text-error", True),
    "priority-high": ("text-warning", True),
    "priority-normal": ("muted", False),
    "priority-low": ("faint", False),
    "tone-neg": ("text-error", False),
    "tone-pos": ("text-success", False),
}
"""What each dress of a row looks like: a colour of the theme, and whether it is bold. Component classes would do
the same, but each costs a pass of the style sheet before the first paint."""
GROUNDS = {"current": "here", "current-pale": "here-pale", "marked": "marked"}

Key = tuple[int, int, bool, bool]
"""Moment, line of its row, under the cursor, marked."""


class Painter:
    """The strips of a widget's rows, as the theme is now; told to forget them when anything of that changes."""

    def __init__(self, widget: Widget) -> None:
        self._widget = widget
        self._strips: dict[Key, Strip] = {}
        self._styles: dict[str, Style] = {}

    def forget(self, *, theme: bool = False) -> None:
        """Draw the rows anew; `theme`: in other colours."""
        self._strips.clear()
        if theme:
            self._styles.clear()

    def strip(self, key: Key, row: Row | None, look: rows_.Look) -> Strip:
        """One line of a row; None: a row that has not been read, or is not there any more."""
        if key not in self._strips:
            moment, _line, current, marked = key
            for number, pieces in enumerate(rows_.lines(row, look, current=current, marked=marked)):
                self._strips[moment, number, current, marked] = self._dressed(pieces, look.width, current, marked)
        return self._strips[key]

    def blank(self, width: int, said: str = "") -> Strip:
        """A line without a row, maybe with a word."""
        base = self._widget.visual_style.rich_style
        if not said:
            return Strip.blank(width, base)
        words = "   " + rows_.fit(said, width - 3)
        return Strip([Segment(words, base + self._style("quiet"))]).adjust_cell_length(width, base)

    def _dressed(self, pieces: rows_.Line, width: int, current: bool, marked: bool) -> Strip:
        """The cursor's and the marks' ground lie beneath the dresses."""
        base = self._widget.visual_style.rich_style
        if marked:
            base += self._style("marked")
        if current:
            base += self._style("current" if self._widget.has_focus else "current-pale")
        segments = [Segment(text, base + self._style(dress)) for text, dress in pieces if text]
        return Strip(segments).adjust_cell_length(width, base)

    def _style(self, dress: str) -> Style:
        """Of the theme as it is now."""
        if dress not in self._styles:
            colours = self._widget.app.theme_variables
            if dress in GROUNDS:
                self._styles[dress] = Style(bgcolor=Color.parse(colours[GROUNDS[dress]]).rich_color)
            else:
                name, bold = DRESSES.get(dress, ("foreground", False))
                self._styles[dress] = Style(color=Color.parse(colours[name]).rich_color, bold=bold)
        return self._styles[dress]
