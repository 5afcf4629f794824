"""The texts of `tests/data`, and posts of any length made of them."""

from __future__ import annotations

import csv
import random
import time
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

DATA = Path(__file__).parents[1] / "data"


@dataclass(frozen=True, slots=True)
class Mention:
    """A line of the data: what a reader says of a text."""

    country: str
    lang: str
    mood: str
    asks: frozenset[str]
    text: str


def read(kind: str, part: str) -> list[Mention]:
    """The texts of one kind, of one part."""
    with (DATA / f"{kind}-{part}.tsv").open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [
            Mention(row["country"], row["lang"], row["mood"], frozenset(row["asks"].split(",")) - {"-"}, row["text"])
            for row in rows
        ]


def spoken(part: str) -> list[tuple[str, str]]:
    """Language and text of each line of the nine languages' data."""
    with (DATA / f"languages-{part}.tsv").open(encoding="utf-8", newline="") as lines:
        return [(row["lang"], row["text"]) for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)]


def unaccented(text: str) -> str:
    """As many write on a telephone."""
    return "".join(char for char in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(char))


def posts(lang: str, sentences: int, count: int = 1_500) -> list[str]:
    """Posts of so many sentences each, with handles, links and words never met before; the same each time."""
    chance = random.Random(sentences)  # noqa: S311
    said = [one.text for kind in ("mentions", "everyday") for one in read(kind, "dev") if one.lang == lang]
    return [_post(chance, " ".join(chance.sample(said, sentences))) for _ in range(count)]


def _post(chance: random.Random, text: str) -> str:
    words = [word if chance.random() < 0.97 else _never_met(chance) for word in text.split()]
    if chance.random() < 0.5:
        words.insert(0, f"@office{chance.randrange(9)}")
    if chance.random() < 0.2:
        words.append(f"https://t.co/{chance.randrange(10**9)}")
    return " ".join(words)


def _never_met(chance: random.Random) -> str:
    return "".join(
        chance.choice(syllable) for syllable in ("bcdfglmnprst", "aeiou", "lmnrst", "aeiou", "bcdlnrst", "aeo")
    )


def per_second(task: Callable[[str], object], texts: Sequence[str], seconds: float = 1.0) -> float:
    """Texts a second on one core, once warm; the best of three."""
    for text in texts:
        task(text)
    best = 0.0
    for _ in range(3):
        began, done = time.process_time(), 0
        while time.process_time() - began < seconds / 3:
            for text in texts:
                task(text)
            done += len(texts)
        best = max(best, done / (time.process_time() - began))
    return best
