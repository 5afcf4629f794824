"""The field in which letters and notes are written. Loaded with the composer: the first paint does not need it."""

from __future__ import annotations

from textual.widgets import TextArea
from textual.widgets.text_area import Edit, EditResult

from social_console.text import plain


class PlainText(TextArea):
    """Several lines; Enter is a new line, Tab leaves the field. Its cursor stands still."""

    def on_mount(self) -> None:
        """No blinking."""
        self.cursor_blink = False

    def edit(self, edit: Edit) -> EditResult:
        """The one way by which text enters, pasted or typed."""
        edit.text = plain(edit.text, limit=100_000)
        return super().edit(edit)
