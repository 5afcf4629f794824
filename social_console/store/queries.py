"""Lists: which moments a view and a query hold, in which order, and what a list shows of each."""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any as Anything

from sqlalchemy import Connection

from social_console import clock
from social_console.errors import UsageError
from social_console.i18n import gettext as _
from social_console.model import Priority, Status
from social_console.query import All, Any, Compare, Node, Not, Query, parse

from .codec import canonical, folio, instant, micros
from .conditions import Asker, Condition, condition
from .rulesets import rules_in_force
from .states import overdue
from .values import Row, Slice
from .views import FIXED_VIEWS, ORDERS, VIEWS, Order, View, bound, start_of_day, zone_in_force

__all__ = ["FIXED_VIEWS", "VIEWS", "counts", "page", "rows", "view_ids"]

_TIMES = frozenset({"created_at", "due_at", "first_response_at", "since", "until"})
_ROW = (
    "SELECT m.id, m.year, m.channel, m.account, m.institution, m.status, m.unanswered, m.priority, m.tags, m.owner,"
    " m.opened_at, m.due_at, m.first_response_at, m.last_in_at, m.last_out_at, m.waiting_since, m.due_since,"
    " m.due_clock, m.follow_up_at, m.snoozed_until, m.standard, m.suggest, m.pending_reply, m.outcome,"
    " m.dismissed_reason, m.referred_to, m.approve, m.restrict, m.history, m.one_way, m.n_in, m.n_out, m.newest_in,"
    " t.lang, t.sentiment, t.author_handle, t.author_name, t.author_id, t.text, t.url, t.subject, t.visibility, t.kind"
    " FROM moment m LEFT JOIN mention t ON t.id = m.newest_in WHERE m.id IN (SELECT value FROM json_each(?))"
)
_PENDING = (
    "SELECT moment, state FROM reply WHERE moment IN (SELECT value FROM json_each(?))"
    " AND state NOT IN ('sent', 'cancelled') AND (state <> 'draft' OR text <> '') ORDER BY id"
)
_WORST_FIRST = ("unknown", "failed", "to_approve", "sending", "queued", "draft")


@dataclass(frozen=True, slots=True)
class _List:
    """A view narrowed by a query, as SQL."""

    source: str
    where: Condition
    order: Order


def view_ids(
    tx: Connection, view: str, query: str | Query = "", *, me: str, now: datetime, order: str | None = None
) -> array[int]:
    """The ids of all moments of a view (fixed, or the rule set's own) that a query holds for, in order.

    UsageError for an unknown view or order; QueryError.
    """
    asked = _list(tx, view, query, me=me, now=now, order=order)
    found = tx.exec_driver_sql(
        f"SELECT m.id FROM {asked.source} WHERE {asked.where.sql} ORDER BY {asked.order.sql}",  # noqa: S608
        tuple(asked.where.values),
    )
    return array("q", (id_ for (id_,) in _raw(found)))


def _raw(result: Anything) -> Iterator[tuple[Anything, ...]]:
    """The driver's own rows: for lists of a million ids, SQLAlchemy's would cost more than the query."""
    return iter(result.cursor)


def page(
    tx: Connection,
    view: str = "all",
    query: str | Query = "",
    *,
    me: str,
    now: datetime,
    order: str | None = None,
    after: tuple[int, int] | None = None,
    limit: int = 50,
) -> Slice:
    """Some rows, and where the list goes on. As quick at any depth: it goes on by key, never by counting rows."""
    asked = _list(tx, view, query, me=me, now=now, order=order)
    where, values = asked.where.sql, list(asked.where.values)
    if after is not None:
        where = f"({where}) AND ({asked.order.key}, m.id) {'<' if asked.order.descending else '>'} (?, ?)"
        values += after
    found = tx.exec_driver_sql(
        f"SELECT m.id, {asked.order.key} FROM {asked.source} WHERE {where}"  # noqa: S608
        f" ORDER BY {asked.order.sql} LIMIT ?",
        (*values, limit + 1),
    ).all()
    shown = found[:limit]
    goes_on = (shown[-1][1], shown[-1][0]) if len(found) > limit else None
    return Slice(rows=tuple(rows(tx, [row[0] for row in shown], now=now)), after=goes_on)


def _list(tx: Connection, view: str, query: str | Query, *, me: str, now: datetime, order: str | None) -> _List:
    fixed, own = VIEWS.get(view), None
    if fixed is None:
        rules = rules_in_force(tx)
        own = rules.views.get(view) if rules is not None else None
        if own is None:
            raise _no_such_view(view, () if rules is None else tuple(rules.views))
        fixed, order = VIEWS["all"], order or own.order
    asked = _parsed(tx, query, now)
    parts = [bound(fixed.where, me, now, _today(tx, fixed, now)), condition(asked.node, Asker(me, now))]
    if own is not None:
        parts.append(condition(_parsed(tx, own.query, now).node, Asker(me, now)))
    parts = [part for part in parts if part.sql != "1"] or [Condition("1")]
    where = Condition(
        " AND ".join(f"({part.sql})" for part in parts), [value for part in parts for value in part.values]
    )
    return _ordered(fixed, order, where)


def _ordered(view: View, order: str | None, where: Condition) -> _List:
    """The view's own order is read from its index; any other is sorted."""
    if order is None or order == view.order:
        return _List(f"moment m INDEXED BY {view.index}", where, view.key)
    if order not in ORDERS:
        raise UsageError(
            _("There is no order “{name}”.").format(name=order),
            remedy=_("It is one of: {names}.").format(names=", ".join(ORDERS)),
        )
    return _List("moment m", where, ORDERS[order])


