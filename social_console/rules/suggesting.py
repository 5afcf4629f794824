"""Tests from corrections: what today's rules fail and a person's correction asks for, as a ready stanza."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from social_console.i18n import gettext as _
from social_console.model import Verdict
from social_console.rules.corrections import Corrections, Heard, Story, corrections
from social_console.rules.testing import USUAL_CHANNEL
from social_console.text import plain_json

_LONGEST = 2_000
"""Characters of a text that becomes a test."""


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
    channel = {} if one.channel == USUAL_CHANNEL else {"channel": one.channel}
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
