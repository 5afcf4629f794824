"""The line where one types a filter (`/`) or a verb (`:`), and where the console says what happened."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from social_console.text import plain
from social_console.tui.widgets.bars import Line
from social_console.tui.widgets.entry import PlainInput, WordSuggester


class Prompt(Horizontal):
    """Idle, it shows a message; open, it is a field with a sign before it."""

    class Typed(Message):
        """The text changed while it is open."""

        def __init__(self, sign: str, text: str) -> None:
            super().__init__()
            self.sign, self.text = sign, text

    class Entered(Typed):
        """Enter was pressed."""

    class Left(Message):
        """Escape was pressed: one level back."""

        def __init__(self, sign: str) -> None:
            super().__init__()
            self.sign = sign

    def __init__(self, words: Callable[[str], Iterable[str]], *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.words = words
        self.sign = ""

    def compose(self) -> ComposeResult:
        """A message, and the field that takes its place."""
        yield Line(id="said")
        yield Static("", id="sign", markup=False)
        words = WordSuggester(lambda: self.words(self.sign))
        yield PlainInput(id="entry", compact=True, suggester=words, select_on_focus=False)
        yield Static("", id="fault", markup=False)

    @property
    def entry(self) -> PlainInput:
        """The field."""
        return self.query_one("#entry", PlainInput)

    def open(self, sign: str, text: str = "") -> None:
        """Take the keyboard."""
        self.sign = sign
        self.add_class("open")
        self.query_one("#sign", Static).update(sign)
        self.fault("")
        with self.prevent(Input.Changed):
            self.entry.value = text
        self.entry.select_all()
        self.screen.set_focus(self.entry)

    def take(self, key: events.Key) -> bool:
        """A letter that was typed before the field had the keyboard, which it would otherwise not reach."""
        if not (self.sign and key.character and key.is_printable):
            return False
        self.entry.replace(key.character, *self.entry.selection)
        return True

    def close(self) -> None:
        """Give the keyboard back."""
        self.remove_class("open")
        self.sign = ""

    def fault(self, text: str) -> None:
        """What is wrong with what is being typed, beside it."""
        self.query_one("#fault", Static).update(plain(text, limit=200, newlines=False))

    def say(self, content: Content) -> None:
        """Show a message."""
        self.query_one("#said", Line).put(content)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Told on as it is typed."""
        event.stop()
        if self.sign:
            self.post_message(self.Typed(self.sign, event.value))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter."""
        event.stop()
        sign = self.sign
        self.close()
        self.post_message(self.Entered(sign, event.value))

    def on_key(self, event: events.Key) -> None:
        """Escape, or rubbing out past the beginning."""
        empty = event.key == "backspace" and not self.entry.value
        if self.sign and (event.key == "escape" or empty):
            event.stop()
            event.prevent_default()
            sign = self.sign
            self.close()
            self.post_message(self.Left(sign))
