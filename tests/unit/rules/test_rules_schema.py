"""The JSON Schema refuses what it can, and nothing that `check` takes."""

from __future__ import annotations

import re
from typing import Any

import pytest

from social_console.rules.grammar.common import LENGTH
from social_console.rules.grammar.conditions import _LANGS
from social_console.rules.grammar.file import json_schema
from social_console.rules.grammar.promises import _HOURS
from social_console.rules.grammar.rules import _ID
from social_console.rules.shapes import Parsed

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
