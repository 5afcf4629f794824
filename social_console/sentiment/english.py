"""VADER for English: the package's lexicon and arithmetic, to the last digit, at a fraction of its cost.

What a word is (its valence, whether it negates or boosts) is looked up once and remembered (`english_words.py`); only
the words that carry a valence are computed, and only what stands near them is looked at. `vaderSentiment` itself is
the oracle in the tests. Pure and thread-safe.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from heapq import heappop, heappush
from typing import Final

from social_console.model import Span
from social_console.sentiment.english_words import (
    BOOSTS,
    BUT,
    IDIOM,
    NEGATES,
    SCORED,
    SHARED,
    STRESSES,
    TURNS,
    UPPER,
    Glance,
    Memo,
    Word,
    bare,
    rules,
)

__all__ = ["SHARED", "Glance", "Memo", "bare", "compound", "weigh"]

_MAYBE_EMOJI = re.compile("[\u00a9\u00ae\u203c-\u3299\U0001f004-\U0001f9ff]")
"""Where the package's emojis lie: no accented letter, no curly quote is among them."""

Shift = tuple[int, int, int]
"""An emoji's name in the spelled-out text, from and to, and where the emoji stands in the raw one."""
Hits = tuple[list[int], list[float]]
"""The indexes of the tokens that carry a valence, and the valence that each ends up with."""


def _having(bits: int) -> bytes:
    """A table that makes 1 of flags with one of these bits, 0 of others."""
    return bytes([int(flags & bits != 0) for flags in range(256)])


_NO_EMOJIS: Final[list[Shift]] = []
_NO_HITS: Final[Hits] = ([], [])
_NOWHERE: Final[list[int]] = []
_HARMLESS: Final = bytes((0, SCORED, UPPER))
"""Where no token is more than this, every valence stands as it is."""
_IS_SCORED, _IS_UPPER, _IS_BUT = _having(SCORED), _having(UPPER), _having(BUT)
_CHANGES_OTHERS, _IS_SPECIAL = _having(BOOSTS | NEGATES), _having(TURNS | IDIOM)
_IDIOMS_REACH: Final = 3
"""So many words must precede one for the package to look for idioms around it."""


def compound(text: str) -> float:
    """The package's `polarity_scores(text)["compound"]`."""
    shown = text if text.isascii() else _emojis_as_words(text)[0]
    _, values = _hits(shown.split(), SHARED)
    return _normal(values, shown) if values else 0.0


def weigh(text: str, memo: Glance = SHARED) -> tuple[float, tuple[Span, ...]]:
    """The compound score, and the words that made it at their places; an emoji at its own."""
    shown, emojis = (text, _NO_EMOJIS) if text.isascii() else _emojis_as_words(text)
    tokens = shown.split()
    hits = _hits(tokens, memo)
    if not hits[0]:
        return 0.0, ()
    return _normal(hits[1], shown), _spans(text, shown, emojis, tokens, hits)


def _spans(text: str, shown: str, emojis: list[Shift], tokens: list[str], hits: Hits) -> tuple[Span, ...]:
    """Each hit at its place in `text`, from where it stands in `shown`.

    The first place after the last hit is the right one: wherever a token stands, it is a hit.
    """
    spans = []
    end, length = 0, len(shown)
    begins = [begin for begin, _end, _emoji in emojis] if emojis else _NOWHERE
    for number, weight in zip(*hits, strict=True):
        token = tokens[number]
        at = shown.index(token, end)
        end = at + len(token)
        while not (
            (end == length or shown[end] == " " or shown[end].isspace())
            and (not at or shown[at - 1] == " " or shown[at - 1].isspace())
        ):
            at = shown.index(token, at + 1)
            end = at + len(token)
        if not weight:
            continue
        if emojis:
            start, stop = _raw(emojis, begins, at, False), _raw(emojis, begins, end, True)
            spans.append(_new(Span, (text[start:stop], start, stop, _ROUNDED[weight])))
        else:
            spans.append(_new(Span, (token, at, end, _ROUNDED[weight])))
    return tuple(spans)


_new: Final = tuple.__new__
"""Of named tuples, in half the time that their own takes."""


def _raw(emojis: list[Shift], begins: list[int], at: int, ends: bool) -> int:
    """The place in the raw text of a place, a beginning or an end, in the text with emojis spelled out."""
    before = bisect_right(begins, at - ends) - 1
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


