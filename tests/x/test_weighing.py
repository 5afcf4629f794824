"""Length as X counts it: known cases of twitter-text's own suite, then what must hold of any text."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from social_console.connectors.x.weighing import LIGHT, has_link, links, weight

EMOJI = st.sampled_from(
    ["😀", "👍🏽", "👨‍👩‍👧‍👦", "🏳️‍🌈", "🏴‍☠️", "🇩🇴", "1️⃣", "#⃣", "❤️", "❤️‍🔥", "👩🏾‍🚒", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "☎️", "🕵🏽‍♀️", "©️", "🫶", "🤝🏻"]
)
WORDS = st.text(st.characters(categories=["L", "N", "Zs"], exclude_characters="#*0123456789"), max_size=30)


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("", 0),
        ("hola", 4),
        ("ñandú", 5),
        ("n\u0303", 1),
        ("漢字", 4),
        ("あ" * 140, 280),
        ("“citado” – así…", 16),
        ("→", 2),
        ("\u200b\u200d", 2),
        ("https://example.org/una/ruta?muy=larga&de=verdad#fin", 23),
        ("http://a.co", 23),
        ("example.org", 23),
        ("mira example.org/a, y sigue", 5 + 23 + len(", y sigue")),
        ("https://example.org.", 24),
        ("(https://example.org/a_(b))", 25),
        ("gente@example.org", 17),
        ("@example.org", 12),
        ("no.existe-esto", 14),
        ("a.do", 4),
        ("a.do/x", 23),
        ("https://a.do", 23),
        ("https://ñandú.com/añil", 23),
        ("https://example.org/ruta“cita”", 23 + 6),
        ("Sr.Pérez", 8),
        ("example.com.nada-de-eso", 23 + len(".nada-de-eso")),
        ("example.com漢字", 23 + 4),
        ("漢字example.com", 4 + 23),
        ("_a.example.com", 14),
        ("https://sub_a.example.com", 23),
        ("https://a_b.com", 15),
        ("example.com/a(b)c)", 23 + 1),
        ("xhttps://example.org", 20),
        ("EXAMPLE.ORG:8080/?q=1.", 24),
        ("©", 1),
        ("©️", 2),
        ("🇩", 2),
        ("🇦🇦", 4),
        ("👨‍👩‍👧‍👦 y 👍🏿", 2 + 3 + 2),
        ("❤︎", 4),
    ],
)
def test_known_lengths(text: str, length: int) -> None:
    assert weight(text) == length


@given(EMOJI)
def test_an_emoji_weighs_two_whatever_it_is_made_of(emoji: str) -> None:
    assert weight(emoji) == 2
    assert weight(emoji * 3) == 6


@given(st.text(max_size=200))
def test_composed_or_not_it_weighs_the_same(text: str) -> None:
    composed, taken_apart = unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text)
    assert weight(text) == weight(composed) == weight(unicodedata.normalize("NFC", taken_apart))


@given(st.text(max_size=200))
def test_no_text_weighs_more_than_two_a_character_and_a_link_each(text: str) -> None:
    composed = unicodedata.normalize("NFC", text)
    found = len(list(links(composed)))
    assert 0 <= weight(text) <= 2 * len(composed) + 23 * found
    assert has_link(text) == bool(found)


@given(WORDS, EMOJI, WORDS)
def test_parts_add_up(left: str, emoji: str, right: str) -> None:
    assert weight(f"{left} {emoji} {right}") == weight(left) + weight(right) + 4


@given(st.from_regex(r"https://[a-z]{1,20}\.(?:com|org|gob\.do)(?:/[a-z0-9]{1,80}){0,3}", fullmatch=True), WORDS)
def test_a_link_weighs_23_however_long(link: str, words: str) -> None:
    assert weight(f"{link} {words}") == 23 + 1 + weight(words)


@given(st.text(st.characters(max_codepoint=4351, categories=["Ll", "Lu", "Lo", "Zs"]), max_size=100))
def test_most_scripts_weigh_one_a_letter(text: str) -> None:
    composed = unicodedata.normalize("NFC", text)
    light = all(any(first <= ord(one) <= last for first, last in LIGHT) for one in composed)
    assert not light or weight(composed) == len(composed)


def test_a_hostile_text_is_weighed_quickly() -> None:
    hostile = ["a.", "com.", "-.com.", "ñ", "ñ.", "https://", "(", "👩\u200d", "a_.", "a.com/(", "1️", "🇩", "#"]
    hostile += ["http://a.com/" + "(" + "a" * 25_000, "http://a.com/" + "(a" * 12_000, "http://a.com/?" + "!" * 25_000]
    began = time.process_time()
    for text in hostile:
        assert weight((text * 25_000)[:25_000]) > 0
    assert time.process_time() - began < 10
