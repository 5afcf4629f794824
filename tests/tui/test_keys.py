"""Keys: each has an id and a tooltip, none clashes, none needs AltGr, all is said in Spanish."""

from __future__ import annotations

import pytest
from textual.binding import Binding, BindingType

from social_console import i18n, verbs
from social_console.tui.app import ConsoleApp
from social_console.tui.keymap import ALTGR, bindings, clashes
from social_console.tui.screens.dialogs import Choose, Confirm, Dialog
from social_console.tui.screens.help import KEYS_WIDE, Help, key_help
from social_console.tui.screens.inbox import InboxScreen
from social_console.tui.screens.reply import ReplyScreen
from social_console.tui.screens.review import Review
from social_console.tui.screens.write import NoteScreen, Writing
from social_console.tui.widgets.moments import MomentList
from social_console.tui.widgets.pane import Body

PLACES: dict[str, list[BindingType]] = {
    "list": [*InboxScreen.BINDINGS, *ConsoleApp.BINDINGS, *MomentList.BINDINGS],
    "page": [*InboxScreen.BINDINGS, *ConsoleApp.BINDINGS],
    "write": [*Writing.BINDINGS, *ReplyScreen.BINDINGS],
    "note": [*Writing.BINDINGS, *NoteScreen.BINDINGS],
    "review": [*Review.BINDINGS],
    "help": [*Help.BINDINGS],
    "choose": [*Choose.BINDINGS, *Dialog.BINDINGS],
    "confirm": [*Confirm.BINDINGS, *Dialog.BINDINGS],
    "body": [*Body.BINDINGS],
}
ALL = [binding for group in PLACES.values() for binding in bindings(group)]


def test_no_key_has_two_meanings_in_one_place() -> None:
    assert clashes({name: group for name, group in PLACES.items() if name != "note"}, {}) == []


def test_a_keymap_that_clashes_or_names_nothing_is_told() -> None:
    assert clashes(PLACES, {"verb.close": "d", "verb.nothing": "k"}) == [
        "verb.nothing: ?",
        "list: d: verb.close, verb.dismiss",
        "page: d: verb.close, verb.dismiss",
    ]


@pytest.mark.parametrize("binding", ALL, ids=lambda binding: binding.id or binding.key)
def test_every_binding_has_an_id_a_tooltip_and_no_altgr(binding: Binding) -> None:
    assert binding.id
    assert binding.tooltip
    assert not ALTGR & set(binding.key.replace("asterisk", "").replace("question_mark", ""))


@pytest.mark.parametrize("binding", ALL, ids=lambda binding: binding.id or binding.key)
def test_keys_are_shown_as_they_stand_on_the_keyboard_and_whole(binding: Binding) -> None:
    keys = key_help(binding).keys
    assert "_" not in keys
    assert len(keys) < KEYS_WIDE


def test_every_verb_has_a_key_of_its_own_that_reads_in_spanish() -> None:
    keys = {verb.name: verb.key for verb in verbs.VERBS}
    assert len(set(keys.values())) == len(keys)
    expected = {"reply": "r", "claim": "t", "assign": "a", "note": "n", "close": "c", "dismiss": "d", "undo": "z"}
    assert expected.items() <= keys.items()


def test_what_is_shown_of_a_binding_has_its_spanish() -> None:
    i18n.activate("es")
    texts = {
        text for each in ALL if not (each.id or "").startswith("verb.") for text in (each.description, each.tooltip)
    }
    assert [text for text in texts if i18n.gettext(text) == text and text not in ("",)] == []
