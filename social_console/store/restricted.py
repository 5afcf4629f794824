"""Restricted moments (a complaint of corruption): who may read them, and what is left of them for anybody else.

Whoever may not read one sees that it exists: its folio, status, tags, owner and clocks. This holds in the program's own
doors; the file itself can be read by whoever has it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from social_console.query import Node, Text, leaves

from .codec import canonical
from .conditions import Condition
from .values import Detail, Row

PRIVATE_FIELDS = frozenset({"text", "subject", "author", "url", "lang", "sentiment", "kind", "like", "similar"})
"""Fields of a query that tell what somebody wrote."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: `owners` are the login and the areas it is a member of; leads and auditors read everything."""

    owners: frozenset[str] = frozenset()
    everything: bool = False

    def may_read(self, restrict: bool, owner: str | None) -> bool:
        """Whether the text, author and link of a moment are for this reader."""
        return self.everything or not restrict or owner in self.owners


def readable(reader: Reader) -> Condition:
    """The same, as a condition on `m`, a moment."""
    if reader.everything:
        return Condition("1")
    owners = sorted(reader.owners)
    marks = ", ".join("?" * len(owners)) or "NULL"
    return Condition(f"m.restrict = 0 OR m.owner IN ({marks})", list(owners))


def unreadable(tx: Connection, ids: Iterable[int], reader: Reader | None) -> set[int]:
    """Those of `ids` that this reader may not read."""
    wanted = canonical(list(ids))
    if reader is None or reader.everything:
        return set()
    found = tx.exec_driver_sql(
        "SELECT id, owner FROM moment WHERE restrict = 1 AND id IN (SELECT value FROM json_each(?))", (wanted,)
    )
    return {id_ for id_, owner in found if not reader.may_read(True, owner)}


def tells(node: Node | None) -> bool:
    """Whether what a query finds, or leaves out, tells what somebody wrote."""
    return any(isinstance(leaf, Text) or leaf.field in PRIVATE_FIELDS for leaf in leaves(node))


def cover(row: Row, reader: Reader | None) -> Row:
    """`row` as this reader may see it."""
    if reader is None or reader.may_read(row.restrict, row.owner):
        return row
    bare = replace(row, covered=True, text="", author="", author_name=None, subject=None, url=None)
    return replace(bare, lang=None, sentiment=None, newest_in=None, similar=1, fingerprint=None)


def cover_detail(tx: Connection, detail: Detail, reader: Reader | None) -> Detail:
    """`detail` as this reader may see it; of one that it may read, without what leads to others that it may not."""
    if reader is None or reader.everything:
        return detail
    row = cover(detail.row, reader)
    if row.covered:
        bare = replace(detail, row=row, citizen="", conversation="", previous=None, next=None, siblings=(), similar=())
        return replace(bare, thread=(), context=(), events=(), replies=())
    near = {one.moment for one in detail.context} | {detail.previous, detail.next, *detail.siblings, *detail.similar}
    closed = unreadable(tx, [id_ for id_ in near if id_ is not None], reader)
    return _without(detail, closed) if closed else detail


def _without(detail: Detail, closed: Collection[int]) -> Detail:
    return replace(
        detail,
        context=tuple(one for one in detail.context if one.moment not in closed),
        siblings=tuple(id_ for id_ in detail.siblings if id_ not in closed),
        similar=tuple(id_ for id_ in detail.similar if id_ not in closed),
        previous=None if detail.previous in closed else detail.previous,
        next=None if detail.next in closed else detail.next,
    )
