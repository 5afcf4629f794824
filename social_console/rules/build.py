"""The `when` of a rule, as JSON, made into conditions. What it names has been checked before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from social_console.clock import Calendar, is_open
from social_console.model import Span
from social_console.rules.conditions import (
    All,
    Annotated,
    AnyOf,
    Asked,
    Condition,
    Known,
    Near,
    NoneOf,
    Regex,
    Trigger,
    Words,
)
from social_console.rules.lexicon import Lexicon, is_word
from social_console.rules.lists import entries
from social_console.rules.subject import Subject
from social_console.text import fold_key

Json = Any
_GROUPS = ("all", "any", "none")
"""Looked at after the conditions beside them, exceptions last, however they were written."""
_ORDER = {name: at for at, name in enumerate(("text", "author", "sentiment"))}
_TEXT = ("words", "near", "regex", "has", "asks", "question")
"""Of conditions beside each other the same one is always looked at first, whether a file or an inbox gave them."""


@dataclass(slots=True)
class Builder:
    """Carries what conditions refer to: lists and calendars; collects the lexicon's atoms."""

    lists: Mapping[str, Sequence[str]]
    calendars: Mapping[str, Calendar]
    default_calendar: str
    lexicon: Lexicon = field(default_factory=Lexicon)

    def condition(self, when: Mapping[str, Json], path: str = "when") -> Condition:
        """All keys of one mapping must hold."""
        keys = sorted(
            when, key=lambda key: (_GROUPS.index(key) if key in _GROUPS else -1, _ORDER.get(key, len(_ORDER)), key)
        )
        return _all(path, [member for key in keys for member in self._members(key, when[key], f"{path}.{key}")])

    def _members(self, key: str, value: Json, path: str) -> Iterable[Condition]:
        if key in _GROUPS:
            parts = [self.condition(one, f"{path}[{at}]") for at, one in enumerate(value)]
            return [_all(path, parts) if key == "all" else _any(path, parts) if key == "any" else NoneOf(path, parts)]
        if key == "text":
            return [self._text(name, value, f"{path}.{name}") for name in _TEXT if name in value]
        return _KNOWN[key](self, value, path)

    # ── text ─────────────────────────────────────────────────────────────────────────────────────────────

    def _text(self, name: str, asked: Mapping[str, Json], path: str) -> Condition:
        value, exact, in_places = asked[name], bool(asked.get("exact")), bool(asked.get("in_places"))
        if name == "words":
            return Words(path, self._atoms(value, exact), exact, in_places)
        if name == "near":
            groups = tuple(self._atoms(group, exact=False) for group in value["words"])
            return Near(path, groups, value["within"], in_places)
        if name == "regex":
            patterns = tuple(self.lexicon.pattern(one, exact=exact) for one in value)
            required = [pattern.literals for pattern in patterns]
            return Regex(path, patterns, _union(required))
        if name == "question":
            return Asked(path, bool(value), frozenset(["question"]))
        return Asked(path, True, frozenset(value)) if name == "asks" else Annotated(path, True, _facts(value))

    def _atoms(self, words: Iterable[str], exact: bool) -> frozenset[int]:
        return frozenset(self.lexicon.entry(word, exact=exact) for word in self.expand(words))

    def expand(self, words: Iterable[str]) -> list[str]:
        """Entries, with `$name` replaced by that list's."""
        return entries(words, self.lists)

    # ── what is known ────────────────────────────────────────────────────────────────────────────────────

    def sentiment(self, value: Json, path: str) -> Iterable[Condition]:
        """Labels, or a range of the score."""
        if "label" in value:
            labels = frozenset(value["label"])
            yield Annotated(
                f"{path}.label",
                True,
                lambda s: s.annotation.sentiment.words if s.annotation.sentiment.label in labels else None,
            )
        bounds = {key: value[key] for key in ("at_least", "at_most") if key in value}
        if bounds:
            yield Known(path, lambda s: _inside(_score(s), bounds))

    def author(self, value: Json, path: str) -> Iterable[Condition]:
        """One condition for each key."""
        for key in sorted(value):
            yield Known(f"{path}.{key}", getattr(self, f"_author_{key}")(value[key]))

    def _author_handle(self, wanted: Sequence[str]) -> Callable[[Subject], bool]:
        whole, stems = _handles(self.expand(wanted))
        return lambda s: (
            (handle := _bare(s.mention.author.handle or "")) in whole or (bool(stems) and handle.startswith(stems))
        )

    def _author_name(self, wanted: Sequence[str]) -> Callable[[Subject], bool]:
        entries = [(fold_key(entry.rstrip("*")), entry.endswith("*")) for entry in self.expand(wanted)]
        return lambda s: any(_stands_in(fold_key(s.mention.author.name or ""), *entry) for entry in entries)

    def _author_followers(self, bounds: Mapping[str, int]) -> Callable[[Subject], bool]:
        return lambda s: s.mention.author.followers is not None and _inside(s.mention.author.followers, bounds)

    def _author_verified(self, wanted: bool) -> Callable[[Subject], bool]:
        return lambda s: bool(s.mention.author.verified) is wanted

    def _author_contacts(self, wanted: Mapping[str, int]) -> Callable[[Subject], bool]:
        length = timedelta(days=wanted["within"])

        def test(subject: Subject) -> bool:
            since = subject.mention.created_at - length
            return _inside(sum(since <= at for at in subject.context.contacts), wanted)

        return test

    def time(self, value: Json, path: str) -> Iterable[Condition]:
        """Inside or outside a calendar's hours, as published."""
        for key, name in sorted(value.items()):
            calendar = self.calendars[name or self.default_calendar]
            yield Known(f"{path}.{key}", _when_open(calendar, key == "inside"))


