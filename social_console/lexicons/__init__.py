"""Our own lexicons: words with a weight, written by dictionary form; their inflections are generated.

The files beside this one are the source and read as lists (docs/lexicon.md). All keys are folded (`text.fold`).
Loaded when a text first needs its language; read only afterwards.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from social_console.lexicons import portuguese, spanish
from social_console.text import fold_key

FOLDER: Final = Path(__file__).parent
LANGUAGES: Final = ("es", "pt")
MORE_WITH_ISIMO: Final = 0.6

INFLECT: dict[str, ModuleType] = {"es": spanish, "pt": portuguese}
_PIECES = re.compile(r"[()|]|[^()|]+")
_HEADER = re.compile(r"\[(\w+)(?:\s+([-+]?\d+(?:\.\d+)?))?\]$")


END: Final = ""
Branch = dict[str, Any]
"""The next word → the branch behind it, and under `END` the weight of the words so far."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What one language's words weigh, from -4 to 4, and the words that turn, raise or lower others."""

    words: dict[str, float] = field(default_factory=dict)
    phrases: Branch = field(default_factory=dict)
    """Word by word, as a tree; a branch's weight stands under `END`. 0: the phrase says nothing."""
    before_clitics: dict[str, float] = field(default_factory=dict)
    boosters: dict[str, float] = field(default_factory=dict)
    negators: dict[str, float] = field(default_factory=dict)
    """How many words ahead each reaches."""
    turns: dict[str, float] = field(default_factory=dict)
    """*pero*: what precedes counts for less (above 1), *aunque*: what follows does (below 1)."""
    notices: dict[str, float] = field(default_factory=dict)
    """Words of announcements: they damp what stands beside them."""
    lemmas: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Entry:
    """A line's word or phrase, its section and the section's weight."""

    kind: str
    weight: float
    text: str


def entries(path: Path) -> Iterator[Entry]:
    """What a file holds; raises ValueError, with the line, for a section it does not know."""
    kind, weight = "", 0.0
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        content = line.partition("#")[0].strip()
        if content.startswith("["):
            header = _HEADER.match(content)
            if header is None or header[1] not in _ADDERS:
                raise ValueError(f"{path.name}:{number}: no such section: {content}")
            kind, weight = header[1], float(header[2] or 0.0)
        elif content:
            words = content.split(",") if kind == "phrase" else content.split()
            yield from (Entry(kind, weight, word.strip()) for word in words if word.strip())


@cache
def lexicon(lang: str) -> Lexicon:
    """The lexicon of `lang`, emojis included; an unknown language has the emojis alone."""
    built = Lexicon()
    sources = sorted((FOLDER / lang).glob("*.txt")) if lang in LANGUAGES else []
    found = [entry for path in (FOLDER / "emoji.txt", *sources) for entry in entries(path)]
    for entry in sorted(found, key=lambda entry: _ORDER.index(entry.kind)):
        _ADDERS[entry.kind](built, entry, INFLECT.get(lang, spanish))
        built.lemmas.add(entry.text)
    return built


def _put(words: dict[str, float], forms: set[str], weight: float) -> None:
    for form in forms:
        words.setdefault(form, weight)


def _add_word(built: Lexicon, entry: Entry, inflect: ModuleType) -> None:
    built.words.setdefault(fold_key(entry.text), entry.weight)


def _add_adjective(built: Lexicon, entry: Entry, inflect: ModuleType) -> None:
    lemma = fold_key(entry.text)
    _put(built.words, inflect.adjective(lemma), entry.weight)
    more = MORE_WITH_ISIMO if entry.weight > 0 else -MORE_WITH_ISIMO
    _put(built.words, inflect.superlative(lemma), entry.weight + more)


def _add_noun(built: Lexicon, entry: Entry, inflect: ModuleType) -> None:
    _put(built.words, inflect.noun(fold_key(entry.text)), entry.weight)


def _add_verb(built: Lexicon, entry: Entry, inflect: ModuleType) -> None:
    lemma, _, change = fold_key(entry.text).partition(":")
    _put(built.words, inflect.verb(lemma, change), entry.weight)
    _put(built.before_clitics, inflect.takes_clitics(lemma, change), entry.weight)


def _add_phrase(built: Lexicon, entry: Entry, inflect: ModuleType) -> None:
    for text in _choices(fold_key(entry.text)):
        branch = built.phrases
        for word in text.split():
            branch = branch.setdefault(word, {})
        branch.setdefault(END, entry.weight)


def _choices(text: str) -> list[str]:
    """`a (b|c) d` as `a b d` and `a c d`; an empty choice leaves the word out; choices may stand in choices."""
    return _alternatives(iter(_PIECES.findall(text)))


def _alternatives(pieces: Iterator[str]) -> list[str]:
    """What stands from here to the bracket that closes it, in all its readings."""
    done, current = [], [""]
    for piece in pieces:
        if piece == ")":
            break
        if piece == "|":
            done += current
            current = [""]
        else:
            chosen = _alternatives(pieces) if piece == "(" else (piece,)
            current = [before + each for before in current for each in chosen]
    return done + current


def _into(name: str) -> Callable[[Lexicon, Entry, ModuleType], None]:
    def add(built: Lexicon, entry: Entry, inflect: ModuleType) -> None:
        getattr(built, name)[fold_key(entry.text)] = entry.weight

    return add


_ADDERS: dict[str, Callable[[Lexicon, Entry, ModuleType], None]] = {
    "word": _add_word,
    "adjective": _add_adjective,
    "noun": _add_noun,
    "verb": _add_verb,
    "phrase": _add_phrase,
    "booster": _into("boosters"),
    "negator": _into("negators"),
    "turn": _into("turns"),
    "notice": _into("notices"),
}
_ORDER: Final = tuple(_ADDERS)
"""The order in which entries count: of two that give the same form, the earlier kind wins."""
