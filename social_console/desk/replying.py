"""Writing a reply: the draft, what is said before it goes, and every way back (DESIGN 8.2, 8.7).

Nothing is sent here: `outbox` does that, in whichever process runs next.
"""

from __future__ import annotations

import mimetypes
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from social_console import clock
from social_console.desk import acting, drafting, outgoing
from social_console.desk.limits import must_be_sendable
from social_console.desk.splitting import Part
from social_console.desk.values import Composing, Done
from social_console.errors import Location, StaleThread, UsageError
from social_console.i18n import gettext as _
from social_console.model import Act, Event, ReplyState, Then

if TYPE_CHECKING:
    from social_console.desk.desk import Desk
    from social_console.store import News, Reply


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What the operator decided when pressing *send*."""

    text: str
    then: Then
    seen: int
    seen_event: int | None = None
    split: bool = False
    subject: str | None = None
    later: datetime | None = None
    follow_up: datetime | None = None
    attachments: tuple[Path, ...] = ()


def compose(desk: Desk, moment: int, template: str | None) -> Composing:
    """My draft for this moment, begun or gone on with."""
    desk.may_write()
    with desk.inbox.reading() as tx:
        desk.may_read(tx, moment)
    return drafting.compose(desk, moment, template)


def templates(desk: Desk, moment: int) -> tuple[str, ...]:
    """The names of the templates, the suggested one first."""
    from social_console import store

    with desk.inbox.reading() as tx:
        suggested = store.state(tx, moment).suggest
    names = list(desk.rule_set.templates)
    return tuple(sorted(names, key=lambda name: name != suggested))


def save(desk: Desk, reply_id: int, text: str, subject: str | None) -> None:
    """Keep the draft as it stands; a reply that is no draft any more is left alone."""
    from social_console import store

    desk.may_write()
    values: dict[str, Any] = {"text": text} if subject is None else {"text": text, "subject": subject}
    with desk.inbox.writing() as tx:
        store.cas(tx, reply_id, (ReplyState.DRAFT,), ReplyState.DRAFT, now=clock.now(), **values)


def discard(desk: Desk, reply_id: int) -> None:
    """Drop a draft of mine."""
    from social_console import store

    desk.may_write()
    with desk.inbox.writing() as tx:
        store.cas(tx, reply_id, (ReplyState.DRAFT,), ReplyState.CANCELLED, now=clock.now())


def acknowledge(desk: Desk, composing: Composing) -> Composing:
    """The news has been read: the draft answers the thread as it is now, and the citizen's newest mention."""
    from social_console import store

    desk.may_write()
    with desk.inbox.writing() as tx:
        target = store.stored_mention(tx, composing.target).mention
        door = {"target_mention": composing.target, "channel": target.channel, "account": target.account}
        seen = {"seen_mention": composing.seen, "seen_event": composing.seen_event}
        store.cas(tx, composing.reply_id, (ReplyState.DRAFT,), ReplyState.DRAFT, now=clock.now(), **door, **seen)
    return replace(composing, news=())


def send(desk: Desk, reply_id: int, order: Order) -> Done:
    """Queue the draft, or put it before a lead; one transaction."""
    from social_console import store

    desk.may_write()
    now = clock.now()
    parts = _parts(desk, reply_id, order)
    with desk.inbox.writing() as tx:
        reply = outgoing.mine_to_read(tx, desk, reply_id)
        _must_be_draft(reply)
        account = drafting.account_for(desk, reply)
        _must_be_fresh(tx, reply, order)
        to_approve = drafting.needs_approval(desk, store.state(tx, reply.moment), account)
        state = ReplyState.TO_APPROVE if to_approve else ReplyState.QUEUED
        not_before = order.later or now + timedelta(seconds=desk.settings.undo_seconds)
        values = _values(order) | {"not_before": not_before, "author": desk.operator}
        ids = store.split_draft(tx, reply, parts, state, now=now, **values)
        if not ids:
            raise outgoing.moved_on(reply)
        written = [(reply.moment, act) for act in _acts(desk, ids, order, state)]
        event = store.acts(tx, written, promises=desk.rule_set.promises, now=now)[0]
    return _sent(desk, reply, event, len(ids), None if to_approve else not_before)


