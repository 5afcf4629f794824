"""Spanish and Portuguese: our own lexicons in a sparse engine built as VADER's is, with their own grammar.

Every token is looked up once and remembered; only tokens that weigh something are computed. Negators reach
ahead within their clause, *pero* halves what precedes it, questions ask more than they say. Pure, thread-safe.
"""

from __future__ import annotations

import math
import re
from functools import cache
from itertools import chain
from threading import Lock
from typing import Final, NamedTuple

from social_console.lexicons import END, Branch, Lexicon, lexicon
from social_console.lexicons.spanish import CLITICS
from social_console.text import Folded

_FORGET_AT: Final = 200_000
ALPHA: Final = 15.0
_NOT_GOOD, _NOT_BAD = -0.75, -0.15
"""`no es bueno` is nearly bad; `no es malo` is hardly good."""
_CAPITALS, _STRETCHED = 1.25, 1.15
_ASKED_GOOD, _ASKED_BAD = 0.5, 0.6
_NOTICE: Final = 0.4
_AGAIN: Final = 0.25
"""The same emoji once more beside itself."""
_BOOST_REACH: Final = 3
_LONGEST_WORD: Final = 40
_PHRASE_OF_ITS_OWN: Final = 1.5
"""A phrase that weighs less is a hint (*no me*): its negator goes on to turn what follows."""
_NO_PHRASE: Final[Branch] = {}


class Piece(NamedTuple):
    """A word, emoji or mark inside a token, and what it means wherever it stands."""

    text: str
    start: int
    valence: float
    booster: float
    reach: int
    """How far it negates; 0: it does not."""
    turn: float
    notice: bool
    stop: str
    """The mark that ends its clause, if one follows."""
    phrases: Branch
    weighs: bool
    """It has a valence, or a phrase may begin with it."""
    changes: bool
    """It negates, turns or announces."""
    laughs: bool


class Hit(NamedTuple):
    """A word or phrase that weighs: pieces `[first:last]`."""

    first: int
    last: int
    weight: float


class Tally(NamedTuple):
    """What a text comes to: the sum before and after normalising, and the words that made it, at their places."""

    total: float
    score: float
    words: tuple[tuple[int, int, float], ...]
    """(start, end, weight) in the folded text."""
    noticed: bool


_PIECE = re.compile(
    r"<3+|</3+|(?<![a-zN0-9])(?:(?:[tu][._][tu]|[:;=x]'?-?[dpvoc3]+)(?![a-zN0-9])|d[:=])"
    r"|[a-zN0-9]+(?:'[a-z]+)?|[:;=]'?-?[()/|*\[\]]+|\^[_.]?\^|-[_.]+-|\\o/"
    r"|[!?¿¡.,;:…()\[\]\"“”«»—]+|[^\x00-\x7f]|[^\s]"
)
_LAUGH = re.compile(
    r"(?:a?(?:j[aeiou]){2,}[jsa]{0,4}|a?(?:h[aei]){2,}h?|j{3,}|k{2,}|(?:rs){2,}|l+o+l+|x+d+|lmao|ajaj\w*|jaj\w{2,}"
    r"|a?(?:[jk]+s+)+[jks]+|a?j[skd]{2,}[ajskd]*)$"
)
_FACE = re.compile(r"[:;=]'?-?([()/|\[\]])\1+$")
"""An emoticon whose mouth is drawn out."""
_STOPS: Final = frozenset('!?.,;:…()—"“”«»')


