"""All words, phrases and patterns of all rules in one automaton, so that a text is read once however many rules.

An *atom* is a number for one thing to be seen: an entry of a word list, or a literal that a pattern requires.
Words are sought in the spelled-out copy of a text, patterns in the folded one, `exact` ones in the raw text
(DESIGN 6). Where spelling out changed nothing, one pass serves both.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from social_console import text
from social_console.rules.patterns import Pattern, compile_pattern

Hits = dict[int, list[tuple[int, int]]]
"""Atom → where it was seen. A stem's place ends with the stem, not with the word."""

SPELLED = ("es", "pt")
"""The languages that have a table of chat spellings; others share one automaton without."""
_LOOSE_SPACE = re.compile(r"\s\s+|[^\S ]")
_TOKEN = re.compile(r"\w+")
_SENTENCE_END = re.compile(r"[.!?…;]+(?=\s|$)")
_FAR = 1_000_000
"""So many words apart count two sentences, so that `near` never reaches from one into the other."""


def readable(folded: text.Folded, lang: str) -> text.Folded:
    """The copy in which words are sought: spelled out, every run of white space one space."""
    spelled = text.spell_out(folded, lang)
    if ("  " not in spelled.text and spelled.text.isprintable()) or _LOOSE_SPACE.search(spelled.text) is None:
        return spelled  # the only white space that is printable is the space itself
    return spelled.edited((m.start(), m.end(), " ") for m in _LOOSE_SPACE.finditer(spelled.text))


def read_entry(entry: str, lang: str) -> str:
    """An entry treated like the texts it is sought in; the cut-off word of a stem is never spelled out."""
    if not entry.endswith("*"):
        return readable(text.fold(entry.strip()), lang).text.strip()
    head, space, stem = entry.strip()[:-1].rpartition(" ")
    start = readable(text.fold(head), lang).text.strip() + space if space else ""
    return start + text.fold_key(stem)


def is_word(char: str) -> bool:
    """Whether `char` is part of a word."""
    return char.isalnum() or char == "_"


@dataclass(slots=True)
class _Seen:
    """What one string of the automaton stands for."""

    length: int
    whole: list[int] = field(default_factory=list)
    stems: list[int] = field(default_factory=list)
    literals: list[int] = field(default_factory=list)


class Automaton:
    """Aho-Corasick over entries and literals; finds them all in one pass."""

    def __init__(self, entries: Iterable[tuple[int, str, bool]], literals: Iterable[tuple[int, str]]) -> None:
        import ahocorasick

        seen: dict[str, _Seen] = {}
        for atom, key, stem in entries:
            if key:
                place = seen.setdefault(key, _Seen(len(key)))
                (place.stems if stem else place.whole).append(atom)
        for atom, key in literals:
            seen.setdefault(key, _Seen(len(key))).literals.append(atom)
        self._automaton: Any = ahocorasick.Automaton()
        for key, place in seen.items():
            frozen = (place.length, is_word(key[0]), is_word(key[-1]), place.whole, place.stems, place.literals)
            self._automaton.add_word(key, frozen)
        self._empty = not seen
        if seen:
            self._automaton.make_automaton()

    def find(self, copy: str, hits: Hits) -> None:
        """Add what is seen in `copy`: whole entries between word boundaries, stems after one, literals anywhere."""
        if self._empty:
            return
        last = len(copy) - 1
        for end, (length, opens, closes, whole, stems, literals) in self._automaton.iter(copy):
            start = end + 1 - length
            for atom in literals:
                hits.setdefault(atom, [])
            if opens and start and ((before := copy[start - 1]).isalnum() or before == "_"):
                continue
            for atom in stems:
                hits.setdefault(atom, []).append((start, end + 1))
            if whole and not (closes and end < last and ((after := copy[end + 1]).isalnum() or after == "_")):
                for atom in whole:
                    hits.setdefault(atom, []).append((start, end + 1))


