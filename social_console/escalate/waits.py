"""When an escalation is true of a moment. Pure: values and the present in, an instant out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from social_console.clock import due, working_seconds
from social_console.model import Status

if TYPE_CHECKING:
    from social_console.clock import Calendar, Promises
    from social_console.rules.ruleset import Escalation
    from social_console.store import Row

_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Wait:
    """What is waited for (`first`, `next`, `resolution`, `follow_up`, `answer`), since when, until when."""

    promise: str
    since: datetime
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class True_:
    """An escalation that holds: of which wait, and since when."""

    wait: Wait
    at: datetime


def holds(rule: Escalation, row: Row, promises: Promises, now: datetime) -> True_ | None:
    """Whether `rule` is true of the moment now, and since when; None where it is not."""
    if row.history or row.status in (Status.CLOSED, Status.DISMISSED) or not _describes(rule, row):
        return None
    for wait in _waits(rule, row):
        standard = promises.standard(row.standard)
        calendar = promises.calendar(standard.calendar if standard else None)
        at = _true_at(rule, wait, calendar)
        if at is not None and at <= now:
            return True_(wait, at)
    return None


def _describes(rule: Escalation, row: Row) -> bool:
    return (
        (rule.at_least is None or row.priority >= rule.at_least)
        and (not rule.tags or not rule.tags.isdisjoint(row.tags))
        and (not rule.standards or row.standard in rule.standards)
        and (not rule.owners or row.owner in rule.owners)
        and (rule.unowned is None or rule.unowned == (row.owner is None))
    )


def _waits(rule: Escalation, row: Row) -> Iterator[Wait]:
    """The waits that the rule may speak of, the most urgent first."""
    if rule.used is None:
        if row.unanswered and row.waiting_since is not None:
            yield Wait("answer", row.waiting_since)
        return
    if row.due_at is not None and row.due_since is not None and rule.clock in (None, row.due_clock):
        yield Wait(row.due_clock or "", row.due_since, row.due_at)


def _true_at(rule: Escalation, wait: Wait, calendar: Calendar) -> datetime | None:
    """When the last of the rule's conditions on time came true."""
    moments = []
    if rule.used is not None and wait.due_at is not None:
        moments.append(share_used_at(calendar, wait.since, wait.due_at, rule.used))
    if rule.unanswered is not None:
        moments.append(due(calendar, wait.since, rule.unanswered))
    return max(moments, default=None)


def share_used_at(calendar: Calendar, since: datetime, due_at: datetime, share: float) -> datetime:
    """The instant at which `share` of the working time from `since` to `due_at` has passed, to the second.

    Where there is none between them (a promise in calendar days over a holiday), the time on the wall counts.
    """
    if share >= 1:
        return due_at
    whole = working_seconds(calendar, since, due_at)
    if whole <= 0:
        return since + (due_at - since) * share
    early, late = since, due_at
    while late - early > _SECOND:
        middle = early + (late - early) / 2
        if working_seconds(calendar, since, middle) < whole * share:
            early = middle
        else:
            late = middle
    return late
