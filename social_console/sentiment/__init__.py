"""The mood of a text: VADER itself for English, our own lexicons for Spanish and Portuguese, emojis elsewhere.

Handles and links are taken out before any engine. Where no word is known, or words contradict each other, the
label is `unsure`, which is not the same as neutral. Pure and thread-safe; lexicons load when first needed.
"""

from __future__ import annotations

from typing import Final

from social_console.model import Sentiment, Span
from social_console.sentiment import english, romance
from social_console.text import Folded, fold, spell_out, without_names

ENGLISH_THRESHOLD: Final = 0.05
"""As VADER's authors advise."""
NEGATIVE, POSITIVE = -0.1, 0.1
"""Beyond these, a Spanish or Portuguese score is a mood."""
MIXED: Final = 1.5
"""So much weight on either side, and a score that is next to nothing, is a mixed text."""


WORDS_AT_MOST: Final = 100
"""So many words are kept with a score; all of them count."""


def score(text: str, lang: str, *, folded: Folded | None = None) -> Sentiment:
    """The mood of `text` in `lang`; `folded`, if given, is `text` without names, folded and spelled out."""
    if lang == "en":
        return _english(text)
    if folded is None:
        folded = spell_out(fold(without_names(text)), lang)
    return _own(text, folded, lang)


def _label(value: float, negative: float, positive: float) -> str:
    return "neg" if value <= negative else "pos" if value >= positive else "neu"


def _english(text: str) -> Sentiment:
    value, spans = english.weigh(without_names(text))
    if not spans:
        return Sentiment()
    if "@" in text:
        spans = tuple(Span(text[span.start : span.end], span.start, span.end, span.weight) for span in spans)
    label = _label(value, -ENGLISH_THRESHOLD, ENGLISH_THRESHOLD)
    if label == "neu" and _mixed([span.weight for span in spans]):
        label = "unsure"
    return Sentiment(label=label, score=value, words=spans[:WORDS_AT_MOST])


def _own(text: str, folded: Folded, lang: str) -> Sentiment:
    told = romance.tally(folded, lang)
    if not told.words:
        return Sentiment(label="neu" if told.noticed else "unsure")
    spans = tuple(_span(text, folded, *word) for word in told.words[:WORDS_AT_MOST])
    label = _label(told.score, NEGATIVE, POSITIVE)
    if label == "neu" and _mixed([weight for _, _, weight in told.words]):
        return Sentiment(label="unsure", score=0.0, words=spans)
    return Sentiment(label=label, score=told.score, words=spans)


def _span(text: str, folded: Folded, start: int, end: int, weight: float) -> Span:
    first, last = folded.span(start, end)
    return Span(text[first:last], first, last, weight)


def _mixed(weights: list[float]) -> bool:
    """Whether something strong stands on either side."""
    good = sum(weight for weight in weights if weight > 0)
    bad = sum(weight for weight in weights if weight < 0)
    return good >= MIXED and bad <= -MIXED
