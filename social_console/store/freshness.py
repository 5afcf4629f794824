"""Which mentions are looked at again, to see whether their authors have changed or withdrawn them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from .codec import micros

_MAY_CHANGE = """
SELECT m.id FROM mention m JOIN moment o ON o.id = m.moment
WHERE m.channel = ? AND m.account = ? AND m.direction = 'in' AND m.deleted_at IS NULL AND o.history = 0
  AND m.seen_at <= ? AND m.created_at >= ? AND (m.created_at >= ? OR o.status IN ('new', 'open', 'waiting'))
ORDER BY m.id DESC LIMIT ?
"""
_STANDING = """
SELECT id FROM mention WHERE channel = ? AND account = ? AND direction = 'in' AND deleted_at IS NULL
  AND id > ? AND seen_at <= ? ORDER BY id LIMIT ?
"""
_BEING_ANSWERED = """
SELECT m.id FROM reply r JOIN mention m ON m.id = r.target_mention
WHERE r.channel = ? AND r.account = ? AND r.text <> '' AND coalesce(r.part, 1) = 1 AND m.deleted_at IS NULL
  AND ((r.state = 'queued' AND coalesce(r.not_before, 0) <= ?) OR (r.state = 'draft' AND r.updated_at >= ?))
GROUP BY m.id ORDER BY max(r.updated_at) DESC LIMIT ?
"""


def being_answered(
    tx: Connection, channel: str, account: str, *, due: datetime, since: datetime, limit: int
) -> tuple[int, ...]:
    """What replies that are due by then, and drafts that were touched since, answer; the newest first."""
    values = (channel, account, micros(due), micros(since), limit)
    return tuple(row.id for row in tx.exec_driver_sql(_BEING_ANSWERED, values))


def may_change(
    tx: Connection, channel: str, account: str, *, seen: datetime, recent: datetime, oldest: datetime, limit: int
) -> tuple[int, ...]:
    """An account's live mentions that came by `seen`, newest first: those since `recent`, and those since `oldest`
    whose moment is still before people."""
    values = (channel, account, micros(seen), micros(oldest), micros(recent), limit)
    return tuple(row.id for row in tx.exec_driver_sql(_MAY_CHANGE, values))


def standing(tx: Connection, channel: str, account: str, *, after: int, seen: datetime, limit: int) -> tuple[int, ...]:
    """An account's mentions, open or closed, history or not, that are still there and came by `seen`: those stored
    after the one called `after`, in that order."""
    return tuple(row.id for row in tx.exec_driver_sql(_STANDING, (channel, account, after, micros(seen), limit)))


def names(tx: Connection, ids: Sequence[int]) -> tuple[str, ...]:
    """What their channel calls these mentions; those that are deleted by now are left out."""
    marks = ", ".join("?" * len(ids))
    query = f"SELECT coalesce(ref, remote_id) AS name FROM mention WHERE id IN ({marks}) AND deleted_at IS NULL"  # noqa: S608
    return tuple(row.name for row in tx.exec_driver_sql(query, tuple(ids)))
