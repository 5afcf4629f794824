"""What is stored of one channel of one institution, read for a page at a time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from .codec import canonical
from .driver import driver_of

_NODE = "m.id, m.direction, m.citizen, m.moment, m.in_reply_to, m.root, m.conversation, m.created_at, m.reply"
_EACH = "FROM json_each(?) j CROSS JOIN mention m"
_HERE = "ON m.institution = ? AND m.channel = ?"
_BY_NAME = (
    f"SELECT j.value, {_NODE} {_EACH} {_HERE} AND m.remote_id = j.value AND m.ref IS NULL"
    f" UNION ALL SELECT j.value, {_NODE} {_EACH} INDEXED BY mention_ref {_HERE} AND m.ref = j.value ORDER BY 2 DESC"
)
_BY_ID = f"SELECT m.remote_id, m.id {_EACH} {_HERE} AND m.remote_id = j.value"
_KNOWN = (
    "SELECT j.value FROM json_each(?) j WHERE EXISTS"
    " (SELECT 1 FROM mention m WHERE m.institution = ? AND m.channel = ? AND m.citizen = j.value)"
)
_WAITING = (
    f"SELECT coalesce(m.ref, m.remote_id), {_NODE} {_EACH} INDEXED BY mention_orphan"
    f" {_HERE} AND m.in_reply_to = j.value AND m.orphan = 1"
)
_ROUTES = (
    "SELECT r.conversation, r.citizen, r.moment FROM json_each(?) j CROSS JOIN route r"
    " ON r.institution = ? AND r.channel = ?"
    " AND r.conversation = json_extract(j.value, '$[0]') AND r.citizen = json_extract(j.value, '$[1]')"
)
_MOMENTS = "SELECT id, status, closed_at, opened_at, previous FROM moment WHERE id IN (SELECT value FROM json_each(?))"


@dataclass(slots=True)
class Node:
    """A mention in its thread. `id` is None and `moment` unknown while it is only being placed."""

    name: str
    id: int | None
    inbound: bool
    citizen: str
    moment: int | None
    parent: str | None
    root: str
    conversation: str | None
    at: int
    reply: int | None = None


@dataclass(slots=True, frozen=True)
class Standing:
    """What placing must know of a moment. Times in microseconds."""

    id: int
    status: str
    closed_at: int | None
    opened_at: int
    previous: int | None


class Lane:
    """Reads in bulk. Names are what others name in `in_reply_to`."""

    def __init__(self, tx: Connection, institution: str, channel: str) -> None:
        self.tx = tx
        self.institution = institution
        self.channel = channel
        self._nodes: dict[str, Node | None] = {}

    def _each(self, sql: str, values: Iterable[Any]) -> Any:
        wanted = canonical(list(values))
        if wanted == "[]":
            return ()
        asked = (wanted, self.institution, self.channel) * (sql.count("?") // 3)
        return driver_of(self.tx).execute(sql, asked)

    def learn(self, names: Iterable[str]) -> None:
        """Read the mentions of these names in one go; where two bear one name, the first stored counts."""
        unknown = {name for name in names if name not in self._nodes}
        self._nodes.update(dict.fromkeys(unknown))
        for row in self._each(_BY_NAME, sorted(unknown)):
            self._nodes[row[0]] = _node(row)

    def node(self, name: str) -> Node | None:
        """The mention of this name, if it is here."""
        if name not in self._nodes:
            self.learn((name,))
        return self._nodes[name]

    def forget_nodes(self) -> None:
        """After something was written that changes them."""
        self._nodes.clear()

    def stored(self, ids: Iterable[str]) -> dict[str, int]:
        """Which remote ids are here, and under which row."""
        return {row[0]: row[1] for row in self._each(_BY_ID, ids)}

    def known_citizens(self, citizens: Iterable[str]) -> set[str]:
        """Those of them who have written before."""
        return {row[0] for row in self._each(_KNOWN, citizens)}

    def waiting(self, names: Iterable[str]) -> dict[str, list[Node]]:
        """Mentions that answer these names, stored before them."""
        children: dict[str, list[Node]] = {}
        for row in self._each(_WAITING, names):
            node = _node(row)
            children.setdefault(node.parent or "", []).append(node)
        return children

    def routes(self, pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
        """(conversation, citizen) → moment."""
        return {(row[0], row[1]): row[2] for row in self._each(_ROUTES, pairs)}

    def standings(self, ids: Iterable[int]) -> dict[int, Standing]:
        """How moments stand now."""
        rows = driver_of(self.tx).execute(_MOMENTS, (canonical(list(ids)),))
        return {row[0]: Standing(*row) for row in rows}


def _node(row: Any) -> Node:
    name, id_, direction, citizen, moment, parent, root, conversation, at, reply = row
    return Node(name, id_, direction == "in", citizen, moment, parent, root, conversation, at, reply)
