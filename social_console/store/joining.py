"""Threads that join late: a missing link has come, and what hung on its name belongs to its conversation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection

from .codec import canonical
from .lane import Lane
from .log import Log


@dataclass(slots=True)
class Changes:
    """What a transaction has touched: moments to fold anew, and conversations whose guesses to look at again."""

    log: Log
    now: int
    touched: set[int] = field(default_factory=set)
    roots: set[str] = field(default_factory=set)
    joined: dict[int, int] = field(default_factory=dict)
    """Moments that were joined meanwhile, and into which."""

    def survivor(self, moment: int | None) -> int | None:
        """How a moment that was read before is called now."""
        while moment is not None and moment in self.joined:
            moment = self.joined[moment]
        return moment


def reroot(lane: Lane, rerooted: Mapping[str, str], changes: Changes) -> None:
    """Move conversations under their true roots, with their routes; moments that meet there are joined."""
    for old, new in rerooted.items():
        here = (lane.institution, lane.channel, old)
        lane.tx.exec_driver_sql(
            "UPDATE mention SET root = ? WHERE institution = ? AND channel = ? AND root = ? AND conversation IS NULL",
            (new, *here),
        )
        changes.roots.add(new)
        _move_routes(lane, old, new, changes)
    if rerooted:
        lane.forget_nodes()


def _move_routes(lane: Lane, old: str, new: str, changes: Changes) -> None:
    here = (lane.institution, lane.channel, old)
    where = "institution = ? AND channel = ? AND conversation = ?"
    routes = lane.tx.exec_driver_sql(f"SELECT citizen, moment FROM route WHERE {where}", here).all()  # noqa: S608
    lane.tx.exec_driver_sql(f"DELETE FROM route WHERE {where}", here)  # noqa: S608
    there = lane.routes((new, citizen) for citizen, _moment in routes)
    for citizen, moment in routes:
        other = there.get((new, citizen))
        met = other is not None and other != moment
        kept = join(lane.tx, moment, other, changes) if met and other is not None else moment
        set_routes(lane, {(new, citizen): kept})
        lane.tx.exec_driver_sql("UPDATE moment SET conversation = ? WHERE id = ?", (new, kept))


def set_routes(lane: Lane, routes: Mapping[tuple[str, str], int]) -> None:
    """From now on (conversation, citizen) leads to a moment."""
    rows = [(lane.institution, lane.channel, *pair, moment) for pair, moment in routes.items()]
    if rows:
        lane.tx.exec_driver_sql(
            "INSERT INTO route (institution, channel, conversation, citizen, moment) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (institution, channel, conversation, citizen) DO UPDATE SET moment = excluded.moment",
            rows,
        )


def join(tx: Connection, one: int, other: int, changes: Changes) -> int:
    """Make two moments one. The earliest id survives, the other becomes its alias; its events keep their names."""
    keep, lose = min(one, other), max(one, other)
    for table in ("mention", "route", "reply", "alias"):
        tx.exec_driver_sql(f"UPDATE {table} SET moment = ? WHERE moment = ?", (keep, lose))  # noqa: S608
    tx.exec_driver_sql("UPDATE moment SET previous = ? WHERE previous = ? AND id <> ?", (keep, lose, keep))
    tx.exec_driver_sql("UPDATE moment SET previous = NULL WHERE id = ? AND previous = ?", (keep, lose))
    tx.exec_driver_sql("DELETE FROM moment_tag WHERE moment = ?", (lose,))
    tx.exec_driver_sql("DELETE FROM moment WHERE id = ?", (lose,))
    tx.exec_driver_sql("UPDATE counter SET value = value - 1 WHERE name = 'moments'")
    tx.exec_driver_sql("INSERT INTO alias (id, moment, joined_at) VALUES (?, ?, ?)", (lose, keep, changes.now))
    changes.log.add(keep, "joined", "collect", canonical({"from": lose}))
    changes.joined[lose] = keep
    changes.touched.discard(lose)
    changes.touched.add(keep)
    return keep
