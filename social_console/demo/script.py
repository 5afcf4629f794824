"""The hand-written texts as threads. The form of a file, one thread a block:

    x: what a citizen writes, with {sector}, {calle}, {num}, {dia}, {dias}, {mes} filled in
      > 3h: what the institution answers, so long after the line before
      < 20m: what the citizen says then
      ! close resolved

`x` and `a` are two accounts on the X-like channel, `m` the Mastodon-like one, `e` e-mail (`subject // body`).
`x*2` makes two threads with other fillings; `x~4` makes four people say nearly the same at nearly the same time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from importlib import resources

from social_console.clock import timedelta_of

ARRIVALS = "llegadas"
_OPENING = re.compile(r"([xame])([*~]\d+)?: (.+)")
_STEP = re.compile(r"\s+([<>!]) (.+)")
_TIMED = re.compile(r"(\d+[mh]): (.+)")


@dataclass(frozen=True, slots=True)
class Step:
    """One thing after the opening. `who`: `<` the citizen, `>` the institution, `!` an operator's act (`text`)."""

    who: str
    text: str
    after: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class Thread:
    """A citizen's opening and what follows. `copies` people open alike; `echo` says that they do so at once."""

    topic: str
    where: str
    text: str
    steps: tuple[Step, ...] = ()
    copies: int = 1
    echo: bool = False


@cache
def threads() -> tuple[Thread, ...]:
    """Every thread of the past, by topic."""
    return tuple(thread for topic, text in _files() if topic != ARRIVALS for thread in parse(topic, text))


@cache
def arrivals() -> tuple[Thread, ...]:
    """What comes in while one looks, in this order."""
    return tuple(thread for topic, text in _files() if topic == ARRIVALS for thread in parse(topic, text))


def _files() -> Iterator[tuple[str, str]]:
    folder = resources.files("social_console.demo") / "texts"
    for file in sorted(folder.iterdir(), key=lambda each: each.name):
        if file.name.endswith(".txt"):
            yield file.name.removesuffix(".txt"), file.read_text(encoding="utf-8")


def parse(topic: str, text: str) -> Iterator[Thread]:
    """The threads of one file. Raises ValueError for a line that is neither."""
    opening: re.Match[str] | None = None
    steps: list[Step] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        found = _OPENING.fullmatch(line)
        if found is None:
            steps.append(_step(line, f"{topic}:{number}"))
            continue
        if opening is not None:
            yield _thread(topic, opening, steps)
        opening, steps = found, []
    if opening is not None:
        yield _thread(topic, opening, steps)


def _thread(topic: str, opening: re.Match[str], steps: list[Step]) -> Thread:
    where, many, text = opening.groups()
    copies = int(many[1:]) if many else 1
    return Thread(topic, where, text, tuple(steps), copies, echo=bool(many) and many[0] == "~")


def _step(line: str, place: str) -> Step:
    found = _STEP.fullmatch(line)
    if found is None:
        raise ValueError(f"{place}: neither an opening nor a step: {line!r}")
    who, rest = found.groups()
    if who == "!":
        return Step(who, rest)
    timed = _TIMED.fullmatch(rest)
    if timed is None:
        raise ValueError(f"{place}: a step needs its delay, like `> 3h: …`")
    return Step(who, timed[2], timedelta_of(timed[1]))
