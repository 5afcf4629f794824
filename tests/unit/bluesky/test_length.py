"""Length as Bluesky counts it. `tests/real/test_bluesky.py` holds the same against its servers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from social_console.connectors.bluesky.length import Length, characters

FAMILY = "👩‍👩‍👧‍👦"


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("", 0),
        ("hola", 4),
        ("ñandú", 5),
        ("n\u0303andu\u0301", 5),
        (FAMILY, 1),
        ("🇩🇴🇨🇴", 2),
        ("👍🏽", 1),
        ("\r\n", 1),
        ("a\r\nb", 3),
        ("각", 1),
        ("क्षि", 1),
    ],
)
def test_a_character_is_what_people_see_as_one(text: str, length: int) -> None:
    assert characters(text) == length


@given(st.text(max_size=400))
def test_no_text_that_breaks_a_limit_measures_within_it(text: str) -> None:
    measured = Length().measure(text)
    assert (measured <= 300) == (characters(text) <= 300 and len(text.encode("utf-8", "surrogatepass")) <= 3_000)


def test_the_bytes_count_where_they_come_first() -> None:
    assert Length().measure(FAMILY * 120) == 300
    assert Length().measure(FAMILY * 121) > 300


@given(st.text(max_size=50), st.text(max_size=50))
def test_more_text_is_never_shorter(one: str, other: str) -> None:
    assert Length().measure(one + other) >= Length().measure(one)
