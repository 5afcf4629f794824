"""What reports read: the moments opened in a period, as they stand or with their timelines, in batches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from social_console.measures import Standing
from social_console.moments import Timeline

from .codec import canonical, folio, instant, micros
from .driver import driver_of
from .timeline import timelines
from .values import Opened

_BATCH = 500
_STANDING = (
    "SELECT m.id, m.channel, m.account, m.opened_at, o.seen_at, m.last_in_at, m.last_out_at, m.status, m.priority,"
    " m.tags, m.owner, m.standard, m.one_way, m.owed, m.unanswered, m.waiting_since, m.first_response_at,"
    " m.first_response_how, m.first_closed_at, m.closed_at, m.outcome, m.reopened, m.snoozed_until, m.first_due_at,"
    " m.resolution_due_at, m.changed_at,"
    # a hash at its usual place needs no parsing of the whole
    """ iif(substr(o.verdict, 1, 13) = '{"rule_set":"' AND instr(substr(o.verdict, 14, 65), '"') = 65,"""
    " substr(o.verdict, 14, 64), json_extract(o.verdict, '$.rule_set'))"
    " FROM moment m JOIN mention o ON o.id = m.opening"
)
"""The columns of `Standing`, in its order."""
_FACTS = (
    "SELECT m.id, m.year, m.institution, m.channel, m.account, m.one_way, m.opened_at, t.text, t.author_handle,"
    " t.author_name, t.author_id, t.url, t.lang, t.sentiment, t.deleted_at,"
    " json_extract(o.verdict, '$.rule_set') AS rule_set"
    " FROM moment m LEFT JOIN mention t ON t.id = m.newest_in LEFT JOIN mention o ON o.id = m.opening"
    " WHERE m.id IN (SELECT value FROM json_each(?))"
)
_LEFT = "NOT (m.status IN ('closed', 'dismissed') AND m.changed_at <= ?)"
_PLACES = (
    "SELECT h.moment, json_extract(f.value, '$.text') FROM mention h, json_each(h.annotation, '$.facts') f"
    " WHERE h.moment IN (SELECT value FROM json_each(?)) AND h.direction = 'in' AND h.annotation IS NOT NULL"
    " AND json_extract(f.value, '$.kind') = 'place' ORDER BY h.created_at, h.id"
)


def opened_between(
    tx: Connection, since: datetime | None = None, until: datetime | None = None
) -> Iterator[tuple[Opened, Timeline]]:
    """The moments opened in `since` ≤ at < `until` (None: unbounded), in order of (opened, id)."""
    bounds = (-(1 << 62) if since is None else micros(since), (1 << 62) if until is None else micros(until))
    found = tx.exec_driver_sql(
        "SELECT id FROM moment INDEXED BY moment_opened WHERE opened_at >= ? AND opened_at < ? ORDER BY opened_at, id",
        bounds,
    )
    yield from _read(tx, [row[0] for row in found])


def told(tx: Connection, ids: Iterable[int]) -> Iterator[tuple[Opened, Timeline]]:
    """These moments, in this order."""
    yield from _read(tx, list(ids))


def standings(tx: Connection, since: datetime | None = None, until: datetime | None = None) -> Iterator[Standing]:
    """The moments of `opened_between` as they stand now, those without a citizen's mention apart; in no order."""
    bounds = (-(1 << 62) if since is None else micros(since), (1 << 62) if until is None else micros(until))
    yield from _stand(tx, "m.opened_at >= ? AND m.opened_at < ?", bounds)


def standings_left(tx: Connection, before: datetime, at: datetime) -> Iterator[Standing]:
    """The moments of `left_open` as they stand now; in no order."""
    yield from _stand(tx, f"m.opened_at < ? AND {_LEFT}", (micros(before), micros(at)))


def _stand(tx: Connection, where: str, values: tuple[int, ...]) -> Iterator[Standing]:
    """By the driver itself: of a million rows its own tuples are enough."""
    return map(Standing._make, driver_of(tx).execute(f"{_STANDING} WHERE {where}", values))


def touched_by(tx: Connection, verbs: Iterable[str], since: datetime | None = None) -> set[int]:
    """The moments in whose log one of these verbs stands, done since then."""
    rows = tx.exec_driver_sql(
        "SELECT DISTINCT coalesce(a.moment, e.moment) FROM event e LEFT JOIN alias a ON a.id = e.moment"
        " WHERE e.verb IN (SELECT value FROM json_each(?)) AND e.at >= ?",
        (canonical(sorted(verbs)), -(1 << 62) if since is None else micros(since)),
    )
    return {row[0] for row in rows}


def left_open(tx: Connection, before: datetime, at: datetime) -> Iterator[tuple[Opened, Timeline]]:
    """The moments opened before `before` that may not have ended by `at`: who ended and has not changed since had."""
    found = tx.exec_driver_sql(
        f"SELECT id FROM moment m INDEXED BY moment_opened WHERE opened_at < ? AND {_LEFT}"  # noqa: S608
        " ORDER BY opened_at, id",
        (micros(before), micros(at)),
    )
    yield from _read(tx, [row[0] for row in found])


def _read(tx: Connection, ids: list[int]) -> Iterator[tuple[Opened, Timeline]]:
    for start in range(0, len(ids), _BATCH):
        batch = ids[start : start + _BATCH]
        lines, facts = timelines(tx, batch), _facts(tx, batch)
        for id_ in batch:
            yield facts[id_], lines[id_]


def _facts(tx: Connection, ids: list[int]) -> dict[int, Opened]:
    asked = (canonical(ids),)
    places: dict[int, list[str]] = {}
    for moment, place in tx.exec_driver_sql(_PLACES, asked):
        if place not in places.setdefault(moment, []):
            places[moment].append(place)
    return {row.id: _opened(row, tuple(places.get(row.id, ()))) for row in tx.exec_driver_sql(_FACTS, asked)}


def _opened(row: Any, places: tuple[str, ...]) -> Opened:
    return Opened(
        id=row.id,
        folio=folio(row.year, row.id),
        institution=row.institution,
        channel=row.channel,
        account=row.account,
        one_way=bool(row.one_way),
        opened_at=instant(row.opened_at),
        text=row.text or "",
        author=row.author_handle or row.author_name or row.author_id or "",
        url=row.url,
        lang=row.lang,
        sentiment=row.sentiment,
        rule_set=row.rule_set or "",
        places=places,
        deleted=row.deleted_at is not None,
    )
