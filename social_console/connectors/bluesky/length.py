"""How long a post is, as Bluesky counts: at most 300 characters as people see them, and at most 3,000 bytes."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import regex

MOST_CHARACTERS = 300
MOST_BYTES = 3_000


class Length:
    """One measure for both limits: the bytes count too where they come first (a tenth of a character each)."""

    maximum: int | None = MOST_CHARACTERS

    def measure(self, text: str) -> int:
        """Characters as people see them (extended grapheme clusters), or a tenth of the bytes where that is more."""
        tenths = -(-len(text.encode("utf-8", "surrogatepass")) * MOST_CHARACTERS // MOST_BYTES)
        return max(characters(text), tenths)


def characters(text: str) -> int:
    """Extended grapheme clusters (UAX 29): a family of four is one."""
    return len(text) if text.isascii() and "\r" not in text else len(_cluster().findall(text))


@cache
def _cluster() -> regex.Pattern[str]:
    import regex

    return regex.compile(r"\X")