class Memo(dict[str, tuple[Piece, ...]]):
    """Token → its pieces, learnt as tokens are met."""

    def __init__(self, words: Lexicon) -> None:
        super().__init__()
        self._lexicon = words

    def __missing__(self, token: str) -> tuple[Piece, ...]:
        if len(self) >= _FORGET_AT:
            self.clear()
        pieces = tuple(self._pieces(token))
        if len(token) <= _LONGEST_WORD:
            self[token] = pieces
        return pieces

    def _pieces(self, token: str) -> list[Piece]:
        pieces: list[Piece] = []
        for found in _PIECE.finditer(token):
            text = found[0]
            if pieces and text[0] in _STOPS and text not in self._lexicon.words:
                pieces[-1] = pieces[-1]._replace(stop=_stop(text))
            else:
                pieces.append(self._piece(text, found.start()))
        return pieces

    def _piece(self, text: str, start: int) -> Piece:
        words = self._lexicon
        valence, phrases = weigh_word(words, text), words.phrases.get(text, _NO_PHRASE)
        reach, turn, notice = int(words.negators.get(text, 0)), words.turns.get(text, 0.0), text in words.notices
        return Piece(
            text,
            start,
            valence,
            words.boosters.get(text, 0.0),
            reach,
            turn,
            notice,
            _stop(text) if text[0] in _STOPS else "",
            phrases,
            bool(phrases or valence),
            bool(reach or turn or notice),
            _LAUGH.match(text) is not None,
        )


def _stop(mark: str) -> str:
    return "?" if "?" in mark else mark[0]


def weigh_word(words: Lexicon, text: str) -> float:
    """The weight of a folded word: as it stands, as laughter, or without its clitics."""
    weight = words.words.get(text)
    if weight is not None or len(text) > _LONGEST_WORD:
        return weight or 0.0
    if (face := _FACE.match(text)) is not None:
        return words.words.get(text[: face.start(1) + 1], 0.0)
    if _LAUGH.match(text):
        return words.words.get("jaja", 0.0)
    for clitic in CLITICS:
        if text.endswith(clitic):
            weight = words.before_clitics.get(text[: -len(clitic)])
            if weight is not None:
                return weight
    return 0.0


_loading: Final = Lock()


@cache
def memo(lang: str) -> Memo:
    """What is remembered of `lang`; its lexicon loads when a text first needs it, once, for all threads."""
    with _loading:
        return _memo(lang)


@cache
def _memo(lang: str) -> Memo:
    return Memo(lexicon(lang))


def split(text: str) -> list[str]:
    """The pieces of a folded text: words, emojis, emoticons and marks."""
    return _PIECE.findall(text)


def tally(folded: Folded, lang: str, known: Memo | None = None) -> Tally:
    """Weigh a folded and spelled-out text without handles and links; `known`: with other words than the shared."""
    known = memo(lang) if known is None else known
    tokens = folded.text.split()
    parts = list(map(known.__getitem__, tokens))
    pieces = list(chain.from_iterable(parts))
    hits = _hits(pieces)
    if not hits:
        return Tally(0.0, 0.0, (), any([piece.notice for piece in pieces]))
    return _sum(folded, pieces, hits, _starts(folded.text, tokens, parts))


def _hits(pieces: list[Piece]) -> list[Hit]:
    """Known phrases, else known words, from the left."""
    hits: list[Hit] = []
    done, end = 0, len(pieces)
    for at in [at for at, piece in enumerate(pieces) if piece.weighs]:
        if at < done:
            continue
        piece = pieces[at]
        branch = piece.phrases
        if branch and (END in branch or (at + 1 < end and pieces[at + 1].text in branch)):
            phrase = _phrase(pieces, at)
            if phrase is not None:
                hits.append(phrase)
                done = phrase.last
                continue
        if piece.valence:
            hits.append(Hit(at, at + 1, piece.valence))
    return hits


def _phrase(pieces: list[Piece], at: int) -> Hit | None:
    """The longest known phrase that begins here."""
    branch: Branch | None = pieces[at].phrases
    found: Hit | None = None
    last = at + 1
    while branch:
        if END in branch:
            found = Hit(at, last, branch[END])
        branch = branch.get(pieces[last].text) if last < len(pieces) else None
        last += 1
    return found