class Lexicon:
    """Collects atoms while rules are compiled, then serves an automaton for each language."""

    def __init__(self) -> None:
        self._atoms: dict[tuple[str, str], int] = {}
        self._patterns: dict[tuple[str, bool], Pattern] = {}
        self._automata: dict[str, Automaton] = {}
        self._any_exact = False

    def _atom(self, kind: str, key: str) -> int:
        self._any_exact = self._any_exact or kind.startswith("exact")
        return self._atoms.setdefault((kind, key), len(self._atoms))

    def entry(self, written: str, *, exact: bool = False) -> int:
        """The atom of an entry of a word list."""
        return self._atom("exact" if exact else "word", written)

    def pattern(self, written: str, *, exact: bool = False) -> Pattern:
        """A compiled pattern; the literals that it requires become atoms."""
        known = self._patterns.get((written, exact))
        if known is None:
            kind = "exact-literal" if exact else "literal"
            known = compile_pattern(written, exact=exact, atom=lambda literal: self._atom(kind, literal))
            self._patterns[written, exact] = known
        return known

    def words(self) -> list[tuple[str, int]]:
        """Entries of word lists with their atoms."""
        return [(key, atom) for atom, key in self._of("word")]

    def automaton(self, lang: str) -> Automaton:
        """Words as spelled in `lang`, with the literals of patterns."""
        lang = lang if lang in SPELLED else ""
        if lang not in self._automata:
            words = [(atom, read_entry(key, lang), key.endswith("*")) for atom, key in self._of("word")]
            self._automata[lang] = Automaton(words, self._of("literal"))
        return self._automata[lang]

    @property
    def literals(self) -> Automaton:
        """Only the literals, for a folded copy that differs from the spelled-out one."""
        if "literals" not in self._automata:
            self._automata["literals"] = Automaton((), self._of("literal"))
        return self._automata["literals"]

    @property
    def exact(self) -> Automaton:
        """What is sought in the raw text."""
        if "exact" not in self._automata:
            entries = [(atom, key.removesuffix("*"), key.endswith("*")) for atom, key in self._of("exact")]
            self._automata["exact"] = Automaton(entries, self._of("exact-literal"))
        return self._automata["exact"]

    def only(self, atoms: Collection[int]) -> Lexicon:
        """A smaller one that sees these atoms and no others."""
        scout = Lexicon()
        scout._atoms = {known: atom for known, atom in self._atoms.items() if atom in atoms}
        scout._any_exact = any(kind.startswith("exact") for kind, _key in scout._atoms)
        return scout

    def _of(self, kind: str) -> list[tuple[int, str]]:
        return [(atom, key) for (its, key), atom in self._atoms.items() if its == kind]

    def find(self, folded: text.Folded, spelled: text.Folded, lang: str) -> Hits:
        """Everything seen in a text, as places in `spelled`; literals of patterns without places."""
        hits: Hits = {}
        self.automaton(lang).find(spelled.text, hits)
        if spelled.text != folded.text:
            self.literals.find(folded.text, hits)
        if self._any_exact:
            self.exact.find(folded.raw, hits)
        return hits


def words_of(copy: str) -> list[str]:
    """The words of a copy, in order."""
    return _TOKEN.findall(copy)


class Words:
    """The words of a copy by number, for `near`: each sentence begins far behind the one before."""

    def __init__(self, copy: str) -> None:
        self._starts: list[int] = []
        self._numbers: list[int] = []
        ends = [m.end() for m in _SENTENCE_END.finditer(copy)]
        for number, token in enumerate(_TOKEN.finditer(copy)):
            self._starts.append(token.start())
            self._numbers.append(number + _FAR * bisect_right(ends, token.start()))

    def numbers(self, start: int, end: int) -> tuple[int, int]:
        """The numbers of the first and the last word of `[start:end]`."""
        first = bisect_right(self._starts, start) - 1
        last = bisect_right(self._starts, end - 1) - 1
        return self._numbers[first], self._numbers[last]


def within(groups: list[list[tuple[int, int]]], others: int) -> tuple[int, int] | None:
    """The first run of words that holds one of each group and at most `others` words besides; as word numbers."""
    room = others + len(groups) - 1
    sorted_groups = [sorted(group) for group in groups]
    earliest_ends = [_earliest_ends(group) for group in sorted_groups]
    for start, _end in sorted(hit for group in sorted_groups for hit in group):
        ends = [
            ends[at] if (at := bisect_right(group, (start, -1))) < len(group) else start + room + 1
            for group, ends in zip(sorted_groups, earliest_ends, strict=True)
        ]
        if max(ends) - start <= room:
            return start, max(ends)
    return None


def _earliest_ends(group: list[tuple[int, int]]) -> list[int]:
    """For each place in the sorted group, the earliest end from there on."""
    ends: list[int] = []
    for _start, end in reversed(group):
        ends.append(min(end, ends[-1]) if ends else end)
    return ends[::-1]
