"""The inbox as it lies on the screen: its parts, how it opens, what it says."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Horizontal
from textual.content import Content
from textual.screen import Screen

from social_console import verbs
from social_console.i18n import gettext as _
from social_console.tui.failing import guard
from social_console.tui.notices import Crumbs, Notice, notice
from social_console.tui.present import now
from social_console.tui.screens.inbox_keys import KEYS
from social_console.tui.screens.steady import Steady
from social_console.tui.widgets.bars import Hint, KeyLine, StatusBar, TitleBar
from social_console.tui.widgets.moments import MomentList
from social_console.tui.widgets.pane import CasePane
from social_console.tui.widgets.prompt import Prompt
from social_console.tui.widgets.views import View, ViewColumn, ViewLine

if TYPE_CHECKING:
    from social_console.tui.acting import Acting
    from social_console.tui.app import ConsoleApp
    from social_console.tui.filtering import Filtering
    from social_console.tui.watching import Watching

ON_KEY_LINE = ("reply", "claim", "assign", "note", "close", "dismiss", "snooze")


class InboxBase(Steady, Screen[None]):
    """Layout, what is shown, and what is said; `InboxScreen` adds what keys and messages do."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-middle"), (130, "-wide")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-low"), (32, "-high")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = KEYS

    app: ConsoleApp
    acting: Acting
    watching: Watching
    filtering: Filtering

    def __init__(self) -> None:
        super().__init__(id="inbox")
        self.view = View("to_reply")
        self.query_text = ""
        """The filter in the words of the query language, in English."""
        self.typed = ""
        """The same as it was typed."""
        self.held = 0
        """How many moments stand behind the lines of the list."""
        self.notice: Notice | None = None
        self.opened = False

    def compose(self) -> ComposeResult:
        """Header, views, list and page, the console's line, status, keys."""
        yield TitleBar(id="title")
        yield ViewLine(id="viewline")
        with Horizontal(id="main"):
            yield ViewColumn(id="views")
            with Container(id="panes"):
                yield MomentList(id="list")
                yield CasePane(id="pane")
        yield Prompt(self.filtering.words, id="prompt")
        yield StatusBar(id="status")
        yield KeyLine(id="keys")

    # ── parts ───────────────────────────────────────────────────────────────────────────────────────────

    @property
    def moments(self) -> MomentList:
        """The list."""
        return self.query_one("#list", MomentList)

    @property
    def pane(self) -> CasePane:
        """The preview and page."""
        return self.query_one("#pane", CasePane)

    @property
    def prompt(self) -> Prompt:
        """The console's own line."""
        return self.query_one("#prompt", Prompt)

    @property
    def reading(self) -> bool:
        """In the reading state."""
        return self.has_class("reading")

    def go(self, work: Coroutine[Any, Any, None], group: str, *, exclusive: bool = True) -> None:
        """Do this beside the screen; what fails is told and ends nothing."""
        self.run_worker(guard(self, work), group=group, exclusive=exclusive, exit_on_error=False)

    # ── opening ─────────────────────────────────────────────────────────────────────────────────────────

    def on_mount(self) -> None:
        """Paint first; then open the inbox."""
        self.moments.focus()
        self.prompt.say(Content.styled(f" {_('Opening…')}", "$text-muted"))
        self.set_interval(30, self.tick)
        self.call_after_refresh(self.go, self._open(), "open")

    async def _open(self) -> None:
        opening = await self.app.open()
        self.opened = True
        self.watching.begin(opening)
        await self.load()

    async def load(self, *, follow: int | None = None) -> None:
        """Read the view anew."""
        listing = await self.app.lanes.read(self.app.gate.listing, self.view, self.query_text)
        self.held = listing.moments
        self.watching.settle()
        self.moments.show(listing.ids, follow=follow)
        self.tell()

    def open_view(self, view: View) -> None:
        """Another view, from its top."""
        self.view = view
        self.moments.unmark()
        self.leave_page()
        self.watching.tell_views()
        self.go(self.load(), "view")

    def tick(self) -> None:
        """Time passes."""
        self.moments.tick()
        self.tell()

    # ── what is said ────────────────────────────────────────────────────────────────────────────────────

    def say(self, message: Notice | str, kind: str = "info") -> None:
        """Tell something on the console's line, for a while."""
        self.notice = notice(message, kind) if isinstance(message, str) else message
        self.tell()
        self.set_timer(1.0, self._count)

    def _count(self) -> None:
        """A second later: count down, or fall silent."""
        if self.notice is None:
            return
        if now() >= self.notice.until:
            self.notice = None
        else:
            self.set_timer(1.0, self._count)
        self.tell()

    def tell(self) -> None:
        """The console's line and the header as things stand."""
        if not self.opened:
            return
        present = now()
        self.prompt.say(self.notice.content(present) if self.notice else self.crumbs.content())
        self.query_one("#title", TitleBar).tell(self.app.whose, present, self.app.zone)
        self.query_one("#status", StatusBar).tell(self.watching.health, present, self.app.zone)

    @property
    def crumbs(self) -> Crumbs:
        """Where one is."""
        ids = self.moments.ids
        return Crumbs(
            view=self.view.title,
            query=self.typed,
            total=len(ids),
            marks=len(self.moments.marks),
            arrived=self.watching.arrived,
            place=self.moments.cursor + 1,
            behind=self.held if self.held > len(ids) else 0,
        )

    def tell_keys(self) -> None:
        """A few keys; grey where the moment does not admit them."""
        state = self.pane.seen.detail.state if self.pane.seen else None
        hints = []
        for name in ON_KEY_LINE:
            verb = verbs.BY_NAME[name]
            can = state is not None and not self.app.whose.read_only and verb.why_not(state) is None
            hints.append(Hint(verb.key, verb.title().split()[0], can))
        undo = Hint("z", verbs.BY_NAME["undo"].title(), self.acting.can_undo)
        if self.reading:
            hints = [Hint("esc", _("List")), Hint("tab", _("Section")), Hint("J/K", _("Other")), *hints]
        else:
            hints[6:] = [Hint("/", _("Filter")), undo, *hints[6:], Hint(":", _("Verb"))]
        self.query_one("#keys", KeyLine).tell([*hints, Hint("?", _("Keys"))])

    def on_resize(self, event: events.Resize) -> None:
        """Lines are cut to the width. (Textual calls `Steady`'s after this one by itself.)"""
        self.call_after_refresh(self.tell)

    def leave_page(self) -> None:
        """From the page to the list."""
        self.remove_class("reading")
        self.moments.focus()
        self.tell_keys()
