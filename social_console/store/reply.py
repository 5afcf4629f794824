"""The outbox: one row a reply. Its state moves by compare-and-set only."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from social_console.errors import UsageError
from social_console.i18n import gettext as _
from social_console.model import ReplyState, Then

from .acting import no_such_moment, survivor
from .codec import compact, instant, micros
from .values import Reply

_TIMES = frozenset({"follow_up_at", "not_before", "lease_until", "updated_at"})
_JSON = frozenset({"prepared", "attachments"})
_VALUES = frozenset(
    {
        *("text", "subject", "template", "then", "follow_up_at", "attachments", "prepared", "ref", "not_before"),
        *("lease_until", "holder", "attempts", "sent_ref", "error", "seen_mention", "author", "target_mention"),
        *("account", "channel", "seen_event", "thread", "part", "parts", "whole"),
    }
)
_TARGET = "SELECT id, institution, channel, account FROM mention WHERE id = ?"
_DUE = (
    "SELECT * FROM reply r WHERE state = 'queued' AND (not_before IS NULL OR not_before <= ?)"
    " AND (coalesce(part, 1) = 1 OR EXISTS (SELECT 1 FROM reply b"
    " WHERE b.thread = r.thread AND b.part = r.part - 1 AND b.state = 'sent')) ORDER BY id"
)
_NEWEST = (
    "SELECT coalesce(t.id, m.newest_in) AS id, m.institution, m.channel, coalesce(t.account, m.account) AS account"
    " FROM moment m LEFT JOIN mention t ON t.id = m.newest_in WHERE m.id = ?"
)


def save_draft(
    tx: Connection,
    *,
    moment: int,
    author: str,
    now: datetime,
    id: int | None = None,  # noqa: A002
    text: str,
    target_mention: int | None = None,
    **values: Any,
) -> Reply:
    """Write a draft, or write it anew (`id`; only while it is a draft). Its door is its target mention's:
    the moment's newest inbound one where none is named."""
    if id is not None:
        changed = {"text": text, **({"target_mention": target_mention} if target_mention else {}), **values}
        if not cas(tx, id, (ReplyState.DRAFT,), ReplyState.DRAFT, now=now, **changed):
            raise UsageError(_("Reply {id} is no draft any more.").format(id=id), title=_("Not a draft"))
        return get_reply(tx, id)
    here = survivor(tx, moment)
    where = tx.exec_driver_sql(*((_TARGET, (target_mention,)) if target_mention else (_NEWEST, (here,)))).first()
    if where is None:
        raise no_such_moment(str(moment))
    row = {
        "moment": here,
        "target_mention": where.id,
        "institution": where.institution,
        "channel": where.channel,
        "account": where.account,
        "state": ReplyState.DRAFT.value,
        "author": author,
        "text": text,
        "then": Then.WAITING.value,
        "attempts": 0,
        "created_at": micros(now),
        "updated_at": micros(now),
        **_columns(values),
    }
    names, marks = ", ".join(f'"{name}"' for name in row), ", ".join("?" * len(row))
    done = tx.exec_driver_sql(f"INSERT INTO reply ({names}) VALUES ({marks})", tuple(row.values()))  # noqa: S608
    return get_reply(tx, int(done.lastrowid))


def _columns(values: dict[str, Any]) -> dict[str, Any]:
    unknown = values.keys() - _VALUES
    if unknown:
        raise TypeError(f"no such value of a reply: {', '.join(sorted(unknown))}")
    return {name: _column(name, value) for name, value in values.items()}


def _column(name: str, value: Any) -> Any:
    if name in _TIMES:
        return micros(value)
    if name in _JSON:
        return None if value is None else compact(list(value) if name == "attachments" else dict(value))
    return str(value) if name == "then" else value


