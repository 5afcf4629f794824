"""The loader on files that nobody would write: only clean faults, no traceback, no hang, no unbounded memory."""

from __future__ import annotations

import json
import os
import random
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from social_console import i18n
from social_console.rules import read, schema_text, starter

ROUNDS = int(os.environ.get("SOCIAL_CONSOLE_FUZZ", "150"))
STARTER = starter().read_text(encoding="utf-8")
CHUNKS = [
    "rules:", "- id: a", "when: {text: {words: [agua]}}", "then: {tag: [x]}", "*a", "&a", "@x", "“x”", "\t", " #x",
    ": ", "[", "]", "{", "}", "'", '"', "|", ">", "!!python/object:os.system", "<<: *a", "---", "...", "%YAML 1.2",
    "? ", "- ", "regex: '(a*)*b'", "include: rules.yaml", "calendars:", "lists: {a: [$a]}", "\n", "\n  ", "\n    ",
    "\ufeff", "\x00", "🔥", "macros: {m: {key: f4, do: [claim, {tag: [a]}, {snooze: 2h}]}}", "do: [", "key: F13",
    "standards: {a: [{resolution: 1h, pauses: [waiting]}, {from: 2026-01-01, resolution: 2h}]}", "from: 2026-02-30",
    "calendars: {c: [{timezone: UTC, hours: {mon: ['08:00-09:00']}}, {from: 2026-01-01}]}", "lexicon: {a: -2}",
]  # fmt: skip


def examined(text: str) -> None:
    """Read a text as a rule file; every fault has a place and can be printed."""
    loaded = read(Path("rules.yaml"), texts={"rules.yaml": text})
    assert (loaded.rule_set is None) == any(fault.severity == "error" for fault in loaded.faults)
    for fault in loaded.faults:
        assert fault.message and fault.code and fault.location.file
        assert "\x1b" not in str(fault) + fault.excerpt


@settings(max_examples=ROUNDS, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.one_of(st.sampled_from(CHUNKS), st.text(max_size=5)), max_size=25).map("".join))
def test_random_files(text: str) -> None:
    examined(text)


@pytest.mark.parametrize("seed", range(max(6, ROUNDS // 25)))
def test_the_starter_with_pieces_lost_doubled_and_broken(seed: int) -> None:
    draw = random.Random(seed)  # noqa: S311 (a test that repeats itself)
    lines = STARTER.splitlines(keepends=True)
    start = draw.randrange(len(lines) - 150)
    text = "".join(lines[start : start + 150])
    for _ in range(draw.randrange(1, 12)):
        at, end = sorted((draw.randrange(len(text)), draw.randrange(len(text))))
        piece = draw.choice([draw.choice(CHUNKS), text[at : min(end, at + 40)], ""])
        text = text[:at] + piece + text[at + draw.randrange(20) :]
    examined(text)


BOMB = "a: &a [x,x]\n" + "".join(f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)},*{chr(97 + n)}]\n" for n in range(20))


@pytest.mark.parametrize(
    "text",
    [
        BOMB,
        "[" * 200_000,
        "{a: " * 100_000,
        "- " * 100_000,
        "lists: {a: [" + "agua," * 60_000 + "]}",
        "a: " + "x" * 1_900_000,
        "a: '" + "x" * 1_900_000,
        "rules: [{id: a, when: {text: {regex: '" + "(a{1000}){1000}" + "'}}, then: {tag: x}}]",
        "rules: [{id: a, when: {text: {regex: '" + "(a|b)*" * 5_000 + "'}}, then: {tag: x}}]",
        "rules: [{id: a, when: " + "{all: [" * 30 + "{lang: es}" + "]}" * 30 + ", then: {tag: x}}]",
        "x" * 3_000_000,
        "\n" * 500_000 + "a: [",
        "".join(f"k{n}: 1\n" for n in range(8_000)),
    ],
    ids=[
        "bomb",
        "brackets",
        "braces",
        "dashes",
        "list",
        "scalar",
        "quote",
        "repeat",
        "long",
        "nested",
        "big",
        "lines",
        "keys",
    ],
)
def test_what_is_too_much_is_refused_soon(text: str) -> None:
    begun = time.process_time()
    examined(text)
    assert time.process_time() - begun < 30


def test_the_shipped_schema_is_the_one_that_the_program_prints() -> None:
    before = i18n.language()
    i18n.activate("es")
    shipped = starter().parent / "social_console/rules/rules.schema.json"
    try:
        assert shipped.read_text(encoding="utf-8") == schema_text()
    finally:
        i18n.activate(before)
    assert json.loads(schema_text())["properties"]["rules"]
