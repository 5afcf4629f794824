"""The third state: the keyboard belongs to the text. A reply's composer under its thread, and the internal note's."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static, TextArea

from social_console.i18n import N_
from social_console.i18n import gettext as _
from social_console.text import plain
from social_console.tui.failing import guard
from social_console.tui.notices import Notice, notice
from social_console.tui.present import now
from social_console.tui.screens.review import Decision
from social_console.tui.screens.steady import Steady
from social_console.tui.widgets.bars import Hint, KeyLine, Line, TitleBar
from social_console.tui.widgets.letter import PlainText
from social_console.tui.widgets.pane import CasePane
from social_console.tui.words_of_doors import door_title

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from typing import Any

    from social_console.tui.app import ConsoleApp
    from social_console.tui.ports import Seen


class Writing(Steady, Screen[Decision]):
    """What a reply and a note have in common: a text under a thread."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-middle"), (130, "-wide")]  # noqa: RUF012
    AUTO_FOCUS = "#text"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "ctrl+s,f10",
            "done",
            N_("Done"),
            id="write.done",
            tooltip=N_("Review and send; a note is stored"),
            priority=True,
        ),
        Binding(
            "escape",
            "leave",
            N_("Keep and leave"),
            id="write.leave",
            tooltip=N_("Keep the draft and go back"),
            priority=True,
        ),
        Binding("f2", "thread_down", N_("Thread down"), id="write.thread_down", tooltip=N_("Scroll the thread")),
        Binding("f3", "thread_up", N_("Thread up"), id="write.thread_up", tooltip=N_("Scroll the thread back")),
    ]

    app: ConsoleApp

    def __init__(self, door: str, seen: Seen, text: str) -> None:
        super().__init__(classes=door)
        self.door = door
        self.seen = seen
        self.draft = plain(text, limit=100_000)
        self.written = self.draft
        """The text as it stood last; still there when the screen is gone."""
        self.text = PlainText(self.draft, id="text", soft_wrap=True, show_line_numbers=False, compact=True)
        """What is being written; still there, too, for work that ends after the screen."""

    def compose(self) -> ComposeResult:
        """The thread, the box, the console's line, the keys."""
        yield TitleBar(id="title")
        with Container(id="writing"):
            yield CasePane(id="pane")
            with Vertical(id="composer") as box:
                box.border_title = Content(f" {door_title(self.door)} ")
                yield Static("", id="address", markup=False)
                yield from self.fields()
                yield self.text
                yield Static("", id="gauge", markup=False)
                yield from self.buttons()
        yield Line(id="said")
        yield KeyLine(id="keys")

    def fields(self) -> ComposeResult:
        """Beside the text."""
        return ()

    def buttons(self) -> ComposeResult:
        """For the mouse, and to name the act."""
        return ()

    def on_mount(self) -> None:
        """The thread's newest message stands above the text."""
        self.query_one("#pane", CasePane).show(self.seen, now(), self.app.zone)
        self.text.move_cursor(self.text.document.end)
        self.tell()
        self.call_after_refresh(self._head)

    def _head(self) -> None:
        self.query_one("#title", TitleBar).tell(self.app.whose, now(), self.app.zone)

    def go(self, work: Coroutine[Any, Any, None], group: str) -> None:
        """Do this beside the screen."""
        self.run_worker(guard(self, work), group=group, exclusive=True, exit_on_error=False)

    def say(self, message: Notice | str, kind: str = "info") -> None:
        """Tell something."""
        told = notice(message, kind) if isinstance(message, str) else message
        self.query_one("#said", Line).put(told.content(now()))

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Remember it."""
        self.written = event.text_area.text
        self.tell()

    def tell(self) -> None:
        """Gauge and keys."""

    def action_thread_down(self) -> None:
        """The thread, half a page on."""
        self.query_one("#pane", CasePane).body.scroll_relative(y=4, animate=False)

    def action_thread_up(self) -> None:
        """And back."""
        self.query_one("#pane", CasePane).body.scroll_relative(y=-4, animate=False)


class NoteScreen(Writing):
    """An internal note: it cannot be mistaken for what citizens read."""

    def __init__(self, seen: Seen, text: str = "") -> None:
        super().__init__("internal", seen, text)

    def tell(self) -> None:
        """Nobody outside reads it."""
        self.query_one("#address", Static).update(Content.styled(_("Only colleagues read this."), "$text-muted"))
        keys = [Hint("ctrl+s", _("Store the note")), Hint("esc", _("Keep and leave"))]
        self.query_one("#keys", KeyLine).tell(keys)

    def action_done(self) -> None:
        """Store it, if there is anything."""
        if self.text.text.strip():
            self.dismiss(Decision(what="send"))

    def action_leave(self) -> None:
        """The text is kept until the program ends."""
        self.dismiss(Decision(what="postpone"))
