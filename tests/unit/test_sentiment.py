"""The mood of a text: English to the package's last digit, Spanish and Portuguese by our own lexicons."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from vaderSentiment import vaderSentiment as vader

from social_console.model import Sentiment
from social_console.sentiment import OwnWord, OwnWords, doubt, english, score
from social_console.text import without_names
from tests.unit.steps import growth

ORACLE = vader.SentimentIntensityAnalyzer()
LEXICON = sorted(ORACLE.lexicon)
EMOJIS = sorted(ORACLE.emojis)
OTHERS = "but BUT no No nor or least at very so this never without doubt kind of x Foo ! ?? :) n't didn't, é ❤ 😡"
MODIFIERS = [*vader.BOOSTER_DICT, *vader.NEGATE, *" ".join(vader.SPECIAL_CASES).split(), *OTHERS.split(), "\u200d"]


def a_text(choose: random.Random) -> str:
    """Made so that every rule of the package is met often."""
    words = []
    for _ in range(choose.randint(1, 14)):
        pool = choose.choices((LEXICON, MODIFIERS, EMOJIS), (3, 6, 1))[0]
        word = choose.choice(pool)
        word = word.upper() if choose.random() < 0.15 else word
        words.append(word + choose.choice("!?.,;:)") if choose.random() < 0.1 else word)
    return choose.choice(("", "  ", "\n")).join(words) if choose.random() < 0.1 else " ".join(words)


SAID = """\
I love this city but the water service is a bad joke
Nobody answers the phone, this is so frustrating and NOT the first time
thank you so much for fixing the light!! 😀
kind of good, never so happy, without doubt the best park
The new app is the bomb, the old one was the shit
At least the staff was very kind to us :)
no problem at all, no help or comfort either
it isn't the worst, but it's hardly great
""".splitlines()
PHRASES = [*vader.SPECIAL_CASES, *(key for key in vader.BOOSTER_DICT if " " in key), "never so", "never this", "no"]
SPACES = ("  ", "\t", "\n", "\u00a0", "\u2009", "\u3000", "\u200b", "\x1f", "\x85", "")
EMOTICONS = (":)", ":-(", ":D", ";)", "<3", ":'(", "XD", "d:", "|:", "8-)", "(:", "\\o/")
MARKS = (
    "!",
    "!!!!!",
    "?",
    "??",
    "????",
    "...",
    ",",
    "'",
    "’",
    '"',
    "(",
    "-",
    "—",
    "#",
    "*",
    "\u0301",
    "\ufe0f",
    "\u200d",
)


def change_letters(text: str, choose: random.Random) -> str:
    """Two swapped, one repeated, a mark or an emoji put in, some lost."""
    at = choose.randrange(len(text) + 1)
    before, after = text[:at], text[at:]
    return choose.choice(
        (
            before[:-1] + after[:1] + before[-1:] + after[1:],
            before + after[:1] * choose.randint(2, 9) + after,
            before + choose.choice(MARKS) + after,
            before + choose.choice(EMOJIS) + after,
            before[: max(at - 3, 0)] + after,
        )
    )


def change_words(text: str, choose: random.Random) -> str:
    """One in capitals, one more of a telling kind, one said twice."""
    words = text.split(" ")
    at = choose.randrange(len(words))
    if choose.random() < 0.3:
        words[at] = choose.choice((words[at].upper(), words[at].swapcase()))
    else:
        pools = (EMOTICONS, PHRASES, MODIFIERS, words)
        words.insert(at, choose.choice(choose.choice(pools)))
    return " ".join(words)


def change_all(text: str, choose: random.Random) -> str:
    """All in capitals, or with other gaps."""
    return choose.choice((text.upper(), text.replace(" ", choose.choice(SPACES), choose.randint(1, 3))))


def mutated(choose: random.Random) -> str:
    """A sentence, or words at random, changed one to six times."""
    text = choose.choice(SAID) if choose.random() < 0.5 else a_text(choose)
    for _ in range(choose.randint(1, 6)):
        text = choose.choices((change_letters, change_words, change_all), (4, 4, 1))[0](text, choose)
    return text


HOW_MANY = int(os.environ.get("SOCIAL_CONSOLE_ORACLE", "4000"))
"""Texts of each kind; the whole proof is 100,000."""


@contextmanager
def spanish_beside_it() -> Iterator[None]:
    """Spanish and Portuguese are weighed in other threads, with own words and without."""
    stop = threading.Event()
    own = OwnWords((OwnWord("good", -3.0, "en"), OwnWord("agua", -3.0, "es")))

    def weigh() -> None:
        while not stop.is_set():
            score("no sirve para nada, pero gracias por la ayuda 😡", "es")
            score("no good, so bad, muito obrigado", "pt")
            score("no agua, so good and not bad", "en", words=own)

    threads = [threading.Thread(target=weigh) for _ in range(3)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()


@pytest.mark.parametrize("kind", [a_text, mutated])
def test_english_is_the_packages_own_score_to_the_last_digit(kind: Callable[[random.Random], str]) -> None:
    choose = random.Random(5)  # noqa: S311
    texts = [kind(choose) for _ in range(HOW_MANY)]
    different = [
        text for text in texts if repr(ORACLE.polarity_scores(text)["compound"]) != repr(english.compound(text))
    ]
    assert different == []


@pytest.mark.parametrize("kind", [a_text, mutated])
def test_english_stays_exact_while_spanish_runs_beside_it(kind: Callable[[random.Random], str]) -> None:
    choose = random.Random(7)  # noqa: S311
    texts = [kind(choose) for _ in range(HOW_MANY)]
    expected = [ORACLE.polarity_scores(without_names(text))["compound"] for text in texts]
    with spanish_beside_it():
        found = [score(text, "en") for text in texts]
    wrong = [
        text for text, value, mood in zip(texts, expected, found, strict=True) if mood.words and value != mood.score
    ]
    silent = [text for text, value, mood in zip(texts, expected, found, strict=True) if not mood.words and value]
    assert (wrong, silent) == ([], [])


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=120))
@example("kind of good but not so bad, NOT the shit")
@example("😀😀 bad😡but GOOD")
def test_english_is_the_packages_own_score_on_any_text(text: str) -> None:
    assert english.compound(text) == ORACLE.polarity_scores(text)["compound"]


def test_english_words_stand_at_their_places() -> None:
    text = "@bob I love 😡 this bad❤ thing, GOOD!"
    for span in score(text, "en").words:
        assert text[span.start : span.end] == span.word
        assert span.weight
    assert [span.word for span in score(text, "en").words] == ["love", "bad", "❤", "GOOD!"]


def label(text: str, lang: str = "es") -> str:
    return score(text, lang).label


@pytest.mark.parametrize(
    "text",
    [
        "Llevamos tres días sin agua y nadie da la cara",
        "Qué vergüenza de alcaldía, la basura tiene dos semanas en la esquina",
        "no me gusta cómo tratan a la gente",
        "gracias por nada",
        "El alcalde es un ladrón",
        "esto es un abuso, cinco horas en la fila",
        "No sirve para nada esa app",
        "nmms pinche tráfico",
        "Se fue la luz otra vez 😡",
        "siempre prometen y nunca cumplen",
        "me siento maaaal",
        "La atención era buena, pero ahora es pésima",
        "#QueVergüenza",
        "estafándonos otra vez",
    ],
)
def test_what_a_citizen_is_angry_or_sad_about_is_negative(text: str) -> None:
    assert label(text) == "neg"


@pytest.mark.parametrize(
    "text",
    [
        "Excelente servicio, rapidísimo, felicidades",
        "Gracias al equipo que arregló la luminaria de mi calle 👏",
        "que chimba de concierto parce",
        "Ya llegó la luz, gracias a Dios",
        "no está mal el parque nuevo",
        "Sin problemas con el trámite",
        "amo a mi perro",
        "tá nítido el parque",
        "qué padre quedó la plaza",
        "❤❤❤",
    ],
)
def test_praise_is_positive(text: str) -> None:
    assert label(text) == "pos"


@pytest.mark.parametrize(
    "text",
    [
        "Buenos días, ¿a qué hora abren mañana?",
        "Se informa la suspensión programada del servicio este jueves de 8 a 2",
        "Voy de camino a la oficina",
        "¿Dónde saco el permiso de uso de suelo?",
        "Rueda de prensa a las 10 en el palacio municipal",
        "Quedo atento, gracias de antemano",
    ],
)
def test_courtesy_and_announcements_are_no_mood(text: str) -> None:
    assert label(text) in ("neu", "unsure")


def test_nothing_known_is_unsure_and_no_score() -> None:
    assert score("la mesa está en el segundo piso", "es") == Sentiment()
    assert score("", "es") == Sentiment()
    assert score("12345", "en") == Sentiment()


def test_praise_and_anger_of_equal_weight_are_unsure() -> None:
    assert label("excelente y horrible") == "unsure"


def test_capitals_and_stretched_letters_weigh_more() -> None:
    plain = score("un servicio malo de verdad", "es").score
    assert score("un servicio MALO de verdad", "es").score < plain
    assert score("un servicio maaaalo de verdad", "es").score < plain
    assert score("un servicio muy malo de verdad", "es").score < plain
    assert score("un servicio malo de verdad!!!", "es").score < plain


def test_spanish_words_stand_at_their_places() -> None:
    text = "@ayto NO SIRVEEEE la app, q vergüenza 😡 https://x.com"
    found = score(text, "es")
    assert [text[span.start : span.end] for span in found.words] == [span.word for span in found.words]
    assert {span.word for span in found.words} >= {"😡"}


def test_portuguese_has_its_own_lexicon() -> None:
    assert label("péssimo atendimento, que vergonha", "pt") == "neg"
    assert label("muito obrigado, adorei o serviço", "pt") == "pos"
    assert label("a reunião é amanhã às dez", "pt") in ("neu", "unsure")


WORDS = "no|sin|muy|pero|bueno|malo|😡|qué|asco|gracias|de|nada|,|!|?|jajaja|@x".split("|")  # noqa: SIM905
TEXTS = st.one_of(st.text(max_size=120), st.lists(st.sampled_from(WORDS)).map(" ".join))


@settings(deadline=None)
@given(TEXTS, st.sampled_from(["es", "pt", "en", "fr"]))
def test_handles_and_links_carry_no_mood(text: str, lang: str) -> None:
    with_names = score(f"@malo_horrible {text} https://example.org/horrible", lang)
    assert (with_names.label, with_names.score) == (score(text, lang).label, score(text, lang).score)


@settings(deadline=None)
@given(TEXTS, st.sampled_from(["es", "pt", "en"]))
def test_any_text_has_a_score_and_places(text: str, lang: str) -> None:
    found = score(text, lang)
    assert -1 <= found.score <= 1
    assert found.label in ("neg", "neu", "pos", "unsure")
    for span in found.words:
        assert text[span.start : span.end] == span.word


UNITS = [
    "no malo pero ",
    "a",
    "but good ",
    "❤",
    "no ni no hay ",
    "jaja",
    "!",
    "kind of ",
    "good\u200d",
    "BAD so ",
    "ñ\u0303",
    "x:)",
]


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("lang", ["es", "en", "pt"])
def test_ten_times_the_text_is_ten_times_the_work(unit: str, lang: str) -> None:
    assert growth(partial(score, lang=lang), unit, 600) < 11.5


@pytest.mark.parametrize(
    ("text", "lang", "why"),
    [
        ("la mesa está en el segundo piso", "es", "unknown"),
        ("the table is on the second floor", "en", "unknown"),
        ("excelente y horrible", "es", "mixed"),
        ("no", "es", "short"),
        ("nunca", "es", "short"),
        ("gracias", "es", ""),
        ("qué vergüenza", "es", ""),
    ],
)
def test_a_tone_that_is_not_certain_has_its_reason(text: str, lang: str, why: str) -> None:
    found = score(text, lang)
    assert doubt(found) == why
    assert (found.label == "unsure") == bool(why)
    assert not why or (found.score, found.confidence) == (0.0, 0.0)


def test_without_names_is_what_english_is_given() -> None:
    text = "@a @b @c not good https://x.com/bad"
    assert score(text, "en").score == ORACLE.polarity_scores(without_names(text))["compound"]


def test_threads_that_need_a_lexicon_at_once_load_it_once() -> None:
    program = """
import threading
from vaderSentiment import vaderSentiment as vader
from social_console.sentiment import romance, score
loads, analyzer, lexicon = [], vader.SentimentIntensityAnalyzer, romance.lexicon
vader.SentimentIntensityAnalyzer = lambda: loads.append('en') or analyzer()
romance.lexicon = lambda lang: loads.append(lang) or lexicon(lang)
told, ready = [], threading.Barrier(9)
def ask(lang):
    ready.wait()
    told.append(score({'en': 'so good', 'es': 'muy bueno', 'pt': 'muito bom'}[lang], lang).label)
threads = [threading.Thread(target=ask, args=(lang,)) for lang in ('en', 'es', 'pt') * 3]
[thread.start() for thread in threads]; [thread.join() for thread in threads]
print(*sorted(loads), *set(told))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["en", "es", "pt", "pos"]