def cas(
    tx: Connection,
    id: int,  # noqa: A002
    from_states: Iterable[ReplyState | str],
    to: ReplyState | str,
    *,
    now: datetime,
    **values: Any,
) -> bool:
    """Move a reply from one of these states to another and set values with it, if it is still in one of them."""
    row = {"state": str(to), "updated_at": micros(now), **_columns(values)}
    allowed = [str(state) for state in from_states]
    sets = ", ".join(f'"{name}" = ?' for name in row)
    done = tx.exec_driver_sql(
        f"UPDATE reply SET {sets} WHERE id = ? AND state IN ({', '.join('?' * len(allowed))})",  # noqa: S608
        (*row.values(), id, *allowed),
    )
    return bool(done.rowcount)


def get_reply(tx: Connection, id: int) -> Reply:  # noqa: A002
    """One row; UsageError where there is none."""
    row = tx.exec_driver_sql("SELECT * FROM reply WHERE id = ?", (id,)).first()
    if row is None:
        raise UsageError(
            _("There is no reply {id}.").format(id=id),
            title=_("No such reply"),
            remedy=_("“social-console outbox list” shows their numbers."),
        )
    return _reply(row)


def draft_of(tx: Connection, moment: int) -> Reply | None:
    """The draft of a moment that was written last; an empty one is none."""
    row = tx.exec_driver_sql(
        "SELECT * FROM reply WHERE moment = ? AND state = 'draft' AND text <> '' ORDER BY updated_at DESC, id DESC",
        (survivor(tx, moment),),
    ).first()
    return None if row is None else _reply(row)


def replies(tx: Connection, *states: ReplyState | str, moment: int | None = None) -> tuple[Reply, ...]:
    """Rows in these states (none named: in all), oldest first."""
    where, values = ["1"], []
    if states:
        where.append(f"state IN ({', '.join('?' * len(states))})")
        values += [str(state) for state in states]
    if moment is not None:
        where.append("moment = ?")
        values.append(str(survivor(tx, moment)))
    return read_replies(tx, f"SELECT * FROM reply WHERE {' AND '.join(where)} ORDER BY id", tuple(values))  # noqa: S608


def due_replies(tx: Connection, now: datetime) -> tuple[Reply, ...]:
    """What is to be sent now: queued, its time has come, and the part before it, if there is one, is out. Oldest
    first."""
    return read_replies(tx, _DUE, (micros(now),))


def sent_texts(tx: Connection, channel: str, since: datetime) -> tuple[tuple[str, str], ...]:
    """Account and text of what went out on a channel."""
    found = tx.exec_driver_sql(
        "SELECT account, text FROM reply WHERE state = 'sent' AND channel = ? AND updated_at >= ?",
        (channel, micros(since)),
    )
    return tuple((row.account, row.text) for row in found)


def read_replies(tx: Connection, query: str, values: tuple[Any, ...]) -> tuple[Reply, ...]:
    """What a query over all columns finds."""
    return tuple(_reply(row) for row in tx.exec_driver_sql(query, values))


def _reply(row: Any) -> Reply:
    return Reply(
        id=row.id,
        moment=row.moment,
        target_mention=row.target_mention,
        institution=row.institution,
        channel=row.channel,
        account=row.account,
        state=ReplyState(row.state),
        author=row.author,
        text=row.text,
        subject=row.subject,
        template=row.template,
        then=Then(row.then),
        follow_up_at=instant(row.follow_up_at),
        attachments=tuple(json.loads(row.attachments or "[]")),
        prepared=None if row.prepared is None else json.loads(row.prepared),
        ref=row.ref,
        not_before=instant(row.not_before),
        lease_until=instant(row.lease_until),
        holder=row.holder,
        attempts=row.attempts,
        sent_ref=row.sent_ref,
        error=row.error,
        seen_mention=row.seen_mention,
        seen_event=row.seen_event,
        thread=row.thread,
        part=row.part,
        parts=row.parts,
        whole=row.whole,
        created_at=instant(row.created_at),
        updated_at=instant(row.updated_at),
    )
