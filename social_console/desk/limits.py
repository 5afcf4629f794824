"""Whether a text can be a reply: that it says something, and how much of it the channel takes in one post."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from social_console.desk.filling import unresolved
from social_console.desk.splitting import Part, split
from social_console.errors import UsageError
from social_console.i18n import gettext as _


@dataclass(frozen=True, slots=True)
class Limits:
    """How a channel counts, how much it takes, and what it charges; None: nothing is known."""

    maximum: int | None = None
    measure: Callable[[str], int] = len
    cost: Callable[[str], float] | None = None
    threads: bool = False
    """Whether a text that is too long can go in numbered parts."""

    def too_long(self, text: str) -> bool:
        """Whether the channel does not take this text in one post."""
        return self.maximum is not None and self.measure(text) > self.maximum

    def parts(self, text: str) -> tuple[Part, ...]:
        """The text, or its numbered parts where it is too long for one post and the channel takes parts. UsageError
        where it cannot be cut so."""
        if self.maximum is None or not self.threads or not self.too_long(text):
            return (Part(text, text),)
        return split(text, self.measure, self.maximum)


def must_be_written(text: str) -> None:
    """Raise UsageError for an empty text, or a variable without a value."""
    if not text.strip():
        raise UsageError(_("The reply is empty."), remedy=_("Write what to answer; a draft that was begun is kept."))
    found = unresolved(text)
    if found:
        message = _("Nothing is known for {variables}.").format(variables=", ".join(found))
        raise UsageError(message, remedy=_("Write what is meant in its place, or take it out."))


def must_be_sendable(text: str, limits: Limits, *, split: bool = False) -> None:
    """Raise UsageError likewise, and for what is too long for the channel, unless it is to be split there."""
    must_be_written(text)
    if limits.too_long(text) and not (split and limits.threads):
        message = _("The reply is too long: {length} of at most {maximum}.").format(
            length=limits.measure(text), maximum=limits.maximum
        )
        parts = _("Shorten it, or send it as a numbered thread: --split.")
        raise UsageError(message, remedy=parts if limits.threads else _("Shorten it."))