def _no_such_view(name: str, own: tuple[str, ...]) -> UsageError:
    return UsageError(
        _("There is no view “{name}”.").format(name=name),
        title=_("No such view"),
        remedy=_("It is one of: {names}.").format(names=", ".join((*FIXED_VIEWS, *own))),
    )


def _today(tx: Connection, view: View, now: datetime) -> datetime:
    return start_of_day(now, zone_in_force(tx)) if ":today" in view.where else now


def _parsed(tx: Connection, query: str | Query, now: datetime) -> Query:
    """Days are the institution's; its calendar is looked up only where a query names one."""
    if isinstance(query, Query):
        return query
    asked = parse(query, now=now)
    return parse(query, now=now, timezone=zone_in_force(tx)) if _names_days(asked.node) else asked


def _names_days(node: Node | None) -> bool:
    match node:
        case Compare():
            return node.field in _TIMES
        case Not():
            return _names_days(node.part)
        case All() | Any():
            return any(_names_days(part) for part in node.parts)
        case _:
            return False


def counts(tx: Connection, *, me: str, now: datetime) -> dict[str, int]:
    """How many moments each view holds, the rule set's own included. One pass over one index for most."""
    stamp = micros(now)
    row = tx.exec_driver_sql(_COUNTS, (stamp, stamp, me, stamp, stamp, stamp)).one()
    found = dict(zip(("to_reply", "overdue", "mine", "unowned", "waiting", "snoozed"), map(int, row), strict=True))
    found["not_sent"] = _count(tx, "not_sent", me=me, now=now)
    found["dismissed_today"] = _count(tx, "dismissed_today", me=me, now=now)
    found["all"] = tx.exec_driver_sql("SELECT value FROM counter WHERE name = 'moments'").scalar_one()
    rules = rules_in_force(tx)
    own = {name: _count(tx, name, me=me, now=now) for name in (rules.views if rules is not None else ())}
    return {**{name: found[name] for name in FIXED_VIEWS}, **own}


_COUNTS = (
    "SELECT total(m.unanswered AND (m.snoozed_until IS NULL OR m.snoozed_until <= ?)), total(m.due_at <= ?),"
    " total(m.owner = ? AND (m.snoozed_until IS NULL OR m.snoozed_until <= ?)),"
    " total(m.owner IS NULL AND (m.unanswered = 1 OR m.status = 'open')"
    " AND (m.snoozed_until IS NULL OR m.snoozed_until <= ?)),"
    " total(m.status = 'waiting'), total(m.snoozed_until > ?)"
    " FROM moment m INDEXED BY moment_working WHERE m.working = 1"
)


def _count(tx: Connection, view: str, *, me: str, now: datetime) -> int:
    asked = _list(tx, view, "", me=me, now=now, order=None)
    sql = f"SELECT count(*) FROM {asked.source} WHERE {asked.where.sql}"  # noqa: S608
    return int(tx.exec_driver_sql(sql, tuple(asked.where.values)).scalar_one())


def rows(tx: Connection, ids: Iterable[int], *, now: datetime | None = None) -> list[Row]:
    """What a list shows of these moments, in the order of `ids`; ids that find nothing are left out."""
    wanted, at = list(ids), now or clock.now()
    asked = canonical(wanted)
    pending: dict[int, str] = {}
    for moment, state in tx.exec_driver_sql(_PENDING, (asked,)):
        pending[moment] = min(state, pending.get(moment, state), key=_WORST_FIRST.index)
    found = {row.id: _row(row, pending.get(row.id), at) for row in tx.exec_driver_sql(_ROW, (asked,))}
    return [found[id_] for id_ in wanted if id_ in found]


def _row(row: Anything, pending: str | None, now: datetime) -> Row:
    return Row(
        id=row.id,
        folio=folio(row.year, row.id),
        channel=row.channel,
        account=row.account,
        institution=row.institution,
        status=Status(row.status),
        unanswered=bool(row.unanswered),
        overdue=overdue(instant(row.due_at), now),
        priority=Priority(row.priority),
        tags=tuple(json.loads(row.tags)),
        owner=row.owner,
        lang=row.lang,
        sentiment=row.sentiment,
        author=row.author_handle or row.author_name or row.author_id or "",
        text=row.text or "",
        created_at=instant(row.opened_at),
        due_at=instant(row.due_at),
        first_response_at=instant(row.first_response_at),
        url=row.url,
        author_name=row.author_name,
        subject=row.subject,
        visibility=row.visibility or "public",
        kind=row.kind or "post",
        last_in_at=instant(row.last_in_at),
        last_out_at=instant(row.last_out_at),
        waiting_since=instant(row.waiting_since),
        due_since=instant(row.due_since),
        due_clock=row.due_clock,
        follow_up_at=instant(row.follow_up_at),
        snoozed_until=instant(row.snoozed_until),
        standard=row.standard,
        suggest=row.suggest,
        pending_reply=pending,
        outcome=row.outcome,
        dismissed_reason=row.dismissed_reason,
        referred_to=row.referred_to,
        approve=bool(row.approve),
        restrict=bool(row.restrict),
        history=bool(row.history),
        one_way=bool(row.one_way),
        n_in=row.n_in,
        n_out=row.n_out,
        newest_in=row.newest_in,
    )
