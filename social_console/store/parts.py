"""A long reply in several posts: one row of the outbox a part, each sent after the one before it (DESIGN 8.2)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from social_console.model import ReplyState, Then

from .codec import micros
from .details import named
from .reply import cas, get_reply, read_replies
from .values import Reply, StoredMention

_THREAD = "SELECT * FROM reply WHERE thread = ? ORDER BY part"
_COPIED = (
    'moment, target_mention, institution, channel, account, state, author, "then", follow_up_at, template, not_before,'
    " seen_mention, seen_event, attempts, thread, parts"
)
_ADD = (
    f"INSERT INTO reply (text, whole, part, created_at, updated_at, {_COPIED})"  # noqa: S608
    f" SELECT ?, ?, ?, ?, ?, {_COPIED} FROM reply WHERE id = ?"
)


_GOING = (
    "SELECT count(DISTINCT coalesce(thread, id)) FROM reply r WHERE state IN ('queued', 'sending')"
    " AND (thread IS NULL OR NOT EXISTS (SELECT 1 FROM reply b"
    " WHERE b.thread = r.thread AND b.state IN ('failed', 'unknown')))"
)


def going_out(tx: Connection) -> int:
    """How many replies wait to go out by themselves: one in several parts is one, and none where a part is stuck."""
    return int(tx.exec_driver_sql(_GOING).scalar_one())


def parts_of(tx: Connection, reply: Reply) -> tuple[Reply, ...]:
    """All rows of its thread in order; a reply in one post is its own only part."""
    if reply.thread is None:
        return (reply,)
    return read_replies(tx, _THREAD, (reply.thread,))


def split_draft(
    tx: Connection,
    draft: Reply,
    parts: Sequence[tuple[str, str]],
    state: ReplyState,
    *,
    now: datetime,
    **values: Any,
) -> tuple[int, ...]:
    """Let a draft go in `parts` (what each says, and the text as written from there on); the ids, the draft's first.

    `values` hold for all of them, but who owes the next step: until the last is out, we do. Empty: it is no draft.
    """
    (text, whole), *rest = parts
    if not rest:
        return (draft.id,) if cas(tx, draft.id, (ReplyState.DRAFT,), state, now=now, **values, text=text) else ()
    then, follow_up = values.pop("then", Then.WAITING), values.pop("follow_up_at", None)
    first = {"text": text, "whole": whole, "thread": draft.id, "part": 1, "parts": len(parts), "then": Then.OPEN}
    if not cas(tx, draft.id, (ReplyState.DRAFT,), state, now=now, **values, **first, follow_up_at=None):
        return ()
    ids = [draft.id, *(_add(tx, draft.id, part, *said, now=now) for part, said in enumerate(rest, start=2))]
    cas(tx, ids[-1], (state,), state, now=now, then=then, follow_up_at=follow_up)
    return tuple(ids)


def _add(tx: Connection, head: int, part: int, text: str, whole: str, *, now: datetime) -> int:
    done = tx.exec_driver_sql(_ADD, (text, whole, part, micros(now), micros(now), head))
    return int(done.lastrowid)


def gather(tx: Connection, parts: Sequence[Reply], *, now: datetime, **values: Any) -> Reply:
    """These parts, the last of their thread, are one draft again, with the text as it was written."""
    first, *others = parts
    as_written = _as_written(first, parts[-1])
    cas(tx, first.id, (first.state,), ReplyState.DRAFT, now=now, **as_written, **values)
    for each in others:
        cas(tx, each.id, (each.state,), ReplyState.CANCELLED, now=now, thread=None)
    return get_reply(tx, first.id)


def _as_written(first: Reply, last: Reply) -> dict[str, Any]:
    if first.whole is None:
        return {}
    alone = dict.fromkeys(("whole", "thread", "part", "parts"))
    return {"text": first.whole, "then": last.then, "follow_up_at": last.follow_up_at, **alone}


def following(tx: Connection, reply: Reply) -> Reply | None:
    """The part that comes after it, if it waits to go out."""
    if reply.thread is None:
        return None
    return next((one for one in parts_of(tx, reply) if one.part == (reply.part or 0) + 1), None)


def posted_before(tx: Connection, reply: Reply) -> StoredMention | None:
    """The post that a later part answers: that of the part before it. None for a first part."""
    if reply.thread is None or reply.part in (None, 1):
        return None
    before = next((one for one in parts_of(tx, reply) if one.part == (reply.part or 0) - 1), None)
    if before is None or before.sent_ref is None:
        return None
    found = named(tx, reply.institution, reply.channel, before.sent_ref)
    return found[0] if found else None
