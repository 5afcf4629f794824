"""How fast texts are understood: English beside vaderSentiment at three lengths, and each step in Spanish."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache, partial

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from social_console import asks, language, sentiment
from social_console.annotate import annotate
from social_console.sentiment import english
from social_console.text import fingerprint, fold, spell_out, without_names
from tests.bench import Result, Sizes, bench, seconds
from tests.bench.texts import per_second, posts

_LENGTHS = (("one sentence", 1), ("two", 2), ("four", 4))


@cache
def _analyzer() -> SentimentIntensityAnalyzer:
    return SentimentIntensityAnalyzer()


def english_beside_the_package() -> Iterator[Result]:
    """The score, and the score with the words that made it; also of those posts alone in which a word has one."""
    for length, sentences in _LENGTHS:
        texts = [without_names(text) for text in posts("en", sentences)]
        known = [text for text in texts if sentiment.score(text, "en").words]
        for said, some in (("", texts), (", a known word in each", known)):
            letters = round(sum(map(len, some)) / len(some))
            package = per_second(_analyzer().polarity_scores, some)
            whole = per_second(partial(sentiment.score, lang="en"), some)
            name = f"English, {length} ({letters} letters{said})"
            yield _speed(f"{name}, with words", whole, len(some), package)
            if not said:
                yield _speed(f"{name}, score alone", per_second(english.compound, some), len(some), package)


def spanish_step_by_step() -> Iterator[Result]:
    """Each step of an annotation, and the whole, on posts of one and two sentences with handles and links."""
    for length, sentences in _LENGTHS[:2]:
        texts = posts("es", sentences)
        clean = {text: fold(without_names(text)) for text in texts}
        spelled = {text: spell_out(folded, "es") for text, folded in clean.items()}
        letters = round(sum(map(len, texts)) / len(texts))
        steps: dict[str, Callable[[str], object]] = {
            "language": language.detect,
            "tone": partial(sentiment.score, lang="es"),
            "tone, folded before": lambda text: sentiment.score(text, "es", folded=spelled[text]),  # noqa: B023
            "what is asked": lambda text: asks.find(text, "es", folded=spelled[text]),  # noqa: B023
            "facts": lambda text: asks.facts(text, folded=clean[text]),  # noqa: B023
            "fingerprint": fingerprint,
            "all of an annotation": annotate,
        }
        package = per_second(_analyzer().polarity_scores, texts)
        for name, step in steps.items():
            yield _speed(f"Spanish, {length} ({letters} letters), {name}", per_second(step, texts), len(texts), package)


def _speed(name: str, value: float, n: int, package: float) -> Result:
    return Result(name=name, value=value, unit="texts/s", n=n, reference=("vaderSentiment", package))


SPEEDS = (english_beside_the_package, spanish_step_by_step)


@bench
def understanding(sizes: Sizes) -> Iterator[Result]:
    """Both."""
    for measure in SPEEDS:
        yield from measure()


_UNITS = (
    "a",
    "@",
    "#A",
    "1-",
    "$1,",
    "1/1/",
    "<3",
    "❤",
    "👩\u200d",
    "\u0301",
    "no ",
    "no hay luz ",
    "but good ",
    "https://a.b/",
)


@bench
def linear(sizes: Sizes) -> Iterator[Result]:
    """What an annotation of a text of one thing over and over costs, beside ten times that of a tenth of it."""
    for unit in _UNITS:
        small, large = unit * (2_000 // len(unit)), unit * (20_000 // len(unit))
        annotate(unit)
        tenth, whole = (seconds(partial(annotate, text), times=5)[0] for text in (small, large))
        yield Result(
            name=f"an annotation of 20,000 letters, {unit!a}",
            value=whole * 1000,
            unit="ms",
            n=len(large),
            reference=("ten times a tenth", tenth * 10_000),
        )
