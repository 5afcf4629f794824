"""What has happened in a thread since somebody read it (DESIGN 8.7): new messages, edits, deletions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from social_console.model import Direction

from .codec import micros
from .values import Detail, StoredMention

_SEEN = "SELECT text, subject FROM revision WHERE mention = ? AND seen_at >= ? ORDER BY seen_at, replaced_at LIMIT 1"


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """One thing that its reader has not seen. `kind`: `written`, `edited` or `deleted`."""

    kind: str
    mention: StoredMention
    before: str = ""
    """Of what was edited: the text that was read, where it is kept and another. Untrusted."""


def news(
    tx: Connection, detail: Detail, *, author: str, seen_mention: int | None, seen_event: int | None
) -> tuple[News, ...]:
    """What came after `seen_mention` by people, and what citizens changed or took back after `seen_event`.

    What `author` sent here themself is no news. None: nothing is known of what was read, so that nothing is news.
    """
    written = () if seen_mention is None else _written(detail, author, seen_mention)
    changed = () if seen_event is None else _changed(tx, detail, seen_mention, seen_event)
    return (*changed, *written)


def _written(detail: Detail, author: str, seen: int) -> tuple[News, ...]:
    own = {each.sent_ref for each in detail.replies if each.author == author and each.sent_ref}
    fresh = [each for each in detail.thread if each.id > seen and not each.mention.automatic]
    return tuple(
        News(kind="written", mention=each)
        for each in fresh
        if not (each.mention.direction is Direction.OUT and each.mention.name in own)
    )


def _changed(tx: Connection, detail: Detail, seen_mention: int | None, seen_event: int) -> tuple[News, ...]:
    since: dict[int, datetime] = {}
    for event in detail.events:
        if event.id > seen_event and event.verb in ("revised", "withdrawn"):
            since.setdefault(int(event.data.get("mention") or 0), event.seen_at)
    known = [
        each
        for each in detail.thread
        if each.id in since
        and each.mention.direction is Direction.IN
        and (seen_mention is None or each.id <= seen_mention)
    ]
    found = (_change(tx, each, since[each.id]) for each in known)
    return tuple(one for one in found if one is not None)


def _change(tx: Connection, stored: StoredMention, since: datetime) -> News | None:
    if stored.deleted_at is not None:
        return News(kind="deleted", mention=stored)
    row = tx.exec_driver_sql(_SEEN, (stored.id, micros(since))).first()
    if row is None:  # who may read it has changed, or what it said is not kept
        return News(kind="edited", mention=stored)
    if (row.text, row.subject) == (stored.mention.text, stored.mention.subject):
        return None
    return News(kind="edited", mention=stored, before=row.text or "")
