"""Lists: which moments a view and a query hold, in which order, and what a list shows of each."""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import TYPE_CHECKING
from typing import Any as Anything

from sqlalchemy import Connection

from social_console import clock
from social_console.errors import UsageError
from social_console.i18n import gettext as _
from social_console.model import Priority, Status
from social_console.query import All, Compare, Node, Query, leaves, parse

from .codec import canonical, folio, instant, micros
from .conditions import Asker, Condition, condition, source
from .restricted import Reader, cover, readable, tells
from .rulesets import rules_in_force
from .similar import sizes
from .states import FLAGS, TIMES, overdue
from .values import Row, Slice
from .views import FIXED_VIEWS, ORDERS, VIEWS, Order, View, bound, start_of_day, zone_in_force

if TYPE_CHECKING:
    from social_console.rules import View as OwnView

__all__ = ["FIXED_VIEWS", "VIEWS", "counts", "page", "rows", "view_ids"]

_TIMES = frozenset({"created_at", "due_at", "first_response_at", "since", "until"})
_OF_MOMENT = (
    *("id", "channel", "account", "institution", "status", "unanswered", "priority", "tags", "owner", "due_at"),
    *("first_response_at", "last_in_at", "last_out_at", "waiting_since", "due_since", "due_clock", "follow_up_at"),
    *("snoozed_until", "standard", "suggest", "outcome", "dismissed_reason", "referred_to", "approve", "restrict"),
    *("history", "one_way", "n_in", "n_out", "newest_in"),
)
_OF_NEWEST = ("lang", "sentiment", "author_name", "url", "subject")
_KEPT = (*_OF_MOMENT, *_OF_NEWEST)
_ROW = (
    f"SELECT {', '.join(f'm.{name}' for name in _OF_MOMENT)}, {', '.join(f't.{name}' for name in _OF_NEWEST)},"  # noqa: S608
    " m.year, m.opened_at, coalesce(t.author_handle, t.author_name,"
    " CASE WHEN t.deleted_at IS NULL THEN t.author_id END, ''), coalesce(t.text, ''),"
    " coalesce(t.visibility, 'public'), coalesce(t.kind, 'post'), t.deleted_at IS NOT NULL,"
    " t.fingerprint"
    " FROM moment m LEFT JOIN mention t ON t.id = m.newest_in WHERE m.id IN (SELECT value FROM json_each(?))"
)
_INSTITUTION = _KEPT.index("institution")
_INSTANTS = tuple(place for place, name in enumerate(_KEPT) if name in TIMES)
_FLAGS = tuple(place for place, name in enumerate(_KEPT) if name in FLAGS or name == "one_way")
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
    tx: Connection,
    view: str,
    query: str | Query = "",
    *,
    me: str,
    now: datetime,
    order: str | None = None,
    reader: Reader | None = None,
) -> array[int]:
    """The ids of all moments of a view (fixed, or the rule set's own) that a query holds for, in order.

    UsageError for an unknown view or order; QueryError. Where the query tells what somebody wrote, what is
    restricted is found only by a `reader` who may read it; None is the program itself.
    """
    asked = _list(tx, view, query, me=me, now=now, order=order, reader=reader)
    found = tx.exec_driver_sql(
        f"SELECT m.id FROM {asked.source} WHERE {asked.where.sql} ORDER BY {asked.order.sql}",  # noqa: S608
        tuple(asked.where.values),
    )
    return array("q", chain.from_iterable(_raw(found)))


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
    reader: Reader | None = None,
) -> Slice:
    """Some rows, and where the list goes on. As quick at any depth: it goes on by key, never by counting rows."""
    asked = _list(tx, view, query, me=me, now=now, order=order, reader=reader)
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
    return Slice(rows=tuple(rows(tx, [row[0] for row in shown], now=now, reader=reader)), after=goes_on)


def _list(
    tx: Connection,
    view: str,
    query: str | Query,
    *,
    me: str,
    now: datetime,
    order: str | None = None,
    reader: Reader | None = None,
) -> _List:
    fixed, asked = VIEWS.get(view), _parsed(tx, query, now).node
    if fixed is None:
        own = _own_view(tx, view)
        fixed, order = VIEWS["alive"], order or own.order
        asked = _both(_parsed(tx, own.query, now).node, asked)
    parts = [bound(fixed.where, me, now, _today(tx, fixed, now)), condition(asked, Asker(me, now))]
    parts += [readable(reader)] if reader is not None and tells(asked) else []
    parts = [part for part in parts if part.sql != "1"] or [Condition("1")]
    where = Condition(
        " AND ".join(f"({part.sql})" for part in parts), [value for part in parts for value in part.values]
    )
    wide = fixed.index == VIEWS["all"].index
    read = source(asked, fixed.index) if wide else f"moment m INDEXED BY {fixed.index}"
    return _List(read, where, _order(fixed, order))