def _parts(desk: Desk, reply_id: int, order: Order) -> list[tuple[str, str]]:
    """What goes out in how many posts; UsageError for what cannot go. May ask the channel."""
    limits = drafting.limits_of(desk, reply_id)
    with desk.inbox.reading() as tx:
        reply = outgoing.mine_to_read(tx, desk, reply_id)
    _must_be_draft(reply)
    no_files = drafting.no_files(desk, desk.settings.account(reply.channel, reply.account))
    if order.attachments and no_files:
        raise UsageError(no_files, remedy=_("Take them out, or put them on a page and send its address."))
    must_be_sendable(order.text, limits, split=order.split)
    parts = limits.parts(order.text) if order.split else (Part(order.text, order.text),)
    return [(part.text, part.whole) for part in parts]


def _values(order: Order) -> dict[str, Any]:
    values: dict[str, Any] = {
        "then": order.then,
        "follow_up_at": order.follow_up,
        "seen_mention": order.seen,
        "error": None,
        "attempts": 0,
        "prepared": None,  # of an earlier text, whose sending certainly came to nothing
        "ref": None,
        "attachments": [_attachment(path) for path in order.attachments],
    }
    values |= {} if order.seen_event is None else {"seen_event": order.seen_event}
    return values if order.subject is None else values | {"subject": order.subject}


def _attachment(path: Path) -> dict[str, str]:
    kind, _encoding = mimetypes.guess_type(path.name)
    return {"path": str(path), "name": path.name, "type": kind or "application/octet-stream"}


def _acts(desk: Desk, ids: Sequence[int], order: Order, state: ReplyState) -> list[Act]:
    rows = outgoing.about(ids)
    data = rows | {"then": order.then.value} | acting.instant(follow_up_at=order.follow_up)
    acts = [Act(verb="reply", actor=desk.operator, data=data)]
    if state is ReplyState.TO_APPROVE:
        acts.append(Act(verb="to_approve", actor=desk.operator, data=rows))
    return acts


def _sent(desk: Desk, reply: Reply, event: Event, parts: int, at: datetime | None) -> Done:
    """`at`: when it goes out; None where a lead has to approve it."""
    if at is None:
        said = _("A lead has to approve this reply before it goes out.")
    elif parts > 1:
        said = _("The reply is queued in {n} parts; it goes out at {when}.")
        said = said.format(n=parts, when=acting.local(at, desk.zone))
    else:
        said = _("The reply is queued; it goes out at {when}.").format(when=acting.local(at, desk.zone))
    return Done(moments=(reply.moment,), events=(event.id,), message=said, undo=(event.id,), reply=reply.id, until=at)


def _must_be_draft(reply: Reply) -> None:
    if reply.state is not ReplyState.DRAFT:
        raise outgoing.moved_on(reply)


def _must_be_fresh(tx: Any, reply: Reply, order: Order) -> None:
    from social_console import store

    event = reply.seen_event if order.seen_event is None else order.seen_event
    read = replace(reply, seen_mention=order.seen, seen_event=event)
    must_be_read(drafting.unseen(tx, store.detail(tx, reply.moment), read), reply.moment)


def must_be_read(news: Sequence[News], moment: int) -> None:
    """Raise StaleThread with what has happened, where anything has."""
    if not news:
        return
    told = "\n".join(drafting.news_words(one) for one in news[-3:])
    raise StaleThread(
        _("The thread has moved on since you read it: {news}").format(news=told),
        location=Location(moment=moment),
        remedy=_("Read it and decide again; your draft is kept."),
    )
