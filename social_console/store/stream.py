"""Where reading each stream stands, under a lease; and when it could not be read."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from social_console.model import Json

from .codec import compact, instant, micros
from .values import Blind, Stream

_KNOW = "INSERT INTO stream (key, account_label, name) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
_TAKE = (
    "UPDATE stream SET holder = ?, lease_until = ?"
    " WHERE key = ? AND (holder IS NULL OR holder = ? OR lease_until IS NULL OR lease_until <= ?)"
)
_SAVE = "UPDATE stream SET state = ?, last_read_at = ?, last_ok_at = ?, next_try_at = NULL, error = NULL WHERE key = ?"
_FAIL = "UPDATE stream SET last_read_at = ?, next_try_at = ?, error = ? WHERE key = ?"


def take_stream(
    tx: Connection,
    key: str,
    holder: str,
    until: datetime,
    now: datetime,
    *,
    account_label: str = "",
    name: str = "",
) -> Stream | None:
    """Lease a stream until `until`, making it where it is new; None while another holder reads it.

    The same holder may lengthen its lease.
    """
    tx.exec_driver_sql(_KNOW, (key, account_label, name))
    taken = tx.exec_driver_sql(_TAKE, (holder, micros(until), key, holder, micros(now)))
    return _one(tx, key) if taken.rowcount else None


def release_stream(tx: Connection, key: str, holder: str) -> None:
    """Give the lease back."""
    tx.exec_driver_sql(
        "UPDATE stream SET holder = NULL, lease_until = NULL WHERE key = ? AND holder = ?", (key, holder)
    )


def save_stream(tx: Connection, key: str, state: Json, now: datetime) -> None:
    """A page was stored: the new state, in the transaction that stores it. Ends an outage."""
    tx.exec_driver_sql(_KNOW, (key, "", ""))
    tx.exec_driver_sql(_SAVE, (compact(state), micros(now), micros(now), key))
    tx.exec_driver_sql(
        "UPDATE gap SET until = ? WHERE stream = ? AND kind = 'outage' AND until IS NULL", (micros(now), key)
    )


def fail_stream(
    tx: Connection, key: str, error: str, now: datetime, *, next_try_at: datetime | None = None, blind: bool = True
) -> None:
    """It could not be read. `blind`: an outage begins, from when it was last read well; False for a rate limit."""
    tx.exec_driver_sql(_KNOW, (key, "", ""))
    tx.exec_driver_sql(_FAIL, (micros(now), micros(next_try_at), error, key))
    running = tx.exec_driver_sql(
        "SELECT 1 FROM gap WHERE stream = ? AND kind = 'outage' AND until IS NULL", (key,)
    ).first()
    if blind and running is None:
        since = tx.exec_driver_sql("SELECT last_ok_at FROM stream WHERE key = ?", (key,)).scalar()
        _insert(tx, key, "outage", error, (micros(now) if since is None else since, None, micros(now)))


def end_pause(tx: Connection, account_label: str) -> int:
    """What it failed with is mended: it need not wait for its next try. Returns how many streams waited."""
    ended = tx.exec_driver_sql(
        "UPDATE stream SET next_try_at = NULL WHERE account_label = ? AND next_try_at IS NOT NULL", (account_label,)
    )
    return ended.rowcount


def record_gap(
    tx: Connection,
    key: str,
    reason: str,
    now: datetime,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
) -> None:
    """The channel can no longer give this stretch."""
    _insert(tx, key, "gap", reason, (micros(since), micros(until), micros(now)))


def _insert(tx: Connection, key: str, kind: str, reason: str, times: tuple[int | None, int | None, int]) -> None:
    tx.exec_driver_sql(
        "INSERT INTO gap (stream, kind, reason, since, until, noticed_at) VALUES (?, ?, ?, ?, ?, ?)",
        (key, kind, reason, *times),
    )


def streams(tx: Connection) -> tuple[Stream, ...]:
    """All of them, by key."""
    return tuple(_stream(row) for row in tx.exec_driver_sql("SELECT * FROM stream ORDER BY key"))


def coverage(tx: Connection, since: datetime | None = None, until: datetime | None = None) -> tuple[Blind, ...]:
    """What could not be read between two instants (None: unbounded), oldest first."""
    rows = tx.exec_driver_sql(
        "SELECT g.stream, s.account_label, g.kind, g.reason, g.since, g.until, g.noticed_at FROM gap g"
        " LEFT JOIN stream s ON s.key = g.stream"
        " WHERE coalesce(g.since, 0) < ? AND (g.until IS NULL OR g.until > ?)"
        " ORDER BY coalesce(g.since, g.noticed_at), g.id",
        ((1 << 62) if until is None else micros(until), -(1 << 62) if since is None else micros(since)),
    )
    return tuple(
        Blind(
            stream=row.stream,
            account_label=row.account_label or "",
            kind=row.kind,
            reason=row.reason,
            since=instant(row.since),
            until=instant(row.until),
            noticed_at=instant(row.noticed_at),
        )
        for row in rows
    )


def _one(tx: Connection, key: str) -> Stream:
    return _stream(tx.exec_driver_sql("SELECT * FROM stream WHERE key = ?", (key,)).one())


def _stream(row: Any) -> Stream:
    return Stream(
        key=row.key,
        account_label=row.account_label,
        name=row.name,
        state=None if row.state is None else json.loads(row.state),
        holder=row.holder,
        lease_until=instant(row.lease_until),
        last_read_at=instant(row.last_read_at),
        last_ok_at=instant(row.last_ok_at),
        next_try_at=instant(row.next_try_at),
        error=row.error,
    )
