"""The fixed views: which moments each holds, over which partial index, in which order.

An index is named in the SQL: a first page must be instant whatever SQLite knows of the tables' contents.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, tzinfo

from sqlalchemy import Connection

from .codec import micros
from .conditions import Condition
from .rulesets import rules_in_force
from .states import HISTORY

_ALIVE = f"m.history = 0 AND m.rank < {HISTORY}"
_AWAKE = "(m.snoozed_until IS NULL OR m.snoozed_until <= :now)"


@dataclass(frozen=True, slots=True)
class Order:
    """How a list is sorted; the id settles ties."""

    key: str
    descending: bool = False

    @property
    def sql(self) -> str:
        """For ORDER BY."""
        way = "DESC" if self.descending else "ASC"
        return f"{self.key} {way}, m.id {way}"


ORDERS: Mapping[str, Order] = {
    "rank": Order("m.rank"),
    "priority": Order("m.rank"),
    "due": Order("coalesce(m.due_at, 9000000000000000000)"),
    "newest": Order("m.last_in_at", descending=True),
    "oldest": Order("m.opened_at"),
}


@dataclass(frozen=True, slots=True)
class View:
    """`where` may name :now, :me and :today. `index` where its own order can be read from one."""

    where: str
    order: str
    index: str
    key: Order
    """The stored order; `order` is what it is called."""


_RANK, _DUE, _LAST = Order("m.rank"), Order("m.due_at"), Order("m.last_in_at", descending=True)

FIXED: Mapping[str, View] = {
    "to_reply": View(f"m.unanswered = 1 AND {_ALIVE} AND {_AWAKE}", "rank", "moment_unanswered", _RANK),
    "overdue": View("m.due_at IS NOT NULL AND m.due_at <= :now", "due", "moment_due", _DUE),
    "mine": View(f"m.owner = :me AND m.working = 1 AND {_AWAKE}", "rank", "moment_owner", _RANK),
    "unowned": View(
        f"m.owner IS NULL AND m.working = 1 AND (m.unanswered = 1 OR m.status = 'open') AND {_AWAKE}",
        "rank",
        "moment_owner",
        _RANK,
    ),
    "waiting": View("m.status = 'waiting' AND m.history = 0", "rank", "moment_waiting", _RANK),
    "not_sent": View("m.pending_reply IN ('failed', 'unknown')", "rank", "moment_not_sent", _RANK),
    "snoozed": View(
        "m.snoozed_until IS NOT NULL AND m.snoozed_until > :now", "snoozed", "moment_snoozed", Order("m.snoozed_until")
    ),
    "dismissed_today": View(
        "m.status = 'dismissed' AND m.changed_at >= :today",
        "dismissed",
        "moment_dismissed",
        Order("m.changed_at", descending=True),
    ),
    "all": View("1", "newest", "moment_newest", _LAST),
}
FIXED_VIEWS = tuple(FIXED)
"""Those with a place on the screen, in its order."""

VIEWS: Mapping[str, View] = {
    **FIXED,
    "alive": View("m.history = 0", "newest", "moment_newest", _LAST),
    "working": View("m.working = 1", "rank", "moment_working", _RANK),
}
"""With those that the program asks for itself."""


def bound(where: str, me: str, now: datetime, today: datetime) -> Condition:
    """A view's condition with its names replaced, in the order in which they stand."""
    values = {":now": micros(now), ":me": me, ":today": micros(today)}
    found = sorted((where.index(name, at), name) for name in values for at in _places(where, name))
    for name in values:
        where = where.replace(name, "?")
    return Condition(where, [values[name] for _at, name in found])


def _places(where: str, name: str) -> list[int]:
    places, at = [], where.find(name)
    while at >= 0:
        places.append(at)
        at = where.find(name, at + 1)
    return places


def zone_in_force(tx: Connection) -> tzinfo:
    """The time zone of the rule set's default calendar; days are its days."""
    rules = rules_in_force(tx)
    return UTC if rules is None else rules.promises.calendar().zone


def start_of_day(now: datetime, zone: tzinfo) -> datetime:
    """Local midnight."""
    return datetime.combine(now.astimezone(zone).date(), time.min, zone)
