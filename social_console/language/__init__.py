"""Which language a short text is in: frequent words first, then py3langid among nine languages, and a prior.

Handles, links, hashtags and emojis do not vote. What a channel declares is evidence, not truth. A text with
hardly a letter, of laughter or names alone, or a short one that could be anything, is `und`.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Final

from social_console.language import model
from social_console.language.words import SIGNS, owners
from social_console.text import without_names

LANGUAGES: Final = ("es", "en", "pt", "ca", "gl", "eu", "fr", "it", "de")
UNDETERMINED: Final = "und"

_TAGS = re.compile(r"#\w+")
_SITE = re.compile(r"(?<!\S)\S*(?:\.(?:com|org|net|gob|gov|edu|info|cat|eus|gal)\b|\.\w\w+/)\S*")
"""A link without its beginning, or an e-mail address without its handle."""
_APART = re.compile("(?:[a-zA-Z][\u0300-\u0308\u0327]|[\u0300-\u036f])")
_LETTERLIKE = re.compile("[\u2100-\u214f\u2460-\u24ff]")
"""Emojis and signs that count as letters."""
_DOT, _ODD = re.compile(r"\.\w"), re.compile("[\u0300-\u036f\u2100-\u214f\u2460-\u24ff]")
"""Without the one, nothing is a site; without the other, every accent is on its letter, and no sign is a letter."""
_NOT_LATIN = re.compile("[\u0250-\U0010ffff]")
_WORD = re.compile(r"[^\W\d_]+(?:['’·][^\W\d_]+)?")
_LAUGHTER = re.compile(
    r"^(?:a?(?:j[aeiou]){2,}[jsa]{0,3}|a?(?:h[aei]){2,}h?|(?:ah|j?aj){2,}[as]?|j{2,}|k{2,}|(?:[jkr]s){2,}[jkr]?"
    r"|l+o+l+|x+d+|lmf?ao+|h?m{2,}|hm+|u+f{2,}|a+h{2,}|a{2,}h+|z{2,})$"
)
_STRETCHED = re.compile(r"(\w)\1\1+")
_WORDS_ENOUGH, _LONGEST_WORD = 150, 40
"""No more is read: a longer text is no less sure."""

_PRIOR = {"es": 0.4, "en": 0.3, "pt": 0.1}
_EXPECTED, _DECLARED, _WORD_SAYS, _WORDS_AT_MOST = 1.0, 1.0, 1.4, 4.0
_SETTLED: Final = ("es", "en", "pt")
_SURE_BY: Final = 1.9
"""So many words more than any other language has, and twice as many: nothing else is asked."""
_OWNERS: Final = owners()
_SIGNS: Final = tuple((re.compile(pattern), says) for pattern, says in SIGNS)
_ASKED_UPSIDE_DOWN: Final = 1.5
"""How much ¿ and ¡ say for Spanish."""


def detect(text: str, *, declared: str | None = None, languages: Sequence[str] = ("es",)) -> str:
    """One of `LANGUAGES` or `und`. `declared` is the channel's word, `languages` those that are expected."""
    voting = _voting(text)
    shown = _WORD.findall(voting)
    words = [word for one in shown if (word := _written(one[:_LONGEST_WORD]))]
    letters = sum(map(len, words))
    if letters < 2 or (not text.isascii() and _other_script(words)):
        return UNDETERMINED
    votes = _votes(words)
    certain = _certain(votes)
    if certain is not None:
        return certain
    scores = model.scores(words[:_WORDS_ENOUGH], LANGUAGES)
    signs, expected = _signs(shown[:_WORDS_ENOUGH]), _expectations(declared, tuple(languages))
    for lang in scores:
        voted = votes.get(lang, 0.0)
        scores[lang] += _WORD_SAYS * (voted if voted < _WORDS_AT_MOST else _WORDS_AT_MOST)
        scores[lang] += signs.get(lang, 0.0) + expected[lang]
    if "¿" in voting or "¡" in voting:
        scores["es"] += _ASKED_UPSIDE_DOWN
    if not votes and len(words) > 1 and all(map(str.istitle, shown)) and max(scores, key=scores.__getitem__) != "de":
        return UNDETERMINED
    return _best(scores, letters, votes)


