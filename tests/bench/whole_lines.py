"""Lines as `import` takes them: sentences of real-looking mentions, put together so that hardly a text comes twice."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from tests.bench.made_up import START

SENTENCES = Path(__file__).parents[1] / "data/mentions-dev.tsv"
SPANISH = 0.85


def sentences() -> dict[str, list[str]]:
    """By language."""
    found: dict[str, list[str]] = {}
    for line in SENTENCES.read_text("utf-8").splitlines()[1:]:
        _country, lang, _mood, _asks, text = line.split("\t")
        found.setdefault(lang, []).append(text)
    return found


def written(count: int) -> Iterator[str]:
    """JSON lines: four in ten continue a thread, and four in ten of these are the institution's."""
    chance, said = random.Random(5), sentences()  # noqa: S311
    roots: list[int] = []
    for number in range(count):
        parent = chance.randrange(number) if number and chance.random() < 0.4 else number
        roots.append(number if parent == number else roots[parent])
        ours = parent != number and chance.random() < 0.4
        citizen = chance.randrange(count)
        line = {
            "id": str(10**18 + number),
            "channel": "x",
            "account": "alcaldia",
            "direction": "out" if ours else "in",
            "created_at": (START + timedelta(seconds=20 * number)).isoformat(),
            "text": _text(chance, said, number),
            "conversation": str(10**18 + roots[number]),
            "in_reply_to": None if parent == number else str(10**18 + parent),
            "author": {"handle": "alcaldia"}
            if ours
            else {"id": str(citizen), "handle": f"u{citizen}", "name": f"Vecina {citizen}", "followers": citizen % 900},
            "url": f"https://x.com/i/status/{10**18 + number}",
            "lang": "es",
        }
        yield json.dumps(line, ensure_ascii=False)


def _text(chance: random.Random, said: dict[str, list[str]], number: int) -> str:
    lines = said["es"] if chance.random() < SPANISH else said[chance.choice(["en", "pt"])]
    text = " ".join(chance.choices(lines, k=chance.choice((1, 2, 2, 3))))
    link = f" https://t.co/{number:08x}" if chance.random() < 0.2 else ""
    return f"@alcaldia {text}{link}"
