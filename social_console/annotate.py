"""What a text is, in one pass: language, mood, what is asked, facts. Pure, thread-safe, linear in time.

`VERSION` changes whenever the same text might be understood otherwise: it is stored with every annotation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from social_console import asks, language, sentiment
from social_console.asks import Places, redact
from social_console.model import Annotation, Ask, Fact, Sentiment, Span
from social_console.repeats import ends, telling_of
from social_console.sentiment.own import KINDS, NONE, OwnWord, OwnWords
from social_console.sentiment.own import fault as entry_fault
from social_console.sentiment.own import pieces as entry_key
from social_console.text import fingerprint, fold, repeated_words, spell_out, whole, without_names

VERSION: Final = "2026.11.2"
LONGEST: Final = 20_000
"""What stands beyond is not read: no mention that a person wrote is as long."""

READ_AS: Final = {"gl": "es"}
"""Galician is near enough to be read with Spanish words; other languages are read by their emojis."""
GRIEVANCE_WEIGHT, GRIEVANCE_SCORE, GRIEVANCE_SURE = -1.0, -0.25, 0.4
"""What a grievance weighs where nothing else does, the score that this weight has, and how certain it is."""
PRAISED_WEIGHT: Final = -2.5
"""What it weighs against words of praise."""
REQUEST_SHARE, LOUD_SCORE = 0.4, -0.4
"""What is left of a bad mood in a request that blames nobody, unless the mood is worse than this."""
_ASKING: Final = frozenset(("request", "petition"))
_BLAMING: Final = frozenset(("complaint", "risk"))

__all__ = [
    "KINDS",
    "VERSION",
    "OwnWord",
    "OwnWords",
    "Places",
    "annotate",
    "as_json",
    "entry_fault",
    "entry_key",
    "from_json",
    "redact",
    "with_words",
]


def annotate(
    text: str,
    *,
    declared: str | None = None,
    languages: Sequence[str] = ("es",),
    places: Places | None = None,
    words: OwnWords = NONE,
) -> Annotation:
    """What `text` is. `declared`: the language its channel says; `languages`: those expected, the first for `und`.

    `places` and `words` are those of a rule set: names that are found, and weights that count before the lexicon's.
    """
    text = whole(text[:LONGEST])
    clean = without_names(text)
    lang = language.detect(clean, declared=declared, languages=languages)
    read_as = _read_as(lang, languages[0] if languages else "es")
    folded = fold(clean)
    spelled = spell_out(folded, read_as)
    asked = asks.find(text, read_as, folded=spelled)
    mood = sentiment.score(text, read_as, folded=spelled, words=words)
    said = repeated_words(text, folded=folded)
    return Annotation(
        version=_version(words),
        lang=lang,
        sentiment=_with_asks(mood, asked, read_as),
        asks=asked,
        facts=asks.facts(text, places=places, folded=folded),
        fingerprint=fingerprint(text, words=said),
        ends=ends(telling_of(said)),
    )


def with_words(annotation: Annotation, text: str, words: OwnWords, *, otherwise: str = "es") -> Annotation:
    """The annotation of `text` as it is with these own words: its mood is read again if it was read with others.

    `otherwise`: how a text of undetermined language is read.
    """
    if annotation.version.partition(_MARK)[2] == words.mark:
        return annotation
    read_as = _read_as(annotation.lang, otherwise)
    mood = sentiment.score(whole(text[:LONGEST]), read_as, words=words)
    mood = _with_asks(mood, annotation.asks, read_as)
    return replace(annotation, version=_version(words, annotation.version.partition(_MARK)[0]), sentiment=mood)


_MARK: Final = "+"


def _version(words: OwnWords, version: str = VERSION) -> str:
    return f"{version}{_MARK}{words.mark}" if words.mark else version


def _read_as(lang: str, otherwise: str) -> str:
    return otherwise if lang == language.UNDETERMINED else READ_AS.get(lang, lang)


def _with_asks(mood: Sentiment, asked: Sequence[Ask], lang: str) -> Sentiment:
    """What is asked tells a mood too: a grievance lowers it; a request, and spam, are no mood.

    English keeps the package's score to the last digit: only its label may say what the score could not.
    """
    named = {ask.name: ask for ask in asked}
    if lang != "en" and named.keys() & _ASKING and not named.keys() & _BLAMING:
        mood = _as_request(mood)
    if "spam" in named and mood.label == "pos" and lang != "en":
        return mood._replace(label="neu", score=0.0, confidence=0.0)
    said = named.get("complaint") or named.get("risk") or (None if "question" in named else named.get("fault"))
    if said is None or "thanks" in named or "spam" in named:
        return mood
    return _with_grievance(mood, said, lang)


def _as_request(mood: Sentiment) -> Sentiment:
    """Words of what is wrong count for less where somebody asks for help: *solicito que tapen el hoyo*."""
    if mood.label != "neg" or mood.score < LOUD_SCORE:
        return mood
    score = sentiment.normal(REQUEST_SHARE * sentiment.total(mood.score))
    if score <= sentiment.NEGATIVE:
        return mood._replace(score=score)
    return mood._replace(label="neu", score=score, confidence=GRIEVANCE_SURE)


def _with_grievance(mood: Sentiment, said: Ask, lang: str) -> Sentiment:
    """A complaint, a danger, a fault nobody asks about: where no word tells a mood, it does alone.

    Against praise it weighs as words do: *qué bonito, otra vez sin agua*. An announcement stays neutral.
    """
    if mood.label == "neg" or (mood.label == "neu" and lang != "en" and not mood.words):
        return mood
    if mood.label == "pos":
        return mood if lang == "en" else _against_praise(mood, said)
    words = tuple([Span(span.word, span.start, span.end, GRIEVANCE_WEIGHT) for span in said.words[:1]])
    score = mood.score if lang == "en" else GRIEVANCE_SCORE
    return Sentiment(label="neg", score=score, words=words + mood.words, confidence=GRIEVANCE_SURE)


def _against_praise(mood: Sentiment, said: Ask) -> Sentiment:
    weight = sentiment.total(mood.score) + PRAISED_WEIGHT
    score = sentiment.normal(weight)
    if score >= sentiment.POSITIVE:
        return mood
    words = (*mood.words, *[Span(span.word, span.start, span.end, PRAISED_WEIGHT) for span in said.words[:1]])
    label = "neg" if score <= sentiment.NEGATIVE else "unsure"
    return Sentiment(label, score if label == "neg" else 0.0, words, GRIEVANCE_SURE if label == "neg" else 0.0)


def as_json(annotation: Annotation) -> dict[str, Any]:
    """What `annotate --json` prints and the store keeps."""
    mood = annotation.sentiment
    return {
        "version": annotation.version,
        "lang": annotation.lang,
        "sentiment": {
            "label": mood.label,
            "score": mood.score,
            "confidence": mood.confidence,
            "words": [[span.word, span.start, span.end, span.weight] for span in mood.words],
        },
        "asks": [ask.name for ask in annotation.asks],
        "asks_words": {ask.name: [[span.word, span.start, span.end] for span in ask.words] for ask in annotation.asks},
        "facts": [
            {"kind": fact.kind, "text": fact.text, "start": fact.start, "end": fact.end} for fact in annotation.facts
        ],
        "fingerprint": annotation.fingerprint,
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
            confidence=mood.get("confidence", 0.0),
            words=tuple(Span(*word) for word in mood.get("words", ())),
        ),
        asks=tuple(
            Ask(name=name, words=tuple(Span(word, start, end, 1.0) for word, start, end in words.get(name, ())))
            for name in stored.get("asks", ())
        ),
        facts=tuple(Fact(**fact) for fact in stored.get("facts", ())),
        fingerprint=stored.get("fingerprint"),
    )
