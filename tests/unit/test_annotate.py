"""One pass over a text: what it is, kept as JSON, in time linear in its length."""

from __future__ import annotations

import json
import subprocess
import sys
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from social_console.annotate import LONGEST, VERSION, Places, annotate, as_json, from_json

PLACES = Places({"Los Mina": ["los minas"]})
TEXT = "Llevamos 2 días sin agua en Los Minas, ¿hasta cuándo? Llamen al 809-555-1234 😡"


def test_one_pass_says_everything() -> None:
    found = annotate(TEXT, places=PLACES)
    assert found.version == VERSION
    assert found.lang == "es"
    assert found.sentiment.label == "neg"
    assert {ask.name for ask in found.asks} == {"question", "complaint", "fault"}
    assert [(fact.kind, fact.text) for fact in found.facts] == [("place", "Los Minas"), ("phone", "809-555-1234")]


def test_json_is_as_design_5_says() -> None:
    shown = as_json(annotate("Excelente, gracias"))
    assert shown["lang"] == "es"
    assert shown["sentiment"]["label"] == "pos"
    assert shown["sentiment"]["words"][0][:3] == ["Excelente", 0, 9]
    assert shown["asks"] == ["thanks"]
    assert shown["asks_words"] == {"thanks": [["gracias", 11, 18]]}
    assert shown["facts"] == []


@settings(deadline=None)
@given(st.one_of(st.text(max_size=120), st.just(TEXT)))
def test_any_text_comes_back_from_json_as_it_was(text: str) -> None:
    found = annotate(text, places=PLACES)
    assert from_json(json.loads(json.dumps(as_json(found)))) == found


@settings(deadline=None)
@given(st.one_of(st.text(max_size=80), st.just(TEXT)))
def test_a_handle_or_a_link_changes_neither_language_nor_mood(text: str) -> None:
    plain, named = annotate(text), annotate(f"@alcaldia_corrupta {text} https://horrible.example/malo")
    assert named.lang == plain.lang
    assert (named.sentiment.label, named.sentiment.score) == (plain.sentiment.label, plain.sentiment.score)


def test_what_is_undetermined_is_read_in_the_institutions_language() -> None:
    assert annotate("❤❤❤").sentiment.label == "pos"
    assert annotate("ok", languages=("pt",)).lang == "und"


def seconds(text: str) -> float:
    best = 9e9
    for _ in range(3):
        began = time.process_time()
        annotate(text)
        best = min(best, time.process_time() - began)
    return best


@pytest.mark.parametrize(
    "unit", ["a", "1-", "@", "no hay ", "#AbC", "¿", "809-", "a@", "á\u0301", "X ", "cable ", "hace un "]
)
def test_time_is_linear_in_length(unit: str) -> None:
    annotate(unit)
    small, large = unit * (LONGEST // 10 // len(unit)), unit * (LONGEST // len(unit))
    assert seconds(large) < 30 * max(seconds(small), 0.002)


def test_a_megabyte_is_read_as_far_as_a_person_writes() -> None:
    began = time.perf_counter()
    annotate("sin agua y sin luz " * 60_000)
    assert time.perf_counter() - began < 5


def test_the_command_streams_json_lines() -> None:
    lines = "hola, no hay agua\n\nLove it, thank you\n"
    done = subprocess.run(
        [sys.executable, "-m", "social_console", "annotate", "--json"],
        input=lines.encode() + b"\xff\xfe\n",
        capture_output=True,
        check=True,
    )
    found = [json.loads(line) for line in done.stdout.decode().splitlines()]
    assert [line["lang"] for line in found] == ["es", "und", "en", "und"]
    assert found[0]["asks"] == ["fault"]


def test_the_command_tells_a_person() -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "social_console",
            "--language",
            "es",
            "annotate",
            "qué vergüenza\x1b[2J, ¿hasta cuándo?",
        ],
        capture_output=True,
        check=True,
    )
    shown = done.stdout.decode()
    assert "\x1b" not in shown
    assert "tono: negativo" in shown


@pytest.mark.parametrize(
    ("text", "mood"),
    [
        ("Trash hasn't been picked up in two weeks on Oak Ave", "neg"),
        ("qué bonito, otra vez sin agua en todo el sector", "neg"),
        ("Llevamos una semana sin agua, pero ya llegó la brigada, gracias, excelente trabajo", "pos"),
    ],
)
def test_a_grievance_tells_a_mood_unless_with_thanks(text: str, mood: str) -> None:
    assert annotate(text).sentiment.label == mood


def test_an_english_grievance_changes_the_label_and_never_the_score() -> None:
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    text = "Trash hasn't been picked up in two weeks on Oak Ave"
    assert annotate(text).sentiment.score == SentimentIntensityAnalyzer().polarity_scores(text)["compound"]


@pytest.mark.parametrize(
    ("sure", "less"),
    [
        ("excelente, maravilloso", "bien"),
        ("pésimo servicio, una vergüenza", "pésimo servicio pero la sala bonita"),
        ("bien", "la mesa está en el segundo piso"),
    ],
)
def test_more_that_agrees_is_more_certain(sure: str, less: str) -> None:
    assert 0.0 <= annotate(less).sentiment.confidence < annotate(sure).sentiment.confidence <= 1.0


@settings(max_examples=150, deadline=None)
@given(
    st.text(max_size=80), st.sampled_from(("@alcaldia_horrible", "https://malo.example/pesimo?x=1", "www.odio.example"))
)
def test_no_handle_and_no_link_changes_language_or_mood_of_any_text(text: str, name: str) -> None:
    plain, named = annotate(text), annotate(f"{text} {name}")
    assert (named.lang, named.sentiment.label, named.sentiment.score) == (
        plain.lang,
        plain.sentiment.label,
        plain.sentiment.score,
    )


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_understood_and_certain_to_some_degree(text: str) -> None:
    mood = annotate(text).sentiment
    assert mood.label in ("neg", "neu", "pos", "unsure")
    assert -1.0 <= mood.score <= 1.0
    assert 0.0 <= mood.confidence <= 1.0
    assert all(text[span.start : span.end] == span.word for span in mood.words)


def test_half_a_character_is_read_over() -> None:
    found = annotate("¿Qué \ud800 pasa con el agua?")
    assert [ask.name for ask in found.asks] == ["question"]
    assert found.fingerprint == annotate("¿Qué \ufffd pasa con el agua?").fingerprint
