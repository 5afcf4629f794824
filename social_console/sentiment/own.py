"""An institution's own words with their weights, laid over the lexicon that every institution shares.

A set of own words is a value: two rule sets may be in use at once, in any number of threads, and neither changes what
the other, or a text without any, is read with.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

from social_console.lexicons import END, INFLECT, Branch, Lexicon, lexicon, spanish
from social_console.sentiment import english, romance
from social_console.text import fold, spell_out, without_names

KINDS: Final = ("word", "noun", "adjective", "verb")
"""Of an entry: exactly this form, or a dictionary form whose inflections are generated."""
_MARKS: Final = frozenset('!?¿¡.,;:…()[]"“”«»—')
_INFINITIVES: Final = ("ar", "er", "ir", "arse", "erse", "irse")


@dataclass(frozen=True, slots=True)
class OwnWord:
    """A word, a phrase or an emoji and what it weighs, from -4 to 4 (0: it is no mood here)."""

    text: str
    weight: float
    lang: str = "es"
    kind: str = "word"


def pieces(text: str, lang: str) -> tuple[str, ...]:
    """The words that an entry consists of, as texts of `lang` are read; none: there is nothing to look for."""
    folded = fold(without_names(text))
    if lang == "en":
        return tuple(word for token in folded.raw.lower().split() if (word := english.bare(token)))
    return tuple(piece for piece in romance.split(spell_out(folded, lang).text) if not _is_mark(piece))


def _is_mark(piece: str) -> bool:
    """Punctuation, but no emoticon."""
    return not set(piece) - _MARKS or (len(piece) == 1 and piece.isascii() and not piece.isalnum())


def fault(text: str, lang: str, kind: str) -> str:
    """What is wrong with an entry: `nothing`, `several`, `infinitive`; empty if it is sound."""
    words = pieces(text, lang)
    if not words:
        return "nothing"
    if len(words) > 1 and (kind != "word" or lang == "en"):
        return "several"
    if kind == "verb" and (not words[0].endswith(_INFINITIVES) or len(words[0]) < 4):
        return "infinitive"
    return ""


@dataclass(frozen=True)
class OwnWords:
    """The own words of a rule set; `mark` tells them from others, and is empty where there are none."""

    entries: tuple[OwnWord, ...] = ()
    mark: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        if self.entries:
            said = json.dumps([(e.lang, e.kind, e.text, e.weight) for e in self.entries], ensure_ascii=False)
            object.__setattr__(self, "mark", hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()[:12])

    @classmethod
    def of(cls, meaning: Mapping[str, Mapping[str, Any]], lang: str) -> OwnWords:
        """From the meaning of `lexicon:`; an entry that names no language is of `lang`."""
        return cls(
            tuple(
                OwnWord(text, float(one["weight"]), one.get("lang", lang), one.get("as", "word"))
                for text, one in sorted(meaning.items())
            )
        )

    def memo(self, lang: str) -> romance.Memo:
        """What texts of `lang` are read with: the shared memory where there is no own word of that language."""
        return _memo(self, lang) if any(entry.lang == lang for entry in self.entries) else romance.memo(lang)

    def english(self) -> english.Glance:
        """The same for English."""
        return _english(self) if any(entry.lang == "en" for entry in self.entries) else english.SHARED


NONE: Final = OwnWords()


@lru_cache(maxsize=32)
def _memo(own: OwnWords, lang: str) -> romance.Memo:
    return romance.Memo(extended(lexicon(lang), [entry for entry in own.entries if entry.lang == lang], lang))


@lru_cache(maxsize=8)
def _english(own: OwnWords) -> english.Glance:
    own_weights = {pieces(one.text, "en")[0]: one.weight for one in own.entries if one.lang == "en"}
    return english.Glance(english.Memo(own_weights))


def extended(shared: Lexicon, own: Iterable[OwnWord], lang: str) -> Lexicon:
    """`shared` with own words above it; of two that give one form, the one written as it stands wins."""
    words: dict[str, float] = {}
    phrases: Branch = shared.phrases
    clitics: dict[str, float] = {}
    for entry in sorted(own, key=lambda one: KINDS.index(one.kind)):
        parts = pieces(entry.text, lang)
        if len(parts) > 1:
            phrases = _with(phrases, parts, entry.weight)
        else:
            for form in _forms(parts[0], entry.kind, lang):
                words.setdefault(form, entry.weight)
                phrases = _without_alone(phrases, form)
            for form in _before_clitics(parts[0], entry.kind, lang):
                clitics.setdefault(form, entry.weight)
    return Lexicon(
        words={**shared.words, **words},
        phrases=phrases,
        before_clitics={**shared.before_clitics, **clitics},
        boosters=shared.boosters,
        negators=shared.negators,
        turns=shared.turns,
        notices=shared.notices,
        lemmas=shared.lemmas,
    )


def _forms(lemma: str, kind: str, lang: str) -> Iterator[str]:
    inflect = INFLECT.get(lang, spanish)
    if kind == "word":
        yield lemma
    elif kind == "verb":
        yield from inflect.verb(lemma, "")
    elif kind == "noun":
        yield from inflect.noun(lemma)
    else:
        yield from inflect.adjective(lemma)


def _before_clitics(lemma: str, kind: str, lang: str) -> set[str]:
    found: set[str] = INFLECT.get(lang, spanish).takes_clitics(lemma, "") if kind == "verb" else set()
    return found


def _with(branch: Branch, parts: tuple[str, ...], weight: float) -> Branch:
    """The tree with one more phrase; what is shared with others is copied, never written to."""
    if not parts:
        return {**branch, END: weight}
    return {**branch, parts[0]: _with(branch.get(parts[0], {}), parts[1:], weight)}


def _without_alone(branch: Branch, word: str) -> Branch:
    """The tree without a phrase of this word alone, which would hide the word's own weight."""
    if END not in branch.get(word, {}):
        return branch
    return {**branch, word: {key: below for key, below in branch[word].items() if key != END}}
