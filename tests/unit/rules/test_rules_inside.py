"""A fault inside a text has its caret there, however the text is written."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from social_console.errors import Fault
from social_console.rules import Limit, Surroundings, read
from social_console.rules.inside import place_inside
from social_console.rules.tree import Mapping_, NotYaml, Scalar, parse
from tests.unit.rules.make import faults_of


def under_caret(fault: Fault) -> str:
    line, caret = fault.excerpt.split("\n")
    return line[caret.index("^") :]


@pytest.mark.parametrize(
    ("written", "line", "column"),
    [
        ("Hola {nada}", 3, 14),
        ('"Hola {nada}"', 3, 15),
        ('"\\u00a1Hola\\t{nada}"', 3, 22),
        ("'It''s {nada}'", 3, 16),
        ('"Hola\n      y {nada}"', 4, 9),
        ('"Hola\\\n      y {nada}"', 4, 9),
        ("Hola\n\n\n      y {nada}", 6, 9),
        ("|\n      Hola\n      y {nada}\n", 5, 9),
        ("|-\n\n      Hola\n        y {nada}", 6, 11),
        ("|2\n       Hola\n      {nada}", 5, 7),
        (">\n      Hola\n      y {nada}\n", 5, 9),
        (">-\n      Hola\n\n        más\n      y {nada}", 7, 9),
        ('"日本語 😀 {nada}"', 3, 16),
    ],
)
def test_a_variable_that_does_not_exist_has_its_caret_there(written: str, line: int, column: int) -> None:
    (fault,) = faults_of(f"templates:\n  t:\n    es: {written}\n    en: Hello\n")
    assert (fault.location.line, fault.location.column) == (line, column)
    assert under_caret(fault).startswith("{nada}") or "日" in written


@pytest.mark.parametrize(
    ("query", "places"),
    [
        ("is:unansered", [(3, 15)]),
        ('"tag:agua foo:x is:unansered"', [(3, 22), (3, 31)]),
        (">-\n      tag:agua\n      is:unansered", [(5, 10)]),
    ],
)
def test_each_fault_of_a_query_has_its_caret_there(query: str, places: list[tuple[int, int]]) -> None:
    found = faults_of(f"views:\n  v:\n    query: {query}\n    order: due\n")
    assert [(fault.location.line, fault.location.column) for fault in found] == places


def test_the_caret_of_a_long_template_stands_at_the_text_of_that_language() -> None:
    text = f"templates:\n  t:\n    es: Hola\n    en: {'x' * 300}\n"
    given_limits = Surroundings(("es", "en"), {"x": Limit(280)})
    (fault,) = read(Path("rules.yaml"), texts={"rules.yaml": text}, surroundings=given_limits).faults
    assert (fault.code, fault.location.line, fault.location.column) == ("too-long", 4, 9)


words = st.sampled_from(["a", "bb", "ñ", "😀", "''", "\\n", "\\u00e9", '\\"', "{x}", " ", "  ", "日本"])
lines = st.lists(st.lists(words, max_size=5).map(" ".join), min_size=1, max_size=5)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(["", "'", '"', "|", ">", "|-", ">-", ">+", "|2"]), lines, st.integers(0, 3))
def test_a_place_inside_is_right_or_the_beginning(style: str, lines: list[str], deeper: int) -> None:
    if style[:1] in ("|", ">"):
        body = "\n".join(f"  {' ' * (deeper if odd % 2 else 0)}{line}" for odd, line in enumerate(lines))
        text = f"k: {style}\n{body}\nz: 1\n"
    else:
        text = f"k: {style}" + "\n    ".join(lines) + f"{style}\nz: 1\n"
    try:
        root = parse(text, "f")
    except NotYaml:
        return
    value = root.pairs[0][1] if isinstance(root, Mapping_) else None
    if not isinstance(value, Scalar):
        return
    rows = text.split("\n")
    for offset, char in enumerate(value.value):
        place = place_inside(value, text, offset)
        shown = rows[place.line - 1][place.column - 1 :]
        escaped = value.style == '"' and shown.startswith("\\")
        assert place == value.place or char.isspace() or escaped or shown.startswith(char)
