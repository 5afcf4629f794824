"""Running the rule set's escalations: once for each (moment, rule, wait), with when it was true and when noticed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from social_console.escalate.waits import Wait, calendar_of, holds, true_at
from social_console.model import Act, Event, Json

if TYPE_CHECKING:
    from social_console.clock import Promises
    from social_console.rules import RuleSet
    from social_console.rules.ruleset import Escalation
    from social_console.store import Inbox, Row

_CHUNK = 500
Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalated:
    """One escalation that was carried out. `notify`: logins and areas that want to know."""

    moment: int
    folio: str
    rule: str
    promise: str
    true_at: datetime
    noticed_at: datetime
    notify: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """As `collect --json` shows it."""
        return {
            "moment": self.moment,
            "folio": self.folio,
            "rule": self.rule,
            "promise": self.promise,
            "true_at": self.true_at,
            "noticed_at": self.noticed_at,
            "notify": list(self.notify),
        }


def run(inbox: Inbox, rule_set: RuleSet, now: datetime) -> tuple[Escalated, ...]:
    """Carry out what has come true and was not carried out for that wait; a few hundred moments a transaction."""
    from social_console import store

    if not rule_set.escalations:
        return ()
    with inbox.reading() as tx:
        ids = store.view_ids(tx, "working", me="", now=now)
    done: list[Escalated] = []
    for start in range(0, len(ids), _CHUNK):
        done += _chunk(inbox, rule_set, ids[start : start + _CHUNK], now)
    return tuple(done)


def _chunk(inbox: Inbox, rule_set: RuleSet, ids: Sequence[int], now: datetime) -> list[Escalated]:
    from social_console import store

    with inbox.reading() as tx:
        found = _fresh(tx, list(_true(rule_set, store.rows(tx, ids), now)))
    if not found:
        return []
    found = [each.dated(rule_set.promises) for each in found]
    with inbox.writing() as tx:
        found = _fresh(tx, found)  # another process may have been quicker
        acts = [(each.row.id, each.act()) for each in found]
        if acts:
            store.acts(tx, acts, promises=rule_set.promises, now=now)
    return [_escalated(each, now) for each in found]


def _true(rule_set: RuleSet, rows: Sequence[Row], now: datetime) -> Iterator[_Found]:
    for row in rows:
        for rule in rule_set.escalations:
            wait = holds(rule, row, rule_set.promises, now)
            if wait is not None:
                yield _Found(row, rule, wait)


def _fresh(tx: Any, found: Sequence[_Found]) -> list[_Found]:
    """Those that were not carried out before for that wait."""
    from social_console import store

    if not found:
        return []
    events = store.events_in(tx, {each.row.id for each in found})
    return [each for each in found if each.key not in _done(events[each.row.id])]


def _done(events: Sequence[Event]) -> set[Key]:
    data = [event.data for event in events if event.verb == "escalated"]
    return {(str(each.get("rule")), str(each.get("promise")), str(each.get("since"))) for each in data}


@dataclass(frozen=True, slots=True)
class _Found:
    """A rule that is true of a moment, for one wait; `true_at` once it is known that this is news."""

    row: Row
    rule: Escalation
    wait: Wait
    true_at: datetime | None = None

    @property
    def key(self) -> Key:
        return self.rule.id, self.wait.promise, _iso(self.wait.since)

    def dated(self, promises: Promises) -> _Found:
        return replace(self, true_at=true_at(self.rule, self.wait, calendar_of(self.row, promises)))

    def act(self) -> Act:
        rule, wait = self.rule, self.wait
        data: dict[str, Json] = {"rule": rule.id, "promise": wait.promise, "since": _iso(wait.since)}
        data["true_at"] = _iso(self.true_at or wait.since)
        if rule.assign:
            data["assign"] = rule.assign
        if rule.priority is not None:
            data["priority"] = rule.priority.label
        if rule.tag:
            data["tag"] = list(rule.tag)
        if rule.notify:
            data["notify"] = list(rule.notify)
        return Act(verb="escalated", actor="rules", data=data)


def _iso(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()


def _escalated(found: _Found, now: datetime) -> Escalated:
    return Escalated(
        moment=found.row.id,
        folio=found.row.folio,
        rule=found.rule.id,
        promise=found.wait.promise,
        true_at=found.true_at or now,
        noticed_at=now,
        notify=found.rule.notify,
    )
