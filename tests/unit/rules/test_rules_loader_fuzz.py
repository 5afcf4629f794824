"""The loader on files that nobody would write: only clean faults, no traceback, no hang, no unbounded memory."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from social_console import i18n
from social_console.rules import read, schema_text, starter
from tests.unit.rules import fuzzing

ROUNDS = int(os.environ.get("SOCIAL_CONSOLE_FUZZ", "150"))


@settings(max_examples=ROUNDS, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.one_of(st.sampled_from(fuzzing.PIECES), st.text(max_size=5)), max_size=25).map("".join))
def test_random_files(text: str) -> None:
    fuzzing.of_text(text)


def test_sound_files_with_pieces_lost_doubled_and_broken(tmp_path: Path) -> None:
    draw, known = random.Random(os.environ.get("SOCIAL_CONSOLE_FUZZ", "0")), fuzzing.seeds()  # noqa: S311 (it repeats)
    for number in range(ROUNDS * 2):
        text = fuzzing.mutated(draw, known)
        if number % 8:
            fuzzing.of_text(text)
        else:
            fuzzing.of_bytes(fuzzing.as_bytes(draw, text), tmp_path)


BOMB = "a: &a [x,x]\n" + "".join(f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)},*{chr(97 + n)}]\n" for n in range(20))


USED = "  l5000: [agua]\nrules: [{id: a, when: {text: {words: [$l0]}}, then: {tag: [x]}}]\n"
WORDS = ",".join(f"palabra{n}" for n in range(60_000))
TOO_MUCH = {
    "bomb": BOMB,
    "brackets": "[" * 200_000,
    "braces": "{a: " * 100_000,
    "dashes": "- " * 100_000,
    "questions": "? " * 100_000,
    "list": "lists: {a: [" + "agua," * 60_000 + "]}",
    "different words": "lists: {a: [" + WORDS + "]}",
    "scalar": "a: " + "x" * 1_900_000,
    "quote": "a: '" + "x" * 1_900_000,
    "block": "a: |\n" + "  x\n" * 400_000,
    "repeat": "rules: [{id: a, when: {text: {regex: '" + "(a{1000}){1000}" + "'}}, then: {tag: x}}]",
    "long": "rules: [{id: a, when: {text: {regex: '" + "(a|b)*" * 5_000 + "'}}, then: {tag: x}}]",
    "many": "rules: [{id: a, when: {text: {regex: [" + ", ".join(["'(a|b){200}c'"] * 5_000) + "]}}, then: {tag: x}}]",
    "nested": "rules: [{id: a, when: " + "{all: [" * 30 + "{lang: es}" + "]}" * 30 + ", then: {tag: x}}]",
    "wide": "rules: [{id: a, when: {any: [" + "{lang: es}," * 40_000 + "]}, then: {tag: x}}]",
    "big": "x" * 3_000_000,
    "lines": "\n" * 500_000 + "a: [",
    "spaces": " " * 1_900_000 + "a: 1",
    "keys": "".join(f"k{n}: 1\n" for n in range(8_000)),
    "one key": "rules: []\n" * 30_000,
    "anchors": "".join(f"a{n}: &a{n} 1\n" for n in range(50_000)),
    "merges": "a: &a {b: 1}\n" + "c: {<<: *a}\n" * 10_000,
    "lists in lists": "lists:\n"
    + "".join(f"  l{n}: [$l{n + 1}, x, $l{n + 1}]\n" for n in range(200))
    + "  l200: [y]\n"
    + USED,
    "lists in a row": "lists:\n" + "".join(f"  l{n}: [$l{n + 1}]\n" for n in range(5_000)) + USED,
    "lists in a circle": "lists:\n" + "".join(f"  l{n}: [$l{n + 1}]\n" for n in range(5_000)) + "  l5000: [$l0]\n",
    "colons": "a: " * 300_000,
    "curly": "“" * 1_000_000,
    "template": "templates: {a: {es: '" + "{author.name|" * 50_000 + "'}}",
    "query": "views: {v: {query: '" + "(" * 100_000 + "'}}",
    "macro": "macros: {m: {do: [" + "claim," * 50_000 + "]}}",
    "calendar": "calendars: {c: {timezone: UTC, hours: {mon: [" + "'08:00-09:00'," * 50_000 + "]}}}",
}


@pytest.mark.parametrize("name", sorted(TOO_MUCH))
def test_what_is_too_much_is_refused_soon_and_in_little_memory(name: str, tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    path.write_text(TOO_MUCH[name], encoding="utf-8")
    done = subprocess.run([sys.executable, "-c", ALONE, str(path)], capture_output=True, text=True, check=False)
    assert done.returncode in (0, 2), done.stderr[-2_000:]


ALONE = f"""
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (1_500_000_000, 1_500_000_000))
resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
from pathlib import Path
sys.path.insert(0, {str(Path(__file__).parents[3])!r})
from tests.unit.rules.fuzzing import of_bytes
path = Path(sys.argv[1])
sys.exit(0 if of_bytes(path.read_bytes(), path.parent).rule_set else 2)
"""


def test_a_pipe_and_a_file_of_gigabytes_are_no_rule_files(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    with (tmp_path / "huge.yaml").open("wb") as file:
        file.truncate(20 << 30)
    (tmp_path / "rules.yaml").write_text("include: [pipe.yaml, huge.yaml]", encoding="utf-8")
    assert [fault.code for fault in read(tmp_path / "rules.yaml").faults] == ["file", "too-big"]


def test_the_shipped_schema_is_the_one_that_the_program_prints() -> None:
    before = i18n.language()
    i18n.activate("es")
    shipped = starter().parent / "social_console/rules/rules.schema.json"
    try:
        assert shipped.read_text(encoding="utf-8") == schema_text()
    finally:
        i18n.activate(before)
    assert json.loads(schema_text())["properties"]["rules"]
