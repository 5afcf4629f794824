"""What living with the rules teaches: how often each fires, how often people correct it, and tests from corrections."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Any

from social_console.i18n import gettext as _
from social_console.model import Event, Verdict
from social_console.rules.differing import told_of
from social_console.rules.ruleset import RuleSet
from social_console.text import plain_json

_LONGEST = 2_000
"""Characters of a text that becomes a test."""
MACHINES = frozenset(["rules", "collect", "outbox"])
"""Actors that are no people."""
CORRECTING = ("untag", "tag", "priority", "reopen")
"""The verbs by which people say that the rules were wrong."""
_CHANNEL = "x"
"""A test's channel, if it does not say."""


@dataclass(frozen=True, slots=True)
class Heard:
    """One mention of the past as rules judged it then."""

    at: datetime
    text: str
    verdict: Verdict
    subject: str | None = None
    channel: str = _CHANNEL


@dataclass(frozen=True, slots=True)
class Story:
    """One moment: what came in, and what was done to it, undone acts left out."""

    moment: int
    heard: Sequence[Heard]
    events: Sequence[Event]


@dataclass(slots=True)
class Tally:
    """One rule's record. A match is overridden when a person took back what the rule gave."""

    rule: str
    matches: int = 0
    overridden: int = 0
    last: datetime | None = None
    shadow: bool = False
    changed: datetime | None = None
    """Since when it stands as it does, as far as anything was published."""

    def as_json(self, days: float) -> dict[str, Any]:
        """As `rules stats --json` prints it; `precision` is the share that nobody took back."""
        kept = (self.matches - self.overridden) / self.matches if self.matches else None
        return {
            "rule": self.rule,
            "matches": self.matches,
            "per_day": round(self.matches / days, 2) if days else None,
            "overridden": self.overridden,
            "precision": None if kept is None else round(kept, 3),
            "last": self.last,
            "shadow": self.shadow,
            "changed": self.changed,
        }


def tallies(rule_set: RuleSet, stories: Iterable[Story]) -> list[Tally]:
    """A record for each rule of the set in force, in file order, then for rules that it no longer has."""
    found = {rule.id: Tally(rule.id, shadow=rule.shadow) for rule in rule_set.rules}
    for story in stories:
        taken_back = corrections(story)
        for one in story.heard:
            for fired in one.verdict.fired:
                tally = found.setdefault(fired.rule, Tally(fired.rule))
                tally.matches += 1
                tally.last = max(tally.last or one.at, one.at)
                tally.overridden += taken_back.denies(fired.gave, one.verdict.dismiss == fired.rule)
    return list(found.values())


def unchanged_since(terms: Iterable[tuple[datetime, Mapping[str, Any]]]) -> dict[str, datetime]:
    """Rule of the newest set → since when it asks and gives what it does.

    `terms`: since when a set was in force, and its meaning; the newest first.
    """
    found: dict[str, datetime] = {}
    standing: dict[str, Any] | None = None
    for since, meaning in terms:
        told = {rule["id"]: rule for rule in told_of(meaning)}
        if standing is None:
            standing = dict(told)
        standing = {name: rule for name, rule in standing.items() if told.get(name) == rule}
        if not standing:
            break
        found.update(dict.fromkeys(standing, since))
    return found


@dataclass(slots=True)
class Corrections:
    """What people set otherwise in one moment than the rules had it."""

    removed: set[str] = field(default_factory=set)
    added: set[str] = field(default_factory=set)
    priority: str | None = None
    reopened: bool = False

    def __bool__(self) -> bool:
        return bool(self.removed or self.added or self.priority or self.reopened)

    def denies(self, gave: Mapping[str, Any], dismissed: bool) -> bool:
        """Whether people took back something of what a rule gave."""
        gave = gave.get("shadow", gave)
        if self.removed & set(gave.get("tag", ())):
            return True
        if self.priority is not None and gave.get("priority", self.priority) != self.priority:
            return True
        return self.reopened and dismissed


