"""Word lists that name other lists: written out once however often they are named, and those that hold themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

Lists = Mapping[str, Sequence[str]]
MOST_CIRCLES = 20
"""Circles told of at once."""


def entries(words: Iterable[str], lists: Lists) -> list[str]:
    """Entries with `$name` replaced by that list's, each once, in order; an unknown name stays as it is."""
    found: dict[str, None] = {}
    opened: set[str] = set()
    waiting = [iter(words)]
    while waiting:
        word = next(waiting[-1], None)
        if word is None:
            waiting.pop()
        elif not word.startswith("$") or word[1:] not in lists:
            found[word] = None
        elif word not in opened:
            opened.add(word)
            waiting.append(iter(lists[word[1:]]))
    return list(found)


def circles(lists: Lists) -> Iterator[list[str]]:
    """Lists that hold themselves by way of each other."""
    named = {name: {word[1:] for word in words if word.startswith("$")} & lists.keys() for name, words in lists.items()}
    by: dict[str, list[str]] = {name: [] for name in lists}
    for name, others in named.items():
        for other in others:
            by[other].append(name)
    for _time in range(MOST_CIRCLES):
        _let_go(named, by, [name for name, others in named.items() if not others])
        if not named:
            return
        circle = _walked(named)
        yield circle
        _let_go(named, by, circle)


def _let_go(named: dict[str, set[str]], by: Mapping[str, Sequence[str]], names: list[str]) -> None:
    """Forget these lists, and those that then name no other."""
    while names:
        gone = names.pop()
        if named.pop(gone, None) is None:
            continue
        for name in by[gone]:
            if name in named:
                named[name].discard(gone)
                if not named[name]:
                    names.append(name)


def _walked(named: Mapping[str, set[str]]) -> list[str]:
    """The circle that a walk from list to list ends in, where each names another."""
    place: dict[str, int] = {}
    name = next(iter(named))
    while name not in place:
        place[name] = len(place)
        name = min(named[name])
    return list(place)[place[name] :]
