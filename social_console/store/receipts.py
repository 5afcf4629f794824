"""Outbound mentions that are receipts of outbox rows, bounces, and what is here already.

One post has one row, whether its receipt or the channel's own-posts stream brings it first: they meet by name.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from social_console.i18n import gettext as _
from social_console.model import Direction, Mention, Revision

from .codec import canonical, instant
from .joining import Changes
from .lane import Lane, Node
from .placing import Placing
from .values import Arrival

_REPLY = 'r.id, r.moment, r.state, r."then", r.follow_up_at, r.ref, r.sent_ref'
_BY_NAME = (
    f"SELECT {_REPLY} FROM json_each(?) j CROSS JOIN reply r ON r.channel = ? AND r.ref = j.value"  # noqa: S608
    f" AND r.institution = ? UNION SELECT {_REPLY} FROM json_each(?) j CROSS JOIN reply r"
    " ON r.channel = ? AND r.sent_ref = j.value AND r.institution = ?"
)
_BY_ID = f"SELECT {_REPLY} FROM reply r WHERE r.id IN (SELECT value FROM json_each(?))"  # noqa: S608
_BOUNCES = (
    "SELECT m.voids, m.id FROM json_each(?) j CROSS JOIN mention m INDEXED BY mention_voids"
    " ON m.institution = ? AND m.channel = ? AND m.voids = j.value"
)


class Receipts:
    """Of one page of one lane."""

    def __init__(self, lane: Lane, arrivals: Iterable[Arrival], changes: Changes) -> None:
        self.lane, self.changes = lane, changes
        self._items = {_mention(arrival).id: arrival for arrival in arrivals}
        mentions = [_mention(arrival) for arrival in self._items.values()]
        self._outbound = [mention for mention in mentions if mention.direction is Direction.OUT]
        self._bounces = [mention for mention in mentions if mention.voids]
        self._read()

    def _read(self) -> None:
        self._stored = self.lane.stored(self._items)
        names = [mention.name for mention in self._outbound]
        self.lane.learn(names)
        for mention in self._outbound:
            node = self.lane.node(mention.name)
            if node is not None and not node.inbound and node.id is not None:
                self._stored.setdefault(mention.id, node.id)
        self._by_name = self._replies([*names, *(mention.voids for mention in self._bounces if mention.voids)])
        self._by_id = self._explicit()
        self._earlier_bounces = self._bounced(names)

    def _replies(self, names: list[str]) -> dict[str, Any]:
        if not names:
            return {}
        here = (canonical(names), self.lane.channel, self.lane.institution)
        rows = self.lane.tx.exec_driver_sql(_BY_NAME, here * 2).all()
        return {name: row for row in rows for name in (row.sent_ref, row.ref) if name is not None}

    def _explicit(self) -> dict[int, Any]:
        wanted = sorted({a.reply for a in self._items.values() if a.reply is not None})
        if not wanted:
            return {}
        return {row.id: row for row in self.lane.tx.exec_driver_sql(_BY_ID, (canonical(wanted),))}

    def _bounced(self, names: list[str]) -> dict[str, int]:
        if not names:
            return {}
        rows = self.lane.tx.exec_driver_sql(_BOUNCES, (canonical(names), self.lane.institution, self.lane.channel))
        return {row[0]: row[1] for row in rows}

    def _row(self, mention: Mention) -> Any:
        reply = self._items[mention.id].reply
        return self._by_id.get(reply) if reply is not None else self._by_name.get(mention.name)

    def reply_of(self, mention: Mention) -> tuple[int | None, int | None]:
        """The outbox row that an outbound mention is the receipt of, and that row's moment."""
        row = self._row(mention)
        return (None, None) if row is None else (row.id, self._moment(row))

    def _moment(self, row: Any) -> int:
        return self.changes.survivor(row.moment) or 0

    def is_void(self, mention: Mention) -> bool:
        """Whether its bounce came before it."""
        return mention.name in self._earlier_bounces and mention.direction is Direction.OUT

    def bounced_moments(self) -> dict[str, int]:
        """The moments of bounces that name an outbox row whose post is not here (yet)."""
        rows = {mention.id: self._by_name.get(mention.voids or "") for mention in self._bounces}
        return {id_: self._moment(row) for id_, row in rows.items() if row is not None}

    def already_here(self) -> list[str]:
        """Remote ids that are stored; receipts among them are linked to their outbox rows."""
        for mention in self._outbound:
            row, stored = self._row(mention), self._stored.get(mention.id)
            if row is not None and stored is not None:
                self._link(stored, row, mention.name)
        return list(self._stored)

    def _link(self, mention: int, row: Any, name: str) -> None:
        before = self.lane.tx.exec_driver_sql("SELECT moment, reply, void FROM mention WHERE id = ?", (mention,)).one()
        if before.reply != row.id:
            self.lane.tx.exec_driver_sql(
                "UPDATE mention SET reply = ?, moment = ?, loose = 0 WHERE id = ?", (row.id, self._moment(row), mention)
            )
            self.changes.touched |= {self._moment(row)} | ({before.moment} if before.moment is not None else set())
        self._was_sent(mention, row, name, bool(before.void))

    def settle(self, placing: Placing) -> None:
        """After the page is stored: outbox rows whose receipts came, then posts that bounced."""
        for mention in placing.mentions:
            node = placing.nodes[mention.id]
            if mention.direction is Direction.OUT and node.id is not None:
                self._settle_one(mention, node.id, node.moment)
        for mention in placing.mentions:
            if mention.id in placing.bounces:
                self._bounce(placing, mention, placing.nodes[mention.id])
            elif mention.voids:
                self._void(placing, mention.voids)

    def _settle_one(self, mention: Mention, id_: int, moment: int | None) -> None:
        row, void = self._row(mention), self.is_void(mention)
        if row is not None:
            self._was_sent(id_, row, mention.name, void)
        elif void and moment is not None:
            self._write_bounce(moment, self._earlier_bounces[mention.name], id_)

    def _was_sent(self, mention: int, row: Any, name: str, void: bool) -> None:
        moment = self._moment(row)
        done = self.lane.tx.exec_driver_sql(
            "SELECT 1 FROM event WHERE moment IN (SELECT ? UNION SELECT id FROM alias WHERE moment = ?)"
            " AND verb = 'sent' AND json_extract(data, '$.reply') = ?",
            (moment, moment, row.id),
        ).first()
        if done is not None and row.state == "sent":
            return
        self.lane.tx.exec_driver_sql(
            "UPDATE reply SET state = ?, sent_ref = ?, error = ?, lease_until = NULL, holder = NULL, updated_at = ?"
            " WHERE id = ?",
            ("failed" if void else "sent", name, _came_back() if void else None, self.changes.now, row.id),
        )
        if done is None:
            follow_up = instant(row.follow_up_at)
            data = {
                "reply": row.id,
                "mention": mention,
                "then": row.then,
                "follow_up_at": None if follow_up is None else follow_up.isoformat(),
            }
            self.changes.log.add(moment, "sent", "outbox", canonical(data))
        self.changes.touched.add(moment)
        if void:
            self._write_bounce(moment, self._earlier_bounces.get(name), mention)

    def _bounce(self, placing: Placing, mention: Mention, node: Node) -> None:
        voided = self._void(placing, mention.voids or "")
        row = self._by_name.get(mention.voids or "")
        reply = voided.reply if voided is not None else row.id if row is not None else None
        if reply is not None:
            self.lane.tx.exec_driver_sql(
                "UPDATE reply SET state = 'failed', error = ?, lease_until = NULL, updated_at = ? WHERE id = ?",
                (_came_back(), self.changes.now, reply),
            )
        if node.moment is not None:
            self._write_bounce(node.moment, node.id, voided.id if voided is not None else None)

    def _void(self, placing: Placing, name: str) -> Node | None:
        """Mark the post of ours that did not arrive, if it is here: whatever moment it will count to knows it so."""
        voided = placing.page.get(name) or self.lane.node(name)
        if voided is None or voided.inbound:
            return None
        self.lane.tx.exec_driver_sql("UPDATE mention SET void = 1 WHERE id = ?", (voided.id,))
        return voided

    def _write_bounce(self, moment: int, bounce: int | None, voided: int | None) -> None:
        self.changes.log.add(moment, "bounced", "collect", canonical({"mention": bounce, "voids": voided}))
        self.changes.touched.add(moment)


def _came_back() -> str:
    return _("It came back: it could not be delivered.")


def _mention(arrival: Arrival) -> Mention:
    item = arrival.item.mention if isinstance(arrival.item, Revision) else arrival.item
    assert isinstance(item, Mention)  # noqa: S101 (for the type checker: tombstones went another way)
    return item
