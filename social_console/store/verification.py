"""What is stored for speed, computed anew and compared; and the log's chain, walked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from social_console.clock import Promises
from social_console.i18n import gettext as _
from social_console.moments import State, fold

from . import search
from .codec import micros
from .log import unsound
from .rulesets import compiled, rule_sets, rules_in_force
from .states import is_working, rank, stored_states
from .timeline import timelines
from .values import Problem

if TYPE_CHECKING:
    from .inbox import Inbox

_BATCH = 500
_MANY = 100


def verify(
    inbox: Inbox, *, promises: Promises | None = None, progress: Callable[[int, int], None] | None = None
) -> tuple[Problem, ...]:
    """Everything that is wrong with an inbox; nothing is repaired. `progress(done, of)` counts moments.

    `promises`: those by which its moments were folded, where they are not those of its rule sets.
    """
    found: list[Problem] = []
    with inbox.reading() as tx:
        for check in (_file, _references, _chain, _counters, _tags):
            found.extend(check(tx))
        found.extend(_states(tx, promises, progress))
    if not inbox.read_only:
        with inbox.writing() as tx:
            found.extend(
                Problem(code="search", message=_("The search index: {fault}").format(fault=fault))
                for fault in search.faults(tx)
            )
    return tuple(found)


def _file(tx: Connection) -> Iterator[Problem]:
    for (line,) in tx.exec_driver_sql("PRAGMA integrity_check(20)"):
        if line != "ok":
            yield Problem(code="file", message=_("SQLite: {fault}").format(fault=line))


def _references(tx: Connection) -> Iterator[Problem]:
    for sql, message in _ORPHANS:
        for (id_,) in tx.exec_driver_sql(f"{sql} LIMIT {_MANY}"):
            yield Problem(code="reference", message=message(), where=str(id_))
    for row in tx.exec_driver_sql("PRAGMA foreign_key_check"):
        yield Problem(
            code="reference", message=_("A row of {table} points nowhere.").format(table=row[0]), where=str(row[1])
        )


_ORPHANS: tuple[tuple[str, Callable[[], str]], ...] = (
    (
        "SELECT id FROM mention WHERE moment IS NOT NULL AND moment NOT IN (SELECT id FROM moment)",
        lambda: _("A message belongs to a moment that is not there."),
    ),
    (
        "SELECT moment FROM route WHERE moment NOT IN (SELECT id FROM moment)",
        lambda: _("A route leads to a moment that is not there."),
    ),
    (
        "SELECT id FROM alias WHERE moment NOT IN (SELECT id FROM moment) OR id IN (SELECT id FROM moment)",
        lambda: _("An alias names no moment, or is one."),
    ),
    (
        "SELECT id FROM moment WHERE id NOT IN (SELECT moment FROM mention WHERE moment IS NOT NULL)",
        lambda: _("A moment has no message."),
    ),
    (
        "SELECT id FROM reply WHERE moment NOT IN (SELECT id FROM moment)",
        lambda: _("A reply belongs to a moment that is not there."),
    ),
)


def _chain(tx: Connection) -> Iterator[Problem]:
    for count, id_ in enumerate(unsound(tx)):
        if count >= _MANY:
            return
        yield Problem(code="log", message=_("This line of the log was changed."), where=str(id_))
    last = tx.exec_driver_sql("SELECT seq FROM sqlite_sequence WHERE name = 'event'").scalar() or 0
    newest = tx.exec_driver_sql("SELECT max(id) FROM event").scalar() or 0
    if newest != last:
        yield Problem(code="log", message=_("The last lines of the log are missing."), where=str(last))


def _counters(tx: Connection) -> Iterator[Problem]:
    kept = tx.exec_driver_sql("SELECT value FROM counter WHERE name = 'moments'").scalar()
    there = tx.exec_driver_sql("SELECT count(*) FROM moment").scalar()
    if kept != there:
        yield Problem(
            code="counter",
            message=_("There are {there} moments, and {kept} were counted.").format(there=there, kept=kept),
        )


def _tags(tx: Connection) -> Iterator[Problem]:
    differing = tx.exec_driver_sql(
        "SELECT moment FROM (SELECT m.id AS moment, j.key AS tag FROM moment m, json_each(m.tags) j"
        " EXCEPT SELECT moment, tag FROM moment_tag) UNION"
        " SELECT moment FROM (SELECT moment, tag FROM moment_tag EXCEPT"
        " SELECT m.id, j.key FROM moment m, json_each(m.tags) j) LIMIT ?",
        (_MANY,),
    )
    for (id_,) in differing:
        yield Problem(code="tags", message=_("The tags of a moment are not those it is found by."), where=str(id_))


def _states(
    tx: Connection, promises: Promises | None, progress: Callable[[int, int], None] | None
) -> Iterator[Problem]:
    """Every moment folded anew equals its columns."""
    made = (lambda _at: (promises,)) if promises is not None else _promises_at(tx)
    ids = [row[0] for row in tx.exec_driver_sql("SELECT id FROM moment ORDER BY id")]
    for start in range(0, len(ids), _BATCH):
        batch = ids[start : start + _BATCH]
        before, lines, kept = stored_states(tx, batch), timelines(tx, batch), _kept(tx, batch)
        for id_ in batch:
            stored, (rank_, working, changed_at) = before[id_], kept[id_]
            folds = [fold(lines[id_], one) for one in made(changed_at)]
            differing = [] if stored in folds else _differing(stored, folds[0])
            if (rank_, working) != (rank(stored), is_working(stored)):
                differing.append("rank")
            if differing:
                yield _differs(id_, differing, stored, folds[0])
        if progress is not None:
            progress(min(start + _BATCH, len(ids)), len(ids))


def _promises_at(tx: Connection) -> Callable[[int], tuple[Promises, ...]]:
    """The promises in force now, then those in force when a moment was last changed, where they are others."""
    now = rules_in_force(tx)
    terms = rule_sets(tx)

    def at(changed_at: int) -> tuple[Promises, ...]:
        then = [term for term in terms if micros(term.since) <= changed_at][-1:]
        former = [compiled(term).promises for term in then if now is None or term.hash != now.hash]
        return (now.promises if now is not None else Promises.none(), *former)

    return at


def _kept(tx: Connection, ids: list[int]) -> dict[int, tuple[int, bool, int]]:
    rows = tx.exec_driver_sql(
        "SELECT id, rank, working, changed_at FROM moment WHERE id BETWEEN ? AND ?", (ids[0], ids[-1])
    )
    return {row[0]: (row[1], bool(row[2]), row[3]) for row in rows}


def _differing(stored: State, folded: State) -> list[str]:
    return [one.name for one in fields(State) if getattr(stored, one.name) != getattr(folded, one.name)]


def _differs(id_: int, names: list[str], stored: State, folded: State) -> Problem:
    return Problem(
        code="state",
        message=_("A moment is not what its history says: {fields}.").format(fields=", ".join(names)),
        where=str(id_),
        facts={
            name: {"stored": str(getattr(stored, name)), "computed": str(getattr(folded, name))}
            for name in names
            if name != "rank"
        },
    )
