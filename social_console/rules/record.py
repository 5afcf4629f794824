"""Verdicts and contexts as JSON: what the inbox keeps, and what `--json` prints."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from social_console.model import Clause, Context, Fired, Priority, Span, Verdict

_PLAIN_FIELDS = ("rule_set", "owner", "standard", "suggest", "dismiss", "no_reply", "approve", "restrict")


def verdict_as_json(verdict: Verdict) -> dict[str, Any]:
    """Everything, `fired` with its clauses and their words included."""
    return {
        **{name: getattr(verdict, name) for name in _PLAIN_FIELDS},
        "tags": list(verdict.tags),
        "priority": None if verdict.priority is None else verdict.priority.label,
        "notify": list(verdict.notify),
        "fired": [_fired_as_json(fired) for fired in verdict.fired],
    }


def verdict_from_json(data: Mapping[str, Any]) -> Verdict:
    """The verdict that `verdict_as_json` wrote; what an older version did not write takes its default."""
    priority = data.get("priority")
    return Verdict(
        **{name: data[name] for name in _PLAIN_FIELDS if name in data},
        tags=tuple(data.get("tags", ())),
        priority=None if priority is None else Priority[str(priority).upper()],
        notify=tuple(data.get("notify", ())),
        fired=tuple(_fired_from_json(fired) for fired in data.get("fired", ())),
    )


def context_as_json(context: Context) -> dict[str, Any]:
    """The times in ISO 8601."""
    return {
        "position": context.position,
        "unanswered": context.unanswered,
        "contacts": [at.isoformat() for at in context.contacts],
        "institution": context.institution,
    }


def context_from_json(data: Mapping[str, Any]) -> Context:
    """The context that `context_as_json` wrote."""
    return Context(
        position=data.get("position", "first"),
        unanswered=bool(data.get("unanswered", False)),
        contacts=tuple(datetime.fromisoformat(at) for at in data.get("contacts", ())),
        institution=data.get("institution", ""),
    )


def clause_as_json(clause: Clause) -> dict[str, Any]:
    """`words` as `[word, start, end]`, like the annotation's."""
    return {"path": clause.path, "words": [[span.word, span.start, span.end] for span in clause.words]}


def _fired_as_json(fired: Fired) -> dict[str, Any]:
    clauses = [clause_as_json(clause) for clause in fired.clauses]
    return {"rule": fired.rule, "clauses": clauses, "gave": dict(fired.gave)}


def _fired_from_json(data: Mapping[str, Any]) -> Fired:
    clauses = tuple(
        Clause(path=clause["path"], words=tuple(Span(word, start, end) for word, start, end in clause["words"]))
        for clause in data.get("clauses", ())
    )
    return Fired(rule=data["rule"], clauses=clauses, gave=data.get("gave", {}))
