"""Everything about one moment, one mention, one author."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection

from social_console import clock
from social_console.errors import UsageError
from social_console.i18n import gettext as _
from social_console.model import Context, Status

from .acting import no_such_moment, state, survivor
from .codec import canonical, folio, instant
from .log import events
from .mentions import stored
from .queries import rows
from .reply import replies
from .restricted import Reader, cover_detail, unreadable
from .similar import similar_moments
from .values import Detail, Judgement, Past, StoredMention

_ANCESTORS = 20


def detail(tx: Connection, id: int, *, reader: Reader | None = None) -> Detail:  # noqa: A002
    """The thread with its judgements, the log, the outbox rows, what it continues. NoSuchMoment.

    `reader` sees what it may read of it; None is the program itself.
    """
    here = survivor(tx, id)
    place = tx.exec_driver_sql("SELECT citizen, conversation, previous FROM moment WHERE id = ?", (here,)).first()
    if place is None:
        raise no_such_moment(str(id))
    thread = stored(tx, "m.moment = ?", (here,))
    after = tx.exec_driver_sql("SELECT id FROM moment WHERE previous = ? ORDER BY id", (here,)).scalar()
    aliases = tx.exec_driver_sql("SELECT id FROM alias WHERE moment = ? ORDER BY id", (here,))
    found = Detail(
        id=here,
        state=state(tx, here),
        row=rows(tx, (here,), now=clock.now())[0],
        citizen=place.citizen,
        conversation=place.conversation,
        thread=thread,
        context=_ancestors(tx, thread),
        events=events(tx, here),
        replies=replies(tx, moment=here),
        aliases=tuple(row[0] for row in aliases),
        previous=place.previous,
        next=after,
        siblings=_siblings(tx, thread),
        similar=similar_moments(tx, here),
    )
    return cover_detail(tx, found, reader)


def _ancestors(tx: Connection, thread: tuple[StoredMention, ...]) -> tuple[StoredMention, ...]:
    """What the thread answers without being part of it, nearest last: an announcement of ours, a neighbour's post."""
    known = {one.mention.name for one in thread}
    found: dict[str, StoredMention] = {}
    wanted = {one.mention.in_reply_to for one in thread} - known - {None}
    while wanted and len(found) < _ANCESTORS:
        place = (thread[0].institution, thread[0].mention.channel)
        above = [one for name in sorted(filter(None, wanted)) for one in named(tx, *place, name)]
        found.update((one.mention.name, one) for one in above)
        wanted = {one.mention.in_reply_to for one in above} - known - found.keys() - {None}
    return tuple(sorted(found.values(), key=lambda one: (one.mention.created_at, one.id)))


def named(tx: Connection, institution: str, channel: str, name: str) -> tuple[StoredMention, ...]:
    """The post that its channel calls so; none, or one."""
    where = "m.institution = ? AND m.channel = ? AND {}"
    direct = stored(tx, where.format("m.remote_id = ? AND m.ref IS NULL"), (institution, channel, name))
    return direct[:1] or stored(tx, where.format("m.ref = ?"), (institution, channel, name))[:1]


def _siblings(tx: Connection, thread: tuple[StoredMention, ...]) -> tuple[int, ...]:
    """Moments that hold the same post, as it reached another institution of ours."""
    found: set[int] = set()
    for one in thread:
        if one.mention.direction == "in":
            same = tx.exec_driver_sql(
                "SELECT moment FROM mention WHERE channel = ? AND remote_id = ? AND institution <> ?"
                " AND moment IS NOT NULL",
                (one.mention.channel, one.mention.id, one.institution),
            )
            found.update(row[0] for row in same)
    return tuple(sorted(found))


def stored_mention(tx: Connection, id: int) -> StoredMention:  # noqa: A002
    """One mention by its row. UsageError where there is none."""
    found = stored(tx, "m.id = ?", (id,))
    if not found:
        raise UsageError(_("There is no message {id}.").format(id=id), title=_("No such message"))
    return found[0]


def stored_mentions(tx: Connection, ids: Iterable[int]) -> tuple[StoredMention, ...]:
    """Several by their rows, in order of (published, id)."""
    return stored(tx, "m.id IN (SELECT value FROM json_each(?))", (canonical(list(ids)),))


def judgements(tx: Connection, ids: Iterable[int]) -> tuple[Judgement, ...]:
    """What the inbound mentions of these moments were found to be, as stored."""
    asked = (canonical(list(ids)),)
    found = stored(tx, "m.moment IN (SELECT value FROM json_each(?)) AND m.verdict IS NOT NULL", asked)
    return tuple(
        Judgement(mention=one.id, annotation=one.annotation, context=one.context or Context(), verdict=one.verdict)
        for one in found
        if one.annotation is not None and one.verdict is not None
    )


def author_history(
    tx: Connection, institution: str, channel: str, citizen: str, limit: int = 20, *, reader: Reader | None = None
) -> tuple[Past, ...]:
    """An author's moments with an institution that `reader` may read, newest first."""
    found = tx.exec_driver_sql(
        "SELECT m.id, m.year, m.opened_at, m.status, m.tags, m.outcome, t.text FROM moment m"
        " LEFT JOIN mention t ON t.id = m.opening WHERE m.id IN (SELECT h.moment FROM mention h"
        " WHERE h.institution = ? AND h.channel = ? AND h.citizen = ? AND h.direction = 'in')"
        " ORDER BY m.opened_at DESC, m.id DESC LIMIT ?",
        (institution, channel, citizen, limit),
    )
    past = [_past(row) for row in found]
    closed = unreadable(tx, (one.id for one in past), reader)
    return tuple(one for one in past if one.id not in closed)


def _past(row: Any) -> Past:
    return Past(
        id=row.id,
        folio=folio(row.year, row.id),
        created_at=instant(row.opened_at),
        status=Status(row.status),
        text=row.text or "",
        tags=tuple(json.loads(row.tags)),
        outcome=row.outcome,
    )
