"""Names of places, as a rule set lists them, found in a text in one pass."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from social_console.text import Folded, fold_key


@dataclass(frozen=True)
class Places:
    """The names of places and how else they are written, compiled once for a rule set."""

    names: Mapping[str, Sequence[str]]

    def __post_init__(self) -> None:
        automaton: Any = None
        if self.names:
            import ahocorasick

            automaton = ahocorasick.Automaton()
            for name, others in self.names.items():
                for written in (name, *others):
                    key = " ".join(fold_key(written).split())
                    if key:
                        automaton.add_word(key, (len(key), name))
            automaton.make_automaton()
        object.__setattr__(self, "_automaton", automaton)

    def find(self, folded: Folded) -> Iterator[tuple[int, int, str]]:
        """(start, end, name) in the folded text: whole words, the longest at each place, from the left."""
        automaton = getattr(self, "_automaton", None)
        if automaton is None or len(automaton) == 0:
            return
        text = folded.text
        found = [(end - size + 1, end + 1, name) for end, (size, name) in automaton.iter(text)]
        after = 0
        for start, end, name in sorted(found, key=lambda place: (place[0], -place[1])):
            if start >= after and not _inside_word(text, start, end):
                after = end
                yield start, end, name


def _inside_word(text: str, start: int, end: int) -> bool:
    return (start > 0 and (text[start - 1].isalnum() or text[start - 1] == "@")) or text[end : end + 1].isalnum()