def _own_view(tx: Connection, name: str) -> OwnView:
    """A view of the rule set in force. History is in no view but *all*."""
    rules = rules_in_force(tx)
    own = rules.views if rules is not None else {}
    if name not in own:
        raise _no_such_view(name, tuple(own))
    return own[name]


def _both(one: Node | None, other: Node | None) -> Node | None:
    parts = [part for node in (one, other) for part in (node.parts if isinstance(node, All) else (node,))]
    known = tuple(part for part in parts if part is not None)
    return All(known) if known else None


def _order(view: View, order: str | None) -> Order:
    """The view's own order is read from its index; any other is sorted."""
    if order is None or order == view.order:
        return view.key
    if order not in ORDERS:
        raise UsageError(
            _("There is no order “{name}”.").format(name=order),
            remedy=_("It is one of: {names}.").format(names=", ".join(ORDERS)),
        )
    return ORDERS[order]


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
    return any(isinstance(leaf, Compare) and leaf.field in _TIMES for leaf in leaves(node))


def counts(tx: Connection, *, me: str, now: datetime, reader: Reader | None = None) -> dict[str, int]:
    """How many moments each view holds, the rule set's own included. One pass over one index for most."""
    stamp = micros(now)
    row = tx.exec_driver_sql(_COUNTS, (stamp, stamp, me, stamp, stamp, stamp)).one()
    found = dict(zip(("to_reply", "overdue", "mine", "unowned", "waiting", "snoozed"), map(int, row), strict=True))
    found["not_sent"] = _count(tx, "not_sent", me=me, now=now)
    found["dismissed_today"] = _count(tx, "dismissed_today", me=me, now=now)
    found["all"] = tx.exec_driver_sql("SELECT value FROM counter WHERE name = 'moments'").scalar_one()
    rules = rules_in_force(tx)
    own = {name: _count(tx, name, me=me, now=now, reader=reader) for name in (rules.views if rules is not None else ())}
    return {**{name: found[name] for name in FIXED_VIEWS}, **own}


_COUNTS = (
    "SELECT total(m.unanswered AND (m.snoozed_until IS NULL OR m.snoozed_until <= ?)), total(m.due_at <= ?),"
    " total(m.owner = ? AND (m.snoozed_until IS NULL OR m.snoozed_until <= ?)),"
    " total(m.owner IS NULL AND (m.unanswered = 1 OR m.status = 'open')"
    " AND (m.snoozed_until IS NULL OR m.snoozed_until <= ?)),"
    " total(m.status = 'waiting'), total(m.snoozed_until > ?)"
    " FROM moment m INDEXED BY moment_working WHERE m.working = 1"
)


def _count(tx: Connection, view: str, *, me: str, now: datetime, reader: Reader | None = None) -> int:
    asked = _list(tx, view, "", me=me, now=now, reader=reader)
    sql = f"SELECT count(*) FROM {asked.source} WHERE {asked.where.sql}"  # noqa: S608
    return int(tx.exec_driver_sql(sql, tuple(asked.where.values)).scalar_one())


def rows(tx: Connection, ids: Iterable[int], *, now: datetime | None = None, reader: Reader | None = None) -> list[Row]:
    """What a list shows `reader` of these moments, in the order of `ids`; ids that find nothing are left out."""
    wanted, at = list(ids), now or clock.now()
    asked = canonical(wanted)
    pending: dict[int, str] = {}
    for moment, state in tx.exec_driver_sql(_PENDING, (asked,)):
        pending[moment] = min(state, pending.get(moment, state), key=_WORST_FIRST.index)
    read = list(_raw(tx.exec_driver_sql(_ROW, (asked,))))
    alike = sizes(tx, {_group(row) for row in read if row[-1] is not None})
    found = {row[0]: _row(row, pending.get(row[0]), alike.get(_group(row), 1), at) for row in read}
    return [cover(found[id_], reader) for id_ in wanted if id_ in found]


def _group(raw: tuple[Anything, ...]) -> tuple[int, str]:
    """The fingerprint of what a row shows, and the institution."""
    return raw[-1], raw[_INSTITUTION]


def _row(raw: tuple[Anything, ...], pending: str | None, similar: int, now: datetime) -> Row:
    kept = list(raw[: len(_KEPT)])
    for place in _INSTANTS:
        kept[place] = instant(kept[place])
    for place in _FLAGS:
        kept[place] = bool(kept[place])
    named = dict(zip(_KEPT, kept, strict=True))
    year, opened_at, author, text, visibility, kind, deleted, fingerprint = raw[len(_KEPT) :]
    named["status"] = Status(named["status"])
    named["priority"] = Priority(named["priority"])
    named["tags"] = () if named["tags"] == "{}" else tuple(json.loads(named["tags"]))
    return Row(
        **named,
        folio=folio(year, raw[0]),
        overdue=overdue(named["due_at"], now),
        author=author,
        text=text,
        created_at=instant(opened_at),
        visibility=visibility,
        kind=kind,
        deleted=bool(deleted),
        pending_reply=pending,
        similar=similar,
        fingerprint=fingerprint,
    )