def _sum(folded: Folded, pieces: list[Piece], hits: list[Hit], starts: list[int]) -> Tally:
    shouting = folded.raw.isupper()
    changing = [(at, piece) for at, piece in enumerate(pieces) if piece.changes]
    turns = [(at, piece.turn) for at, piece in changing if piece.turn]
    noticed = any([piece.notice for _, piece in changing])
    reaches = _reaches({at: piece.reach for at, piece in changing if piece.reach}, hits)
    total, laughed = 0.0, False
    words: list[tuple[int, int, float]] = []
    for hit in hits:
        if not hit.weight:
            continue
        start, end = starts[hit.first], starts[hit.last - 1] + len(pieces[hit.last - 1].text)
        weight = hit.weight
        if pieces[hit.first].laughs and hit.last == hit.first + 1:
            if laughed:
                continue
            laughed = True
        if len(pieces[hit.first].text) == 1 and hit.first and pieces[hit.first - 1].text == pieces[hit.first].text:
            weight *= _AGAIN
        weight = _in_place(pieces, reaches, hit, weight)
        weight *= _turned(turns, hit.first) * _loudness(folded, start, end, shouting)
        words.append((start, end, round(weight, 2)))
        total += weight
    if noticed:
        total *= _NOTICE
    return Tally(total, normal(_stressed(total, folded.text)), tuple(words), noticed)


def _reaches(reaches: dict[int, int], hits: list[Hit]) -> dict[int, int]:
    """Where negators stand and how far they reach: one that a phrase of its own meaning has used up does not."""
    if reaches:
        for hit in hits:
            if hit.last - hit.first > 1 and not 0.0 < abs(hit.weight) < _PHRASE_OF_ITS_OWN:
                for at in range(hit.first, hit.last):
                    reaches.pop(at, None)
    return reaches


def _in_place(pieces: list[Piece], reaches: dict[int, int], hit: Hit, weight: float) -> float:
    """Raised, lowered and negated by what stands before it in its clause; softened in a question."""
    negated = False
    for back in range(1, 6):
        at = hit.first - back
        if at < 0 or pieces[at].stop:
            break
        before = pieces[at]
        if before.booster and back <= _BOOST_REACH:
            weight += math.copysign(before.booster * (1.15 - 0.15 * back), weight) if abs(weight) > 0.3 else 0.0
        if reaches and reaches.get(at, 0) >= back:
            negated = True
    if negated and not any([piece.reach for piece in pieces[hit.first : hit.last]]):
        weight *= _NOT_GOOD if weight > 0 else _NOT_BAD
    if _asked(pieces, hit.last - 1):
        weight *= _ASKED_GOOD if weight > 0 else _ASKED_BAD
    return weight


def _asked(pieces: list[Piece], at: int) -> bool:
    """Whether the sentence around ends with a question mark."""
    for piece in pieces[at : at + 12]:
        if piece.stop in ("?", ".", "!", "…"):
            return piece.stop == "?"
    return False


def _turned(turns: list[tuple[int, float]], at: int) -> float:
    """The part that each *pero* and *aunque* leaves to a word at `at`."""
    part = 1.0
    for place, turn in turns[-3:]:
        if turn > 1.0:
            part *= turn if at > place else 1.0 / turn
        elif at > place:
            part *= turn
    return part


def _loudness(folded: Folded, start: int, end: int, shouting: bool) -> float:
    """Capitals among small letters, and letters drawn out."""
    first, last = folded.span(start, end)
    shown = folded.raw[first:last]
    loud = _CAPITALS if not shouting and len(shown) > 2 and shown.isupper() else 1.0
    return loud * (_STRETCHED if last - first >= end - start + 2 and shown.isalpha() else 1.0)


def _stressed(total: float, text: str) -> float:
    """With the emphasis of exclamation marks."""
    if not total:
        return total
    emphasis = min(text.count("!"), 4) * 0.2
    return total + math.copysign(min(emphasis, abs(total)), total)


def normal(weight: float) -> float:
    """The score, from -1 to 1, that this weight makes."""
    return round(weight / math.sqrt(weight * weight + ALPHA), 4)


def _starts(text: str, tokens: list[str], parts: list[tuple[Piece, ...]]) -> list[int]:
    """Where each piece stands in the folded text."""
    starts: list[int] = []
    at = 0
    for token, pieces in zip(tokens, parts, strict=True):
        at = text.index(token, at)
        if len(pieces) == 1:
            starts.append(at + pieces[0].start)
        else:
            starts += [at + piece.start for piece in pieces]
        at += len(token)
    return starts
