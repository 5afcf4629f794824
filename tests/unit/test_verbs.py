"""The action table: every verb once, found by any of its names, read from one line."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from social_console import i18n, store
from social_console.errors import UsageError
from social_console.model import Event, Status
from social_console.moments import State
from social_console.verbs import BY_KEY, BY_NAME, VERBS, find, parse, usage
from social_console.verbs.told import event_words
from tests.unit.flow import Office


@pytest.fixture
def asked(office: Office) -> Office:
    """Two citizens have asked."""
    office.town.says("¿Cuándo llega el camión?", by="maria")
    office.town.says("¿Y la basura?", by="pedro")
    office.collect()
    return office


def test_the_table_loads_neither_store_nor_screen() -> None:
    heavy = "[name for name in ('sqlalchemy', 'textual', 'pydantic') if name in sys.modules]"
    code = f"import sys, social_console.verbs; print({heavy})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_keys_names_and_aliases_are_each_of_one_verb() -> None:
    assert len(BY_KEY) == len(BY_NAME) == len(VERBS)
    words = Counter(word for verb in VERBS for words in [(verb.name,), *verb.aliases.values()] for word in words)
    assert [word for word, n in words.items() if n > 1] == []


@pytest.mark.parametrize("language", ["es", "en"])
def test_every_verb_and_value_has_its_words(language: str) -> None:
    i18n.activate(language)
    for verb in VERBS:
        assert verb.title()
        assert verb.help()
        assert all(param.title() for param in verb.params)
        assert usage(verb).startswith(verb.name)
    i18n.activate(i18n.DEFAULT)


@pytest.mark.parametrize(
    ("word", "name"), [("claim", "claim"), ("tomar", "claim"), ("TOMAR", "claim"), ("take", "claim")]
)
def test_a_verb_is_found_by_any_of_its_names(word: str, name: str) -> None:
    assert find(word).name == name


def test_what_was_probably_meant_is_said(office: Office) -> None:
    with pytest.raises(UsageError) as refused:
        find("tomr")
    assert "tomar" in refused.value.remedy


@pytest.mark.parametrize(
    ("line", "name", "values"),
    [
        ("claim", "claim", {}),
        ("tag agua luz", "tag", {"tags": "agua luz"}),
        ("nota llamé y no contestan", "note", {"text": "llamé y no contestan"}),
        ('nota dice: "no" y \'nunca', "note", {"text": 'dice: "no" y \'nunca'}),
        ("assign guardia", "assign", {"owner": "guardia"}),
        ("cerrar", "close", {"outcome": "resolved"}),
        ("cerrar referred", "close", {"outcome": "referred"}),
        ("close --outcome=other --text 'se mudó'", "close", {"outcome": "other", "text": "se mudó"}),
        ("dismiss spam", "dismiss", {"reason": "spam"}),
        ("answered phone", "answered", {"how": "phone"}),
        ("remitir Obras Públicas", "refer", {"to": "Obras Públicas"}),
        ("refer guardia --close", "refer", {"to": "guardia", "close": True}),
        ("priority alta", "priority", {"priority": "alta"}),
    ],
)
def test_a_line_says_a_verb_and_its_values(office: Office, line: str, name: str, values: dict[str, Any]) -> None:
    verb, read = parse(line, office.desk())
    assert (verb.name, read) == (name, values)


def test_times_on_a_line_are_instants(office: Office) -> None:
    _verb, values = parse("posponer mañana 9:00", office.desk())
    assert values["until"].isoformat() == "2026-11-17T13:00:00+00:00"


@pytest.mark.parametrize("line", ["", "   ", "bailar", "assign", "dismiss", "claim ahora mismo", "snooze nunca"])
def test_a_line_that_says_nothing_is_refused(office: Office, line: str) -> None:
    with pytest.raises(UsageError):
        parse(line, office.desk())


@pytest.mark.parametrize(
    "verb", [verb for verb in VERBS if verb.name not in ("reply", "approve", "undo", "release", "reopen", "untag")]
)
def test_every_verb_does_what_its_line_says(asked: Office, verb: Any) -> None:
    samples = {
        "note": "nota algo",
        "assign": "assign guardia",
        "refer": "refer guardia",
        "tag": "tag x",
        "priority": "priority high",
        "snooze": "snooze 2h",
        "dismiss": "dismiss spam",
        "answered": "answered phone",
        "no-reply": "no-reply saludo",
    }
    desk = asked.desk()
    found, values = parse(samples.get(verb.name, verb.name), desk)
    done = found.run(desk, [1, 2], values)
    assert done.moments == (1, 2)
    desk.undo(done.undo)


def test_why_a_verb_makes_no_sense_is_said_before_it_is_tried(asked: Office) -> None:
    with asked.inbox.reading() as tx:
        new = store.state(tx, 1)
    closed = replace(new, status=Status.CLOSED)
    mine = replace(new, owner="ana")
    assert _greyed(new) == {"release", "untag", "reopen", "approve"}
    assert {"claim", "assign", "refer", "snooze", "close", "dismiss"} <= _greyed(closed)
    assert "reopen" not in _greyed(closed)
    assert "release" not in _greyed(mine)
    assert "untag" not in _greyed(replace(new, tags={"x": "ana"}))


def _greyed(state: State) -> set[str]:
    return {verb.name for verb in VERBS if verb.why_not(state)}


def test_replying_in_one_go(asked: Office) -> None:
    verb, values = parse("responder --text 'Mañana.' --later 2h --then close", asked.desk())
    done = verb.run(asked.desk(), [1], values)
    assert done.reply is not None
    with asked.inbox.reading() as tx:
        reply = store.get_reply(tx, done.reply)
    assert (reply.state, reply.text, reply.then) == ("queued", "Mañana.", "close")


@pytest.mark.parametrize(
    ("verb", "data", "said"),
    [
        ("close", {"outcome": "answered"}, "lo cerró: respondido"),
        ("tag", {"tags": ["agua", "luz"]}, "lo etiquetó #agua #luz"),
        ("priority", {"priority": "urgent"}, "puso la prioridad urgente"),
        ("snooze", {"until": "2026-11-30T13:00:00+00:00"}, "lo pospuso hasta 30/11 13:00"),
        ("escalated", {"rule": "por-\x1b[31mvencer"}, "elevado por «por-\ufffd[31mvencer»"),
        ("unheard-of", {}, "unheard-of"),
    ],
)
def test_the_log_speaks_the_readers_language(verb: str, data: dict[str, Any], said: str) -> None:
    at = datetime(2026, 11, 21, tzinfo=UTC)
    event = Event(id=1, moment=1, at=at, seen_at=at, actor="ana", verb=verb, data=data)
    before = i18n.language()
    i18n.activate("es")
    try:
        assert event_words(event, lambda when: f"{when:%d/%m %H:%M}") == said
    finally:
        i18n.activate(before)
