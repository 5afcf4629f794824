"""What conditions, as JSON, say of each other: one holds only where another does; several can never hold together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Json = Any
_ONE_VALUE = ("lang", "channel", "account", "kind", "institution", "visibility")
"""Keys of which a mention has one value."""
_GROUPS = ("all", "any", "none")
_RANGES = (("sentiment",), ("reach",), ("author", "followers"))
_YES_NO = (("text", "question"), ("author", "verified"))


def narrower(narrow: Mapping[str, Json], wide: Mapping[str, Json]) -> bool:
    """Whether `narrow` can hold only where `wide` does; False where that is not plain to see."""
    return all(_within(narrow, key, value) for key, value in wide.items())


def _within(narrow: Mapping[str, Json], key: str, value: Json) -> bool:
    if key == "all":
        return all(narrower(narrow, one) or _any_of(narrow, one) for one in value)
    if key == "any":
        return narrow.get("any") == value or any(narrower(narrow, one) for one in value)
    if key == "none":
        return all(one in narrow.get("none", ()) for one in value)
    if key in narrow:
        has = narrow[key]
        if has == value or (key in _ONE_VALUE and set(has) <= set(value)):
            return True
    return any(_within(one, key, value) for one in narrow.get("all", ()))


def _any_of(narrow: Mapping[str, Json], wide: Mapping[str, Json]) -> bool:
    return any(narrower(one, wide) for one in narrow.get("all", ()))


def contradictions(when: Mapping[str, Json]) -> Iterator[tuple[str, list[str]]]:
    """Keys that can never be all of what is asked of them, each with what is asked."""
    joined = [when, *when.get("all", ())]
    for key in _ONE_VALUE:
        asked = [set(one[key]) for one in joined if key in one]
        if len(asked) > 1 and not set.intersection(*asked):
            yield key, [", ".join(sorted(one)) for one in asked]
    for path in _RANGES:
        yield from _ranges(path, joined)
    for path in _YES_NO:
        values = {value for one in joined if (value := _at(one, path)) is not None}
        if len(values) > 1:
            yield ".".join(path), ["true", "false"]
    yield from _times(joined)
    yield from _excluded(when)
    for one in when.get("all", ()):
        yield from contradictions(one)
    choices = [list(contradictions(one)) for one in when.get("any", ())]
    if all(choices):
        yield from (found for each in choices for found in each)


def _at(when: Mapping[str, Json], path: tuple[str, ...]) -> Json:
    found: Json = when
    for key in path:
        found = found.get(key) if isinstance(found, Mapping) else None
    return found


def _ranges(path: tuple[str, ...], joined: list[Mapping[str, Json]]) -> Iterator[tuple[str, list[str]]]:
    found = [value for one in joined if isinstance(value := _at(one, path), Mapping)]
    least = max((one["at_least"] for one in found if "at_least" in one), default=None)
    most = min((one["at_most"] for one in found if "at_most" in one), default=None)
    if least is not None and most is not None and least > most:
        yield ".".join(path), [f"at_least {least}", f"at_most {most}"]


def _times(joined: list[Mapping[str, Json]]) -> Iterator[tuple[str, list[str]]]:
    inside = {one["time"]["inside"] for one in joined if "inside" in one.get("time", {})}
    outside = {one["time"]["outside"] for one in joined if "outside" in one.get("time", {})}
    if inside & outside:
        yield "time", ["inside", "outside"]


def _excluded(when: Mapping[str, Json]) -> Iterator[tuple[str, list[str]]]:
    """What `none` forbids and the rest demands."""
    rest = {key: value for key, value in when.items() if key != "none"}
    for one in when.get("none", ()):
        if one and rest and narrower(rest, one):
            yield "none", sorted(key for key in one if key not in _GROUPS) or sorted(one)
