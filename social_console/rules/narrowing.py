"""Whether one condition, as JSON, can hold only where another does."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from social_console.text import fold_key

Json = Any
ONE_VALUE = ("lang", "channel", "account", "kind", "institution", "visibility")
"""Keys of which a mention has one value."""


def narrower(narrow: Mapping[str, Json], wide: Mapping[str, Json]) -> bool:
    """Whether `narrow` can hold only where `wide` does; False where that is not plain to see."""
    return all(_within(narrow, key, value) for key, value in wide.items())


def named(values: Sequence[str]) -> set[str]:
    """Names as they are compared: without case, accents and a leading @."""
    return {fold_key(value).lstrip("@") for value in values}


def _within(narrow: Mapping[str, Json], key: str, value: Json) -> bool:
    if key == "all":
        return all(narrower(narrow, one) or _any_of(narrow, one) for one in value)
    if key == "any":
        return narrow.get("any") == value or any(narrower(narrow, one) for one in value)
    if key == "none":
        return all(one in narrow.get("none", ()) for one in value)
    if key in narrow and (narrow[key] == value or _NARROWER.get(key, _never)(narrow[key], value)):
        return True
    return any(_within(one, key, value) for one in narrow.get("all", ()))


def _any_of(narrow: Mapping[str, Json], wide: Mapping[str, Json]) -> bool:
    return any(narrower(one, wide) for one in narrow.get("all", ()))


# ── each key ─────────────────────────────────────────────────────────────────────────────────────────────


def _never(_narrow: Json, _wide: Json) -> bool:
    return False


def _fewer_names(narrow: Sequence[str], wide: Sequence[str]) -> bool:
    return named(narrow) <= named(wide)


def _fewer(narrow: Sequence[str], wide: Sequence[str]) -> bool:
    return set(narrow) <= set(wide)


def _between(narrow: Mapping[str, float], wide: Mapping[str, float]) -> bool:
    """Of two ranges."""
    low, high = narrow.get("at_least"), narrow.get("at_most")
    least, most = wide.get("at_least"), wide.get("at_most")
    return (least is None or (low is not None and low >= least)) and (
        most is None or (high is not None and high <= most)
    )


def _mood(narrow: Mapping[str, Json], wide: Mapping[str, Json]) -> bool:
    return _between(narrow, wide) and (
        "label" not in wide or ("label" in narrow and _fewer(narrow["label"], wide["label"]))
    )


def _contacts(narrow: Mapping[str, Json], wide: Mapping[str, Json]) -> bool:
    return narrow["within"] == wide["within"] and _between(narrow, wide)


def _author(narrow: Mapping[str, Json], wide: Mapping[str, Json]) -> bool:
    shapes: dict[str, Callable[[Json, Json], bool]] = {
        "handle": _fewer,
        "name": _fewer,
        "followers": _between,
        "contacts": _contacts,
    }
    return _each(narrow, wide, shapes)


def _text(narrow: Mapping[str, Json], wide: Mapping[str, Json]) -> bool:
    """The same words in the same way, or fewer of them."""
    flags = ("exact", "in_places")
    if any(bool(narrow.get(flag)) is not bool(wide.get(flag)) for flag in flags):
        return False
    asked = {key: one for key, one in wide.items() if key not in flags}
    return _each(narrow, asked, dict.fromkeys(("words", "regex", "asks", "has"), _fewer) | {"near": _near})


def _near(narrow: Mapping[str, Json], wide: Mapping[str, Json]) -> bool:
    """The same groups, closer together."""
    return bool(narrow["words"] == wide["words"] and narrow["within"] <= wide["within"])


def _each(
    narrow: Mapping[str, Json], wide: Mapping[str, Json], shapes: Mapping[str, Callable[[Json, Json], bool]]
) -> bool:
    return all(
        key in narrow and (narrow[key] == one or shapes.get(key, _never)(narrow[key], one)) for key, one in wide.items()
    )


_NARROWER: dict[str, Callable[[Json, Json], bool]] = {
    **dict.fromkeys(ONE_VALUE, _fewer_names),
    "text": _text,
    "sentiment": _mood,
    "author": _author,
    "reach": _between,
    "thread": _fewer,
}
