"""Running the rule set's escalations: once for each (moment, rule, wait), with when it was true and when noticed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from social_console.escalate.waits import True_, holds
from social_console.model import Act, Event, Json

if TYPE_CHECKING:
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
        found = list(_true(rule_set, store.rows(tx, ids), now))
    if not found:
        return []
    with inbox.writing() as tx:
        lines = store.timelines(tx, {row.id for row, _rule, _true_ in found})
        fresh = [each for each in found if _key(each) not in _done(lines[each[0].id].events)]
        acts = [(row.id, _act(rule, true)) for row, rule, true in fresh]
        if acts:
            store.acts(tx, acts, promises=rule_set.promises, now=now)
    return [_escalated(row, rule, true, now) for row, rule, true in fresh]


def _true(rule_set: RuleSet, rows: Sequence[Row], now: datetime) -> Iterator[tuple[Row, Escalation, True_]]:
    for row in rows:
        for rule in rule_set.escalations:
            true = holds(rule, row, rule_set.promises, now)
            if true is not None:
                yield row, rule, true


def _key(found: tuple[Row, Escalation, True_]) -> Key:
    _row, rule, true = found
    return rule.id, true.wait.promise, true.wait.since.astimezone(UTC).isoformat()


def _done(events: Sequence[Event]) -> set[Key]:
    data = [event.data for event in events if event.verb == "escalated"]
    return {(str(each.get("rule")), str(each.get("promise")), str(each.get("since"))) for each in data}


def _act(rule: Escalation, true: True_) -> Act:
    data: dict[str, Json] = {
        "rule": rule.id,
        "promise": true.wait.promise,
        "since": true.wait.since.astimezone(UTC).isoformat(),
        "true_at": true.at.astimezone(UTC).isoformat(),
    }
    if rule.assign:
        data["assign"] = rule.assign
    if rule.priority is not None:
        data["priority"] = rule.priority.label
    if rule.tag:
        data["tag"] = list(rule.tag)
    if rule.notify:
        data["notify"] = list(rule.notify)
    return Act(verb="escalated", actor="rules", data=data)


def _escalated(row: Row, rule: Escalation, true: True_, now: datetime) -> Escalated:
    return Escalated(
        moment=row.id,
        folio=row.folio,
        rule=rule.id,
        promise=true.wait.promise,
        true_at=true.at,
        noticed_at=now,
        notify=rule.notify,
    )
