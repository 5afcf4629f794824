"""One pass over a text: what it is, kept as JSON, in time linear in its length."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from social_console.annotate import LONGEST, VERSION, Places, annotate, as_json, from_json
from tests.real.needs import missing
from tests.unit.steps import growth

PLACES = Places({"Los Mina": ["los minas"]})
TEXT = "Llevamos 2 días sin agua en Los Minas, ¿hasta cuándo? Llamen al 809-555-1234 😡"


def test_one_pass_says_everything() -> None:
    found = annotate(TEXT, places=PLACES)
    assert found.version == VERSION
    assert found.lang == "es"
    assert found.sentiment.label == "neg"
    assert {ask.name for ask in found.asks} == {"question", "complaint", "fault"}
    assert [(fact.kind, fact.text) for fact in found.facts] == [
        ("since", "Llevamos 2 días"),
        ("place", "Los Minas"),
        ("phone", "809-555-1234"),
    ]


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


UNITS = (
    *(
        "a",
        "1",
        "1-",
        "@",
        "no hay ",
        "#AbC",
        "#A#b",
        "¿",
        "809-",
        "a@",
        "á\u0301",
        "\u0301",
        "X ",
        "cable ",
        "hace un ",
    ),
    *("❤", "👩\u200d", "\u200d", "jaja", "no ", "ñ", "$1,", "12:", "1/1/", "www.", "a.b/", ".com", "xq ", "q ", "\n"),
    *("en la calle ", "desde ", "hace un "),
)


@pytest.mark.parametrize("unit", UNITS)
def test_ten_times_the_text_is_ten_times_the_work(unit: str) -> None:
    assert growth(partial(annotate, places=PLACES), unit, 600) < 11.5


def test_no_more_is_read_than_a_person_writes() -> None:
    whole = "sin agua y sin luz " * 60_000
    assert as_json(annotate(whole)) == as_json(annotate(whole[:LONGEST]))


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(st.characters(), max_size=200), st.text("a@#. \ud800❤é\u0301:1$/\n", max_size=60)))
def test_every_place_is_a_place_of_the_raw_text(text: str) -> None:
    found = annotate(text, places=PLACES)
    for span in [*found.sentiment.words, *[span for ask in found.asks for span in ask.words]]:
        assert text[span.start : span.end].replace("\ud800", "\ufffd") == span.word
    for fact in found.facts:
        assert text[fact.start : fact.end].replace("\ud800", "\ufffd") == fact.text


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


COMMAND = (sys.executable, "-m", "social_console", "annotate", "--json")


INTERRUPTIBLE = """
import runpy, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell that runs tests in the background ignores it
sys.argv = ["social-console", "annotate", "--json"]
runpy.run_module("social_console", run_name="__main__")
"""


def test_each_line_is_answered_at_once_and_an_interrupt_ends_it() -> None:
    command = [sys.executable, "-c", INTERRUPTIBLE]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as running:
        assert running.stdin and running.stdout
        for line, mood in ((b"no hay luz\n", "neg"), (b"\n", "unsure"), (b"muchas gracias\r\n", "pos")):
            running.stdin.write(line)
            running.stdin.flush()
            assert json.loads(running.stdout.readline())["sentiment"]["label"] == mood
        running.send_signal(signal.SIGINT)
        assert running.wait() == 130


def answers(given: bytes, *texts: str) -> list[dict[str, object]]:
    done = subprocess.run([*COMMAND, *texts], input=given, capture_output=True, check=True)
    assert done.stderr == b""
    return [json.loads(line) for line in done.stdout.decode().splitlines()]


def test_whatever_a_line_holds_is_one_line_of_answer() -> None:
    lines = [b"a\0no hay agua", b"", b"\xff\xfe\xed\xa0\x80", b"no " * 1_000_000, b"x\x0b\x0c\x1c\xc2\x85\xe2\x80\xa8y"]
    assert len(answers(b"\n".join(lines))) == len(lines)
    assert len(answers(b"\r\n".join(lines) + b"\n")) == len(lines)
    assert answers(b"") == []


def test_texts_may_be_arguments() -> None:
    found = answers(b"never read\n", "no hay luz\ndesde ayer", "", "thank you, lovely work")
    assert [one["lang"] for one in found] == ["es", "und", "en"]


def test_no_input_at_all_is_no_fault() -> None:
    command = f'"{sys.executable}" -m social_console annotate <&-'
    done = subprocess.run(["/bin/sh", "-c", command], capture_output=True, check=True)
    assert (done.stdout, done.stderr) == (b"", b"")


@pytest.mark.parametrize("more", [(), ("--json",)])
def test_an_answer_that_finds_no_room_is_told_where_it_can_be(more: tuple[str, ...]) -> None:
    device = Path("/dev/full")
    if not device.exists():
        missing("/dev/full is not here")
    with device.open("wb") as full:
        command = [sys.executable, "-m", "social_console", "--language", "en", "annotate", *more, "no hay luz"]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 4
    assert b"The disk is full" in done.stderr
    assert b"Traceback" not in done.stderr


def test_who_stops_reading_ends_it_quietly() -> None:
    with subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdin and running.stdout and running.stderr
        running.stdin.write(b"no hay luz\n")
        running.stdin.flush()
        running.stdout.readline()
        running.stdout.close()
        running.stdin.write(b"no hay luz\n" * 3)
        running.stdin.close()
        assert running.stderr.read() == b""


def test_it_says_why_a_tone_is_not_certain() -> None:
    command = [sys.executable, "-m", "social_console", "--language", "en", "annotate"]
    texts = ("la mesa", "excelente y horrible", "no")
    done = subprocess.run([*command, *texts], capture_output=True, check=True, text=True)
    assert "not certain: no word with a tone is known" in done.stdout
    assert "not certain: what is good and what is bad weigh the same (excelente +3.0, horrible -3.0)" in done.stdout
    assert "not certain: too little is said" in done.stdout
    assert "0.00" not in done.stdout


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