def _hits(tokens: list[str], memo: Glance) -> Hits:
    """The words that carry a valence, with what it comes to in its place."""
    flags, words = bytes(map(memo.__getitem__, tokens)), memo.words
    scored = flags.translate(_IS_SCORED)
    at = scored.find(1)
    if at < 0:
        return _NO_HITS
    places, values = [], []
    if not flags.translate(None, _HARMLESS):
        while at >= 0:
            places.append(at)
            values.append(words[tokens[at]].valence)
            at = scored.find(1, at + 1)
        return places, values
    changing, special = flags.translate(_CHANGES_OTHERS), flags.translate(_IS_SPECIAL)
    shouting = 0 < flags.translate(_IS_UPPER).count(1) < len(flags)
    while at >= 0:
        first = at - 3 if at > 3 else 0
        if special.find(1, first, at + 3) >= 0 or (at > 2 and flags[at - 1] & STRESSES):
            near = [words[token] for token in tokens[first : at + 3]]
            values.append(_valence(near, at - first, shouting))
        elif changing.find(1, first, at) >= 0:
            near = [words[token] for token in tokens[first : at + 1]]
            values.append(_raised(near, shouting))
        else:
            values.append(_loud(words[tokens[at]], shouting))
        places.append(at)
        at = scored.find(1, at + 1)
    turn = flags.translate(_IS_BUT).find(1)
    if turn >= 0:
        _but(turn, places, values)
    return places, values


def _loud(word: Word, shouting: bool) -> float:
    """The valence of a word, raised if it alone is in capitals."""
    if shouting and word.upper:
        return word.valence + rules().caps if word.valence > 0 else word.valence - rules().caps
    return word.valence


def _raised(near: list[Word], shouting: bool) -> float:
    """The valence of the last of these words, boosted and negated by up to three before it."""
    word = near.pop()
    valence = _loud(word, shouting) if word.upper else word.valence
    back = 0
    for before in reversed(near):
        back += 1
        if before.known:
            continue
        if before.booster is not None:
            valence += _boost(before.booster, before.upper and shouting, valence, back)
        if before.negates:
            valence *= rules().flip
    return valence


def _valence(near: list[Word], i: int, shouting: bool) -> float:
    """The valence of the word at `i`, from three words before it to two after, where rules of single words may hold."""
    known = rules()
    word = near[i]
    if word.lower == "kind" and i + 1 < len(near) and near[i + 1].lower == "of":
        return 0.0
    valence = _with_no(near, i, known.flip)
    if shouting and word.upper:
        valence = valence + known.caps if valence > 0 else valence - known.caps
    for back in range(1, i + 1):
        before = near[i - back]
        if before.known:
            continue
        if before.booster is not None:
            valence += _boost(before.booster, before.upper and shouting, valence, back)
        valence = _negate(near, i, back, valence, known.flip)
        if back == _IDIOMS_REACH:
            valence = _idioms(near, i, valence)
    return _least(near, i, valence, known.flip)


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


def _boost(scalar: float, loud: bool, valence: float, back: int) -> float:
    if valence < 0:
        scalar *= -1
    if loud:
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


def _but(turn: int, places: list[int], values: list[float]) -> None:
    """Halve what stands before the first `but`, raise what follows; of equal values the package takes the first."""
    holders: dict[float, list[int]] = {}
    for at, value in enumerate(values):
        holders.setdefault(value, []).append(at)
    for at in range(len(values)):
        first = heappop(holders[values[at]])
        if places[first] != turn:
            values[first] *= 0.5 if places[first] < turn else 1.5
        heappush(holders.setdefault(values[first], []), first)


def _normal(values: list[float], text: str) -> float:
    """The sum, with the emphasis of punctuation, brought into -1..1."""
    total = sum(values)
    if not total:
        return 0.0
    shouts, asks = text.count("!"), text.count("?")
    if shouts or asks > 1:
        emphasis = (shouts if shouts < 4 else 4) * 0.292
        emphasis += 0.0 if asks < 2 else asks * 0.18 if asks <= 3 else 0.96
        total = total + emphasis if total > 0 else total - emphasis
    return _SCORES[total]


class _Scores(dict[float, float]):
    """Total → score; few totals are met, since few weights are."""

    def __missing__(self, total: float) -> float:
        score = total / math.sqrt(total * total + 15)
        return _kept(self, total, round(-1.0 if score < -1.0 else 1.0 if score > 1.0 else score, 4))


class _Rounded(dict[float, float]):
    """Weight → what is shown of it."""

    def __missing__(self, weight: float) -> float:
        return _kept(self, weight, round(weight, 2))


def _kept(memo: dict[float, float], key: float, value: float) -> float:
    if len(memo) >= _REMEMBERED:
        memo.clear()
    memo[key] = value
    return value


_REMEMBERED: Final = 20_000
_SCORES: Final = _Scores()
_ROUNDED: Final = _Rounded()
