"""When an escalation is true of a moment. Pure: values and the present in, an instant out."""

from __future__ import annotations

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
    ends: datetime | None = None
    """When it would have fallen due had its clock never stood still: `since` to `ends` is all the time it has."""


def holds(rule: Escalation, row: Row, promises: Promises, now: datetime) -> Wait | None:
    """The wait for which `rule` is true of the moment now; None where it is not."""
    if row.history or row.status in (Status.CLOSED, Status.DISMISSED) or not _describes(rule, row):
        return None
    wait = _wait(rule, row, promises)
    if wait is None or not _is_true(rule, wait, calendar_of(row, promises), now):
        return None
    return wait


def true_at(rule: Escalation, wait: Wait, calendar: Calendar) -> datetime:
    """When the last of the rule's conditions on time came true, to the second."""
    instants = [wait.since]
    if rule.used is not None and wait.due_at is not None:
        instants.append(share_used_at(calendar, wait, wait.due_at, rule.used))
    if rule.unanswered is not None:
        instants.append(due(calendar, wait.since, rule.unanswered))
    return max(instants)


def calendar_of(row: Row, promises: Promises) -> Calendar:
    """The calendar that the moment's promises run on."""
    standard = promises.standard(row.standard, row.created_at)
    return promises.calendar(standard.calendar if standard else None)


def _describes(rule: Escalation, row: Row) -> bool:
    return (
        (rule.at_least is None or row.priority >= rule.at_least)
        and (not rule.tags or not rule.tags.isdisjoint(row.tags))
        and (not rule.standards or row.standard in rule.standards)
        and (not rule.owners or row.owner in rule.owners)
        and (rule.unowned is None or rule.unowned == (row.owner is None))
    )


def _wait(rule: Escalation, row: Row, promises: Promises) -> Wait | None:
    """What the rule speaks of: the promise that falls due first, or the wait for an answer."""
    if rule.used is None:
        unanswered = row.unanswered and row.waiting_since is not None
        return Wait("answer", row.waiting_since) if unanswered and row.waiting_since else None
    if row.due_at is None or row.due_since is None or rule.clock not in (None, row.due_clock):
        return None
    return Wait(row.due_clock or "", row.due_since, row.due_at, _unpaused(row, row.due_since, row.due_at, promises))


def _unpaused(row: Row, since: datetime, due_at: datetime, promises: Promises) -> datetime:
    standard = promises.standard(row.standard, row.created_at)
    if row.due_clock != "resolution" or standard is None or not standard.pauses or standard.resolution is None:
        return due_at
    return min(due_at, due(promises.calendar(standard.calendar), since, standard.resolution))


def _is_true(rule: Escalation, wait: Wait, calendar: Calendar, now: datetime) -> bool:
    if rule.unanswered is not None and due(calendar, wait.since, rule.unanswered) > now:
        return False
    if rule.used is None or wait.due_at is None or wait.due_at <= now:
        return True
    if rule.used >= 1:
        return False
    whole = working_seconds(calendar, wait.since, wait.ends or wait.due_at)
    if whole <= 0:
        return share_used_at(calendar, wait, wait.due_at, rule.used) <= now
    return working_seconds(calendar, now, wait.due_at) <= whole * (1 - rule.used)


def share_used_at(calendar: Calendar, wait: Wait, due_at: datetime, share: float) -> datetime:
    """The instant at which `share` of a promise's working time is used up, to the second.

    What a pause held up is no part of it: counted back from the end, the rest of the time is still to come. Where there
    is no working time in it (a promise in calendar days over a holiday), the time on the wall counts.
    """
    if share >= 1:
        return due_at
    ends = wait.ends or due_at
    whole = working_seconds(calendar, wait.since, ends)
    if whole <= 0:
        return due_at - (ends - wait.since) * (1 - share)
    left = whole * (1 - share)
    early, late = wait.since, due_at
    while late - early > _SECOND:
        middle = early + (late - early) / 2
        if working_seconds(calendar, middle, due_at) > left:
            early = middle
        else:
            late = middle
    return late
