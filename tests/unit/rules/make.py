"""Small values for the tests of rules."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from textwrap import dedent
from typing import Any

from social_console.errors import Fault
from social_console.model import Annotation, Ask, Context, Fact, Mention, Verdict
from social_console.rules import RuleSet, decide, from_meaning, read

NOW = datetime(2026, 10, 7, 14, 0, tzinfo=UTC)


def mention(text: str, **values: Any) -> Mention:
    """A mention that says this."""
    usual: dict[str, Any] = {"id": "1", "channel": "x", "account": "alcaldia", "created_at": NOW, "text": text}
    return Mention(**{**usual, **values})


def annotation(lang: str = "es", *, asks: tuple[str, ...] = (), facts: tuple[str, ...] = (), **more: Any) -> Annotation:
    """An annotation without an engine behind it."""
    return Annotation(
        version="test",
        lang=lang,
        asks=tuple(Ask(name=name) for name in asks),
        facts=tuple(Fact(kind=kind, text="", start=0, end=0) for kind in facts),
        **more,
    )


def rule_set(*rules: Mapping[str, Any], **more: Any) -> RuleSet:
    """A rule set of these rules, as JSON."""
    return from_meaning({"format": 1, "lists": {}, "rules": list(rules), **more})


def rule(when: Mapping[str, Any], then: Mapping[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """One rule, as JSON."""
    return {"id": "r", "when": when, "then": then or {"tag": ["t"]}, **more}


def verdict(given: RuleSet, text: str, context: Context | None = None, **values: Any) -> Verdict:
    """What a rule set says of a text."""
    known = values.pop("annotation", None) or annotation()
    return decide(given, mention(text, **values), known, context or Context())


def fires(when: Mapping[str, Any], text: str, **values: Any) -> bool:
    """Whether a rule with this condition fires on a text."""
    return bool(verdict(rule_set(rule(when), **values.pop("meaning", {})), text, **values).fired)


def faults_of(yaml: str) -> tuple[Fault, ...]:
    """All faults of a file's text."""
    return read(Path("rules.yaml"), texts={"rules.yaml": dedent(yaml)}).faults


def loaded(yaml: str, **others: str) -> RuleSet:
    """The rule set of a text; `others` are files it includes, `.` in their names written `__`."""
    texts = {"rules.yaml": dedent(yaml)} | {name.replace("__", "."): dedent(text) for name, text in others.items()}
    found = read(Path("rules.yaml"), texts=texts)
    assert found.rule_set is not None, [str(fault) for fault in found.faults]
    return found.rule_set
