"""What was judged in a period, so that other rules can be tried on it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection

from social_console.annotate import from_json as annotation_from_json
from social_console.model import Author, Context, Mention, Visibility
from social_console.rules.record import context_from_json
from social_console.rules.replay import Judged

from .codec import instant, micros
from .mentions import stored
from .restricted import Reader, unreadable
from .values import StoredMention

_PAGE = 1_000
_OF_PAGE = (
    "SELECT id FROM mention WHERE id > ? AND created_at >= ? AND created_at < ? AND direction = 'in'"
    " AND verdict IS NOT NULL AND NOT (deleted_at IS NOT NULL AND text = '') ORDER BY id LIMIT ?"
)
_WHERE = f"m.id IN ({_OF_PAGE})"
_LIGHT = f"""
SELECT m.id, m.moment, m.remote_id, m.channel, m.account, m.created_at, m.text, m.subject, m.declared_lang, m.kind,
  m.visibility, m.author_id, m.author_handle, m.author_name, m.author_followers, m.author_verified, m.extra,
  m.conversation, m.in_reply_to, m.automatic,
  CASE WHEN r.annotation IS NULL THEN m.annotation ELSE r.annotation END,
  CASE WHEN r.annotation IS NULL THEN m.context ELSE r.context END
FROM mention m LEFT JOIN redecision r ON r.id = (SELECT max(id) FROM redecision WHERE mention = m.id)
WHERE {_WHERE} AND m.annotation IS NOT NULL AND m.context IS NOT NULL ORDER BY m.id
"""  # noqa: S608


def judged_since(
    tx: Connection, since: datetime, until: datetime | None = None, *, reader: Reader | None = None
) -> Iterator[StoredMention]:
    """Inbound mentions that `reader` may read, with their judgement, as they were stored, a page at a time.

    What was emptied because its author deleted it is left out: no rule can be tried on it, and its verdict stands.
    """
    end = micros(until) if until is not None else 1 << 62
    last = 0
    while page := stored(tx, _WHERE, (last, micros(since), end, _PAGE)):
        closed = unreadable(tx, {one.moment for one in page if one.moment is not None}, reader)
        yield from (one for one in page if one.moment not in closed)
        last = max(one.id for one in page)


def past_since(
    tx: Connection, since: datetime, until: datetime | None = None, *, reader: Reader | None = None
) -> Iterator[Judged]:
    """The same with what rules are decided on, and no more: a month of it is read in seconds."""
    end = micros(until) if until is not None else 1 << 62
    last: int | None = 0
    while last is not None:
        values = (last, micros(since), end, _PAGE)
        last = tx.exec_driver_sql(f"SELECT max(id) FROM ({_OF_PAGE})", values).scalar_one()  # noqa: S608
        rows = tx.exec_driver_sql(_LIGHT, values).all()
        closed = unreadable(tx, {row[1] for row in rows if row[1] is not None}, reader)
        yield from (_judged(row) for row in rows if row[1] not in closed)


def _judged(row: Any) -> Judged:
    id_, moment, remote, channel, account, at, text, subject, lang, kind, visibility = row[:11]
    who, handle, name, followers, verified, extra, conversation, parent, automatic, annotation, context = row[11:]
    author = Author(
        id=who, handle=handle, name=name, followers=followers, verified=None if verified is None else bool(verified)
    )
    mention = Mention(
        id=remote,
        channel=channel,
        account=account,
        created_at=instant(at),
        text=text,
        author=author,
        subject=subject,
        lang=lang,
        kind=kind,
        visibility=Visibility(visibility),
        conversation=conversation,
        in_reply_to=parent,
        automatic=bool(automatic),
        extra=json.loads(extra) if extra else {},
    )
    return Judged(id_, moment, mention, annotation_from_json(json.loads(annotation)), _context(context))


@lru_cache(4096)
def _context(stored: str) -> Context:
    """Most are alike."""
    return context_from_json(json.loads(stored))