def corrections(story: Story) -> Corrections:
    """People's retagging, reprioritising and bringing back of what rules dismissed."""
    by_rules = {tag for one in story.heard for tag in one.verdict.tags}
    dismissed = any(one.verdict.dismiss for one in story.heard)
    found = Corrections()
    for event in story.events:
        if event.actor in MACHINES:
            continue
        if event.verb == "untag":
            found.removed |= set(event.data.get("tags", ())) & by_rules
            found.added -= set(event.data.get("tags", ()))
        elif event.verb == "tag":
            found.added |= set(event.data.get("tags", ())) - by_rules
            found.removed -= set(event.data.get("tags", ()))
        elif event.verb == "priority":
            found.priority = str(event.data.get("priority"))
        elif event.verb == "reopen":
            found.reopened = dismissed
    return found


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A test that today's rules fail and a person's correction asks for."""

    moment: int
    given: Mapping[str, str]
    """The text and what else of the message a rule may ask: as a test says it."""
    expect: Mapping[str, Any]
    fired: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """As `rules suggest-tests --json` prints it."""
        return {"moment": self.moment, **self.given, "expect": dict(self.expect), "fired": list(self.fired)}


def suggestions(stories: Iterable[Story]) -> Iterator[Suggestion]:
    """One for each corrected moment, on its opening text."""
    for story in stories:
        found = corrections(story)
        if found and story.heard:
            opening = story.heard[0]
            fired = tuple(one.rule for one in opening.verdict.fired)
            expect = _expected(found, opening.verdict)
            if expect:
                yield Suggestion(story.moment, _given(opening), expect, fired)


def _given(one: Heard) -> dict[str, str]:
    channel = {} if one.channel == _CHANNEL else {"channel": one.channel}
    return {"text": one.text, **({"subject": one.subject} if one.subject else {}), **channel}


def _expected(found: Corrections, verdict: Verdict) -> dict[str, Any]:
    expect: dict[str, Any] = {}
    if found.added:
        expect["has_tags"] = sorted(found.added)
    if found.removed & set(verdict.tags):
        expect["no_tags"] = sorted(found.removed & set(verdict.tags))
    if found.priority is not None and (verdict.priority is None or verdict.priority.label != found.priority):
        expect["priority"] = found.priority
    if found.reopened and verdict.dismiss:
        expect["dismiss"] = False
    return expect


def stanza(found: Iterable[Suggestion], *, below: bool = False) -> str:
    """Suggestions as YAML, to be pasted at the end of a file; `below`: below the `tests:` that it has."""
    lines = [f"  # {_('paste below')} `tests:`"] if below else ["tests:"]
    for one in found:
        lines.append(f"  - text: {_quoted(one.given['text'])}   # {one.moment}")
        lines += [f"    {key}: {_quoted(value)}" for key, value in one.given.items() if key != "text"]
        lines.append("    expect: {" + ", ".join(f"{key}: {_value(value)}" for key, value in one.expect.items()) + "}")
    return "\n".join(lines) + "\n"


def _value(value: Any) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(_quoted(one) for one in value) + "]"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _quoted(text: str) -> str:
    return plain_json(json.dumps(text[:_LONGEST], ensure_ascii=False))


def caught_by_stems(entries: Iterable[str], words: Mapping[str, int], *, most: int = 8) -> dict[str, list[str]]:
    """What each stem really catches: the commonest of these words, which came so often."""
    from social_console.rules import lexicon

    stems = {entry: lexicon.read_entry(entry, "es") for entry in entries if entry.endswith("*") and " " not in entry}
    sorted_words = sorted(words)
    found: dict[str, list[str]] = {}
    for entry, stem in stems.items():
        first = bisect_left(sorted_words, stem)
        caught = list(takewhile(lambda word: word.startswith(stem), sorted_words[first:]))  # noqa: B023
        found[entry] = sorted(caught, key=lambda word: (-words[word], word))[:most]
    return found


def days_between(since: datetime, until: datetime) -> float:
    """Days, for rates; at least one hour."""
    return max((until - since) / timedelta(days=1), 1 / 24)
