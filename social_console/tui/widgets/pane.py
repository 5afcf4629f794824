"""The preview, and in the reading state the page: a head that stands still over a body that scrolls."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from social_console.i18n import N_
from social_console.i18n import gettext as _
from social_console.tui.links import sound

if TYPE_CHECKING:
    from social_console.tui.document import Page
    from social_console.tui.ports import Seen


SECTIONS = ("talk", "why", "author", "log")
"""Of a page, in their order; keys of `Page.marks`."""
LOW = 14
"""Below so many lines the head says only the most needful."""


class Body(VerticalScroll):
    """What scrolls."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "scroll_down", N_("Down"), id="read.down", tooltip=N_("One line down"), show=False),
        Binding("k,up", "scroll_up", N_("Up"), id="read.up", tooltip=N_("One line up"), show=False),
        Binding("pagedown,ctrl+d", "page_down", N_("Page down"), id="read.page_down", tooltip=N_("One screen down")),
        Binding("pageup,ctrl+u", "page_up", N_("Page up"), id="read.page_up", tooltip=N_("One screen up")),
        Binding("home,g", "scroll_home", N_("Beginning"), id="read.home", tooltip=N_("The oldest message")),
        Binding("end,G", "scroll_end", N_("End"), id="read.end", tooltip=N_("The end of the page")),
    ]


class CasePane(Vertical):
    """Shows one moment; rebuilds its page when the width changes."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.seen: Seen | None = None
        self.page: Page | None = None
        self._time: Callable[[], tuple[datetime, tzinfo]] | None = None
        self._width = 0
        self._low = False

    def compose(self) -> ComposeResult:
        """A head and a body."""
        yield Static("", id="head", markup=False)
        with Body(id="body", can_focus=True):
            yield Static("", id="page", markup=False)

    @property
    def body(self) -> Body:
        """What scrolls."""
        return self.query_one("#body", Body)

    def show(self, seen: Seen | None, now: datetime, zone: tzinfo) -> None:
        """Another moment, or the same one with news: the citizen's newest message comes into sight."""
        same = self.seen is not None and seen is not None and self.seen.detail.id == seen.detail.id
        self.seen = seen
        self._time = lambda: (now, zone)
        self._write()
        if not same:
            self.call_after_refresh(self.to_newest)

    def _write(self) -> None:
        from social_console.tui.document import page_of

        if self.seen is None or self._time is None:
            self.page = None
            self.query_one("#head", Static).update(Content.styled(_("Nothing here."), "$text-muted"))
            self.query_one("#page", Static).update("")
            return
        self._width = max(20, self.body.size.width - 2)
        self.page = page_of(self.seen, self._width, *self._time())
        self._low = low = self.size.height < LOW
        self.query_one("#head", Static).update(self.page.brief if low else self.page.head)
        self.query_one("#page", Static).update(self.page.body)

    def to_newest(self) -> None:
        """The citizen's newest message at the top; nothing where the screen was left before it was painted."""
        if self.page is not None and self.children:
            self.body.scroll_to(y=self.page.newest, animate=False, force=True)

    def on_resize(self, event: events.Resize) -> None:
        """Lines are wrapped by us."""
        self.call_after_refresh(self._rewrap)

    def _rewrap(self) -> None:
        low = self.size.height < LOW
        if self.seen is not None and self.children and (self.body.size.width - 2, low) != (self._width, self._low):
            self._write()
            self.call_after_refresh(self.to_newest)

    def section(self, by: int = 1) -> None:
        """The section after the one in sight (thread, why, author, log), round and round."""
        if self.page is None:
            return
        places = [self.page.marks[name] for name in SECTIONS if name in self.page.marks]
        here = int(self.body.scroll_offset.y)
        later = [place for place in places if place > here + 1]
        self.body.scroll_to(y=later[0] if later and not self._at_end else 0, animate=False, force=True)

    @property
    def _at_end(self) -> bool:
        return int(self.body.scroll_offset.y) >= int(self.body.max_scroll_y)

    def to_section(self, name: str) -> None:
        """That section at the top."""
        if self.page is not None and name in self.page.marks:
            self.body.scroll_to(y=self.page.marks[name], animate=False, force=True)

    def link(self) -> str | None:
        """The newest message's own address, if it may be opened."""
        return sound(self.seen.detail.row.url) if self.seen is not None else None
