"""Which language: function words, the model, a prior; names, tags and emojis do not vote."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from social_console.language import LANGUAGES, detect

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
]


@pytest.mark.parametrize(("text", "lang"), WRITTEN)
def test_short_texts_are_told_apart(text: str, lang: str) -> None:
    assert detect(text) == lang


@pytest.mark.parametrize(
    "text",
    ["", "ok", "jajaja", "@ana https://x.com/a", "#TeamUSA 😀", "809-555-1234", "?!", "你好世界", "Привет, как дела"],
)
def test_what_says_nothing_is_undetermined(text: str) -> None:
    assert detect(text) == "und"


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.text(max_size=80), st.sampled_from([text for text, _ in WRITTEN])))
def test_handles_and_links_do_not_vote(text: str) -> None:
    plain = detect(text)
    assert plain in (*LANGUAGES, "und")
    assert detect(f"@the_and_is {text} https://example.org/the/and/is") == plain


def test_the_declared_language_is_evidence_not_truth() -> None:
    assert detect("Llevamos dos días sin agua en el barrio", declared="en") == "es"
    assert detect("casa nova", declared="ca", languages=("ca",)) == "ca"


def test_the_model_is_not_loaded_for_what_words_settle() -> None:
    program = (
        "import sys; from social_console.language import detect; "
        "assert detect('Llevamos dos días sin agua y nadie responde, ya van tres reportes') == 'es'; "
        "sys.exit('numpy' in sys.modules or 'py3langid' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
