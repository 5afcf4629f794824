"""`?`: the keys of where one is, each with what it does, and why it cannot be done now where it cannot."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from social_console import verbs
from social_console.i18n import N_
from social_console.i18n import gettext as _
from social_console.text import cells, plain, truncate
from social_console.tui.screens.dialogs import Dialog
from social_console.tui.screens.write import Writing
from social_console.tui.widgets.moments import MomentList
from social_console.tui.widgets.pane import Body

if TYPE_CHECKING:
    from social_console.tui.app import ConsoleApp

SIGNS = {
    "slash": "/", "colon": ":", "asterisk": "*", "question_mark": "?", "pagedown": "AvPág", "pageup": "RePág",
    "enter": "⏎", "right": "→", "left": "←", "up": "↑", "down": "↓", "escape": "esc", "space": "␣", "home": "inicio",
    "end": "fin", "equals_sign": "=", "shift+tab": "⇧tab", "ctrl+down": "ctrl+↓", "ctrl+up": "ctrl+↑",
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
            yield Static("", id="help", markup=False)

    def on_mount(self) -> None:
        """The width is known."""
        self._write()

    def on_resize(self, event: events.Resize) -> None:
        """It is another."""
        self._write()

    def _write(self) -> None:
        width = min(110, int(self.app.size.width * 0.96)) - 6
        self.query_one("#help", Static).update(page_of(self.groups, width))

    def action_scroll(self, by: int) -> None:
        """The page, by so many lines."""
        self.query_one("#scroll").scroll_relative(y=by, animate=False)


KEYS_WIDE, TITLE_WIDE = 13, 24


def page_of(groups: Sequence[Group], width: int) -> Content:
    """Keys, what they do, and beside it the tooltip, in three columns."""
    lines: list[Content] = []
    for group in groups:
        lines.append(Content.styled(group.title, "bold $accent"))
        for key in group.keys:
            lines += _lines(key, width)
        lines.append(Content(""))
    return Content("\n").join(lines)


def _lines(key: KeyHelp, width: int) -> list[Content]:
    """The tooltip wraps under itself."""
    tip = Content.styled(key.tip, "$text-muted")
    if key.why_not:
        tip += Content.styled(f"  ✗ {plain(key.why_not, limit=200, newlines=False)}", "$text-warning")
    head = Content.assemble(
        (f" {_padded(key.keys, KEYS_WIDE)} ", "bold"),
        (_padded(key.title, TITLE_WIDE), "$text-disabled" if key.why_not else ""),
    )
    first, *rest = tip.wrap(max(16, width - head.cell_length)) or [Content("")]
    return [head + first, *(Content(" " * head.cell_length) + line for line in rest)]


def _padded(text: str, width: int) -> str:
    cut = truncate(text, width - 1)
    return cut + " " * (width - cells(cut))


# ── of the console ──────────────────────────────────────────────────────────────────────────────────────────


def show_help(app: ConsoleApp) -> None:
    """The keys of where one is."""
    if isinstance(app.screen, Dialog):
        return
    if isinstance(app.screen, Writing):
        keys = [*type(app.screen).BINDINGS, *Writing.BINDINGS]
        app.push_screen(Help(_("Keys while writing"), key_groups([(lambda: _("Writing"), keys)])))
    else:
        app.push_screen(Help(_("Keys"), inbox_groups(app)))


def inbox_groups(app: ConsoleApp) -> list[Group]:
    """Verbs, with why not, and the macros in force; then how one moves."""
    screen = app.inbox_screen
    bound = [each for each in screen.BINDINGS if isinstance(each, Binding)]
    own = [each for each in bound if not (each.id or "").startswith(("verb.", "macro."))]
    moving = Body.BINDINGS if screen.reading else MomentList.BINDINGS
    sources: list[tuple[Callable[[], str], Sequence[BindingType]]] = [
        (lambda: _("Moving"), moving),
        (lambda: _("Views, filter, marks"), own),
    ]
    done = [Group(_("Verbs"), verb_help(app)), *macro_help(app)]
    return [*done, *key_groups([*sources, (lambda: _("Everywhere"), app.BINDINGS)])]


def verb_help(app: ConsoleApp) -> list[KeyHelp]:
    """Every verb, and why it cannot be done now where it cannot."""
    seen = app.inbox_screen.pane.seen
    why = {verb.name: verb.why_not(seen.detail.state) or "" if seen else "" for verb in verbs.VERBS}
    return [KeyHelp(verb.key, verb.title(), verb.help(), why[verb.name]) for verb in verbs.VERBS]


def macro_help(app: ConsoleApp) -> list[Group]:
    """The macros that have a key, each with its verbs; none: no group."""
    keys = [KeyHelp(each.key.upper(), each.title(), each.help()) for each in verbs.macros(app.gate.rules) if each.key]
    return [Group(_("Macros of rules.yaml"), keys)] if keys else []
