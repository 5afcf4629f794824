"""The console on a terminal. `run(session)` is the way in; the exit code is the way out."""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, tzinfo
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import App
from textual.binding import Binding, BindingType
from textual.command import CommandPalette, Provider
from textual.screen import Screen

from social_console import verbs
from social_console.errors import ConsoleError
from social_console.i18n import N_, ngettext
from social_console.i18n import gettext as _
from social_console.text import plain
from social_console.tui.gate import Gate
from social_console.tui.lanes import Lanes
from social_console.tui.screens.inbox import InboxScreen
from social_console.tui.themes import DARK, LIGHT
from social_console.tui.widgets.bars import Whose

if TYPE_CHECKING:
    from social_console.tui.ports import Opening, SessionLike

OWN_FAULT = 70


def palette() -> type[Provider]:
    """What Ctrl-P searches; loaded when it is opened."""
    from social_console.tui.commands import Palette

    return Palette


class ConsoleApp(App[int]):
    """One operator, one inbox."""

    CSS_PATH = "console.tcss"
    TITLE = "social-console"
    COMMANDS = {palette}  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("question_mark", "keys", N_("Keys"), id="app.keys", tooltip=N_("The keys of where one is")),
        Binding("f1", "keys", N_("Keys"), id="app.keys_too", tooltip=N_("The keys of where one is"), show=False),
        Binding("q", "leave", N_("Leave"), id="app.leave", tooltip=N_("Leave the console")),
        Binding("ctrl+p", "command_palette", N_("Palette"), id="app.palette", tooltip=N_("Everything by its name")),
        Binding("ctrl+q", "leave", N_("Leave"), id="app.leave_too", tooltip=N_("Leave the console"), show=False),
        Binding("ctrl+c", "help_quit", N_("Stay"), id="app.stay", tooltip=N_("Never leaves; says how"), show=False),
    ]

    def __init__(self, session: SessionLike) -> None:
        super().__init__()
        self.session = session
        self.gate = Gate(session)
        self.lanes = Lanes()
        self.whose = Whose(operator="", demo=session.demo)
        self.zone: tzinfo = UTC
        self.notes: dict[int, str] = {}
        """Internal notes begun and not stored, by moment."""
        self.fault: BaseException | None = None
        self.inbox_screen = InboxScreen()
        self.animation_level = "none"
        for theme in (DARK, LIGHT):
            self.register_theme(theme)
        self.theme = DARK.name
        self.stylesheet.set_variables(self.get_css_variables())  # else the sheet is parsed for the default theme first

    def get_default_screen(self) -> Screen[None]:
        """There is but one."""
        return self.inbox_screen

    async def open(self) -> Opening:
        """Open the inbox in a thread; what is wrong with it ends the program with its own error."""
        try:
            opening = await self.lanes.write(self.gate.open)
        except Exception as error:
            self.fault = error
            self.exit(error.exit_code if isinstance(error, ConsoleError) else OWN_FAULT)
            raise asyncio.CancelledError from error
        self.whose, self.zone = opening.whose, opening.zone
        return opening

    def command(self, word: str) -> bool:
        """Whether a `:` line named something that is no verb, and it was done."""
        wanted = word.casefold()
        if wanted in {name for verb in verbs.VERBS for name in (verb.name, *sum(verb.aliases.values(), ()))}:
            return False
        from social_console.tui.commands import commands

        found = next((each for each in commands(self) if wanted in each.words), None)
        if found is not None:
            found.run()
        return found is not None

    def action_command_palette(self) -> None:
        """Ctrl-P, with words in the user's language."""
        if isinstance(self.screen, InboxScreen):
            self.push_screen(CommandPalette(placeholder=_("What shall be done?"), id="--command-palette"))

    # ── keys that work everywhere ───────────────────────────────────────────────────────────────────────

    async def on_event(self, event: events.Event) -> None:
        """Over a slow line the first words of a reply come before the composer stands: on the list they would be verbs
        (`t` takes, `q` leaves), in an unexpected dialog its answers. They are dropped, and are seen to be missing."""
        early = isinstance(event, events.Key) and event.is_printable and self.inbox_screen.acting.opening
        if not (early and self.screen is self.inbox_screen):
            await super().on_event(event)

    def on_key(self, event: events.Key) -> None:
        """Over a slow line `:tag` arrives at once: its letters went to the list before `:` opened the field, and no
        verb may be done by them. (What the field itself is given it keeps; nothing printable comes here from it.)"""
        if isinstance(self.screen, InboxScreen) and self.screen.prompt.take(event):
            event.prevent_default()

    def action_keys(self) -> None:
        """`?`"""
        from social_console.tui.screens.help import show_help

        show_help(self)

    def action_theme(self) -> None:
        """Light or dark."""
        self.theme = LIGHT.name if self.theme == DARK.name else DARK.name

    def action_help_quit(self) -> None:
        """Ctrl-C is for copying; it never ends anything."""
        self.inbox_screen.say(_("Ctrl-C does not leave; q does."), "warn")

    def action_leave(self) -> None:
        """Ask where a reply still waits to go out."""
        self.inbox_screen.go(self._leave(), "leave", exclusive=False)

    async def _leave(self) -> None:
        if not isinstance(self.screen, InboxScreen):
            return  # a text or a dialog is left first: by Escape
        queued = await self.lanes.read(self.gate.queued) if self.inbox_screen.opened else 0
        if not queued or await self._sure(queued):
            self.exit(0)

    async def _sure(self, queued: int) -> bool:
        from social_console.tui.screens.dialogs import Answer, Confirm

        title = ngettext("{n} reply has not gone out yet", "{n} replies have not gone out yet", queued).format(n=queued)
        note = _("It stays in the outbox and goes out with the next `collect` or `outbox send`, here or elsewhere.")
        return await self.push_screen_wait(Confirm(title, note, [Answer("leave", _("Leave"), "q")])) == "leave"

    async def action_quit(self) -> None:
        """Whatever of Textual's asks for it."""
        self.action_leave()

    # ── leaving and failing ─────────────────────────────────────────────────────────────────────────────

    def on_unmount(self) -> None:
        """What is being written is written."""
        self.lanes.close()

    def _handle_exception(self, error: Exception) -> None:
        """A crash: no traceback of ours or Textual's may show a value (texts of citizens, tokens)."""
        self.fault = error
        super()._handle_exception(error)

    def _fatal_error(self) -> None:
        """Instead of rich's traceback with its locals."""
        self._close_messages_no_wait()


def run(session: SessionLike) -> int:
    """Open the console until the operator leaves. A ConsoleError goes on to the caller; our own fault is told here."""
    app = ConsoleApp(session)
    code = app.run()
    if isinstance(app.fault, ConsoleError):
        raise app.fault
    if app.fault is not None:
        from social_console.tui.failing import report

        print(plain(report(app.fault)), file=sys.stderr)
        return OWN_FAULT
    return code or app.return_code or 0
