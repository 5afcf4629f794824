"""A finished report as a value: what every format writes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from heapq import nsmallest
from operator import itemgetter
from typing import Any

from social_console import measures
from social_console.measures import Figures
from social_console.reports.period import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is fixed about a moment, beside its timeline. Texts are untrusted."""

    id: int
    folio: str
    institution: str
    channel: str
    account: str
    places: tuple[str, ...] = ()
    text: str = ""
    """Of its newest inbound mention."""
    url: str | None = None
    deleted: bool = False
    """Its author has deleted that one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One moment of the report, for `--rows` and the list of the longest unanswered."""

    facts: Facts
    opened_at: datetime
    status: str
    priority: str
    tags: tuple[str, ...]
    owner: str | None
    standard: str | None
    unanswered: bool
    waiting_since: datetime | None
    first_response_at: datetime | None
    first_response_how: str | None
    first_response_s: float | None
    first_response_working_s: float | None
    first_due_at: datetime | None
    first_closed_at: datetime | None
    closed_at: datetime | None
    outcome: str | None
    dismissed_reason: str | None
    reopened: int
    history: bool
    restricted: bool
    """Not everybody may read it: its text and address stay out of reports."""

    def as_json(self) -> dict[str, Any]:
        """The names of `list --json` where they mean the same."""
        facts = self.facts
        return {
            "id": facts.id,
            "folio": facts.folio,
            "channel": facts.channel,
            "account": facts.account,
            "institution": facts.institution,
            "created_at": self.opened_at,
            "status": self.status,
            "priority": self.priority,
            "tags": list(self.tags),
            "owner": self.owner,
            "standard": self.standard,
            "places": list(facts.places),
            "unanswered": self.unanswered,
            "waiting_since": self.waiting_since,
            "first_response_at": self.first_response_at,
            "first_response_how": self.first_response_how,
            "first_response_s": self.first_response_s,
            "first_response_working_s": self.first_response_working_s,
            "first_due_at": self.first_due_at,
            "first_closed_at": self.first_closed_at,
            "closed_at": self.closed_at,
            "outcome": self.outcome,
            "dismissed_reason": self.dismissed_reason,
            "reopened": self.reopened,
            "history": self.history,
            "url": None if self.restricted else facts.url,
        }


LONGEST = 20


def longest_unanswered(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Those who wait longest, first."""
    waiting = ((row.waiting_since, row.facts.id, row) for row in rows if row.waiting_since is not None)
    return tuple(row for _since, _id, row in nsmallest(LONGEST, waiting, key=itemgetter(0, 1)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The moments under one value; `key` None: under none."""

    key: str | None
    figures: Figures


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The same inputs give an equal one: nothing here says when it was made."""

    period: Period
    name: str = ""
    """The institution's, or several."""
    totals: Figures
    groups: Mapping[str, tuple[Group, ...]] = field(default_factory=dict)
    rows: tuple[Row, ...] = ()
    """Every moment of the period, or (where nobody asked for that) those who wait longest."""
    coverage: tuple[Mapping[str, Any], ...] = ()
    rule_sets: tuple[str, ...] = ()
    calendars: Mapping[str, str] = field(default_factory=dict)
    """Name and version of each calendar that counted."""

    def as_json(self, *, rows: bool = False) -> dict[str, Any]:
        """As DESIGN 5 promises it; keys are never translated."""
        document: dict[str, Any] = {
            "definitions": {"version": measures.VERSION, "hash": measures.HASH},
            "name": self.name,
            "period": self.period.as_json(),
            "as_of": self.period.as_of,
            "rule_sets": list(self.rule_sets),
            "calendars": dict(self.calendars),
            "coverage": [dict(gap) for gap in self.coverage],
            "totals": self.totals.as_json(),
            "groups": {
                by: [{"key": group.key, **group.figures.as_json()} for group in groups]
                for by, groups in self.groups.items()
            },
        }
        if rows:
            document["rows"] = [row.as_json() for row in self.rows]
        return document
