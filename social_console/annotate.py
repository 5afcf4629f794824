"""What a text is, in one pass: language, mood, what is asked, facts. Pure, thread-safe, linear in time.

`VERSION` changes whenever the same text might be understood otherwise: it is stored with every annotation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from social_console import asks, language, sentiment
from social_console.asks import Places
from social_console.model import Annotation, Ask, Fact, Sentiment, Span
from social_console.text import fold, spell_out, without_names

VERSION: Final = "2026.11.1"
LONGEST: Final = 20_000
"""What stands beyond is not read: no mention that a person wrote is as long."""

READ_AS: Final = {"gl": "es"}
"""Galician is near enough to be read with Spanish words; other languages are read by their emojis."""
GRIEVANCE_WEIGHT, GRIEVANCE_SCORE = -1.0, -0.25
"""What a grievance weighs where nothing else does, and the score that this weight has."""

__all__ = ["VERSION", "Places", "annotate", "as_json", "from_json"]


def annotate(
    text: str, *, declared: str | None = None, languages: Sequence[str] = ("es",), places: Places | None = None
) -> Annotation:
    """What `text` is. `declared`: the language its channel says; `languages`: those expected, the first for `und`."""
    text = text[:LONGEST]
    clean = without_names(text)
    lang = language.detect(clean, declared=declared, languages=languages)
    read_as = (languages[0] if languages else "es") if lang == language.UNDETERMINED else READ_AS.get(lang, lang)
    folded = fold(clean)
    spelled = spell_out(folded, read_as)
    asked = asks.find(text, read_as, folded=spelled)
    mood = sentiment.score(text, read_as, folded=spelled)
    return Annotation(
        version=VERSION,
        lang=lang,
        sentiment=mood if read_as == "en" else _with_grievance(mood, asked),
        asks=asked,
        facts=asks.facts(text, places=places, folded=folded),
    )


def _with_grievance(mood: Sentiment, asked: Sequence[Ask]) -> Sentiment:
    """Where no word tells a mood, what is complained of does: a complaint, a danger, a fault nobody asks about."""
    if mood.label != "unsure" or mood.words:
        return mood
    named = {ask.name: ask for ask in asked}
    said = named.get("complaint") or named.get("risk") or (None if "question" in named else named.get("fault"))
    if said is None or "thanks" in named or "spam" in named:
        return mood
    words = tuple(Span(span.word, span.start, span.end, GRIEVANCE_WEIGHT) for span in said.words[:1])
    return Sentiment(label="neg", score=GRIEVANCE_SCORE, words=words)


def as_json(annotation: Annotation) -> dict[str, Any]:
    """What `annotate --json` prints and the store keeps."""
    mood = annotation.sentiment
    return {
        "version": annotation.version,
        "lang": annotation.lang,
        "sentiment": {
            "label": mood.label,
            "score": mood.score,
            "words": [[span.word, span.start, span.end, span.weight] for span in mood.words],
        },
        "asks": [ask.name for ask in annotation.asks],
        "asks_words": {ask.name: [[span.word, span.start, span.end] for span in ask.words] for ask in annotation.asks},
        "facts": [
            {"kind": fact.kind, "text": fact.text, "start": fact.start, "end": fact.end} for fact in annotation.facts
        ],
    }


def from_json(stored: Mapping[str, Any]) -> Annotation:
    """The annotation that `as_json` wrote."""
    mood, words = stored.get("sentiment", {}), stored.get("asks_words", {})
    return Annotation(
        version=stored.get("version", ""),
        lang=stored.get("lang", language.UNDETERMINED),
        sentiment=Sentiment(
            label=mood.get("label", "unsure"),
            score=mood.get("score", 0.0),
            words=tuple(Span(*word) for word in mood.get("words", ())),
        ),
        asks=tuple(
            Ask(name=name, words=tuple(Span(word, start, end, 1.0) for word, start, end in words.get(name, ())))
            for name in stored.get("asks", ())
        ),
        facts=tuple(Fact(**fact) for fact in stored.get("facts", ())),
    )
