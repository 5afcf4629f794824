"""Entries of which one stands wherever another does: `agua` wherever *sin agua* does."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from social_console.rules import lexicon

_LANGS = ("es", "en", "pt")
"""In which chat spelling is read, or is not."""


def swallows(one: str, other: str) -> bool:
    """Whether every text that holds `other` holds `one`, chat spelling read as in Spanish."""
    if one == other or other.startswith("$") or one.startswith("$"):
        return False
    wide, narrow = _read(one, "es"), _read(other, "es")
    if other.endswith("*") and not one.endswith("*"):
        return _stands(narrow.rpartition(" ")[0], wide, stem=False)
    return _stands(narrow, wide, stem=one.endswith("*"))


class Hiding:
    """Names of places, which hide the words that are only parts of them."""

    def __init__(self, names: Iterable[str]) -> None:
        read = [[_read(name, lang) for name in names] for lang in _LANGS]
        self._names = dict(zip(_LANGS, map("\n".join, read), strict=True))  # no word goes on over a line's end

    def hides(self, entry: str) -> bool:
        """Whether the entry may be only part of a name, where it does not count."""
        stem = entry.endswith("*")
        return any(names and _stands(names, _read(entry, lang), stem=stem) for lang, names in self._names.items())


@lru_cache(maxsize=20_000)
def _read(entry: str, lang: str) -> str:
    return lexicon.read_entry(entry, lang)


def _stands(text: str, key: str, *, stem: bool) -> bool:
    at = text.find(key) if key else -1
    while at >= 0:
        end = at + len(key)
        opens = at == 0 or not lexicon.is_word(text[at - 1])
        if opens and (stem or end == len(text) or not lexicon.is_word(text[end])):
            return True
        at = text.find(key, at + 1)
    return False
