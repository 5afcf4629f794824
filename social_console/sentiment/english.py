"""VADER for English: the package's lexicon and arithmetic, to the last digit, at a fraction of its cost.

What a word is (its valence, whether it negates or boosts) is looked up once and remembered; only the words
that carry a valence are computed. `vaderSentiment` itself is the oracle in the tests. Pure and thread-safe.
"""

from __future__ import annotations

import math
import re
import string
from bisect import bisect_right
from collections.abc import Mapping
from functools import cache
from heapq import heappop, heappush
from typing import Any, Final, NamedTuple

from social_console.model import Span

_FORGET_AT: Final = 200_000
"""So many different words are remembered before starting anew."""


SCORED, UPPER, BUT, MARKED = 1, 2, 4, 8
"""Carries a valence; is in capitals; is `but`; may change another word: whatever stands near needs a closer look."""


class Word(NamedTuple):
    """What is known of a token, wherever it stands."""

    lower: str
    upper: bool
    known: bool
    valence: float
    booster: float | None
    negates: bool
    flags: int
    """What a glance must not miss: SCORED, UPPER, BUT, MARKED."""


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
    """Words that change others although they neither boost nor negate, and the rarest word of each idiom."""


_GRAMMAR = ("no", "never", "so", "this", "without", "least", "kind")
_COMMON = ("the", "to", "for", "of", "in", "on", "a", "with", "under")


def _rarest(phrase: str) -> str:
    """The word by which a phrase is noticed: all of a phrase stands near what it changes, so one word is enough."""
    return max(phrase.split(), key=lambda word: (word not in _COMMON, len(word)))


