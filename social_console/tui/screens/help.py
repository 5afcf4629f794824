"""`?`: the keys of where one is, each with what it does, and why it cannot be done now where it cannot."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from social_console.i18n import N_
from social_console.i18n import gettext as _
from social_console.text import cells, plain
from social_console.tui.screens.dialogs import Dialog

SIGNS = {
    "slash": "/", "colon": ":", "asterisk": "*", "question_mark": "?", "pagedown": "AvPág", "pageup": "RePág",
    "enter": "⏎", "right": "→", "left": "←", "up": "↑", "down": "↓", "escape": "esc", "space": "␣", "home": "inicio",
    "end": "fin", "shift+tab": "⇧tab", "ctrl+down": "ctrl+↓", "ctrl+up": "ctrl+↑",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class KeyHelp:
    """One line of the help."""

    keys: str
    title: str
    tip: str
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Keys that belong together."""

    title: str
    keys: Sequence[KeyHelp]


def key_help(binding: Binding, why_not: str = "") -> KeyHelp:
    """A binding's own texts in the user's language."""
    keys = " ".join(SIGNS.get(key.strip(), key.strip()) for key in binding.key.split(","))
    title = _(binding.description) if binding.description else ""
    return KeyHelp(keys, title.replace("{n}", binding.key), _(binding.tooltip) if binding.tooltip else "", why_not)


def key_groups(sources: Sequence[tuple[Callable[[], str], Sequence[BindingType]]]) -> list[Group]:
    """Groups of bindings, with their headings."""
    return [
        Group(title(), [key_help(each) for each in source if isinstance(each, Binding)]) for title, source in sources
    ]


class Help(Dialog[None]):
    """A long page; any way out leads back."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("question_mark,q", "leave", N_("Back"), id="help.leave", tooltip=N_("Back to where one was")),
        Binding("j,down", "scroll(1)", N_("Down"), id="help.down", tooltip=N_("One line down"), show=False),
        Binding("k,up", "scroll(-1)", N_("Up"), id="help.up", tooltip=N_("One line up"), show=False),
        Binding("pagedown,space", "scroll(12)", N_("Page down"), id="help.page_down", tooltip=N_("One screen down")),
        Binding("pageup", "scroll(-12)", N_("Page up"), id="help.page_up", tooltip=N_("One screen up")),
    ]

    def __init__(self, title: str, groups: Sequence[Group]) -> None:
        super().__init__(title)
        self.groups = groups
        self.add_class("tall")

    def body(self) -> Iterator[Widget]:
        """All groups in one page."""
        with VerticalScroll(id="scroll", can_focus=False):
            yield Static(self._page(), markup=False)

    def _page(self) -> Content:
        wide = max((cells(key.keys) for group in self.groups for key in group.keys), default=4)
        lines: list[Content] = []
        for group in self.groups:
            lines += [Content.styled(group.title, "bold $accent")]
            lines += [self._line(key, wide) for key in group.keys]
            lines.append(Content(""))
        return Content("\n").join(lines)

    @staticmethod
    def _line(key: KeyHelp, wide: int) -> Content:
        pad = " " * (wide - cells(key.keys))
        parts: list[tuple[str, str]] = [
            (f"  {key.keys}{pad}  ", "bold"),
            (f"{key.title:<22}", "$text-disabled" if key.why_not else ""),
            (f" {key.tip}", "$text-muted"),
        ]
        if key.why_not:
            parts.append((f"  ✗ {plain(key.why_not, limit=200, newlines=False)}", "$text-warning"))
        return Content.assemble(*parts)

    def action_scroll(self, by: int) -> None:
        """The page, by so many lines."""
        self.query_one("#scroll").scroll_relative(y=by, animate=False)
