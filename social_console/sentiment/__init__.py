"""The mood of a text: VADER itself for English, our own lexicons for Spanish and Portuguese, emojis elsewhere.

Handles and links are taken out before any engine. Where no word is known, or words contradict each other, the
label is `unsure`, which is not the same as neutral. Pure and thread-safe; lexicons load when first needed.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from social_console.model import Sentiment, Span
from social_console.sentiment import english, own, romance
from social_console.sentiment.own import OwnWord, OwnWords
from social_console.sentiment.romance import normal
from social_console.text import Folded, fold, spell_out, without_names

__all__ = ["OwnWord", "OwnWords", "doubt", "normal", "score", "total"]

ENGLISH_THRESHOLD: Final = 0.05
"""As VADER's authors advise."""
NEGATIVE, POSITIVE = -0.1, 0.1
"""Beyond these, a Spanish or Portuguese score is a mood."""
MIXED: Final = 1.5
"""So much weight on either side, and a score that is next to nothing, is a mixed text."""


FAINT, FEW = 0.8, 2
"""Hints of less weight tell a mood beside others: not in a text of so few words."""
WORDS_AT_MOST: Final = 100
"""So many words are kept with a score; all of them count."""
_UNSURE: Final = Sentiment()
_new: Final = tuple.__new__
"""Of a named tuple, in half the time that its own takes."""
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


def _english(text: str, own_words: OwnWords) -> Sentiment:
    value, spans = english.weigh(without_names(text), own_words.english() if own_words.entries else english.SHARED)
    if not spans:
        return _UNSURE
    if len(spans) == 1 and -FAINT < spans[0][3] < FAINT and _few(text):
        return Sentiment("unsure", value, spans)
    if -ENGLISH_THRESHOLD < value < ENGLISH_THRESHOLD:
        return _hardly(value, spans, ENGLISH_THRESHOLD)
    sure = _ALONE[spans[0][3]] if len(spans) == 1 else confidence([span[3] for span in spans])
    return _new(Sentiment, ("pos" if value > 0 else "neg", value, spans[:WORDS_AT_MOST], sure))


def _hardly(value: float, spans: tuple[Span, ...], threshold: float) -> Sentiment:
    """A score that is next to nothing: neutral, unless strong words on either side made it so."""
    if _mixed([span.weight for span in spans]):
        return Sentiment("unsure", value, spans[:WORDS_AT_MOST])
    return Sentiment("neu", value, spans[:WORDS_AT_MOST], round(0.5 * (1.0 - abs(value) / threshold), 2))


def _own(text: str, folded: Folded, lang: str, own_words: OwnWords) -> Sentiment:
    told = romance.tally(folded, lang, own_words.memo(lang))
    if not told.words:
        return Sentiment(label="neu", confidence=_NOTICE_SURE) if told.noticed else Sentiment()
    spans = tuple([_span(text, folded, *word) for word in told.words[:WORDS_AT_MOST]])
    if -FAINT < told.total < FAINT and _few(folded.text):
        return Sentiment("unsure", 0.0, spans)
    if NEGATIVE < told.score < POSITIVE:
        mood = _hardly(told.score, spans, POSITIVE)
        return mood._replace(score=0.0) if mood.label == "unsure" else mood
    sure = confidence([weight for _, _, weight in told.words])
    return Sentiment("pos" if told.score > 0 else "neg", told.score, spans, sure)


def _few(text: str) -> bool:
    return len(text.split(None, FEW)) <= FEW


def doubt(mood: Sentiment) -> str:
    """Why a mood is unsure: `unknown` (no word with a tone), `mixed`, `short` (a hint alone); nothing if it is not."""
    if mood.label != "unsure":
        return ""
    if not mood.words:
        return "unknown"
    return "mixed" if len({span.weight > 0 for span in mood.words if span.weight}) > 1 else "short"


def total(score: float) -> float:
    """The weight that makes this score."""
    return score * math.sqrt(romance.ALPHA / (1.0 - score * score)) if abs(score) < 1.0 else math.copysign(1e6, score)


def confidence(weights: Sequence[float]) -> float:
    """How certain a mood is, from 0 to 1: more with more weight, less the more of it stands on the other side."""
    said = net = 0.0
    for weight in weights:
        net += weight
        said += abs(weight)
    return round(abs(net) / (said + _HALF_SURE_AT), 2)


class _Alone(dict[float, float]):
    """Weight → how certain a mood is that it alone makes; few weights are met."""

    def __missing__(self, weight: float) -> float:
        if len(self) >= 20_000:
            self.clear()
        sure = self[weight] = confidence((weight,))
        return sure


_ALONE: Final = _Alone()


def _span(text: str, folded: Folded, start: int, end: int, weight: float) -> Span:
    first, last = folded.span(start, end)
    return Span(text[first:last], first, last, weight)


def _mixed(weights: list[float]) -> bool:
    """Whether something strong stands on either side."""
    good = sum(weight for weight in weights if weight > 0)
    bad = sum(weight for weight in weights if weight < 0)
    return good >= MIXED and bad <= -MIXED