@cache
def rules() -> Rules:
    """Loaded when an English text first needs it."""
    from vaderSentiment import vaderSentiment as vader

    analyzer: Any = vader.SentimentIntensityAnalyzer()
    emojis = {char: name for char, name in analyzer.emojis.items() if len(char) == 1}
    return Rules(
        analyzer.lexicon,
        emojis,
        vader.BOOSTER_DICT,
        frozenset(vader.NEGATE),
        vader.SPECIAL_CASES,
        vader.C_INCR,
        vader.N_SCALAR,
        frozenset(
            [*_GRAMMAR, *map(_rarest, [*vader.SPECIAL_CASES, *(key for key in vader.BOOSTER_DICT if " " in key)])]
        ),
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
        known = rules()
        shown = bare(token)
        lower = shown.lower()
        booster, negates = known.boosters.get(lower), lower in known.negators or "n't" in lower
        is_known = lower in known.lexicon or lower in self._own
        marked = booster is not None or negates or lower in known.marked
        flags = (
            SCORED * (is_known and booster is None) | UPPER * shown.isupper() | BUT * (lower == "but") | MARKED * marked
        )
        valence = self._own[lower] if lower in self._own else known.lexicon.get(lower, 0.0)
        word = Word(lower, shown.isupper(), is_known, valence, booster, negates, flags)
        if len(self) >= _FORGET_AT:
            self.clear()
        self[token] = word
        return word


class Glance(dict[str, int]):
    """Token → the flags of its `Word`: all that is looked at of most words."""

    def __init__(self, words: Memo) -> None:
        super().__init__()
        self.words = words

    def __missing__(self, token: str) -> int:
        if len(self) >= _FORGET_AT:
            self.clear()
        flags = self[token] = self.words[token].flags
        return flags


SHARED: Final = Glance(Memo())
"""What is remembered of the package's own lexicon."""
_MAYBE_EMOJI = re.compile("[\u00a9\u00ae\u200d-\U0010ffff]")

Shift = tuple[int, int, int]
"""An emoji's name in the spelled-out text, from and to, and where the emoji stands in the raw one."""
Hit = tuple[int, float]
"""The index of a token and the valence it ends up with."""


def compound(text: str) -> float:
    """The package's `polarity_scores(text)["compound"]`."""
    shown = text if text.isascii() else _emojis_as_words(text)[0]
    hits = _hits(shown.split(), SHARED)
    return _normal(sum([value for _, value in hits]), shown) if hits else 0.0


def weigh(text: str, memo: Glance = SHARED) -> tuple[float, tuple[Span, ...]]:
    """The compound score, and the words that made it at their places; an emoji at its own."""
    shown, emojis = (text, []) if text.isascii() else _emojis_as_words(text)
    tokens = shown.split()
    hits = _hits(tokens, memo)
    if not hits:
        return 0.0, ()
    return _normal(sum([value for _, value in hits]), shown), _spans(text, shown, emojis, tokens, hits)


def _spans(text: str, shown: str, emojis: list[Shift], tokens: list[str], hits: list[Hit]) -> tuple[Span, ...]:
    """Each hit at its place in `text`, from where it stands in `shown`."""
    spans = []
    at = passed = 0
    for number, weight in hits:
        token = tokens[number]
        again = tokens[passed:number].count(token)
        while True:
            at = _as_token(shown, token, at)
            if not again:
                break
            again, at = again - 1, at + len(token)
        end = at + len(token)
        if weight:
            start, stop = (_raw(emojis, at, False), _raw(emojis, end, True)) if emojis else (at, end)
            spans.append(Span(text[start:stop], start, stop, round(weight, 2)))
        at, passed = end, number + 1
    return tuple(spans)


def _as_token(shown: str, token: str, at: int) -> int:
    """Where the token next stands between gaps; it does."""
    while True:
        at = shown.index(token, at)
        end = at + len(token)
        if (end == len(shown) or shown[end].isspace()) and (not at or shown[at - 1].isspace()):
            return at
        at += 1


def _raw(emojis: list[Shift], at: int, ends: bool) -> int:
    """The place in the raw text of a place, a beginning or an end, in the text with emojis spelled out."""
    before = bisect_right(emojis, at - ends, key=lambda shift: shift[0]) - 1
    if before < 0:
        return at
    _, end, emoji = emojis[before]
    return emoji + ends if at < end or (ends and at == end) else emoji + 1 + at - end


def _emojis_as_words(text: str) -> tuple[str, list[Shift]]:
    """Every emoji by its name, with a space before it where none stands, as the package does."""
    emojis = rules().emojis
    parts: list[str] = []
    shifts: list[Shift] = []
    length = at = 0
    after_emoji = False
    for found in _MAYBE_EMOJI.finditer(text):
        name = emojis.get(found[0])
        if name is None:
            continue
        start = found.start()
        glued = after_emoji if start == at else text[start - 1] != " "
        before = text[at:start] + (" " if glued and start else "")
        parts += before, name
        length += len(before) + len(name)
        shifts.append((length - len(name), length, start))
        at, after_emoji = found.end(), True
    parts.append(text[at:])
    return "".join(parts), shifts


def _hits(tokens: list[str], memo: Glance) -> list[Hit]:
    """The words that carry a valence, with what it comes to in its place."""
    flags = bytes(map(memo.__getitem__, tokens))
    if SCORED not in flags and not any([flag & SCORED for flag in flags]):
        return []
    words = memo.words
    places = [i for i, flag in enumerate(flags) if flag & SCORED]
    if max(flags) == SCORED:
        return [(i, words[tokens[i]].valence) for i in places]
    known = [words[token] for token in tokens]
    shouting = 0 < len([flag for flag in flags if flag & UPPER]) < len(known)
    hits = []
    for i in places:
        if max(flags[i - 3 if i > 3 else 0 : i + 3]) >= MARKED:
            if known[i].lower == "kind" and i < len(known) - 1 and known[i + 1].lower == "of":
                continue
            hits.append((i, _valence(known, i, shouting)))
        else:
            hits.append((i, _alone(known[i], shouting)))
    return _but(known, hits) if any([flag & BUT for flag in flags]) else hits


def _alone(word: Word, shouting: bool) -> float:
    """The valence of a word with nothing near that changes it."""
    if shouting and word.upper:
        return word.valence + rules().caps if word.valence > 0 else word.valence - rules().caps
    return word.valence


def _valence(words: list[Word], i: int, shouting: bool) -> float:
    """The valence of a known word in its place: capitals, what stands before it, idioms."""
    known = rules()
    word = words[i]
    valence = _with_no(words, i, known.flip)
    if shouting and word.upper:
        valence = valence + known.caps if valence > 0 else valence - known.caps
    for back in (1, 2, 3):
        if i < back:
            break
        before = words[i - back]
        if before.known:
            continue
        valence += _boost(before, valence, back, shouting)
        valence = _negate(words, i, back, valence, known.flip)
        if back == 3:
            valence = _idioms(words, i, valence)
    return _least(words, i, valence, known.flip)


def _with_no(words: list[Word], i: int, flip: float) -> float:
    """`no` is a negator beside a known word, a word of its own elsewhere."""
    word = words[i]
    valence = word.valence
    if word.lower == "no" and i != len(words) - 1 and words[i + 1].known:
        valence = 0.0
    if (
        (i > 0 and words[i - 1].lower == "no")
        or (i > 1 and words[i - 2].lower == "no")
        or (i > 2 and words[i - 3].lower == "no" and words[i - 1].lower in ("or", "nor"))
    ):
        valence = word.valence * flip
    return valence


def _boost(before: Word, valence: float, back: int, shouting: bool) -> float:
    scalar = before.booster
    if scalar is None:
        return 0.0
    if valence < 0:
        scalar *= -1
    if before.upper and shouting:
        scalar = scalar + rules().caps if valence > 0 else scalar - rules().caps
    return scalar * (1.0, 0.95, 0.9)[back - 1]


def _negate(words: list[Word], i: int, back: int, valence: float, flip: float) -> float:
    """A negator one, two or three words before; `never so` and `without doubt` strengthen."""
    one = words[i - 1].lower
    two = words[i - 2].lower if back > 1 else ""
    three = words[i - 3].lower if back > 2 else ""
    if (back == 2 and two == "never" and one in ("so", "this")) or (
        back == 3 and ((three == "never" and two in ("so", "this")) or one in ("so", "this"))
    ):
        return valence * 1.25
    if (back == 2 and two == "without" and one == "doubt") or (three == "without" and "doubt" in (two, one)):
        return valence
    return valence * flip if words[i - back].negates else valence


def _idioms(words: list[Word], i: int, valence: float) -> float:
    known = rules()
    zero, one, two, three = (words[i - back].lower for back in range(4))
    for phrase in (f"{one} {zero}", f"{two} {one} {zero}", f"{two} {one}", f"{three} {two} {one}", f"{three} {two}"):
        if phrase in known.idioms:
            valence = known.idioms[phrase]
            break
    if i + 1 < len(words):
        ahead = f"{zero} {words[i + 1].lower}"
        valence = known.idioms.get(ahead, valence)
        if i + 2 < len(words):
            valence = known.idioms.get(f"{ahead} {words[i + 2].lower}", valence)
    for phrase in (f"{three} {two} {one}", f"{three} {two}", f"{two} {one}"):
        if phrase in known.boosters:
            valence += known.boosters[phrase]
    return valence


def _least(words: list[Word], i: int, valence: float, flip: float) -> float:
    if i > 0 and words[i - 1].lower == "least" and not words[i - 1].known:
        if i > 1 and words[i - 2].lower in ("at", "very"):
            return valence
        return valence * flip
    return valence


def _but(words: list[Word], hits: list[Hit]) -> list[Hit]:
    """Halve what stands before the first `but`, raise what follows; of equal values the package takes the first."""
    turn = next(i for i, word in enumerate(words) if word.flags & BUT)
    places = [place for place, _ in hits]
    values = [value for _, value in hits]
    holders: dict[float, list[int]] = {}
    for at, value in enumerate(values):
        holders.setdefault(value, []).append(at)
    for at in range(len(values)):
        first = heappop(holders[values[at]])
        if places[first] != turn:
            values[first] *= 0.5 if places[first] < turn else 1.5
        heappush(holders.setdefault(values[first], []), first)
    return list(zip(places, values, strict=True))


def _normal(total: float, text: str) -> float:
    """Emphasis of punctuation, then into -1..1."""
    if total:
        shouts = min(text.count("!"), 4) * 0.292
        asks = text.count("?")
        emphasis = shouts + (0.0 if asks < 2 else asks * 0.18 if asks <= 3 else 0.96)
        total = total + emphasis if total > 0 else total - emphasis
    score = total / math.sqrt(total * total + 15)
    return round(max(-1.0, min(1.0, score)), 4)
