"""What was judged in a period, so that other rules can be tried on it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Any

from sqlalchemy import Connection

from social_console.annotate import from_json as annotation_from_json
from social_console.model import Annotation, Author, Context, Mention, Priority, Visibility
from social_console.rules.record import context_from_json
from social_console.rules.subject import subject_line
from social_console.rules.together import Said

from .codec import canonical, instant, micros
from .mentions import stored
from .restricted import Reader, unreadable
from .values import StoredMention

_PAGE = 1_000
_JUDGED = "direction = 'in' AND verdict IS NOT NULL AND NOT (deleted_at IS NOT NULL AND text = '')"
_OF_PAGE = (
    f"SELECT id FROM mention WHERE id > ? AND created_at >= ? AND created_at < ? AND {_JUDGED} ORDER BY id LIMIT ?"  # noqa: S608
)
_OF_MOMENTS = f"m.moment IN (SELECT value FROM json_each(?)) AND {_JUDGED}"  # noqa: S608
_WHERE = f"m.id IN ({_OF_PAGE})"
_LIGHT = f"""
SELECT m.id, m.moment, m.text,
  json_extract(CASE WHEN r.annotation IS NULL THEN m.annotation ELSE r.annotation END, '$.lang'),
  CASE WHEN r.annotation IS NULL THEN m.annotation ELSE r.annotation END,
  CASE WHEN r.annotation IS NULL THEN m.context ELSE r.context END,
  CASE WHEN r.annotation IS NULL THEN m.verdict ELSE r.verdict END,
  m.remote_id, m.channel, m.account, m.created_at, m.subject, m.declared_lang, m.kind, m.visibility,
  m.author_id, m.author_handle, m.author_name, m.author_followers, m.author_verified, m.extra,
  m.conversation, m.in_reply_to, m.automatic
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


def judged_of(tx: Connection, moments: Iterable[int], *, reader: Reader | None = None) -> Iterator[StoredMention]:
    """The same of what these moments hold, whenever it was published, those of a moment together."""
    wanted = sorted(moments)
    for start in range(0, len(wanted), _PAGE):
        ids = wanted[start : start + _PAGE]
        closed = unreadable(tx, ids, reader)
        readable = canonical([each for each in ids if each not in closed])
        yield from stored(tx, _OF_MOMENTS, (readable,))


def past_since(
    tx: Connection, since: datetime, until: datetime | None = None, *, reader: Reader | None = None
) -> Iterator[Remembered]:
    """The same with what rules are decided on, and no more, each worked out when asked: a month is read in seconds."""
    end = micros(until) if until is not None else 1 << 62
    last: int | None = 0
    while last is not None:
        values = (last, micros(since), end, _PAGE)
        last = tx.exec_driver_sql(f"SELECT max(id) FROM ({_OF_PAGE})", values).scalar_one()  # noqa: S608
        rows = tx.exec_driver_sql(_LIGHT, values).all()
        closed = unreadable(tx, {row[1] for row in rows if row[1] is not None}, reader)
        yield from (Remembered(row) for row in rows if row[1] not in closed)


class Remembered:
    """One mention of the past. Most of a month are asked for their text alone: the rest is read when it is asked."""

    def __init__(self, row: Any) -> None:
        self.id: int = row[0]
        self.moment: int | None = row[1]
        self.text: str = row[2]
        self.lang: str = row[3]
        self._row = row

    @property
    def head(self) -> str:
        """The subject line that is read with the text."""
        subject = self._row[11]
        return subject_line(subject, self.text, self.context.position) if subject else ""

    @property
    def created_at(self) -> datetime:
        """When it was published."""
        at: datetime = instant(self._row[10])
        return at

    @property
    def said(self) -> Said:
        """What was said of it when it was decided."""
        found = json.loads(self._row[6])
        priority = found.get("priority")
        return Said(found["rule_set"], Priority[priority.upper()] if priority else None, found.get("standard"))

    @cached_property
    def annotation(self) -> Annotation:
        """What it was understood to be when it was decided."""
        return annotation_from_json(json.loads(self._row[4]))

    @cached_property
    def context(self) -> Context:
        """What was known around it then."""
        return _context(self._row[5])

    @cached_property
    def mention(self) -> Mention:
        """As far as rules look at it."""
        remote, channel, account, at, subject, lang, kind, visibility = self._row[7:15]
        who, handle, name, followers, verified, extra, conversation, parent, automatic = self._row[15:]
        return Mention(
            id=remote,
            channel=channel,
            account=account,
            created_at=instant(at),
            text=self.text,
            author=Author(
                id=who,
                handle=handle,
                name=name,
                followers=followers,
                verified=None if verified is None else bool(verified),
            ),
            subject=subject,
            lang=lang,
            kind=kind,
            visibility=Visibility(visibility),
            conversation=conversation,
            in_reply_to=parent,
            automatic=bool(automatic),
            extra=json.loads(extra) if extra else {},
        )


@lru_cache(4096)
def _context(stored: str) -> Context:
    """Most are alike."""
    return context_from_json(json.loads(stored))
