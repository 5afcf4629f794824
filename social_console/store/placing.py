"""Where mentions belong (DESIGN 1, routes): decided from what is stored and from the page itself; nothing is written.

Pages come in any order and threads in pieces; what is decided here does not depend on it, as `joining` and
`outbound` put right what was placed before a missing link came.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta

from social_console.model import Direction, Mention

from .codec import micros
from .lane import Lane, Node, Standing
from .states import Place

_ENDLESS = 10_000


class Placing:
    """The new mentions of one lane. Afterwards `nodes` says each one's root and moment, `new` which moments begin."""

    def __init__(self, lane: Lane, mentions: Sequence[Mention], next_moment: Iterator[int]) -> None:
        self.lane = lane
        self.mentions = sorted(mentions, key=lambda mention: (mention.created_at, mention.id))
        self._next = next_moment
        self.nodes = {mention.id: _fresh(mention) for mention in self.mentions}
        self.page: dict[str, Node] = {}
        for node in self.nodes.values():
            self.page.setdefault(node.name, node)
        self.new: dict[int, Place] = {}
        self.extended: dict[tuple[str, str], int] = {}
        """Routes that are new or lead elsewhere now."""
        self._read_threads()

    def _read_threads(self) -> None:
        named = {node.parent for node in self.nodes.values() if node.parent is not None}
        voided = {mention.voids for mention in self.mentions if mention.voids}
        self.lane.learn((named - self.page.keys()) | voided)
        self.waiting = self.lane.waiting(self.page)
        for node in self.nodes.values():
            node.root = self._root(node)
        self.rerooted = {
            name: self.page[name].root
            for name, children in self.waiting.items()
            if self.page[name].root != name and any(_pending_on(child, name) for child in children)
        }

    def parent(self, node: Node) -> Node | None:
        """The mention that it answers, in the page or stored."""
        if node.parent is None:
            return None
        return self.page.get(node.parent) or self.lane.node(node.parent)

    def _root(self, node: Node) -> str:
        """Its conversation, else its farthest known ancestor's (by name, where that one is not here)."""
        seen: set[str] = set()
        while not node.conversation and node.parent is not None:
            seen.add(node.name)
            if node.parent in seen:
                return min(seen)
            above = self.page.get(node.parent)
            if above is None:
                stored = self.lane.node(node.parent)
                root = node.parent if stored is None else stored.root
                above = self.page.get(root)
                if above is None or above.name in seen or (stored is not None and stored.conversation):
                    return root
            node = above
        return node.conversation or node.name

    def place(
        self,
        reopen_within: timedelta,
        one_way: frozenset[str] = frozenset(),
        bounced: Mapping[str, int] | None = None,
    ) -> None:
        """Give each inbound mention its moment. `one_way`: ids of mentions on channels that take no replies.

        `bounced`: the moments of bounces that the outbox knows.
        """
        self.bounces = dict(bounced or {})
        self._reopen = micros_of(reopen_within)
        inbound = [mention for mention in self.mentions if mention.direction is Direction.IN]
        self._read_routes(inbound)
        for mention in inbound:
            node = self.nodes[mention.id]
            node.moment = self._voided(mention)
            if node.moment is not None:
                self.bounces[mention.id] = node.moment
            else:
                node.moment = self._moment(node) or self._begin(mention, node, mention.id in one_way)

    def _read_routes(self, inbound: Iterable[Mention]) -> None:
        """Routes under a root's former names count as its own; where both lead somewhere, the earliest moment."""
        former: dict[str, list[str]] = {}
        for old, new in self.rerooted.items():
            former.setdefault(new, []).append(old)
        pairs = {(self.nodes[m.id].root, self.nodes[m.id].citizen) for m in inbound}
        before = {(old, citizen): (root, citizen) for root, citizen in pairs for old in former.get(root, ())}
        found = self.lane.routes(sorted(pairs | before.keys()))
        self._routes: dict[tuple[str, str], int] = {}
        for pair, moment in found.items():
            route = before.get(pair, pair)
            self._routes[route] = min(moment, self._routes.get(route, moment))
        parents = (self.parent(self.nodes[m.id]) for m in inbound)
        wanted = {*self._routes.values(), *(node.moment for node in parents if node is not None and node.moment)}
        self._standing = self.lane.standings(sorted(wanted))

    def _voided(self, mention: Mention) -> int | None:
        """A bounce belongs where the message belongs that did not arrive."""
        if not mention.voids:
            return None
        voided = self.page.get(mention.voids) or self.lane.node(mention.voids)
        if voided is not None and not voided.inbound and voided.moment is not None:
            return voided.moment
        return self.bounces.get(mention.id)

    def _moment(self, node: Node) -> int | None:
        """The moment it continues; None: it begins one."""
        route = self._routes.get((node.root, node.citizen))
        for candidate in (self._by_ancestor(node, route), route, self._by_descendant(node)):
            then = None if candidate is None else self._as_of(candidate, node.at)
            if then is not None and not self._long_closed(then, node.at):
                return then
        return None

    def _by_ancestor(self, node: Node, route: int | None) -> int | None:
        """The moment of the nearest ancestor by the same citizen, looked for only where the route may be another's."""
        parent = self.parent(node)
        if parent is None:
            return None
        if parent.inbound and parent.citizen == node.citizen:
            return parent.moment
        standing = self._standing.get(route) if route is not None else None
        if parent.root == node.root and (standing is None or standing.previous is None):
            return None
        return next((a.moment for a in self._above(parent) if a.inbound and a.citizen == node.citizen), None)

    def _above(self, node: Node) -> Iterator[Node]:
        """The ancestors of a node, nearest first; a circle ends."""
        seen = {node.name}
        above = self.parent(node)
        while above is not None and above.name not in seen and len(seen) < _ENDLESS:
            yield above
            seen.add(above.name)
            above = self.parent(above)

    def _by_descendant(self, node: Node) -> int | None:
        """The moment of an answer to it by the same citizen that came before it."""
        children = self.waiting.get(node.name, ())
        moments = [child.moment for child in children if child.inbound and child.citizen == node.citizen]
        return min((moment for moment in moments if moment is not None), default=None)

    def _stand(self, moment: int) -> Standing | None:
        if moment not in self._standing and moment not in self.new:
            self._standing.update(self.lane.standings((moment,)))
        return self._standing.get(moment)

    def _as_of(self, moment: int, at: int) -> int:
        """Back from a moment that continues an earlier one, to the one that a late mention was written in."""
        standing = self._stand(moment)
        while standing is not None and standing.previous is not None and at < standing.opened_at:
            moment = standing.previous
            standing = self._stand(moment)
        return moment

    def _long_closed(self, moment: int, at: int) -> bool:
        standing = self._stand(moment)
        if standing is None or standing.status != "closed" or standing.closed_at is None:
            return False
        return at - standing.closed_at > self._reopen

    def _begin(self, mention: Mention, node: Node, one_way: bool) -> int:
        pair = (node.root, node.citizen)
        previous = self._routes.get(pair) or self._by_ancestor(node, None)
        id_ = next(self._next)
        self._routes[pair] = self.extended[pair] = id_
        self.new[id_] = Place(
            id=id_,
            year=mention.created_at.year,
            institution=self.lane.institution,
            channel=mention.channel,
            account=mention.account,
            conversation=node.root,
            citizen=node.citizen,
            one_way=one_way,
            previous=previous,
        )
        return id_

    def orphan(self, node: Node) -> bool:
        """Whether it answers something that is not here."""
        return node.parent is not None and self.parent(node) is None


def _fresh(mention: Mention) -> Node:
    return Node(
        name=mention.name,
        id=None,
        inbound=mention.direction is Direction.IN,
        citizen=mention.author.key,
        moment=None,
        parent=mention.in_reply_to if mention.in_reply_to != mention.name else None,
        root="",
        conversation=mention.conversation,
        at=micros(mention.created_at),
    )


def _pending_on(child: Node, name: str) -> bool:
    return child.conversation is None and child.root == name


def micros_of(length: timedelta) -> int:
    """A length in microseconds."""
    return length // timedelta(microseconds=1)
