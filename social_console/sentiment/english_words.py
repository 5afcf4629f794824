"""What English tokens are to VADER: the package's lexicon and word lists, looked up once a token and remembered."""

from __future__ import annotations

import string
from collections.abc import Mapping
from functools import cache
from threading import Lock
from typing import Any, Final, NamedTuple

_FORGET_AT: Final = 200_000
_LONGEST: Final = 40
"""So many different words are remembered before starting anew, and no longer ones."""

SCORED, UPPER, BUT, BOOSTS, NEGATES, TURNS, IDIOM, STRESSES = 1, 2, 4, 8, 16, 32, 64, 128
"""What a token may be: it carries a valence; is in capitals; is `but`; changes another word near it, in five ways."""


class Word(NamedTuple):
    """What is known of a token, wherever it stands."""

    lower: str
    upper: bool
    known: bool
    valence: float
    booster: float | None
    negates: bool
    flags: int
    """What a glance must not miss: SCORED, UPPER, BUT and what changes others."""


class Rules(NamedTuple):
    """What is taken from the package, read only."""

    lexicon: dict[str, float]
    emojis: dict[str, str]
    boosters: dict[str, float]
    negators: frozenset[str]
    idioms: dict[str, float]
    caps: float
    flip: float
    marked: frozenset[str]
    """The rarest word of each idiom and of each booster of several words."""


TURNING: Final = ("no", "never", "without", "least", "kind")
STRESSING: Final = ("so", "this")
"""Words that have rules of their own; those of the second line need one of the first, or to stand just before."""
_COMMON = ("the", "to", "for", "of", "in", "on", "a", "with", "under")


def _rarest(phrase: str) -> str:
    """The word by which a phrase is noticed: all of a phrase stands near what it changes, so one word is enough."""
    return max(phrase.split(), key=lambda word: (word not in _COMMON, len(word)))


_loading: Final = Lock()


@cache
def rules() -> Rules:
    """Loaded when an English text first needs it, once, however many threads need it."""
    with _loading:
        return _loaded()


@cache
def _loaded() -> Rules:
    from vaderSentiment import vaderSentiment as vader

    analyzer: Any = vader.SentimentIntensityAnalyzer()
    emojis = {char: name for char, name in analyzer.emojis.items() if len(char) == 1}
    phrases = [*vader.SPECIAL_CASES, *(key for key in vader.BOOSTER_DICT if " " in key)]
    return Rules(
        analyzer.lexicon,
        emojis,
        vader.BOOSTER_DICT,
        frozenset(vader.NEGATE),
        vader.SPECIAL_CASES,
        vader.C_INCR,
        vader.N_SCALAR,
        frozenset(map(_rarest, phrases)),
    )


def bare(token: str) -> str:
    """A token without the punctuation around it, as the package reads it."""
    stripped = token.strip(string.punctuation)
    return token if len(stripped) <= 2 else stripped


class Memo(dict[str, Word]):
    """Token → `Word`, learnt as tokens are met. `own`: weights that stand above the package's."""

    def __init__(self, own: Mapping[str, float] | None = None) -> None:
        super().__init__()
        self._own = dict(own or {})

    def __missing__(self, token: str) -> Word:
        word = self._word(bare(token))
        if len(token) <= _LONGEST:
            if len(self) >= _FORGET_AT:
                self.clear()
            self[token] = word
        return word

    def _word(self, shown: str) -> Word:
        known, lower, upper = rules(), shown.lower(), shown.isupper()
        booster, negates = known.boosters.get(lower), lower in known.negators or "n't" in lower
        is_known = lower in known.lexicon or lower in self._own
        flags = (
            SCORED * (is_known and booster is None)
            | UPPER * upper
            | BUT * (lower == "but")
            | BOOSTS * (booster is not None)
            | NEGATES * negates
            | TURNS * (lower in TURNING)
            | IDIOM * (lower in known.marked)
            | STRESSES * (lower in STRESSING)
        )
        valence = self._own[lower] if lower in self._own else known.lexicon.get(lower, 0.0)
        return Word(lower, upper, is_known, valence, booster, negates, flags)


class Glance(dict[str, int]):
    """Token → the flags of its `Word`: all that is looked at of most words."""

    def __init__(self, words: Memo) -> None:
        super().__init__()
        self.words = words

    def __missing__(self, token: str) -> int:
        flags = self.words[token].flags
        if len(token) <= _LONGEST:
            if len(self) >= _FORGET_AT:
                self.clear()
            self[token] = flags
        return flags


SHARED: Final = Glance(Memo())
"""What is remembered of the package's own lexicon."""
