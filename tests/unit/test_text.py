"""Untrusted text made safe, measured, folded: what no input may break."""

from __future__ import annotations

import time
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from social_console.text import (
    MARKS_IN_A_ROW,
    Folded,
    cells,
    fold,
    fold_key,
    plain,
    spell_out,
    truncate,
    without_names,
)

HOSTILE = "".join(map(chr, [*range(0x20), *range(0x7F, 0xA0), 0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F)]))
NEVER = frozenset(
    set(map(chr, [*range(0x0A), *range(0x0B, 0x20), *range(0x7F, 0xA0), 0x061C, 0x200E, 0x200F]))
    | set(map(chr, [*range(0x202A, 0x202F), *range(0x2066, 0x206A), *range(0xE0000, 0xE0080)]))
    | set("\u200b\ufeff\u00ad")
    | set(map(chr, range(0xD800, 0xE000)))
)
ANYTHING = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from(sorted(NEVER)),
        st.sampled_from("aáñÑn\u0303\u0301\u0308 llrr#@_x.:/qkdpa\u200d\ufe0f❤👍🏽İßﬁ"),
    ),
    max_size=200,
)


def longest_run_of_marks(text: str) -> int:
    longest = run = 0
    for char in text:
        run = run + 1 if unicodedata.category(char) in ("Mn", "Me") else 0
        longest = max(longest, run)
    return longest


@given(ANYTHING)
def test_plain_lets_nothing_through_that_a_terminal_obeys(text: str) -> None:
    shown = plain(text)
    assert not NEVER & set(shown)
    assert longest_run_of_marks(shown) <= MARKS_IN_A_ROW


@given(ANYTHING, st.integers(0, 50))
def test_plain_twice_is_plain_once(text: str, limit: int) -> None:
    assert plain(plain(text)) == plain(text)
    short = plain(text, limit=limit)
    assert plain(short, limit=limit) == short
    assert len(short) <= limit


@given(ANYTHING)
def test_plain_on_one_line_has_no_line_end(text: str) -> None:
    assert len(plain(text, newlines=False).splitlines()) <= 1


def test_plain_says_what_was_there() -> None:
    assert plain("a\x1b[31mb\tc\x07") == "a\ufffd[31mb c\ufffd"
    assert plain("uno\r\ndos\u2028tres") == "uno\ndos\ntres"
    assert plain("co\u00adse\u200bcha\U000e0041") == "cosecha"
    assert plain("👨\u200d👩\u200d👧 ❤\ufe0f") == "👨\u200d👩\u200d👧 ❤\ufe0f"
    assert plain("e" + "\u0301" * 100_000, limit=200_000) == "e" + "\u0301" * MARKS_IN_A_ROW
    assert plain("x" * 20_000) == "x" * 9_999 + "…"
    assert plain("[@click=app.bell]no[/]") == "[@click=app.bell]no[/]"


def test_a_megabyte_is_cut_before_it_costs_anything() -> None:
    began = time.perf_counter()
    assert len(plain("e\u0301\u202e" * 1_000_000)) == 10_000
    assert time.perf_counter() - began < 1


@given(ANYTHING, st.integers(0, 30))
def test_truncate_fits(text: str, width: int) -> None:
    safe = plain(text, newlines=False)
    cut = truncate(safe, width)
    assert cells(cut) <= width
    assert cut in (safe, "") or cut.endswith("…")


def test_cells_and_truncation_know_wide_characters() -> None:
    assert cells("señal") == 5
    assert cells("漢字") == 4
    assert truncate("漢字漢字", 5) == "漢字…"
    assert truncate("avería", 10) == "avería"
    assert truncate("avería", 3) == "av…"


@given(ANYTHING)
def test_places_of_the_folded_text_lead_back_into_the_raw_one(text: str) -> None:
    for folded in (fold(text), spell_out(fold(text), "es"), spell_out(fold(text), "pt")):
        assert len(folded.offsets) == len(folded.text) + 1
        assert list(folded.offsets) == sorted(folded.offsets)
        assert folded.offsets[-1] == len(text)
        for at in range(len(folded.text)):
            start, end = folded.span(at, at + 1)
            assert 0 <= start <= end <= len(text)
            assert start < end or start == len(text)


@given(ANYTHING)
def test_a_folded_letter_is_the_letter_at_its_place(text: str) -> None:
    folded = fold(text)
    for at, letter in enumerate(folded.text):
        raw = text[folded.offsets[at]]
        assert letter in (" ", "N") or fold_key(raw) in (letter, "")


@given(ANYTHING)
def test_folding_is_for_good(text: str) -> None:
    folded = fold(text).text
    assert not any("A" <= char <= "Z" and char != "N" for char in folded)
    assert fold_key(folded.replace("N", "ñ")) == folded or "#" in folded


@given(st.text(st.characters(max_codepoint=0xFF)))
def test_a_text_is_folded_alike_beside_a_letter_that_no_byte_holds(text: str) -> None:
    assert fold_key(f"{text} €") == f"{fold_key(text + ' ')}€"


def test_fold_reads_as_people_write() -> None:
    assert fold_key("ÁRBOL Ñoño pingüino") == "arbol NoNo pinguino"
    assert fold_key("n\u0303o\u0301") == "No"
    assert fold_key("siiiin aguaaaa calllle carrrro goool") == "sin agua calle carro gol"
    assert fold_key("#SinAguaEnLosMina #EDESURRoba #SOS #2DíasSinLuz") == (
        "#sin agua en los mina #edesur roba #sos #2 dias sin luz"
    )
    assert fold_key("si\u200bn") == "sin"


def test_a_span_covers_what_was_cut_out() -> None:
    text = "No hay aguaaa, n\u0303o"
    folded = fold(text)
    at = folded.text.index("agua")
    assert text[slice(*folded.span(at, at + 4))] == "aguaaa"
    assert text[slice(*folded.span(len(folded.text) - 2, len(folded.text)))] == "n\u0303o"


def shown(text: str, lang: str = "es") -> str:
    return spell_out(fold(text), lang).text


def test_chat_spellings_are_written_out() -> None:
    assert shown("xq no a pasado el camión d la basura") == "porque no ha pasado el camion de la basura"
    assert shown("k pasó, ta to' oscuro pa' la casa") == "que paso, esta todo oscuro para la casa"
    assert shown("xq", "en") == "xq"
    assert shown("vc tb não viu?", "pt") == "voce tambem nao viu?"


def test_what_only_looks_like_a_chat_spelling_stays() -> None:
    assert shown("lo dice X, https://x.com/q?k=d y @pa 2x1") == "lo dice x, https://x.com/q?k=d y @pa 2x1"


def test_a_written_out_word_keeps_its_place() -> None:
    text = "sin luz xq sí"
    spelled = spell_out(fold(text), "es")
    at = spelled.text.index("porque")
    assert text[slice(*spelled.span(at, at + 6))] == "xq"
    assert text[slice(*spelled.span(at, at + 3))] == "xq"


@given(ANYTHING)
def test_names_are_blanked_out_at_their_place(text: str) -> None:
    assert len(without_names(text)) == len(text)


def test_handles_and_links_are_names() -> None:
    assert without_names("@ana hola https://x.co/a?b=1 y ana@x.do").split() == ["hola", "y", "ana", ".do"]


def test_edits_keep_places() -> None:
    folded = Folded("abc", range(4), "abc").edited([(1, 2, "xyz")])
    assert (folded.text, list(folded.offsets)) == ("axyzc", [0, 1, 1, 1, 2, 3])
    assert folded.span(2, 3) == (1, 2)
