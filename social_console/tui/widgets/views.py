"""The views with their counts: a column at the left where there is room, else one line at the top."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from social_console.i18n import pgettext
from social_console.text import cells, plain, truncate
from social_console.tui.wording import thousands

FIXED = ("to_reply", "overdue", "mine", "unowned", "waiting", "not_sent", "snoozed", "dismissed_today", "all")
ALARMS = frozenset({"overdue", "not_sent"})
"""Views that should be empty: their count is dressed as an alarm when they are not."""


@dataclass(frozen=True, slots=True)
class View:
    """A view of the inbox; `own` if the rule set brought it."""

    key: str
    own: bool = False
    name: str = ""
    """The rule set's title for it."""

    @property
    def title(self) -> str:
        """As it stands on screen."""
        return fixed_title(self.key) if not self.own else plain(self.name or self.key, limit=60, newlines=False)


def fixed_title(key: str) -> str:
    """The words of VOCABULARY for a fixed view."""
    return {
        "to_reply": pgettext("view", "Needs reply"),
        "overdue": pgettext("view", "Overdue"),
        "mine": pgettext("view", "Mine"),
        "unowned": pgettext("view", "Unowned"),
        "waiting": pgettext("view", "Waiting"),
        "not_sent": pgettext("view", "Not sent"),
        "snoozed": pgettext("view", "Snoozed"),
        "dismissed_today": pgettext("view", "Dismissed today"),
        "all": pgettext("view", "All"),
    }.get(key, key)


def views_of(own: Mapping[str, str]) -> tuple[View, ...]:
    """The fixed ones, then the rule set's, by their titles."""
    brought = (View(key, own=True, name=title) for key, title in own.items() if key not in FIXED)
    return (*(View(key) for key in FIXED), *brought)


class Views(Widget):
    """Both shapes of the same: which view is open, and how many moments each holds."""

    class Chosen(Message):
        """A view was clicked."""

        def __init__(self, view: View) -> None:
            super().__init__()
            self.view = view

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.views: tuple[View, ...] = views_of({})
        self.counts: Mapping[str, int] = {}
        self.current = self.views[0]

    def tell(self, views: tuple[View, ...], counts: Mapping[str, int], current: View) -> None:
        """New counts, or another view; repaints only where something changed."""
        if (views, dict(counts), current) == (self.views, dict(self.counts), self.current):
            return
        self.views, self.counts, self.current = views, counts, current
        self.refresh()

    def count(self, view: View) -> str:
        """How many, once known."""
        return thousands(self.counts[view.key]) if view.key in self.counts else ""

    def dress(self, view: View) -> str:
        """An alarm is bold and coloured; what is empty is quiet."""
        count = self.counts.get(view.key, 0)
        if view.key in ALARMS and count:
            return "bold $text-error"
        return "$foreground" if count else "$text-muted"


class ViewColumn(Views):
    """One view a line."""

    def render(self) -> Content:
        """All of them, with the digit that opens each."""
        return Content("\n").join(self._line(number, view) for number, view in enumerate(self.views))

    def _line(self, number: int, view: View) -> Content:
        width, here = self.content_size.width, view == self.current
        count = self.count(view)
        digit = str(number + 1) if number < 9 else " "
        title = truncate(view.title, max(4, width - cells(count) - 5))
        gap = " " * max(1, width - 4 - cells(title) - cells(count) - 1)
        line = Content.assemble(
            ("▌" if here else " ", "$accent"),
            (f"{digit} ", "$text-muted"),
            (title, "bold" if here else self.dress(view)),
            gap,
            (count, self.dress(view)),
        )
        return line.stylize("on $here-pale") if here else line

    def on_click(self, event: events.Click) -> None:
        """A click opens the view."""
        offset = event.get_content_offset(self)
        if offset is not None and offset.y < len(self.views):
            self.post_message(self.Chosen(self.views[offset.y]))


class ViewLine(Views):
    """All of them in one line, the open one always in sight."""

    def render(self) -> Content:
        """As many as fit around the open one."""
        shown = self._shown()
        start = "‹ " if shown and shown[0][0] != self.views[0] else "  "
        end = "›" if shown and shown[-1][0] != self.views[-1] else ""
        return Content.assemble(start, Content("  ").join(part for _view, part in shown), (f" {end}", "$text-muted"))

    def _shown(self) -> list[tuple[View, Content]]:
        """Each view with its text, from the first one from which the open one and its neighbour still fit."""
        parts = [(view, self._part(number, view)) for number, view in enumerate(self.views)]
        here = self.views.index(self.current) if self.current in self.views else 0
        room = self.size.width - 4
        for first in range(here + 1):
            upto = parts[first : min(here + 2, len(parts))]
            if sum(part.cell_length + 2 for _view, part in upto) <= room:
                return self._whole(parts[first:], room)
        return self._whole(parts[here:], room)

    def _whole(self, parts: list[tuple[View, Content]], room: int) -> list[tuple[View, Content]]:
        """As many as stand whole; the first in any case."""
        kept = parts[:1]
        room -= kept[0][1].cell_length + 2
        for part in parts[1:]:
            room -= part[1].cell_length + 2
            if room < 0:
                break
            kept.append(part)
        return kept

    def _part(self, number: int, view: View) -> Content:
        here = view == self.current
        digit = f"{number + 1} " if number < 9 else ""
        count = self.count(view)
        name = f"{view.title} {count}".rstrip()
        dress = "bold reverse" if here else self.dress(view)
        return Content.assemble((digit, "$text-muted"), (f" {name} " if here else name, dress))

    def on_click(self, event: events.Click) -> None:
        """A click opens the view."""
        at = event.x - 2
        for view, part in self._shown():
            if 0 <= at < part.cell_length:
                self.post_message(self.Chosen(view))
            at -= part.cell_length + 2
