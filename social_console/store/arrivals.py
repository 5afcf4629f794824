"""A page of arrivals into the inbox, whole, in the caller's transaction: mentions, moments, events, search rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import Connection

from social_console.clock import Promises
from social_console.model import Direction, Mention, Revision, Tombstone
from social_console.moments import Heard, State, Timeline, fold

from .codec import micros
from .joining import Changes, join, reroot, set_routes
from .lane import Lane, Node
from .likeness import Kept, grouped
from .log import Log
from .mentions import INSERT, row_of, sound
from .outbound import answered_by, settle_guesses
from .placing import Placing
from .receipts import Receipts
from .revisions import revise, withdraw
from .search import index
from .states import Place, insert_moments, update_moments
from .timeline import heard_now, timelines
from .values import Arrival, Arrived


def store_arrivals(
    tx: Connection, arrivals: Sequence[Arrival], *, promises: Promises, now: datetime, reopen_within: timedelta
) -> Arrived:
    """Store a page (500 to 1,000 items). The same page twice changes nothing; threads may come in any order.

    An outbound mention that is the receipt of an outbox row settles that row and writes its `sent` line. The
    caller saves the stream's cursor in the same transaction.
    """
    arriving = _Arriving(tx, promises, now, reopen_within)
    lanes: dict[tuple[str, str], list[Arrival]] = defaultdict(list)
    for arrival in arrivals:
        item = arrival.item.mention if isinstance(arrival.item, Revision) else arrival.item
        lanes[arrival.institution, item.channel].append(arrival)
    for (institution, channel), items in lanes.items():
        arriving.take(Lane(tx, institution, channel), items)
    return arriving.finish()


def next_ids(tx: Connection, table: str) -> Iterator[int]:
    """Ids for new rows of a table whose ids are never reused; only inside a transaction that writes."""
    last = tx.exec_driver_sql("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,)).scalar()
    return count((last or 0) + 1)


class _Arriving:
    """One call of `store_arrivals`."""

    def __init__(self, tx: Connection, promises: Promises, now: datetime, reopen_within: timedelta) -> None:
        self.tx, self.promises, self.now, self.reopen_within = tx, promises, now, reopen_within
        self.changes = Changes(Log(tx, now), micros(now))
        self.mention_ids, self.moment_ids = next_ids(tx, "mention"), next_ids(tx, "moment")
        self.new: dict[int, Place] = {}
        self.heard: dict[int, list[Heard]] = defaultdict(list)
        self.counts = {"new": 0, "updated": 0, "duplicate": 0}

    def take(self, lane: Lane, arrivals: Sequence[Arrival]) -> None:
        """New mentions first, then what changes or withdraws mentions."""
        self.changes.roots.clear()
        mentions = self._unknown(lane, [a for a in arrivals if not isinstance(a.item, Tombstone)])
        if mentions:
            self._store(lane, mentions)
        for arrival in arrivals:
            if isinstance(arrival.item, Revision) and arrival.item.mention.id not in mentions:
                self._count(revise(lane, arrival, arrival.item, self.changes))
            elif isinstance(arrival.item, Tombstone):
                self._count(withdraw(lane, arrival.item, self.changes, forget=arrival.forget))

    def _count(self, changed: bool) -> None:
        self.counts["updated" if changed else "duplicate"] += 1

    def _unknown(self, lane: Lane, arrivals: Iterable[Arrival]) -> dict[str, Arrival]:
        """The arrivals, by remote id, whose mention is not here yet; a second in the page is a duplicate."""
        found: dict[str, Arrival] = {}
        revised: set[str] = set()
        for arrival in arrivals:
            revision = isinstance(arrival.item, Revision)
            mention = arrival.item.mention if isinstance(arrival.item, Revision) else arrival.item
            assert isinstance(mention, Mention)  # noqa: S101 (for the type checker: tombstones went another way)
            if mention.id not in found:
                whole = sound(mention, self.now)
                found[mention.id] = arrival if whole is arrival.item else replace(arrival, item=whole)
                revised |= {mention.id} if revision else set()
            elif not revision:
                self.counts["duplicate"] += 1
        self.receipts = Receipts(lane, found.values(), self.changes)
        here = self.receipts.already_here()
        self.counts["duplicate"] += len(set(here) - revised)
        return {id_: arrival for id_, arrival in found.items() if id_ not in here}

    def _store(self, lane: Lane, arrivals: dict[str, Arrival]) -> None:
        mentions = [a.item for a in arrivals.values() if isinstance(a.item, Mention)]
        placing = Placing(lane, mentions, self.moment_ids)
        reroot(lane, placing.rerooted, self.changes)
        for child in (one for children in placing.waiting.values() for one in children):
            child.moment = self.changes.survivor(child.moment)
        one_way = frozenset(id_ for id_, a in arrivals.items() if a.one_way)
        placing.place(self.reopen_within, one_way, self.receipts.bounced_moments())
        said = [(mention.text, arrivals[mention.id].annotation) for mention in placing.mentions]
        rows = [
            self._row(placing, arrivals[mention.id], mention, like)
            for mention, like in zip(placing.mentions, grouped(self.tx, lane.institution, said), strict=True)
        ]
        self.tx.exec_driver_sql(INSERT, rows)
        index(
            self.tx,
            [(placing.nodes[m.id].id or 0, m.text, m.subject, m.author.handle, m.author.name) for m in mentions],
        )
        self.counts["new"] += len(rows)
        self._route(lane, placing)
        self._link(lane, placing)

    def _row(self, placing: Placing, arrival: Arrival, mention: Mention, like: Kept) -> tuple[Any, ...]:
        node, loose = placing.nodes[mention.id], False
        node.id = next(self.mention_ids)
        if mention.direction is Direction.OUT:
            node.reply, node.moment = self.receipts.reply_of(mention)
            if node.moment is None:
                node.moment, whole = answered_by(placing, node)
                loose = not whole
        bounce = mention.id in placing.bounces
        void = bounce or self.receipts.is_void(mention)
        if node.moment is not None and not bounce:
            self._hear(node, arrival, mention, void)
        orphan = placing.orphan(node)
        return row_of(arrival, mention, node, self.changes.now, like, orphan=orphan, loose=loose, void=void)

    def _hear(self, node: Node, arrival: Arrival, mention: Mention, void: bool) -> None:
        """`received` in the log; what it does to its moment is folded at the end."""
        assert node.moment is not None and node.id is not None  # noqa: S101 (for the type checker)
        data = f'{{"direction":"{mention.direction.value}","mention":{node.id}}}'
        self.changes.log.add(node.moment, "received", "collect", data, at=node.at)
        asks = [ask.name for ask in arrival.annotation.asks] if arrival.annotation else ()
        self.heard[node.moment].append(heard_now(node.id, mention, self.now, asks, arrival.verdict, void=void))

    def _route(self, lane: Lane, placing: Placing) -> None:
        self.new.update(placing.new)
        set_routes(lane, placing.extended)
        self.changes.touched.update(m for m in self.heard if m not in self.new)

    def _link(self, lane: Lane, placing: Placing) -> None:
        """What had waited for these mentions hangs on them now."""
        children = [(child, placing.page[name]) for name, waiting in placing.waiting.items() for child in waiting]
        if children:
            self.tx.exec_driver_sql("UPDATE mention SET orphan = 0 WHERE id = ?", [(c.id,) for c, _parent in children])
        for child, parent in children:
            self.changes.roots.add(child.root)
            if _same_story(child, parent):
                self._join(child, parent)
        self.changes.roots.update(node.root for node in placing.nodes.values())
        self.receipts.settle(placing)
        settle_guesses(lane, self.changes)

    def _join(self, child: Node, parent: Node) -> None:
        """The nearest ancestor by the same citizen came late, under another conversation."""
        now = self.tx.exec_driver_sql("SELECT moment FROM mention WHERE id = ?", (child.id,)).scalar()
        if now is None or parent.moment is None or now == parent.moment or parent.moment in self.new:
            return
        linked = self.tx.exec_driver_sql(
            "SELECT 1 FROM moment WHERE (id = ? AND previous = ?) OR (id = ? AND previous = ?)",
            (now, parent.moment, parent.moment, now),
        ).first()
        if linked is None:
            join(self.tx, now, parent.moment, self.changes)

    def finish(self) -> Arrived:
        """Fold every moment that has news, and write it down."""
        self.changes.log.flush()
        begun = [(place, self._fold_new(place)) for place in self.new.values()]
        insert_moments(self.tx, begun, self.changes.now)
        old = self.changes.touched - self.new.keys()
        update_moments(
            self.tx,
            {id_: fold(line, self.promises) for id_, line in timelines(self.tx, sorted(old)).items()},
            self.changes.now,
        )
        return Arrived(**self.counts, moments=tuple(sorted(old | self.new.keys())))

    def _fold_new(self, place: Place) -> State:
        """From what has just come, unless something else happened to it in this very page."""
        if place.id in self.changes.touched:
            from .timeline import events_in, heard_in

            heard, events = heard_in(self.tx, (place.id,))[place.id], events_in(self.tx, (place.id,))[place.id]
            return fold(Timeline(place.id, heard, events, place.one_way), self.promises)
        return fold(Timeline(place.id, self.heard[place.id], (), place.one_way), self.promises)


def _same_story(child: Node, parent: Node) -> bool:
    return child.inbound and parent.inbound and child.citizen == parent.citizen and child.moment != parent.moment
