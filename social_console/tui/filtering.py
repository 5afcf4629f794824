"""`/`: the filter works as one types, a fault is told beside the field, Escape brings back what was before."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from social_console.errors import QueryError
from social_console.i18n import gettext as _
from social_console.i18n import language

if TYPE_CHECKING:
    from textual.timer import Timer

    from social_console.tui.screens.inbox import InboxScreen

PAUSE = 0.2
"""Seconds after the last key before the store is asked."""

FIELDS_EN = [
    *("status:", "priority:", "channel:", "account:", "owner:", "tags:", "lang:", "sentiment:", "author:", "since:"),
    *("until:", "institution:", "is:unanswered", "is:overdue", "is:snoozed", "is:unowned", "is:mine"),
    "is:draft",
]
FIELDS_ES = [
    *("estado:", "prioridad:", "canal:", "cuenta:", "responsable:", "etiquetas:", "idioma:", "tono:", "autor:"),
    *("desde:", "hasta:", "es:sin-responder", "es:vencido", "es:pospuesto", "es:sin-responsable", "es:mío"),
    "es:borrador",
]


class Filtering:
    """The filter of one inbox screen."""

    def __init__(self, screen: InboxScreen) -> None:
        self.screen = screen
        self._before = ("", "")
        self._pause: Timer | None = None

    def words(self, sign: str) -> Iterable[str]:
        """What the field completes."""
        from social_console import verbs

        if sign == "/":
            return (*FIELDS_ES, *FIELDS_EN) if language() == "es" else (*FIELDS_EN, *FIELDS_ES)
        names = [verb.name for verb in verbs.VERBS]
        aliases = [word for verb in verbs.VERBS for word in verb.aliases.get(language(), ())]
        return [*aliases, *names]

    def typed(self, text: str) -> None:
        """A key was pressed in the field."""
        if not self.screen.has_class("filtering"):
            self.screen.add_class("filtering")
            self._before = (self.screen.typed, self.screen.query_text)
        self._rest()
        self._pause = self.screen.set_timer(PAUSE, lambda: self.screen.go(self._narrow(text), "view"))

    def _rest(self) -> None:
        """What was typed before this is asked no more."""
        if self._pause is not None:
            self._pause.stop()

    async def _narrow(self, text: str) -> None:
        """Show what fits; a fault leaves the list as it is."""
        try:
            self.screen.query_text = canonical(text)
            self.screen.typed = text.strip()
            await self.screen.load(follow=self.screen.moments.moment)
        except QueryError as error:
            self.screen.prompt.fault(fault_words(error))
        else:
            self.screen.prompt.fault("")

    def apply(self, text: str) -> None:
        """Keep it."""
        self._rest()
        self.screen.remove_class("filtering")
        self.screen.go(self.keep(text), "view")

    async def keep(self, text: str) -> None:
        """Narrow the view to this from now on."""
        self.screen.query_text = canonical(text)
        self.screen.typed = text.strip()
        await self.screen.load(follow=self.screen.moments.moment)

    def undo(self) -> None:
        """As it was before `/`."""
        self._rest()
        if self.screen.has_class("filtering"):
            self.screen.remove_class("filtering")
            self.screen.typed, self.screen.query_text = self._before
            self.screen.go(self.screen.load(follow=self.screen.moments.moment), "view")


def canonical(text: str) -> str:
    """The query in English names (QueryError)."""
    from social_console import query

    return query.canonical(text.strip()) if text.strip() else ""


def fault_words(error: QueryError) -> str:
    """The first fault with its column."""
    fault = error.faults[0]
    column = fault.location.column
    return _("{message} (character {n})").format(message=fault.message, n=column) if column else fault.message
