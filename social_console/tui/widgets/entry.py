"""Fields that a person types or pastes into. What comes in is made plain first: a clipboard is a stranger too."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from textual.suggester import Suggester
from textual.widgets import Input

from social_console.text import plain


class PlainInput(Input):
    """One line, never with a control character. Its cursor stands still: nothing is repainted while nobody types."""

    def on_mount(self) -> None:
        """No blinking."""
        self.cursor_blink = False

    def validate_value(self, value: str) -> str:
        """Called by Textual before every change."""
        return plain(value, limit=2000, newlines=False)


class WordSuggester(Suggester):
    """Completes the last word of a line from words that are asked for each time."""

    def __init__(self, words: Callable[[], Iterable[str]]) -> None:
        super().__init__(use_cache=False, case_sensitive=False)
        self.words = words

    async def get_suggestion(self, value: str) -> str | None:
        """The whole line with its last word finished."""
        head, last = split_last(value)
        if not last:
            return None
        found = completion(last, list(self.words()))
        return head + found if found else None


def split_last(line: str) -> tuple[str, str]:
    """`-estado:abierto prio` → (`-estado:abierto `, `prio`); signs before a word stay with the head."""
    at = max(line.rfind(sign) for sign in " (,-") + 1
    return line[:at], line[at:]


def completion(start: str, words: Sequence[str]) -> str | None:
    """The first of `words` that begins so, and is longer."""
    low = start.casefold()
    return next((word for word in words if word.casefold().startswith(low) and len(word) > len(start)), None)
