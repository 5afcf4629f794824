"""Which language: function words, the model, a prior; names, tags and emojis do not vote."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from social_console.language import LANGUAGES, detect

DATA = Path(__file__).parents[1] / "data"
WRITTEN = [
    ("hola", "es"),
    ("no hay luz", "es"),
    ("Llevamos dos días sin agua", "es"),
    ("Q pasó con la luz?", "es"),
    ("apagón", "es"),
    ("good morning", "en"),
    ("no power since yesterday", "en"),
    ("terrible service", "en"),
    ("falta de água", "pt"),
    ("sem luz desde ontem", "pt"),
    ("obrigado pela ajuda", "pt"),
    ("bon dia a tothom", "ca"),
    ("avui no hi ha llum", "ca"),
    ("o concello de Vigo non fai nada", "gl"),
    ("moitas grazas por todo", "gl"),
    ("kaixo mundua, zer moduz", "eu"),
    ("merci beaucoup", "fr"),
    ("grazie mille", "it"),
    ("Danke schön", "de"),
    ("a ke hora abren", "es"),
    ("xq no contestan el tel", "es"),
    ("q haces wey", "es"),
    ("nao funciona", "pt"),
    ("ninguem responde", "pt"),
    ("hoje não vou", "pt"),
    ("mi hijo no tiene cupo", "es"),
    ("holaaaaa amigooooos", "es"),
    ("manda un correo a juan@hola.com", "es"),
    ("ma\u00f1ana no hay clases", "es"),
    ("man\u0303ana no hay clases", "es"),
]
"""Chat spellings, words without their accents, stretched ones, accents apart from their letters."""


@pytest.mark.parametrize(("text", "lang"), WRITTEN)
def test_short_texts_are_told_apart(text: str, lang: str) -> None:
    assert detect(text) == lang


@pytest.mark.parametrize(
    "text",
    [
        *("", "ok", "jajaja", "JAJAJAJA 😂", "kkkkk", "jsjsjs", "hahaha", "uff", "mmm", "xD", "lol"),
        *(
            "@ana https://x.com/a",
            "www.example.org",
            "example.org/the/and",
            "ana@example.com",
            "#TeamUSA 😀",
            "#SinLuz",
        ),
        *("María Fernanda López", "Juan Pablo Duarte 👏", "809-555-1234", "?!", "ℹ️ Ⓜ️ ™️", "🇩🇴", "1️⃣2️⃣"),
        *("你好世界", "Привет, как дела"),
    ],
)
def test_what_says_nothing_is_undetermined(text: str) -> None:
    assert detect(text) == "und"


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.text(max_size=80), st.sampled_from([text for text, _ in WRITTEN])))
def test_handles_and_links_do_not_vote(text: str) -> None:
    plain = detect(text)
    assert plain in (*LANGUAGES, "und")
    assert detect(f"@the_and_is {text} https://example.org/the/and/is") == plain


VOTELESS = st.sampled_from(
    [
        *(
            "@the_and_is",
            "@no_hay_luz",
            "https://example.org/the/and/is",
            "http://é.example/que-de-la",
            "www.who.example",
        ),
        *(
            "www.example.com/of",
            "x.org/to",
            "#TheAndIs",
            "#NoHayLuz",
            "#não",
            "😡",
            "👩‍👩‍👧‍👦",
            "❤️",
            "🏴‍☠️",
            "ℹ️",
            "Ⓜ️",
            "™️",
        ),
        *("1️⃣", "🇪🇸"),
    ]
)


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(st.text(max_size=60), st.sampled_from([text for text, _ in WRITTEN])),
    st.lists(VOTELESS, max_size=4),
    st.randoms(),
)
def test_handles_links_hashtags_and_emojis_never_vote(text: str, added: list[str], choose: object) -> None:
    words = text.split(" ")
    for one in added:
        words.insert(choose.randint(0, len(words)), one)  # type: ignore[attr-defined]
    assert detect(" ".join(words)) == detect(text)


@pytest.mark.parametrize(
    "declared", ["en", "en-GB", "pt", "pt_BR", "ca", "fr", "es-DO", "est", "tlh", "", "und", "-", "x" * 99]
)
@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("Llevamos dos días sin agua en el barrio", "es"),
        ("The street has been dark for two weeks", "en"),
        ("Faz três dias que não tem água aqui", "pt"),
        ("Fa tres dies que ningú recull les escombraries", "ca"),
    ],
)
def test_a_wrong_declaration_does_not_outweigh_what_is_written(text: str, lang: str, declared: str) -> None:
    assert detect(text, declared=declared) == lang


@pytest.mark.parametrize(
    ("text", "declared"), [("no entra", "pt"), ("que calor", "pt"), ("fora o alcalde", "gl"), ("terra", "ca")]
)
def test_a_right_declaration_settles_what_could_be_either(text: str, declared: str) -> None:
    assert detect(text, languages=("es", declared), declared=declared) == declared
    assert detect(text, languages=("es", declared), declared="es") == "es"


def read(name: str) -> list[tuple[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        return [(row["lang"], row["text"]) for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)]


def test_nine_languages_are_told_apart_also_when_short() -> None:
    rows = read("languages-dev.tsv")
    told = [(lang, len(text) < 31, detect(text) == lang) for lang, text in rows]
    assert {lang for lang, _, _ in told} == {*LANGUAGES, "und"}
    assert sum(right for _, _, right in told) / len(told) >= 0.95
    short = [right for _, is_short, right in told if is_short]
    assert len(short) > len(told) / 3
    assert sum(short) / len(short) >= 0.92
    for lang in LANGUAGES:
        of_one = [right for one, _, right in told if one == lang]
        assert sum(of_one) / len(of_one) >= 0.85, lang


def test_the_institutions_languages_are_expected() -> None:
    assert detect("onde está a oficina?", languages=("es", "gl")) == "gl"
    assert detect("que calor", languages=("pt",)) == "pt"
    assert detect("que calor", languages=("es",)) == "es"


@pytest.mark.parametrize(
    "unit", ["a", "a.", ".com", "x@y.", "#", "@", "á", "a\u0301", "\u0301", "jaja", "ñ", "'", "aj", "hm", "¿"]
)
def test_a_very_long_token_is_an_answer_too(unit: str) -> None:
    assert detect(unit * (20_000 // len(unit))) in (*LANGUAGES, "und")


def test_the_model_is_not_loaded_for_what_words_settle() -> None:
    program = (
        "import sys; from social_console.language import detect; "
        "assert detect('Llevamos dos días sin agua y nadie responde, ya van tres reportes') == 'es'; "
        "sys.exit('numpy' in sys.modules or 'py3langid' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_threads_that_need_the_model_at_once_load_it_once() -> None:
    program = """
import threading
from py3langid.langid import LanguageIdentifier
loads, load = [], LanguageIdentifier.from_model_file.__func__
LanguageIdentifier.from_model_file = classmethod(lambda cls, *rest: loads.append(1) or load(cls, *rest))
from social_console.language import detect
told, ready = [], threading.Barrier(8)
def ask():
    ready.wait()
    told.append(detect('kale argia piztu gabe'))
threads = [threading.Thread(target=ask) for _ in range(8)]
[thread.start() for thread in threads]; [thread.join() for thread in threads]
print(len(loads), *set(told))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["1", "eu"]


@pytest.mark.parametrize(
    ("declared", "lang"), [("pt", "pt"), ("pt-BR", "pt"), ("PT_br", "pt"), ("est", "es"), ("por", "es")]
)
def test_a_declaration_is_a_code_with_or_without_its_country(declared: str, lang: str) -> None:
    assert detect("no entra", languages=("es", "pt"), declared=declared) == lang
