"""Clauses that no test needs."""

from __future__ import annotations

from typing import Any

import pytest

from social_console.rules.needless import unneeded, without
from tests.unit.rules import make

AGUA, LUZ, ES = {"text": {"words": ["agua"]}}, {"text": {"words": ["luz"]}}, {"lang": ["es"]}


def paths(when: dict[str, Any], tests: dict[str, str], *others: dict[str, Any]) -> list[str]:
    """What no test of the rule needs; `tests`: text and what is expected."""
    told = [{"text": text, "expect": expect} for text, expect in tests.items()]
    given = make.rule_set(*others, make.rule(when, tests=told))
    return [clause.path for rule, clauses in unneeded(given) if rule == "r" for clause in clauses]


@pytest.mark.parametrize(
    ("when", "tests", "needless"),
    [
        (AGUA, {"agua": "match", "sol": "no_match"}, []),
        ({**AGUA, **ES}, {"no hay agua": "match", "hace sol": "no_match"}, ["when.lang"]),
        ({**AGUA, "none": [LUZ]}, {"agua": "match", "sol": "no_match"}, ["when.none[0]"]),
        ({**AGUA, "none": [LUZ]}, {"agua": "match", "sol": "no_match", "agua y luz": "no_match"}, []),
        ({"any": [AGUA, LUZ]}, {"agua": "match", "sol": "no_match"}, ["when.any[1]"]),
        ({"any": [AGUA, LUZ]}, {"agua": "match", "luz": "match", "sol": "no_match"}, []),
        ({"all": [AGUA, LUZ]}, {"agua y luz": "match", "agua": "no_match"}, ["when.all[0]"]),
        ({"text": {"words": ["agua"], "regex": ["a+"]}}, {"agua": "match", "oh": "no_match", "pan": "no_match"},
         ["when.text.regex"]),
        (AGUA, {"agua": "match"}, []),
        (AGUA, {"agua": "no_match", "sol": "match"}, []),
    ],
)  # fmt: skip
def test_what_no_test_needs(when: dict[str, Any], tests: dict[str, str], needless: list[str]) -> None:
    assert paths(when, tests) == needless


def test_a_text_that_an_earlier_rule_takes_tells_nothing() -> None:
    stop = make.rule(LUZ, {"stop": True}, id="s")
    tests = {"agua": "match", "sol": "no_match", "agua y luz": "no_match"}
    assert paths({**AGUA, "none": [LUZ]}, tests, stop) == ["when.none[0]"]


def test_every_part_of_a_condition_is_taken_away_once() -> None:
    when = {**AGUA, "any": [{**LUZ, **ES}, ES], "none": [AGUA]}
    assert [one.path for one in without(when)] == [
        "when.text.words", "when.any[0]", "when.any[0].text.words", "when.any[0].lang", "when.any[1]", "when.none[0]",
    ]  # fmt: skip
