"""What was judged in a period, so that other rules can be tried on it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Connection

from .codec import micros
from .mentions import stored
from .restricted import Reader, unreadable
from .values import StoredMention

_PAGE = 1_000
_WHERE = (
    "m.id IN (SELECT id FROM mention WHERE id > ? AND created_at >= ? AND created_at < ? AND direction = 'in'"
    " AND verdict IS NOT NULL ORDER BY id LIMIT ?)"
)


def judged_since(
    tx: Connection, since: datetime, until: datetime | None = None, *, reader: Reader | None = None
) -> Iterator[StoredMention]:
    """Inbound mentions that `reader` may read, with their judgement, as they were stored, a page at a time."""
    end = micros(until) if until is not None else 1 << 62
    last = 0
    while page := stored(tx, _WHERE, (last, micros(since), end, _PAGE)):
        closed = unreadable(tx, {one.moment for one in page if one.moment is not None}, reader)
        yield from (one for one in page if one.moment not in closed)
        last = max(one.id for one in page)
