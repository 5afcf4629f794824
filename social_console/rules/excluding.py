"""What a condition, as JSON, asks for and can never have: parts of it that never hold together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

from social_console.clock.hours import parse_week
from social_console.rules.narrowing import ONE_VALUE, named, narrower

Json = Any
When = Mapping[str, Json]
Found = tuple[str, list[str]]
"""A key, and what is asked of it."""
_GROUPS = ("all", "any", "none")
_RANGES = (("sentiment",), ("reach",), ("author", "followers"))
_YES_NO = (("text", "question"), ("author", "verified"))
_MOST_PAIRS = 5_000
"""Of a choice and what must hold beside it: beyond, nobody wrote them by hand."""
_MOODS = {"neg": (-1.0, -0.0001), "pos": (0.0001, 1.0), "unsure": (0.0, 0.0), "neu": (-1.0, 1.0)}
"""Between what the score of each label lies."""


def contradictions(when: When, calendars: Mapping[str, Json] | None = None) -> Iterator[Found]:
    """Keys that can never be all of what is asked of them, each with what is asked."""
    joined = list(_joined(when))
    yield from _among(joined, calendars or {})
    for one in joined:
        choices = one.get("any", ())
        if 0 < len(choices) * len(joined) <= _MOST_PAIRS:
            why = [_first(joined, choice, calendars or {}) for choice in choices]
            if all(why):
                yield next(found for found in why if found)


def _joined(when: When) -> Iterator[When]:
    """What must hold: the condition, and what its `all` holds."""
    yield when
    for one in when.get("all", ()):
        yield from _joined(one)


def _first(joined: Sequence[When], choice: When, calendars: Mapping[str, Json]) -> Found | None:
    """Why one of several choices is none, beside all the rest."""
    within = next(contradictions(choice, calendars), None)
    beside = next(_among([*joined, *_joined(choice)], calendars), None)
    return within or beside


def _among(joined: Sequence[When], calendars: Mapping[str, Json]) -> Iterator[Found]:
    for key in ONE_VALUE:
        yield from _disjoint(key, [one[key] for one in joined if key in one])
    yield from _disjoint("author.handle", [one for one in _at_all(joined, ("author", "handle")) if _whole(one)])
    yield from _threads(joined)
    for path in _RANGES:
        yield from _ranges(path, joined)
    yield from _moods(joined)
    yield from _contacts(joined)
    for path in _YES_NO:
        if len(set(_at_all(joined, path))) > 1:
            yield ".".join(path), ["true", "false"]
    if False in _at_all(joined, ("text", "question")) and ["question"] in _at_all(joined, ("text", "asks")):
        yield "text.question", ["false", "asks: question"]
    yield from _times(joined, calendars)
    yield from _excluded(joined)


def _at_all(joined: Sequence[When], path: tuple[str, ...]) -> list[Json]:
    return [value for one in joined if (value := _at(one, path)) is not None]


def _at(when: When, path: tuple[str, ...]) -> Json:
    found: Json = when
    for key in path:
        found = found.get(key) if isinstance(found, Mapping) else None
    return found


def _disjoint(key: str, asked: Sequence[Sequence[str]]) -> Iterator[Found]:
    """Of what has one value, two lists with nothing in common."""
    if len(asked) > 1 and not set.intersection(*map(named, asked)):
        yield key, [", ".join(sorted(one)) for one in asked]


def _whole(handles: Sequence[str]) -> bool:
    return not any(handle.endswith("*") or handle.startswith("$") for handle in handles)


def _threads(joined: Sequence[When]) -> Iterator[Found]:
    """A message opens a conversation or continues one."""
    asked = [one["thread"] for one in joined if "thread" in one and "unanswered" not in one["thread"]]
    yield from _disjoint("thread", asked)


def _ranges(path: tuple[str, ...], joined: Sequence[When]) -> Iterator[Found]:
    found = [value for value in _at_all(joined, path) if isinstance(value, Mapping)]
    least = max((one["at_least"] for one in found if "at_least" in one), default=None)
    most = min((one["at_most"] for one in found if "at_most" in one), default=None)
    if least is not None and most is not None and least > most:
        yield ".".join(path), [f"at_least {least}", f"at_most {most}"]


def _moods(joined: Sequence[When]) -> Iterator[Found]:
    """Labels that exclude each other, or a score that none of them has."""
    labels = _at_all(joined, ("sentiment", "label"))
    yield from _disjoint("sentiment", labels)
    common = set.intersection(*map(set, labels)) if labels else set()
    for bound, asks in (("at_least", max), ("at_most", min)):
        limits = _at_all(joined, ("sentiment", bound))
        if limits and common:
            limit = asks(limits)
            if all(_MOODS[one][1] < limit if bound == "at_least" else _MOODS[one][0] > limit for one in common):
                yield "sentiment", [", ".join(sorted(common)), f"{bound} {limit}"]


def _contacts(joined: Sequence[When]) -> Iterator[Found]:
    """More messages in some days than in as many, or more, days."""
    for one, other in combinations(_at_all(joined, ("author", "contacts")), 2):
        for few, many in ((one, other), (other, one)):
            least, most = few.get("at_least"), many.get("at_most")
            if least is not None and most is not None and few["within"] <= many["within"] and least > most:
                yield (
                    "author.contacts",
                    [f"at_least {least} ({few['within']} days)", f"at_most {most} ({many['within']} days)"],
                )
                return


def _times(joined: Sequence[When], calendars: Mapping[str, Json]) -> Iterator[Found]:
    inside = [one["time"]["inside"] for one in joined if "inside" in one.get("time", {})]
    outside = {one["time"]["outside"] for one in joined if "outside" in one.get("time", {})}
    if outside.intersection(inside):
        yield "time", ["inside", "outside"]
    for one, other in combinations(inside, 2):
        if one in calendars and other in calendars and _never_both(calendars[one], calendars[other]):
            yield "time", [f"inside {one}", f"inside {other}"]


def _never_both(one: When, other: When) -> bool:
    """Whether two calendars of one time zone never have an hour in common."""
    if one.get("timezone") != other.get("timezone"):
        return False
    weeks = [[parse_week(version["hours"]) for version in (two, *two.get("later", ()))] for two in (one, other)]
    return not any(
        start < other_end and other_start < end
        for first in weeks[0]
        for second in weeks[1]
        for day, other_day in zip(first, second, strict=True)
        for start, end in day
        for other_start, other_end in other_day
    )


def _excluded(joined: Sequence[When]) -> Iterator[Found]:
    """What `none` forbids and the rest demands."""
    rest = {"all": [{key: value for key, value in one.items() if key not in ("all", "none")} for one in joined]}
    for forbidden in (one for each in joined for one in each.get("none", ())):
        if forbidden and narrower(rest, forbidden):
            yield "none", sorted(key for key in forbidden if key not in _GROUPS) or sorted(forbidden)
