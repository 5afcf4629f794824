"""A moment's state as columns: written with every event, always equal to what `moments.fold` says."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection

from social_console.model import Priority, Status
from social_console.moments import State

from .codec import canonical, instant, micros

TIMES = frozenset(
    {
        *("waiting_since", "opened_at", "last_in_at", "last_out_at", "first_response_at", "first_closed_at"),
        *("closed_at", "snoozed_until", "follow_up_at", "due_at", "due_since", "first_due_at", "next_due_at"),
        "resolution_due_at",
    }
)
FLAGS = frozenset({"approve", "restrict", "owed", "unanswered", "history"})
STATE = tuple(State.__dataclass_fields__)
"""Names of the state's columns: those of `State`, in its order."""
OWN = ("id", "year", "institution", "channel", "account", "conversation", "citizen", "one_way", "previous")
KEPT = ("rank", "working", "changed_at")

_ENDED = (Status.CLOSED, Status.DISMISSED)
_SET = ", ".join(f"{name} = ?" for name in (*KEPT, *STATE))
_INSERT = (
    f"INSERT INTO moment ({', '.join((*OWN, *KEPT, *STATE))})"  # noqa: S608
    f" VALUES ({', '.join('?' * len((*OWN, *KEPT, *STATE)))})"
)
_UPDATE = f"UPDATE moment SET {_SET} WHERE id = ?"  # noqa: S608
SELECT_STATE = ", ".join(f"m.{name}" for name in STATE)

HISTORY = 1 << 55
"""Ranks from here on are of history: after everything alive."""
_NO_DUE = 1 << 48
_FAR = 1 << 47


@dataclass(slots=True, kw_only=True)
class Place:
    """Where a moment belongs: its columns that no fold decides."""

    id: int
    year: int
    institution: str
    channel: str
    account: str
    conversation: str
    citizen: str
    one_way: bool
    previous: int | None = None


def rank(state: State) -> int:
    """The sort key of working views, low first: by priority, then by what falls due first, then the newest."""
    if state.due_at is not None:
        within = max(0, micros(state.due_at)) // 1000
    else:
        within = _NO_DUE + _FAR - max(0, micros(state.last_in_at or state.opened_at) or 0) // 1000
    return ((Priority.URGENT - state.priority) << 50) + within + HISTORY * state.history


def is_working(state: State) -> bool:
    """Whether anybody has it before them: neither closed nor dismissed nor history."""
    return state.status not in _ENDED and not state.history


def insert_moments(tx: Connection, new: Iterable[tuple[Place, State]], changed_at: int) -> None:
    """Write moments that were not there."""
    rows = [(*_own(place), *columns(state, changed_at)) for place, state in new]
    if rows:
        tx.exec_driver_sql(_INSERT, rows)
        tx.exec_driver_sql("UPDATE counter SET value = value + ? WHERE name = 'moments'", (len(rows),))
        _add_tags(tx, ((place.id, state) for place, state in new))


def update_moments(tx: Connection, states: Mapping[int, State], changed_at: int) -> None:
    """Write what became of moments."""
    rows = [(*columns(state, changed_at), id_) for id_, state in states.items()]
    if rows:
        tx.exec_driver_sql(_UPDATE, rows)
        _replace_tags(tx, states)


def columns(state: State, changed_at: int) -> tuple[Any, ...]:
    """The values of KEPT and STATE, in their order."""
    values = list(_values(state))
    for place in _TIME_PLACES:
        at = values[place]
        if at is not None:
            values[place] = micros(at)
    values[_TAGS] = canonical(dict(values[_TAGS])) if values[_TAGS] else "{}"
    return (rank(state), is_working(state), changed_at, *values)


_own, _values = attrgetter(*OWN), attrgetter(*STATE)
_TIME_PLACES = tuple(place for place, name in enumerate(STATE) if name in TIMES)
_TAGS = STATE.index("tags")


def _add_tags(tx: Connection, states: Iterable[tuple[int, State]]) -> None:
    rows = [(tag, id_) for id_, state in states for tag in state.tags]
    if rows:
        tx.exec_driver_sql("INSERT INTO moment_tag (tag, moment) VALUES (?, ?) ON CONFLICT DO NOTHING", rows)


def _replace_tags(tx: Connection, states: Mapping[int, State]) -> None:
    """Only what differs is written."""
    now = {(tag, id_) for id_, state in states.items() for tag in state.tags}
    found = tx.exec_driver_sql(
        "SELECT tag, moment FROM moment_tag WHERE moment IN (SELECT value FROM json_each(?))",
        (canonical(list(states)),),
    )
    before = {(row[0], row[1]) for row in found}
    if gone := sorted(before - now):
        tx.exec_driver_sql("DELETE FROM moment_tag WHERE tag = ? AND moment = ?", gone)
    if fresh := sorted(now - before):
        tx.exec_driver_sql("INSERT INTO moment_tag (tag, moment) VALUES (?, ?)", fresh)


def read_state(values: Mapping[str, Any]) -> State:
    """The state from its columns."""
    return State(**{name: _value(name, values[name]) for name in STATE})


def _value(name: str, value: Any) -> Any:
    if name in TIMES:
        return instant(value)
    if name in FLAGS:
        return bool(value)
    return _READERS[name](value) if name in _READERS else value


_READERS: dict[str, Any] = {"tags": json.loads, "priority": Priority, "status": Status}


def stored_states(tx: Connection, ids: Iterable[int]) -> dict[int, State]:
    """The states of moments, by id."""
    rows = tx.exec_driver_sql(
        f"SELECT m.id, {SELECT_STATE} FROM moment m WHERE m.id IN (SELECT value FROM json_each(?))",  # noqa: S608
        (canonical(list(ids)),),
    )
    return {row.id: read_state(row._asdict()) for row in rows}


def overdue(due_at: datetime | None, now: datetime) -> bool:
    """Whether a promise is broken, or a follow-up has come."""
    return due_at is not None and due_at <= now
