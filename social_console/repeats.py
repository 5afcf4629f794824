"""What makes two texts nearly the same: nothing that tells anything is different.

Courtesies and small words may be put in or left out, a letter mistyped, the end cut off by `…`. A number, a place, a
*no*, any other word that differs makes another text. Pure, and linear in time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from typing import Final

from social_console.text import repeated_words

_END, _LEAST, _LONGEST = 5, 6, 300
"""Words that make a key; that a text must have, or nobody is near it; that are compared."""
_A_TYPO_IN: Final = 8
"""One mistyped word in so many is let pass."""
_TYPO_LETTERS: Final = 5
_CUT = re.compile(r"(?:…|\.\.\.)[\s\W]*(?:https?://\S*\s*)?$")
_LIGHT_ONES = """
a al ante con de del el ella en es esta este esto la las le lo los me mi nos o para por que se su sus te tu un una y ha
he hay muy favor gracias hola buenas buenos dias tardes noches buen saludos seNores seNor seNora ay oye porfa xfa
urgente atencion ayuda ayudenos difundan difundir difundelo comparte compartan compartir rt retweet
the of to in on is it this that and an at my our we please thanks thank you hello hi dear help share urgent
e os as um uma do da com ao obrigado obrigada bom boa tarde noite ola compartilhem ajuda
"""
_LIGHT: Final = frozenset(_LIGHT_ONES.split())
"""Courtesies, calls to pass on, and small words: never a *no*, a *ya*, a number."""


def telling(text: str) -> tuple[str, ...]:
    """The words of a text that tell something."""
    return telling_of(repeated_words(text))


def telling_of(words: Iterable[str]) -> tuple[str, ...]:
    """Those of its folded words that tell something."""
    return tuple([word for word in words if word not in _LIGHT][:_LONGEST])


def is_cut(text: str) -> bool:
    """Whether its end is missing, and it says so."""
    return _CUT.search(text[-200:]) is not None


def alike(one: Sequence[str], other: Sequence[str], *, one_cut: bool = False, other_cut: bool = False) -> bool:
    """Whether two texts, by their telling words, are nearly the same; `cut`: the end is missing."""
    if len(one) > len(other):
        return alike(other, one, one_cut=other_cut, other_cut=one_cut)
    if len(one) < _LEAST:
        return False
    if one_cut and len(one) < len(other) + other_cut:
        return one[:-1] == other[: len(one) - 1] and other[len(one) - 1].startswith(one[-1])
    if len(one) != len(other):
        return False
    different = [(left, right) for left, right in zip(one, other, strict=True) if left != right]
    return len(different) <= len(one) // _A_TYPO_IN and all(_mistyped(*pair) for pair in different)


def _mistyped(one: str, other: str) -> bool:
    """Whether one letter more, less or another, or two that changed places, is all; never in what holds a digit."""
    if len(one) > len(other):
        one, other = other, one
    if len(one) < _TYPO_LETTERS or len(other) - len(one) > 1 or not (one.isalpha() and other.isalpha()):
        return False
    at = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(one))
    if at == 0:
        return False
    if len(one) < len(other):
        return one[at:] == other[at + 1 :]
    swapped = one[at : at + 2] == other[at : at + 2][::-1] and one[at + 2 :] == other[at + 2 :]
    return swapped or one[at + 1 :] == other[at + 1 :]


def ends(words: Sequence[str]) -> tuple[int, int] | None:
    """A number of its first words and one of its last, the same on every machine; None: too few to tell by."""
    if len(words) < _LEAST:
        return None
    return _key("head", words[:_END]), _key("tail", words[-_END:])


def _key(end: str, words: Iterable[str]) -> int:
    said = " ".join((end, *words)).encode("utf-8", "replace")
    return int.from_bytes(blake2b(said, digest_size=8).digest(), "big", signed=True)