def _voting(text: str) -> str:
    """What may vote: neither names nor tags; accents on their letters."""
    if "#" in text:
        text = _TAGS.sub(" ", text)
    if _DOT.search(text):
        text = _SITE.sub(" ", text)
    text = without_names(text)
    if not text.isascii() and _ODD.search(text):
        text = _LETTERLIKE.sub(" ", _APART.sub(lambda found: unicodedata.normalize("NFC", found[0])[0], text))
    return text


def _other_script(words: Sequence[str]) -> bool:
    """Whether most letters are not Latin: none of our languages."""
    letters = "".join(words[:_WORDS_ENOUGH])
    return len(_NOT_LATIN.findall(letters)) * 2 > len(letters)


@lru_cache(maxsize=50_000)
def _written(shown: str) -> str:
    """The word in small letters and not drawn out; nothing for laughter and the like."""
    word = shown.lower()
    return "" if _LAUGHTER.match(word) else _STRETCHED.sub(r"\1", word)


def _votes(words: Iterable[str]) -> dict[str, float]:
    """How much each language's own frequent words say, each word once, shared ones by parts."""
    votes: dict[str, float] = {}
    for word in dict.fromkeys(words):  # in their order: the sum is the same in every process
        langs = _OWNERS.get(word)
        if langs is not None:
            share = 1.0 / len(langs)
            for lang in langs:
                votes[lang] = votes.get(lang, 0.0) + share
    return votes


def _certain(votes: Mapping[str, float]) -> str | None:
    """The language that the frequent words alone settle, without the model."""
    first, second, lang = 0.0, 0.0, ""
    for name, vote in votes.items():
        if vote > first:
            first, second, lang = vote, first, name
        elif vote > second:
            second = vote
    return lang if lang in _SETTLED and first - second >= _SURE_BY and first >= 2 * second else None


def _signs(shown: Iterable[str]) -> Mapping[str, float]:
    """What the spellings say, each once."""
    seen = 0
    for word in shown:
        seen |= _signs_in(word[:_LONGEST_WORD])
    return _said_by(seen)


@lru_cache(maxsize=50_000)
def _signs_in(shown: str) -> int:
    """The signs that a word has, a bit each."""
    word = shown.lower()
    return sum(1 << at for at, (pattern, _says) in enumerate(_SIGNS) if pattern.search(word))


@lru_cache(maxsize=5_000)
def _said_by(seen: int) -> Mapping[str, float]:
    """The sum of these signs."""
    said: dict[str, float] = {}
    for at, (_pattern, says) in enumerate(_SIGNS):
        if seen >> at & 1:
            for lang, weight in says.items():
                said[lang] = said.get(lang, 0.0) + weight
    return said


@lru_cache(maxsize=1_000)
def _expectations(declared: str | None, languages: tuple[str, ...]) -> Mapping[str, float]:
    """What is known before reading: the settings' languages and the channel's declaration (`es`, `pt-BR`, `en_US`)."""
    said = re.split("[-_]", declared.lower(), maxsplit=1)[0] if declared else ""
    return {
        lang: _PRIOR.get(lang, 0.0) + _EXPECTED * (lang in languages) + _DECLARED * (lang == said) for lang in LANGUAGES
    }


def _best(scores: Mapping[str, float], letters: int, votes: Mapping[str, float]) -> str:
    """The likeliest, unless the text is short and the likeliest is not likely."""
    lang = max(scores, key=scores.__getitem__)
    if lang in votes:
        return lang
    top = scores[lang]
    likely = 1.0 / sum([math.exp(score - top) for score in scores.values()])
    return UNDETERMINED if letters < 5 or (letters < 12 and likely < 0.35) else lang
