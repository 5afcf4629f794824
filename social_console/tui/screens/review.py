"""The last look before a reply goes out: which account says what to whom, and who owes the next step.

y/s sends, e edits, p postpones (keeps the draft), n drops it; t says who is next, l when it goes out. Where
everybody would read it, the focus is on going back.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button, Static

from social_console.i18n import N_, pgettext
from social_console.i18n import gettext as _
from social_console.text import plain
from social_console.tui.asking import times
from social_console.tui.screens.dialogs import Choose, Dialog
from social_console.tui.words_of_doors import act_words, door_title

THENS = ("waiting", "open", "close")


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What would go out."""

    text: str
    subject: str | None
    channel: str
    account: str
    to: str
    visibility: str
    length: str = ""
    posts: tuple[tuple[str, str], ...] = ()
    """Text and length of each, where it goes out in numbered posts."""
    cost: str = ""
    warnings: tuple[str, ...] = ()
    needs_approval: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What was decided: `send`, `edit`, `postpone`, `abort` or, on reading the news, `dropped`; times as typed."""

    what: str
    then: str = "waiting"
    follow_up: str | None = None
    later: str | None = None
    split: bool = False
    """In numbered posts."""


def then_words(decision: Decision) -> str:
    """Who owes the next step."""
    if decision.then == "open":
        at = plain(decision.follow_up or "", limit=60, newlines=False)
        return _("us: stays open, to be followed up {when}").format(when=at) if at else _("us: stays open")
    if decision.then == "close":
        return _("nobody: the moment is closed")
    return _("the citizen: waiting for their answer")


class Review(Dialog[Decision]):
    """Shows the letter and waits for a decision."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y,s", "decide('send')", N_("Send"), id="review.send", tooltip=N_("Queue it; ten seconds to undo")),
        Binding("e", "decide('edit')", N_("Edit"), id="review.edit", tooltip=N_("Back to the text")),
        Binding(
            "p", "decide('postpone')", N_("Postpone"), id="review.postpone", tooltip=N_("Keep the draft and leave")
        ),
        Binding("n", "decide('abort')", N_("Do not send"), id="review.abort", tooltip=N_("Drop the draft and leave")),
        Binding(
            "t",
            "then",
            N_("Next step"),
            id="review.then",
            tooltip=N_("Who owes the next step: the citizen, us, nobody"),
        ),
        Binding("l", "later", N_("Later"), id="review.later", tooltip=N_("Let it go out at a time of your choice")),
        Binding("escape", "decide('edit')", N_("Edit"), id="review.back", tooltip=N_("Back to the text"), show=False),
        Binding(
            "left", "app.focus_previous", N_("Previous"), id="review.left", tooltip=N_("The button before"), show=False
        ),
        Binding("right", "app.focus_next", N_("Next"), id="review.right", tooltip=N_("The next button"), show=False),
        Binding("down", "scroll(3)", N_("Down"), id="review.down", tooltip=N_("The text further down"), show=False),
        Binding("up", "scroll(-3)", N_("Up"), id="review.up", tooltip=N_("The text further up"), show=False),
    ]

    def __init__(self, letter: Letter, decision: Decision) -> None:
        super().__init__(f"{_('Review before sending')} · {door_title(letter.visibility)}")
        self.letter = letter
        self.decision = decision
        self.add_class(letter.visibility)

    def body(self) -> Iterator[Widget]:
        """From whom, to whom, the text, the next step, the buttons."""
        yield Static(self._address(), classes="address", markup=False)
        with VerticalScroll(classes="letter", can_focus=False):
            yield Static(self._text(), markup=False)
        yield Static("", id="then", markup=False)
        send = _("Ask for approval") if self.letter.needs_approval else act_words(self.letter)
        yield self._button("send", pgettext("key", "y"), send)
        with Horizontal(classes="buttons"):
            yield self._button("edit", "e", _("Edit"))
            yield self._button("postpone", "p", _("Postpone"))
            yield self._button("abort", "n", _("Do not send"))

    def _text(self) -> Content:
        """As it stands; in several posts, each under its number and its length."""
        if not self.letter.posts:
            return Content(plain(self.letter.text))
        count = len(self.letter.posts)
        parts: list[tuple[str, str] | str] = []
        for n, (text, length) in enumerate(self.letter.posts, start=1):
            parts += [(f"── {n}/{count} · {length} ──\n", "$text-muted"), plain(text), "\n"]
        return Content.assemble(*parts)

    def _button(self, name: str, key: str, label: str) -> Button:
        text = Content.assemble((f"{key} ", "bold"), plain(label, limit=90, newlines=False))
        return Button(text, id=f"do-{name}", compact=True)

    def _address(self) -> Content:
        letter = self.letter
        parts: list[tuple[str, str] | str] = [(act_words(letter), "bold"), (f"   {letter.length}", "$text-muted")]
        if letter.cost:
            parts += ["\n", (plain(letter.cost, limit=200, newlines=False), "$text-muted")]
        if letter.subject is not None:
            parts += ["\n", (_("Subject") + "  ", "$text-muted"), plain(letter.subject, limit=300, newlines=False)]
        for warning in letter.warnings:
            parts += ["\n", (f"! {plain(warning, limit=300, newlines=False)}", "bold $text-warning")]
        return Content.assemble(*parts)

    def on_mount(self) -> None:
        """Where it cannot be taken back, a careless Enter sends nothing."""
        self._tell()
        focus = "#do-edit" if self.letter.visibility == "public" else "#do-send"
        self.query_one(focus).focus()

    def _tell(self) -> None:
        later = self.decision.later
        when = plain(later, limit=60, newlines=False) if later else _("in ten seconds, unless undone")
        rows = (("t ", _("Next step"), then_words(self.decision)), ("l ", _("Goes out"), when))
        lines = [
            Content.assemble((key, "bold $accent"), (f"{name}  ", "$text-muted"), (value, "bold"))
            for key, name, value in rows
        ]
        self.query_one("#then", Static).update(Content("\n").join(lines))

    def action_scroll(self, lines: int) -> None:
        """A long text, or several posts."""
        self.query_one(".letter", VerticalScroll).scroll_relative(y=lines, animate=False)

    def action_decide(self, what: str) -> None:
        """Done."""
        self.dismiss(replace(self.decision, what=what))

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """By the mouse, or Enter."""
        event.stop()
        self.action_decide((event.button.id or "").removeprefix("do-"))

    def action_then(self) -> None:
        """The citizen, us, nobody, round and round; *us* asks for a date."""
        following = THENS[(THENS.index(self.decision.then) + 1) % len(THENS)]
        self.decision = replace(self.decision, then=following, follow_up=None)
        self._tell()
        if following == "open":
            self.app.push_screen(Choose(_("Follow up on"), times(), free=True, hint=_("monday · 3 days")), self._dated)

    def _dated(self, when: str | None) -> None:
        self.decision = replace(self.decision, follow_up=when)
        self._tell()

    def action_later(self) -> None:
        """Another time, or at once again."""
        self.app.push_screen(Choose(_("Goes out"), times(), free=True, hint=_("tomorrow 9:00")), self._put_off)

    def _put_off(self, when: str | None) -> None:
        self.decision = replace(self.decision, later=when)
        self._tell()
