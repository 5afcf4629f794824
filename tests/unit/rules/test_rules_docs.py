"""The handbook keeps its word: every example is sound, its tests pass, and no condition or action is left out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from social_console import i18n
from social_console.rules import run_tests
from social_console.rules.grammar.conditions import AUTHOR, CONDITION
from social_console.rules.grammar.file import FILE
from social_console.rules.grammar.macros import MACRO, STEPS
from social_console.rules.grammar.promises import CALENDAR, STANDARD
from social_console.rules.grammar.rules import ESCALATION, THEN
from social_console.rules.grammar.texts import TEXT
from tests.unit.rules.make import faults_of, loaded

DOCS = Path(__file__).parents[3] / "docs"
BOOKS = {"rules.md": "en", "reglas.md": "es"}


def blocks(name: str, kind: str) -> list[str]:
    """The fenced blocks of a kind."""
    text = (DOCS / name).read_text(encoding="utf-8")
    return re.findall(rf"^```{kind}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("name", BOOKS)
def test_every_example_is_sound_and_its_tests_pass(name: str) -> None:
    examples = blocks(name, "yaml")
    assert len(examples) >= 9
    for example in examples:
        results = run_tests(loaded(example))
        assert [one for one in results if not one.passed] == [], example


@pytest.mark.parametrize("name", BOOKS)
def test_faulty_examples_say_what_the_book_says(name: str) -> None:
    before = i18n.language()
    i18n.activate(BOOKS[name])
    try:
        for example in blocks(name, "faulty"):
            assert all(str(fault) in (DOCS / name).read_text(encoding="utf-8") for fault in faults_of(example))
    finally:
        i18n.activate(before)


@pytest.mark.parametrize("name", BOOKS)
def test_every_condition_and_action_is_told(name: str) -> None:
    text = (DOCS / name).read_text(encoding="utf-8")
    for record in (CONDITION, TEXT, AUTHOR, THEN, FILE, ESCALATION, MACRO, CALENDAR.of, STANDARD.of):
        for key in (*record.fields, *STEPS):
            assert re.search(rf"\b{key}\b", text), key
