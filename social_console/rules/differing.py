"""What two rule sets differ in, as far as it can make them judge a mention otherwise.

Rules that stand in both, in one order, say the same of the same mention, unless something that they look at is not
the same under both: the calendar of a `time`, the own words that make a mood, the language of texts in none.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from social_console.clock import Calendar
from social_console.rules.compile import EXPANDED
from social_console.rules.lists import entries
from social_console.rules.ruleset import RuleSet

Json = Any
Told = dict[str, Json]


class Grounds:
    """Which conditions may hold under one of two rule sets only, though both have them."""

    def __init__(self, before: RuleSet, after: RuleSet) -> None:
        self.same_lang = before.defaults.lang == after.defaults.lang
        self.same_mood = self.same_lang and before.own_words == after.own_words
        self._calendars = before.calendars, after.calendars
        self._usual = before.defaults.calendar, after.defaults.calendar

    def shared(self, when: Json) -> bool:
        """Whether a condition, its lists written out, is answered alike under both."""
        if not self.same_lang:
            return False
        if isinstance(when, Mapping):
            return all(self._alike(key, value) for key, value in when.items())
        return not isinstance(when, list | tuple) or all(map(self.shared, when))

    def _alike(self, key: str, value: Json) -> bool:
        if key == "sentiment":
            return self.same_mood
        if key == "time":
            return all(self._same_hours(name) for name in value.values())
        return self.shared(value)

    def _same_hours(self, name: str | None) -> bool:
        first, second = (known.get(name or usual) for known, usual in zip(self._calendars, self._usual, strict=True))
        return first is not None and second is not None and counting(first) == counting(second)


def counting(calendar: Calendar) -> Json:
    """What a calendar counts by: its own name and the names of holidays, told in somebody's language, left out."""
    return _nameless(calendar.as_json())


def _nameless(told: Mapping[str, Json]) -> Told:
    days = sorted(told["holidays"])
    return {**told, "name": "", "holidays": days, "later": [_nameless(one) for one in told.get("later", ())]}


def judges_by(meaning: Mapping[str, Json]) -> Json:
    """All of a meaning that verdicts come from: of two with the same, one says what the other says."""
    defaults = meaning.get("defaults", {})
    calendars = meaning.get(EXPANDED, {}).get("calendars", {})
    return (
        told_of(meaning),
        meaning.get("lexicon", {}),
        [defaults.get(key) for key in ("lang", "calendar")],
        {name: _nameless(calendar) for name, calendar in calendars.items()},
        [standard["name"] for standard in meaning.get("standards", ())],
    )


def moved(before: Sequence[str], after: Sequence[str]) -> tuple[list[int], list[int]]:
    """The places in each that are left when the most that stands in both, in one order, is taken away.

    Nothing stands twice in one of them.
    """
    place = {one: n for n, one in enumerate(before)}
    kept = _rising([(place[one], n) for n, one in enumerate(after) if one in place])
    first, second = {a for a, _b in kept}, {b for _a, b in kept}
    return [n for n in range(len(before)) if n not in first], [n for n in range(len(after)) if n not in second]


def _rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest run of them, gaps allowed, whose first numbers rise."""
    lasts: list[int] = []
    ends: list[int] = []
    before: list[int | None] = []
    for at, (number, _n) in enumerate(pairs):
        length = bisect_left(lasts, number)
        lasts[length : length + 1] = [number]
        ends[length : length + 1] = [at]
        before.append(ends[length - 1] if length else None)
    found: list[tuple[int, int]] = []
    at_: int | None = ends[-1] if ends else None
    while at_ is not None:
        found.append(pairs[at_])
        at_ = before[at_]
    return found


def same_ranks(before: RuleSet, after: RuleSet) -> bool:
    """Whether of any two standards that both have, the same one is the stricter."""
    return list(_common(before, after)) == list(_common(after, before))


def _common(these: RuleSet, others: RuleSet) -> Iterator[str]:
    return (one.name for one in these.promises.standards if one.name in others.promises.by_name)


def told_of(meaning: Mapping[str, Json]) -> list[Told]:
    """What decides of each rule, its lists written out; what it is for and its tests left out."""
    keys, lists = ("id", "then", "shadow"), meaning.get("lists", {})
    return [
        {"when": written_out(rule["when"], lists), **{key: rule[key] for key in keys if key in rule}}
        for rule in meaning.get("rules", ())
    ]


def written_out(value: Json, lists: Mapping[str, Sequence[str]]) -> Json:
    """The same condition with the entries of its lists in their place."""
    if isinstance(value, Mapping):
        return {key: written_out(one, lists) for key, one in value.items()}
    if isinstance(value, list | tuple):
        words = [one for one in value if isinstance(one, str)]
        return entries(words, lists) if len(words) == len(value) else [written_out(one, lists) for one in value]
    return value
