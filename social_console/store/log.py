"""The append-only log. Each line is sealed with sha256 over the seal before it and its own canonical JSON.

Free text is not in the line: only a salted digest is, so that erasing text and salt later breaks no chain.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Row

from social_console.errors import UsageError
from social_console.i18n import gettext as _
from social_console.model import Event

from .codec import canonical, instant, micros

GENESIS = bytes(32)
_COLUMNS = "e.id, e.moment, e.at, e.seen_at, e.actor, e.verb, e.data"
_SALT = 16


def sealed(before: bytes, line: str) -> bytes:
    """The seal of a line after the seal `before`."""
    return sha256(before + line.encode()).digest()


Line = tuple[int, int, int, int, str, str, str, bytes | None]
"""id, moment, at, seen_at (microseconds), actor, verb, data (canonical JSON), digest of the free text."""


def line_of(line: Line) -> str:
    """A line as it is hashed: a JSON list."""
    id_, moment, at, seen_at, actor, verb, data, digest = line
    tail = "null" if digest is None else f'"{digest.hex()}"'
    return f"[{id_},{moment},{at},{seen_at},{_quoted(actor)},{_quoted(verb)},{data},{tail}]"


_quoted = lru_cache(256)(json.dumps)


def digest_of(salt: bytes, text: str) -> bytes:
    """What the log keeps of a free text."""
    return sha256(salt + text.encode("utf-8", "surrogatepass")).digest()


class Log:
    """Lines to be added in one transaction: `add` them, then `flush` once."""

    def __init__(self, tx: Connection, now: datetime) -> None:
        last = tx.exec_driver_sql("SELECT id, hash FROM event ORDER BY id DESC LIMIT 1").first()
        self._tx = tx
        self._seen = micros(now)
        self._id: int = last.id if last is not None else _last_id(tx)
        self._seal: bytes = last.hash if last is not None else GENESIS
        self._lines: list[tuple[Any, ...]] = []
        self._texts: list[tuple[int, bytes, str]] = []

    def add(
        self, moment: int, verb: str, actor: str, data: str, *, at: int | None = None, text: str | None = None
    ) -> int:
        """The new line's id. `data`: canonical JSON; `at`: microseconds, now where None."""
        self._id += 1
        digest = None
        if text:
            text = text.encode("utf-8", "replace").decode()
            salt = os.urandom(_SALT)
            digest = digest_of(salt, text)
            self._texts.append((self._id, salt, text))
        done = self._seen if at is None else at
        line = (self._id, moment, done, self._seen, actor, verb, data, digest)
        self._seal = sealed(self._seal, line_of(line))
        self._lines.append((*line, self._seal))
        return self._id

    def write(
        self,
        moment: int,
        verb: str,
        actor: str,
        data: Mapping[str, Any],
        *,
        at: datetime | None = None,
        text: str | None = None,
    ) -> Event:
        """Add a line and return it as a value."""
        done = self._seen if at is None else micros(at)
        id_ = self.add(moment, verb, actor, canonical(dict(data)), at=done, text=text)
        return Event(
            id=id_,
            moment=moment,
            at=instant(done),
            seen_at=instant(self._seen),
            actor=actor,
            verb=verb,
            data=json.loads(canonical(dict(data))),
            text=text,
        )

    def flush(self) -> None:
        """Put the lines into the table."""
        if self._lines:
            self._tx.exec_driver_sql(
                "INSERT INTO event (id, moment, at, seen_at, actor, verb, data, digest, hash)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                self._lines,
            )
        if self._texts:
            self._tx.exec_driver_sql("INSERT INTO event_text (event, salt, text) VALUES (?, ?, ?)", self._texts)
        self._lines, self._texts = [], []


def _last_id(tx: Connection) -> int:
    """Ids are never reused, even where the last line should be gone."""
    return tx.exec_driver_sql("SELECT seq FROM sqlite_sequence WHERE name = 'event'").scalar() or 0


def event(tx: Connection, event_id: int) -> Event:
    """One line, with its text. UsageError where there is none."""
    found = _select(tx, "e.id = ?", (event_id,))
    if not found:
        raise UsageError(_("There is no event {id}.").format(id=event_id), title=_("No such event"))
    return found[0]


def events(tx: Connection, moment: int) -> tuple[Event, ...]:
    """All lines of a moment and of those that joined it, oldest first, with their texts."""
    ids = "SELECT ? UNION SELECT id FROM alias WHERE moment = ?"
    return tuple(_select(tx, f"e.moment IN ({ids})", (moment, moment)))


def _select(tx: Connection, where: str, values: tuple[Any, ...]) -> list[Event]:
    rows = tx.exec_driver_sql(
        f"SELECT {_COLUMNS}, t.text FROM event e LEFT JOIN event_text t ON t.event = e.id"  # noqa: S608
        f" WHERE {where} ORDER BY e.id",
        values,
    )
    return [as_event(row, row.text) for row in rows]


def as_event(row: Row[Any] | Sequence[Any], text: str | None = None) -> Event:
    """A line from its columns id, moment, at, seen_at, actor, verb, data."""
    id_, moment, at, seen_at, actor, verb, data = row[:7]
    return Event(
        id=id_,
        moment=moment,
        at=instant(at),
        seen_at=instant(seen_at),
        actor=actor,
        verb=verb,
        data=json.loads(data),
        text=text,
    )


def newest_event(tx: Connection) -> int:
    """The id of the last line; 0 in an empty log. What asks whether anything is new asks this."""
    return tx.exec_driver_sql("SELECT max(id) FROM event").scalar() or 0


def changed_since(tx: Connection, event_id: int) -> tuple[int, ...]:
    """The moments (as they are called now) that have lines after `event_id`, in the order of their ids."""
    rows = tx.exec_driver_sql(
        "SELECT DISTINCT coalesce(a.moment, e.moment) FROM event e LEFT JOIN alias a ON a.id = e.moment"
        " WHERE e.id > ? ORDER BY 1",
        (event_id,),
    )
    return tuple(row[0] for row in rows)


def unsound(tx: Connection) -> Iterable[int]:
    """The ids of lines whose seal does not fit, or whose text does not fit its digest."""
    before = GENESIS
    rows = tx.exec_driver_sql(
        "SELECT e.id, e.moment, e.at, e.seen_at, e.actor, e.verb, e.data, e.digest, e.hash, t.salt, t.text"
        " FROM event e LEFT JOIN event_text t ON t.event = e.id ORDER BY e.id"
    )
    for *line, seal, salt, text in rows:
        if sealed(before, line_of(tuple(line))) != seal or _text_differs(line[-1], salt, text):
            yield line[0]
        before = seal


def _text_differs(digest: bytes | None, salt: bytes | None, text: str | None) -> bool:
    """A forgotten text has neither salt nor text, and differs from nothing."""
    return salt is not None and (digest is None or text is None or digest_of(salt, text) != digest)
