"""What a verb needs to know, asked in dialogs, one value at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from social_console.i18n import gettext as _
from social_console.tui import wording
from social_console.tui.screens.dialogs import Choice, Choose, Dialog, WriteLine
from social_console.verbs.told import VALUE_WORDS

if TYPE_CHECKING:
    from social_console.tui.gate import Gate
    from social_console.verbs import Param, Verb

ASKED_THOUGH_OPTIONAL = frozenset({("close", "outcome"), ("refer", "close"), ("answered", "text")})
"""Values that have a default and are asked all the same: they are what the verb is about."""


def asked(verb: Verb) -> list[Param]:
    """The values that dialogs ask for."""
    return [each for each in verb.params if each.required or (verb.name, each.name) in ASKED_THOUGH_OPTIONAL]


def choices_of(param: Param, gate: Gate, tags: Sequence[str]) -> list[Choice]:
    """What there is to choose from; `tags` are those that the moments have."""
    words = {**VALUE_WORDS, "priority": wording.priority_mark}
    if param.kind in words:
        return [Choice(value, words[param.kind](value)) for value in param.choices]
    if param.kind in ("owner", "place"):
        return [Choice(name, name, note) for name, note in gate.owners()]
    if param.kind in ("tag", "tags"):
        return [Choice(tag, f"#{tag}") for tag in dict.fromkeys([*tags, *gate.tags()])]
    if param.kind in ("when", "past"):
        return times()
    return []


def times() -> list[Choice]:
    """A few times to come; any other is typed."""
    return [
        Choice(_("2h"), _("in two hours")),
        Choice(_("tomorrow"), _("tomorrow when we open")),
        Choice(_("monday"), _("on Monday")),
        Choice(_("3 days"), _("in three days")),
        Choice(_("1 week"), _("in a week")),
    ]


def reasons() -> list[Choice]:
    """Why no reply is owed; any other is typed."""
    return [Choice(text, text) for text in (_("only thanks us"), _("asks nothing"), _("answered in another thread"))]


def dialog_for(verb: Verb, param: Param, choices: list[Choice], title: str, note: str) -> Dialog[str]:
    """The dialog that asks for one value."""
    if param.kind == "flag":
        yes_no = [Choice("0", _("stays open, to be followed up")), Choice("1", _("closed as referred"))]
        return Choose(title, yes_no, note=note)
    if param.kind == "text":
        if verb.name == "no-reply":
            return Choose(title, reasons(), note=note, free=True, hint=_("The reason, in a few words"))
        return WriteLine(title, note=note, hint=param.title(), needed=param.required)
    hints = {
        "when": _("monday · tomorrow 9:00 · 3 days · 2026-11-30"),
        "past": _("yesterday 16:00 · 9:30 · 2h"),
        "tags": _("A tag, or several with commas between"),
        "place": _("An area, a person, or the name of another body"),
    }
    free = param.kind in ("tags", "place", "when", "past")
    return Choose(title, choices, note=note, free=free, hint=hints.get(param.kind, ""))


async def ask(
    show: Callable[[Dialog[str]], Any], verb: Verb, gate: Gate, *, tags: Sequence[str], title: str, note: str
) -> dict[str, str | None] | None:
    """Every value that `verb` needs, as typed; None where somebody thought better of it."""
    given: dict[str, str | None] = {}
    for param in asked(verb):
        known = tags if verb.name == "untag" else ()
        choices = choices_of(param, gate, known) if verb.name != "untag" else [Choice(t, f"#{t}") for t in tags]
        value = await show(dialog_for(verb, param, choices, f"{title} · {param.title()}", note))
        if value is None:
            return None
        given[param.name] = value.replace("#", "") if param.kind == "tags" else value
        if value == "other":
            remark = await show(WriteLine(title, hint=_("In a few words"), needed=False))
            given["text"] = remark or None
    return given