def _when_open(calendar: Calendar, wanted: bool) -> Callable[[Subject], bool]:
    return lambda s: is_open(calendar, s.mention.created_at) is wanted


# ── triggers ─────────────────────────────────────────────────────────────────────────────────────────────


def _all(path: str, members: Sequence[Condition]) -> Condition:
    if len(members) == 1:
        return members[0]
    triggers = [member.trigger for member in members if member.trigger is not None]
    return All(path, members, min(triggers, key=len, default=None))


def _any(path: str, members: Sequence[Condition]) -> Condition:
    return AnyOf(path, members, _union([member.trigger for member in members]))


def _union(triggers: Sequence[Trigger]) -> Trigger:
    known = [trigger for trigger in triggers if trigger is not None]
    return frozenset().union(*known) if len(known) == len(triggers) else None


# ── the annotation ───────────────────────────────────────────────────────────────────────────────────────


def _facts(kinds: Iterable[str]) -> Callable[[Subject], Sequence[Span] | None]:
    wanted = frozenset(kinds)

    def spans(subject: Subject) -> Sequence[Span] | None:
        return [Span(f.text, f.start, f.end) for f in subject.annotation.facts if f.kind in wanted] or None

    return spans


def _score(subject: Subject) -> float:
    sentiment = subject.annotation.sentiment
    return 0.0 if sentiment.label == "unsure" else sentiment.score


# ── the mention ──────────────────────────────────────────────────────────────────────────────────────────


def _inside(number: float, bounds: Mapping[str, float]) -> bool:
    return bounds.get("at_least", number) <= number <= bounds.get("at_most", number)


def _bare(handle: str) -> str:
    return fold_key(handle).lstrip("@")


def _handles(entries: Iterable[str]) -> tuple[frozenset[str], tuple[str, ...]]:
    bare = [_bare(entry) for entry in entries]
    whole = frozenset(entry for entry in bare if not entry.endswith("*"))
    return whole, tuple(entry[:-1] for entry in bare if entry.endswith("*"))


def _stands_in(name: str, entry: str, stem: bool) -> bool:
    at = name.find(entry)
    while at >= 0:
        end = at + len(entry)
        opens = at == 0 or not is_word(name[at - 1])
        if opens and (stem or end == len(name) or not is_word(name[end])):
            return True
        at = name.find(entry, at + 1)
    return False


def _reach(subject: Subject) -> int | None:
    """How many people a mention may have reached: as the channel says, else the author's followers."""
    told = subject.mention.extra.get("reach")
    return told if isinstance(told, int) else subject.mention.author.followers


def _one_of(read: Callable[[Subject], str]) -> Callable[[Builder, Json, str], Iterable[Condition]]:
    def build(_builder: Builder, value: Json, path: str) -> Iterable[Condition]:
        wanted = frozenset(map(_bare, value))
        return [Known(path, lambda s: _bare(read(s)) in wanted)]

    return build


def _build_reach(_builder: Builder, value: Json, path: str) -> Iterable[Condition]:
    return [Known(path, lambda s: (reach := _reach(s)) is not None and _inside(reach, value))]


def _build_thread(_builder: Builder, value: Json, path: str) -> Iterable[Condition]:
    wanted = frozenset(value)
    return [Known(path, lambda s: s.context.position in wanted or ("unanswered" in wanted and s.context.unanswered))]


_KNOWN: dict[str, Callable[[Builder, Json, str], Iterable[Condition]]] = {
    "lang": _one_of(lambda s: s.annotation.lang),
    "sentiment": Builder.sentiment,
    "channel": _one_of(lambda s: s.mention.channel),
    "account": _one_of(lambda s: s.mention.account),
    "kind": _one_of(lambda s: s.mention.kind),
    "institution": _one_of(lambda s: s.context.institution),
    "visibility": _one_of(lambda s: s.mention.visibility.value),
    "author": Builder.author,
    "reach": _build_reach,
    "thread": _build_thread,
    "time": Builder.time,
}
