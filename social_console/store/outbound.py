"""To which moment a post of ours belongs: that of the citizen it answers (DESIGN 1, Outbound)."""

from __future__ import annotations

import json
from collections.abc import Iterable

from .codec import canonical
from .joining import Changes
from .lane import Lane, Node
from .placing import Placing

_LOOSE = (
    "SELECT coalesce(m.ref, m.remote_id), m.direction, m.citizen, m.moment, m.in_reply_to, m.root, m.conversation,"
    " m.created_at, m.reply, m.id, m.addressees FROM json_each(?) j CROSS JOIN mention m INDEXED BY mention_loose"
    " ON m.institution = ? AND m.channel = ? AND m.root = j.value AND m.loose = 1"
)
_WRITERS = (
    "SELECT citizen, min(created_at) FROM mention"
    " WHERE institution = ? AND channel = ? AND root = ? AND direction = 'in' AND moment IS NOT NULL GROUP BY citizen"
)
_LAST_OF = (
    "SELECT moment FROM mention WHERE institution = ? AND channel = ? AND citizen = ? AND created_at <= ?"
    " AND direction = 'in' AND moment IS NOT NULL ORDER BY created_at DESC, id DESC LIMIT 1"
)


def answered_by(placing: Placing, node: Node) -> tuple[int | None, bool]:
    """The moment of the nearest inbound mention up the chain, and whether the chain is whole.

    A whole chain without one ends in an announcement of ours; a broken one leaves the moment to a guess.
    """
    last, seen = node, {node.name}
    while last.parent is not None:
        above = placing.parent(last)
        if above is None or above.name in seen:
            return None, False
        if above.inbound:
            return above.moment, True
        seen.add(above.name)
        last = above
    return None, last.conversation is None or last.conversation == last.name


def settle_guesses(lane: Lane, changes: Changes) -> None:
    """Look again at the posts of ours whose chains were broken, in every conversation that has news."""
    lane.forget_nodes()
    rows = lane.tx.exec_driver_sql(_LOOSE, (canonical(sorted(changes.roots)), lane.institution, lane.channel)).all()
    writers: dict[str, list[tuple[int, str]]] = {}
    for row in rows:
        *front, id_, addressees = row
        name, direction, citizen, moment, parent, root, conversation, at, reply = front
        node = Node(name, id_, direction == "in", citizen, moment, parent, root, conversation, at, reply)
        if reply is None:
            found, whole = _up_the_chain(lane, node)
            guess = found if whole else _guess(lane, node, json.loads(addressees or "[]"), writers)
            _move(lane, node, guess, whole, changes)


def _up_the_chain(lane: Lane, node: Node) -> tuple[int | None, bool]:
    return answered_by(Placing(lane, (), iter(())), node)


def _guess(lane: Lane, node: Node, addressees: Iterable[str], writers: dict[str, list[tuple[int, str]]]) -> int | None:
    """Its addressee's moment in this conversation, else the addressee's last one, else that of the only citizen."""
    addressed = list(addressees)
    here = lane.routes((node.root, citizen) for citizen in addressed)
    for citizen in addressed:
        if (node.root, citizen) in here:
            return here[node.root, citizen]
    if node.parent is not None:
        for citizen in addressed:
            found = lane.tx.exec_driver_sql(_LAST_OF, (lane.institution, lane.channel, citizen, node.at)).scalar()
            if found is not None:
                return int(found)
    return None if addressed else _only_citizen(lane, node, writers)


def _only_citizen(lane: Lane, node: Node, writers: dict[str, list[tuple[int, str]]]) -> int | None:
    """The moment of the one citizen who had written in the conversation by then."""
    if node.root not in writers:
        found = lane.tx.exec_driver_sql(_WRITERS, (lane.institution, lane.channel, node.root))
        writers[node.root] = [(row[1], row[0]) for row in found]
    by_then = [citizen for at, citizen in writers[node.root] if at <= node.at]
    if len(by_then) != 1:
        return None
    return lane.routes([(node.root, by_then[0])]).get((node.root, by_then[0]))


def _move(lane: Lane, node: Node, moment: int | None, whole: bool, changes: Changes) -> None:
    if moment == node.moment and not whole:
        return
    lane.tx.exec_driver_sql("UPDATE mention SET moment = ?, loose = ? WHERE id = ?", (moment, not whole, node.id))
    changes.touched |= {one for one in (moment, node.moment) if one is not None and moment != node.moment}
