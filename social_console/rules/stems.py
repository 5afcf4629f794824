"""What a stem of a word list really catches: `averi*` catches *averiguar* too."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from itertools import takewhile

from social_console.rules import lexicon


def caught_by_stems(entries: Iterable[str], words: Mapping[str, int], *, most: int = 8) -> dict[str, list[str]]:
    """What each stem really catches: the commonest of these words, which came so often."""
    stems = {entry: lexicon.read_entry(entry, "es") for entry in entries if entry.endswith("*") and " " not in entry}
    sorted_words = sorted(words)
    found: dict[str, list[str]] = {}
    for entry, stem in stems.items():
        first = bisect_left(sorted_words, stem)
        caught = list(takewhile(lambda word: word.startswith(stem), sorted_words[first:]))  # noqa: B023
        found[entry] = sorted(caught, key=lambda word: (-words[word], word))[:most]
    return found
