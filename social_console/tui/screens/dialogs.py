"""The small dialogs: choose one, write a line, confirm. Each gives back a value, or None for Escape."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, Generic, TypeVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Button, Input, OptionList, Static
from textual.widgets.option_list import Option

from social_console.i18n import N_
from social_console.i18n import gettext as _
from social_console.text import cells, plain
from social_console.tui.screens.steady import Steady
from social_console.tui.widgets.entry import PlainInput

T = TypeVar("T")


class Dialog(Steady, ModalScreen[T | None], Generic[T]):
    """A box in the middle; Escape leaves it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", N_("Back"), id="dialog.leave", tooltip=N_("Leave without doing anything"))
    ]

    def __init__(self, title: str, note: str = "") -> None:
        super().__init__()
        self.heading = plain(title, limit=300, newlines=False)
        self.note = plain(note, limit=2000)

    def compose(self) -> ComposeResult:
        """The heading, a note, then what the dialog asks."""
        with Vertical(classes="box") as box:
            box.border_title = Content(self.heading)
            if self.note:
                yield Static(self.note, classes="note", markup=False)
            yield from self.body()

    def body(self) -> Iterator[Widget]:
        """What the dialog asks."""
        yield from ()

    def action_leave(self) -> None:
        """Nothing was chosen."""
        self.dismiss(None)


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose; `note` is told beside it, `key` chooses it at once."""

    value: str
    label: str
    note: str = ""
    key: str = ""


class Choose(Dialog[str]):
    """One of several. Typing narrows the list; with `free`, what was typed is a value too."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "move(1)", N_("Next"), id="choose.down", tooltip=N_("The next choice"), show=False),
        Binding("up", "move(-1)", N_("Previous"), id="choose.up", tooltip=N_("The choice before"), show=False),
    ]

    def __init__(
        self, title: str, choices: Sequence[Choice], *, note: str = "", free: bool = False, hint: str = ""
    ) -> None:
        super().__init__(title, note)
        self.choices = tuple(choices)
        self.free = free
        self.hint = plain(hint, limit=200, newlines=False)
        self.typing = free or len(choices) > 9
        self._wide = min(30, max((cells(plain(each.label, limit=80)) for each in choices), default=0))

    def body(self) -> Iterator[Widget]:
        """A field where it helps, and the list."""
        if self.typing:
            yield PlainInput(placeholder=self.hint or _("Type to narrow the list"), id="narrow", compact=True)
        yield OptionList(id="choices", markup=False, compact=True)

    def on_mount(self) -> None:
        """Everything is there to choose."""
        self._list(self.choices)
        (self.query_one("#narrow") if self.typing else self.query_one("#choices")).focus()

    def _list(self, choices: Sequence[Choice]) -> None:
        self.shown = tuple(choices)
        options = self.query_one("#choices", OptionList)
        options.clear_options()
        options.add_options([Option(self._line(number, choice)) for number, choice in enumerate(self.shown)])
        options.highlighted = 0 if self.shown else None

    def _line(self, number: int, choice: Choice) -> Content:
        key = choice.key or (str(number + 1) if not self.typing and number < 9 else "")
        label = plain(choice.label, limit=80, newlines=False)
        pad = " " * (self._wide - cells(label)) if choice.note else ""
        note = plain(choice.note, limit=160, newlines=False)
        return Content.assemble(
            (f"{key:>2} " if key else " ", "bold $accent"), label, (f"{pad}  {note}", "$text-muted")
        )

    def on_input_changed(self, event: Input.Changed) -> None:
        """Narrow the list."""
        event.stop()
        wanted = event.value.strip().casefold()
        fitting = [each for each in self.choices if wanted in f"{each.label} {each.value} {each.note}".casefold()]
        self._list(fitting)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter in the field: what is highlighted, else what was typed."""
        event.stop()
        typed = event.value.strip()
        exact = next((each.value for each in self.choices if each.value.casefold() == typed.casefold()), None)
        options = self.query_one("#choices", OptionList)
        if self.free and typed and exact is None and not self._picked(options, typed):
            self.dismiss(typed)
        elif exact or options.highlighted is not None:
            self.dismiss(exact or self.shown[options.highlighted or 0].value)

    def _picked(self, options: OptionList, typed: str) -> bool:
        """Whether a choice that begins with what was typed is highlighted."""
        if options.highlighted is None:
            return False
        choice = self.shown[options.highlighted]
        return choice.label.casefold().startswith(typed.casefold()) and "," not in typed

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Chosen."""
        event.stop()
        self.dismiss(self.shown[event.option_index].value)

    def on_key(self, event: events.Key) -> None:
        """A digit, or a choice's own letter, chooses at once where nothing is typed."""
        if self.typing or not event.character:
            return
        for number, choice in enumerate(self.shown):
            if event.character == (choice.key or str(number + 1)):
                event.stop()
                self.dismiss(choice.value)
                return

    def action_move(self, by: int) -> None:
        """The highlight moves while the field has the keyboard."""
        options = self.query_one("#choices", OptionList)
        if self.shown:
            options.highlighted = ((options.highlighted or 0) + by) % len(self.shown)


class WriteLine(Dialog[str]):
    """One line of text: a time, a reason, a phone call in a few words."""

    def __init__(self, title: str, *, note: str = "", hint: str = "", value: str = "", needed: bool = True) -> None:
        super().__init__(title, note)
        self.hint = plain(hint, limit=200, newlines=False)
        self.value = value
        self.needed = needed

    def body(self) -> Iterator[Widget]:
        """The field."""
        yield PlainInput(self.value, placeholder=self.hint, id="line", compact=True)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter."""
        event.stop()
        if event.value.strip() or not self.needed:
            self.dismiss(event.value.strip())


@dataclass(frozen=True, slots=True)
class Answer:
    """A button of `Confirm`."""

    value: str
    label: str
    key: str
    variant: str = "default"


class Confirm(Dialog[str]):
    """A question with a few buttons; the last one, to leave things as they are, has the focus."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "app.focus_previous", N_("Previous"), id="confirm.left", tooltip=N_("The button before")),
        Binding("right", "app.focus_next", N_("Next"), id="confirm.right", tooltip=N_("The next button")),
    ]

    def __init__(self, title: str, note: str, answers: Sequence[Answer], *, leave: str = "") -> None:
        super().__init__(title, note)
        self.answers = tuple(answers)
        self.leaving = leave or _("Cancel")

    def body(self) -> Iterator[Widget]:
        """The buttons in a row, Cancel last."""
        with Horizontal(classes="buttons"):
            for answer in (*self.answers, Answer("", self.leaving, "esc")):
                label = Content.assemble((f"{answer.key} ", "bold"), plain(answer.label, limit=80, newlines=False))
                yield Button(label, id=f"answer-{answer.value or 'cancel'}", compact=True)

    def on_mount(self) -> None:
        """Nothing happens by mistake."""
        self.query_one("#answer-cancel").focus()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Chosen."""
        event.stop()
        value = (event.button.id or "").removeprefix("answer-")
        self.dismiss(None if value == "cancel" else value)

    def on_key(self, event: events.Key) -> None:
        """A button's letter."""
        for answer in self.answers:
            if event.character and event.character.casefold() == answer.key:
                event.stop()
                self.dismiss(answer.value)
