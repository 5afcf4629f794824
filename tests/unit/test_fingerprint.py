"""A fingerprint that reposts share: it survives other handles, links, emojis and marks, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from social_console.annotate import annotate, as_json, from_json
from social_console.text import fingerprint
from tests.unit.steps import growth

COMPLAINT = "Llevamos cinco días sin agua en Los Mina y nadie da la cara"
SENTENCES = st.lists(st.text("abcdefghijklmnopqrstuvwxyzñáéíóú0123456789", min_size=1, max_size=9), min_size=3).map(
    " ".join
)
HANDLES = st.text("abcdefghijklmnopqrstuvwxyz_0123456789", min_size=1, max_size=15).map("@{}".format)
LINKS = st.text("abcdefghijklmnopqrstuvwxyz0123456789/?=-", min_size=1, max_size=20).map("https://t.co/{}".format)
EMOJIS = st.sampled_from(("😡", "👏🏽", "❤️", "🇩🇴", "👩‍👩‍👧‍👦", "1️⃣", "ℹ️", "🚱", "™️", "🏴‍☠️"))
MARKS = st.sampled_from(("!!!", "…", "¿?", "—", "\n", "\t", "“”"))


@given(SENTENCES, st.lists(st.one_of(HANDLES, LINKS, EMOJIS, MARKS), max_size=4), st.randoms())
def test_handles_links_emojis_and_marks_anywhere_change_nothing(text: str, added: list[str], choose: object) -> None:
    words = text.split(" ")
    for one in added:
        words.insert(choose.randint(0, len(words)), one)  # type: ignore[attr-defined]
    assert fingerprint(" ".join(words)) == fingerprint(text)


@pytest.mark.parametrize(
    "again",
    [
        "RT @vecina_losmina: Llevamos cinco días sin agua en Los Mina y nadie da la cara https://t.co/x1",
        "llevamos CINCO dias sin agua en los mina y nadie da la caraaa 😡😡",
        "@CAASDRD @otra Llevamos cinco días sin agua, en Los Mina... ¡y nadie da la cara! (vía @vecina)",
        "“Llevamos cinco días sin agua en Los Mina y nadie da la cara” via @pepe",
    ],
)
def test_who_passes_it_on_writes_the_same(again: str) -> None:
    assert fingerprint(again) == fingerprint(COMPLAINT) is not None


@pytest.mark.parametrize(
    "other",
    [
        "Llevamos seis días sin agua en Los Mina y nadie da la cara",
        "Llevamos cinco días sin agua en Los Alcarrizos y nadie da la cara",
        "Llevamos cinco días sin agua en Los Mina",
    ],
)
def test_other_words_are_another_text(other: str) -> None:
    assert fingerprint(other) != fingerprint(COMPLAINT)


@pytest.mark.parametrize(
    "short", ["", "gracias", "Buenos días 😊", "@alcaldia 👏👏👏", "https://example.org/uno/dos/tres", "1️⃣2️⃣3️⃣"]
)
def test_what_many_say_by_themselves_is_no_repost(short: str) -> None:
    assert fingerprint(short) is None


@given(st.text())
def test_any_text_has_one_of_sixty_four_bits_or_none(text: str) -> None:
    found = fingerprint(text)
    assert found is None or -(1 << 63) <= found < 1 << 63


def test_it_is_the_same_on_every_machine() -> None:
    assert fingerprint(COMPLAINT) == 6575857365983247753


@pytest.mark.parametrize("unit", [" ", "@", "via ", "RT ", "a@", "1️⃣", "(vía @a ", "-", "😡", "ñ̃"])
def test_ten_times_the_text_is_ten_times_the_work(unit: str) -> None:
    assert growth(lambda text: fingerprint(text + "@x"), unit) < 11.5


def test_it_travels_with_the_annotation() -> None:
    found = annotate(COMPLAINT)
    assert found.fingerprint == fingerprint(COMPLAINT)
    assert from_json(as_json(found)) == found
