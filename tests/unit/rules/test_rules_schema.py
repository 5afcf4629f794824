"""The JSON Schema refuses what it can, and nothing that `check` takes."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from social_console.rules import schema_text, starter
from social_console.rules.files import PACKS
from social_console.rules.grammar.common import LENGTH
from social_console.rules.grammar.conditions import _LANGS
from social_console.rules.grammar.file import json_schema
from social_console.rules.grammar.promises import _HOURS
from social_console.rules.grammar.rules import _ID
from social_console.rules.shapes import Parsed
from tests.unit.rules.json_schema import Schema
from tests.unit.rules.make import faults_of
from tests.unit.rules.test_rules_docs import BOOKS, blocks

LANG = _LANGS.of
assert isinstance(LANG, Parsed)


@pytest.mark.parametrize(
    ("shape", "texts"),
    [
        (LENGTH, ["30m", " 4 h", "5 working days", "10 days", "2 días hábiles", "3d", "d", "x", "1 D", "-1h"]),
        (_HOURS, ["08:00-15:00", "8:00 – 9:30", "22:00-24:00", "25:00-26:00", "08:60-09:00", "8-9", "00:00-24:00"]),
        (LANG, ["es", "und", "PT", "español", "es-DO", ""]),
        (_ID, ["sin-agua", "ñandú_2", "a.b", "a b", "a/b", "", "x" * 65, "9"]),
    ],
)  # fmt: skip
def test_a_pattern_refuses_nothing_that_is_read(shape: Parsed, texts: list[str]) -> None:
    def read(text: str) -> bool:
        try:
            shape.parse(text)
        except ValueError:
            return False
        return True

    taken = {text for text in texts if re.search(shape.pattern, text)}
    assert taken >= {text for text in texts if read(text)}
    assert len(taken) < len(texts)


def test_an_empty_condition_and_an_unknown_key_are_refused() -> None:
    condition: dict[str, Any] = json_schema()["$defs"]["condition"]
    assert condition["minProperties"] == 1 and condition["additionalProperties"] is False


SOUND = [
    *(example for name in BOOKS for example in blocks(name, "yaml")),
    starter().read_text(encoding="utf-8"),
    *(path.read_text(encoding="utf-8") for path in PACKS.glob("*.yaml")),
    "rules:", "tests:", "version: '1'", "people: {ana: }", "places: {A: , B: []}", "lists: {a: 311}",
    "rules: [{id: 1, when: {text: {regex: 911}}, then: {tag: [a b, c-d, ñ.e, f/g]}}]",
    "rules: [{id: 1, when: {all: {lang: es}}, then: {tag: 311}}]",
    "rules: {id: a, when: {text: {words: agua}}, then: {tag: x}}",
    "rules: [{id: a, when: {author: {followers: {at_least: '1_000'}}}, then: {tag: true}}]",
    "standards: {s: {resolution: 2 DÍAS  Hábiles}, t: {resolution: 030M}}",
]  # fmt: skip
FAULTY = [
    "rules: [{id: a, when: {author: {}}, then: {tag: x}}]", "rules: [{id: a, when: {reach: {}}, then: {tag: x}}]",
    "rules: [{id: a, when: {text: {exact: true}}, then: {tag: x}}]", "lists: {a: 'b*c'}", "lists: {a: '*'}",
    "rules: [{id: a, when: {time: {}}, then: {tag: x}}]", "lists: {a: 'b c*'}", "lists: {$a: b}",
    "rules: [{id: a, when: {author: {contacts: {at_least: 1, within: 7d}}}, then: {tag: x}}]", "templates: {t: {}}",
    "rules: [{id: a, when: {lang: es}, then: {tag: '-x'}}]",
    "rules: [{id: a, when: {lang: es}, then: {tag: '#x'}}]", "standards: {s: {resolution: 4}}", "standards: {s: {}}",
    "standards: {s: {resolution: 0h}}", "standards: {s: {resolution: 2 weeks}}", "standards: {s: {legal: x}}",
    "escalations: [{id: e, when: {promise: broken}, then: {}}]", "escalations: [{id: e, when: {}, then: {tag: x}}]",
    "escalations: [{id: e, when: {promise: {used: 80}}, then: {tag: x}}]", "areas: {a: {email: b}}",
    "macros: {m: {do: [{tag: a, note: b}]}}", "templates: {t: {ES: a}}", "lexicon: {'a*': 1}",
    "tests: [{text: a, expect: {}}]",
    "calendars: {c: {timezone: UTC, hours: {mon: '08:00-09:00'}, holidays: {add: {24-12-2026: x}}}}",
]  # fmt: skip


def loaded(text: str) -> Any:
    """As an editor reads it: YAML 1.2 has no dates."""
    from ruamel.yaml import YAML

    return json.loads(json.dumps(_plain(YAML(typ="safe", pure=True).load(text))))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(_plain(key)): _plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value.isoformat() if hasattr(value, "isoformat") else value


@pytest.mark.parametrize("text", SOUND)
def test_the_schema_takes_what_check_takes(text: str) -> None:
    assert not [fault for fault in faults_of(text) if fault.severity == "error"]
    assert Schema(json.loads(schema_text())).takes(loaded(text))


@pytest.mark.parametrize("text", FAULTY)
def test_the_schema_refuses_what_check_refuses_by_its_shape(text: str) -> None:
    assert [fault for fault in faults_of(text) if fault.severity == "error"]
    assert not Schema(json.loads(schema_text())).takes(loaded(text))
