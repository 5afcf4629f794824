"""The mood of a text: VADER itself for English, our own lexicons for Spanish and Portuguese, emojis elsewhere.

Handles and links are taken out before any engine. Where no word is known, or words contradict each other, the
label is `unsure`, which is not the same as neutral. Pure and thread-safe; lexicons load when first needed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from social_console.model import Sentiment, Span
from social_console.sentiment import english, own, romance
from social_console.sentiment.own import OwnWord, OwnWords
from social_console.text import Folded, fold, spell_out, without_names

__all__ = ["OwnWord", "OwnWords", "score"]

ENGLISH_THRESHOLD: Final = 0.05
"""As VADER's authors advise."""
NEGATIVE, POSITIVE = -0.1, 0.1
"""Beyond these, a Spanish or Portuguese score is a mood."""
MIXED: Final = 1.5
"""So much weight on either side, and a score that is next to nothing, is a mixed text."""


WORDS_AT_MOST: Final = 100
"""So many words are kept with a score; all of them count."""
_HALF_SURE_AT: Final = 1.2
"""So much weight, all on one side, and a tone is half certain."""
_NOTICE_SURE: Final = 0.6
"""How certain it is that an announcement without an opinion has no tone."""


def score(text: str, lang: str, *, folded: Folded | None = None, words: OwnWords = own.NONE) -> Sentiment:
    """The mood of `text` in `lang`; `folded`, if given, is `text` without names, folded and spelled out.

    `words` are an institution's own; without any, English is the package's own score.
    """
    if lang == "en":
        return _english(text, words)
    if folded is None:
        folded = spell_out(fold(without_names(text)), lang)
    return _own(text, folded, lang, words)


def _label(value: float, negative: float, positive: float) -> str:
    return "neg" if value <= negative else "pos" if value >= positive else "neu"


def _english(text: str, own_words: OwnWords) -> Sentiment:
    value, spans = english.weigh(without_names(text), own_words.english())
    if not spans:
        return Sentiment()
    if "@" in text:
        spans = tuple([Span(text[span.start : span.end], span.start, span.end, span.weight) for span in spans])
    weights = [span.weight for span in spans]
    label = _label(value, -ENGLISH_THRESHOLD, ENGLISH_THRESHOLD)
    if label == "neu" and _mixed(weights):
        return Sentiment(label="unsure", score=value, words=spans[:WORDS_AT_MOST])
    sure = confidence(weights, abs(value) / ENGLISH_THRESHOLD if label == "neu" else None)
    return Sentiment(label=label, score=value, words=spans[:WORDS_AT_MOST], confidence=sure)


def _own(text: str, folded: Folded, lang: str, own_words: OwnWords) -> Sentiment:
    told = romance.tally(folded, lang, own_words.memo(lang))
    if not told.words:
        return Sentiment(label="neu", confidence=_NOTICE_SURE) if told.noticed else Sentiment()
    spans = tuple([_span(text, folded, *word) for word in told.words[:WORDS_AT_MOST]])
    weights = [weight for _, _, weight in told.words]
    label = _label(told.score, NEGATIVE, POSITIVE)
    if label == "neu" and _mixed(weights):
        return Sentiment(label="unsure", score=0.0, words=spans)
    sure = confidence(weights, abs(told.score) / POSITIVE if label == "neu" else None)
    return Sentiment(label=label, score=told.score, words=spans, confidence=sure)


def confidence(weights: Sequence[float], leaning: float | None = None) -> float:
    """How certain a label is, from 0 to 1: more with more weight, less the more of it stands on the other side.

    `leaning`: of a neutral text, how far it has gone towards a mood, from 0 to 1.
    """
    if leaning is not None:
        return round(0.5 * (1.0 - min(leaning, 1.0)), 2)
    said = sum([abs(weight) for weight in weights])
    agreed = abs(sum(weights)) / said if said else 0.0
    return round(agreed * said / (said + _HALF_SURE_AT), 2)


def _span(text: str, folded: Folded, start: int, end: int, weight: float) -> Span:
    first, last = folded.span(start, end)
    return Span(text[first:last], first, last, weight)


def _mixed(weights: list[float]) -> bool:
    """Whether something strong stands on either side."""
    good = sum(weight for weight in weights if weight > 0)
    bad = sum(weight for weight in weights if weight < 0)
    return good >= MIXED and bad <= -MIXED
