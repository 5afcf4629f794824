"""What the palette and the `:` line reach besides the verbs: views, help, theme, leaving."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from textual.command import DiscoveryHit, Hit, Provider
from textual.content import Content

from social_console import verbs
from social_console.i18n import gettext as _
from social_console.tui.widgets.views import FIXED, View

if TYPE_CHECKING:
    from social_console.tui.app import ConsoleApp


@dataclass(frozen=True, slots=True)
class Command:
    """One thing to reach by name."""

    title: str
    help: str
    words: tuple[str, ...]
    run: Callable[[], None]


def commands(app: ConsoleApp) -> Iterator[Command]:
    """Everything, in the user's language: verbs, views, the rest."""
    for verb in verbs.VERBS:
        words = (verb.name, *(word for group in verb.aliases.values() for word in group))
        run = partial(app.inbox_screen.acting.verb, verb)
        yield Command(f"{verb.title()}  [{verb.key}]", verb.help(), words, run)
    for macro in verbs.macros(app.gate.rules):
        key = f"  [{macro.key.upper()}]" if macro.key else ""
        run = partial(app.inbox_screen.acting.verb, macro)
        yield Command(macro.title() + key, macro.help(), (macro.name.casefold(), macro.title().casefold()), run)
    for view in app.inbox_screen.watching.views:
        run = partial(app.inbox_screen.open_view, view)
        title = _("View: {name}").format(name=view.title)
        yield Command(title, _("Open that view"), (*_view_words(view),), run)
    yield from _others(app)


def _view_words(view: View) -> tuple[str, ...]:
    title = view.title.casefold()
    return (view.key, title, title.replace(" ", "-")) if view.key in FIXED else (view.key.casefold(),)


def _others(app: ConsoleApp) -> Iterator[Command]:
    screen = app.inbox_screen
    yield Command(
        _("Filter"), _("Search and filter, as you type"), ("filter", "filtrar", "buscar"), screen.action_filter
    )
    yield Command(_("Keys"), _("The keys of where one is"), ("help", "ayuda", "teclas"), app.action_keys)
    yield Command(_("Row height"), _("One line or two for each moment"), ("rows", "filas"), screen.action_height)
    yield Command(_("Light or dark"), _("Another theme"), ("theme", "tema"), app.action_theme)
    yield Command(_("Leave"), _("Leave the console"), ("quit", "q", "salir"), app.action_leave)


class Palette(Provider):
    """Ctrl-P, over the same table as keys and the `:` line."""

    async def discover(self) -> AsyncIterator[DiscoveryHit]:
        """Everything, before anything is typed."""
        for command in commands(self._console):
            yield DiscoveryHit(Content(command.title), command.run, text=command.title, help=escaped(command.help))

    async def search(self, query: str) -> AsyncIterator[Hit]:
        """What fits."""
        matcher = self.matcher(query)
        for command in commands(self._console):
            score = max(matcher.match(word) for word in (command.title, *command.words))
            if score > 0:
                title = Content(command.title)
                yield Hit(score, title, command.run, text=command.title, help=escaped(command.help))

    @property
    def _console(self) -> ConsoleApp:
        from social_console.tui.app import ConsoleApp

        if not isinstance(self.app, ConsoleApp):
            raise TypeError
        return self.app


def escaped(text: str) -> str:
    """The palette reads help as markup."""
    return text.replace("[", "\\[")
