"""The list of moments: virtual, by the line API, over an array of ids.

It holds every id of the view (`array('q')`) and only those rows that were looked at. What is missing it asks for
with `Wanted`; whoever reads the store answers with `fill`. The cursor follows its moment, never its place.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from social_console.i18n import N_
from social_console.i18n import gettext as _
from social_console.tui import row as rows_
from social_console.tui.present import now
from social_console.tui.widgets.painter import Painter

if TYPE_CHECKING:
    from social_console.store import Row

CHUNK = 128
KEPT = 4096
"""Rows kept in memory; beyond it all but the visible are forgotten."""


class MomentList(ScrollView, can_focus=True):
    """Shows `ids`; moves, marks; knows nothing of stores."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "move(1)", N_("Next"), id="list.down", tooltip=N_("The next moment"), show=False),
        Binding("k,up", "move(-1)", N_("Previous"), id="list.up", tooltip=N_("The moment before"), show=False),
        Binding("pagedown,ctrl+d", "page(1)", N_("Page down"), id="list.page_down", tooltip=N_("One screen down")),
        Binding("pageup,ctrl+u", "page(-1)", N_("Page up"), id="list.page_up", tooltip=N_("One screen up")),
        Binding("home,g", "top", N_("First"), id="list.top", tooltip=N_("The first moment of the view")),
        Binding("end,G", "bottom", N_("Last"), id="list.bottom", tooltip=N_("The last moment of the view")),
    ]

    class Moved(Message):
        """The cursor stands on another moment (None: the list is empty)."""

        def __init__(self, moment: int | None) -> None:
            super().__init__()
            self.moment = moment

    class Wanted(Message):
        """These rows are about to be seen and have not been read."""

        def __init__(self, ids: Sequence[int]) -> None:
            super().__init__()
            self.ids = ids

    class Opened(Message):
        """Asked to read the moment under the cursor."""

    class Marked(Message):
        """The marks changed."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.ids: array[int] = array("q")
        self.cursor = 0
        self.marks: set[int] = set()
        self.tall = True
        self.known: dict[int, Row | None] = {}
        self._asking = False
        self._painter = Painter(self)
        self._now: datetime | None = None

    # ── what is shown ───────────────────────────────────────────────────────────────────────────────────

    @property
    def moment(self) -> int | None:
        """The id under the cursor."""
        return self.ids[self.cursor] if self.ids else None

    @property
    def row(self) -> Row | None:
        """The row under the cursor, if it has been read."""
        return self.known.get(self.moment) if self.moment is not None else None

    @property
    def step(self) -> int:
        """Screen lines a row takes."""
        return 2 if self.tall else 1

    def show(self, ids: array[int], *, follow: int | None = None) -> None:
        """Another view, or the same one read anew: the cursor goes to `follow` if it is there, else to the top."""
        self.ids = ids
        self._now = now()
        self.known.clear()
        self._asking = False
        if self.marks:
            self.marks.intersection_update(ids)
        self.cursor = ids.index(follow) if follow is not None and follow in ids else 0
        self._resized()
        self._reveal(centre=True)
        self.post_message(self.Moved(self.moment))

    def drop(self, gone: Collection[int]) -> None:
        """Moments that left the view by the operator's own act: the next one comes under the cursor."""
        before = sum(1 for moment in self.ids[: self.cursor] if moment in gone)
        at = self.moment
        self.ids = array("q", (moment for moment in self.ids if moment not in gone))
        self.cursor = max(0, min(self.cursor - before, len(self.ids) - 1))
        self.marks.difference_update(gone)
        self._resized()
        self._reveal()
        if self.moment != at:
            self.post_message(self.Moved(self.moment))

    def forget(self, changed: Iterable[int]) -> None:
        """Read these again when they are next seen."""
        for moment in changed:
            self.known.pop(moment, None)
        self._repaint()
        self._ask()

    def fill(self, asked: Iterable[int], rows: Iterable[Row]) -> None:
        """The answer to `Wanted`. What was asked and is not among `rows` does not exist any more."""
        self._asking = False
        if len(self.known) > KEPT:
            self.known.clear()
        self.known.update(dict.fromkeys(asked))
        self.known.update((row.id, row) for row in rows)
        self._repaint()
        self._ask()

    def tick(self) -> None:
        """Time has passed: what is left of the promises is another."""
        self._now = now()
        self._repaint()

    def toggle_height(self) -> None:
        """One line a row, or two."""
        self.tall = not self.tall
        self._resized()
        self._reveal(centre=True)

    # ── moving and marking ──────────────────────────────────────────────────────────────────────────────

    def move(self, by: int) -> None:
        """The cursor, by so many rows."""
        self.to(self.cursor + by)

    def to(self, index: int) -> None:
        """The cursor, to that place or the nearest there is."""
        index = max(0, min(index, len(self.ids) - 1))
        if index == self.cursor:
            return
        old, self.cursor = self.cursor, index
        self.refresh_lines(old * self.step, self.step)
        self.refresh_lines(index * self.step, self.step)
        self._reveal()
        self.post_message(self.Moved(self.moment))

    def page(self, pages: float) -> None:
        """The cursor, by so many screens."""
        self.move(int(pages * max(1, self._rows_on_screen)))

    def mark(self) -> None:
        """Mark or unmark, and move on."""
        if self.moment is None:
            return
        self.marks ^= {self.moment}
        self.refresh_lines(self.cursor * self.step, self.step)
        self.move(1)
        self.post_message(self.Marked())

    def mark_all(self) -> None:
        """Every moment of the view; a second time, none."""
        self.marks = set() if len(self.marks) == len(self.ids) else set(self.ids)
        self._repaint()
        self.post_message(self.Marked())

    def unmark(self) -> None:
        """No marks."""
        self.marks.clear()
        self._repaint()
        self.post_message(self.Marked())

    def action_move(self, by: int) -> None:
        """A row."""
        self.move(by)

    def action_page(self, pages: int) -> None:
        """A screen."""
        self.page(pages)

    def action_top(self) -> None:
        """The first."""
        self.to(0)

    def action_bottom(self) -> None:
        """The last."""
        self.to(len(self.ids) - 1)

    def on_click(self, event: events.Click) -> None:
        """The mouse selects; a second click opens."""
        index = int(event.y + self.scroll_offset.y) // self.step
        if not 0 <= index < len(self.ids):
            return
        if index == self.cursor and event.chain > 1:
            self.post_message(self.Opened())
        self.to(index)

    # ── painting ────────────────────────────────────────────────────────────────────────────────────────

    @property
    def _width(self) -> int:
        """Of a line, beside the scroll bar."""
        return self.scrollable_content_region.width

    @property
    def _rows_on_screen(self) -> int:
        return max(1, self.size.height // self.step)

    def _resized(self) -> None:
        self.virtual_size = Size(self._width, len(self.ids) * self.step)
        self._repaint()

    def _repaint(self) -> None:
        self._painter.forget()
        self.refresh()

    def _reveal(self, *, centre: bool = False) -> None:
        """Bring the cursor onto the screen, by half a screen at a time: few repaints over a slow line."""
        height, top = self._rows_on_screen, int(self.scroll_offset.y) // self.step
        if not centre and top <= self.cursor < top + height:
            return
        target = max(0, self.cursor - height // 2) * self.step
        self.scroll_to(y=target, animate=False, immediate=True, force=True)

    def on_resize(self) -> None:
        """The width of the virtual lines is ours."""
        self._resized()
        self.call_after_refresh(self._reveal)

    def notify_style_update(self) -> None:
        """Another theme."""
        self._painter.forget(theme=True)
        super().notify_style_update()

    def on_focus(self) -> None:
        """The cursor is brighter where keys go, and paler where they do not."""
        self._repaint()

    on_blur = on_focus

    def _ask(self) -> None:
        """Ask for the chunk that the screen shows, one question at a time."""
        if self._asking or not self.ids:
            return
        top = int(self.scroll_offset.y) // self.step
        visible = self.ids[top : top + self._rows_on_screen + 1]
        if all(moment in self.known for moment in visible):
            return
        first = max(0, top - CHUNK // 4)
        missing = [moment for moment in self.ids[first : first + CHUNK] if moment not in self.known]
        self._asking = True
        self.post_message(self.Wanted(missing))

    def render_line(self, y: int) -> Strip:
        """One line of the screen."""
        index, line = divmod(int(self.scroll_offset.y) + y, self.step)
        if index >= len(self.ids):
            return self._blank(y)
        moment = self.ids[index]
        if moment not in self.known:
            self.call_later(self._ask)
        key = (moment, line, index == self.cursor, moment in self.marks)
        return self._painter.strip(key, self.known.get(moment), rows_.Look(self._width, self.tall, self._now or now()))

    def _blank(self, y: int) -> Strip:
        """Below the last row; in an empty view, a word about it."""
        nothing = not self.ids and y == 1 and self._now is not None
        return self._painter.blank(self._width, _("No moment in this view.") if nothing else "")
