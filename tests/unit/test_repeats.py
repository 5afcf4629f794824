"""Nearly the same words: symmetric, the same whatever light words are added, never where something telling differs."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from social_console.annotate import annotate, as_json, from_json
from social_console.repeats import alike, ends, is_cut, telling
from tests.unit.steps import growth

WORDS = st.lists(
    st.sampled_from(["agua", "calle", "sector", "nadie", "lunes", "cisterna", "vacía", "5", "no"]), min_size=6
)
LIGHT = st.sampled_from(
    ["por favor", "hola", "¡ayuda!", "gracias", "de", "@alguien", "https://t.co/x1", "😡", "difundan"]
)


@settings(max_examples=150, deadline=None)
@given(WORDS, st.lists(LIGHT, max_size=5), st.randoms())
def test_light_words_handles_links_and_emojis_change_nothing(
    words: list[str], light: list[str], choose: object
) -> None:
    text = " ".join(words)
    for one in light:
        words.insert(choose.randint(0, len(words)), one)  # type: ignore[attr-defined]
    assert telling(" ".join(words)) == telling(text)
    assert alike(telling(" ".join(words)), telling(text))
    assert ends(telling(text)) is not None


@settings(max_examples=150, deadline=None)
@given(WORDS, WORDS, st.booleans(), st.booleans())
def test_what_is_near_is_near_both_ways(one: list[str], other: list[str], one_cut: bool, other_cut: bool) -> None:
    assert alike(one, other, one_cut=one_cut, other_cut=other_cut) == alike(
        other, one, one_cut=other_cut, other_cut=one_cut
    )


@settings(max_examples=150, deadline=None)
@given(WORDS, st.integers(min_value=0), st.sampled_from(["luz", "7", "sin", "martes", "colegio"]))
def test_another_telling_word_makes_another_text(words: list[str], at: int, new: str) -> None:
    changed = list(words)
    changed[at % len(words)] = new
    assume(changed != words)
    assert not alike(words, changed)


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("cisterna", "cistrena", True),
        ("cisterna", "cistena", True),
        ("cisterna", "cisternas", True),
        ("cisterna", "linterna", False),
        ("lunes", "martes", False),
        ("casa", "caza", False),
        ("12345", "12346", False),
        ("calle8", "calle9", False),
        ("pagar", "cagar", False),
    ],
)
def test_a_letter_may_be_mistyped_in_a_long_word(one: str, other: str, near: bool) -> None:
    rest = ["llevamos", "semanas", "agua", "sector", "nadie", "responde", "tampoco", "alcalde"]
    assert alike([*rest, one], [*rest, other]) is near
    assert not alike([*rest[:4], one], [*rest[:4], other])


def test_a_cut_text_says_so() -> None:
    assert is_cut("sin agua en el sec…")
    assert is_cut("sin agua en el sec... https://t.co/abc")
    assert not is_cut("sin agua… y sin luz")


@pytest.mark.parametrize("unit", ["agua sin luz ", "a", "… ", "https://x.co/", "@a ", "."])
def test_ten_times_the_text_is_ten_times_the_work(unit: str) -> None:
    assert growth(lambda text: (telling(text), is_cut(text), alike(telling(text), telling(text))), unit) < 11.5


def test_the_ends_travel_with_the_annotation_and_are_not_written_with_it() -> None:
    found = annotate("Llevamos cinco días sin agua en Los Mina y nadie da la cara")
    assert found.ends == ends(telling("llevamos CINCO dias sin agua en los mina y nadie da la cara 😡"))
    assert "ends" not in as_json(found)
    assert from_json(as_json(found)) == found
