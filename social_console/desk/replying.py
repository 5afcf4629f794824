"""Writing a reply: the draft, what is said before it goes, and every way back (DESIGN 8.2, 8.7).

Nothing is sent here: `outbox` does that, in whichever process runs next.
"""

from __future__ import annotations

import mimetypes
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from social_console import clock
from social_console.desk import acting, drafting
from social_console.desk.values import Composing, Done
from social_console.errors import IllegalAct, Location, NotAllowed, StaleThread, UsageError
from social_console.i18n import gettext as _
from social_console.model import Act, Event, Json, ReplyState, Then
from social_console.text import plain

if TYPE_CHECKING:
    from social_console.desk.desk import Desk
    from social_console.store import Reply

UNSENT = (ReplyState.TO_APPROVE, ReplyState.QUEUED, ReplyState.FAILED)
"""States of a reply that certainly has not gone out and is not going out at this instant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What the operator decided when pressing *send*."""

    text: str
    then: Then
    seen: int
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


def _mine_to_read(tx: Any, desk: Desk, reply_id: int) -> Reply:
    """A row of the outbox, of a moment that this operator may read (NotAllowed)."""
    from social_console import store

    reply = store.get_reply(tx, reply_id)
    desk.may_read(tx, reply.moment)
    return reply


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


def send(desk: Desk, reply_id: int, order: Order) -> Done:
    """Queue the draft, or put it before a lead; one transaction."""
    from social_console import store

    desk.may_write()
    now = clock.now()
    limits = drafting.limits_of(desk, reply_id)
    with desk.inbox.writing() as tx:
        reply = _mine_to_read(tx, desk, reply_id)
        _must_be(reply, ReplyState.DRAFT)
        account = drafting.account_for(desk, reply)
        drafting.must_be_sendable(order.text, limits)
        _must_be_fresh(tx, desk, reply, order.seen)
        to_approve = drafting.needs_approval(desk, store.state(tx, reply.moment), account)
        state = ReplyState.TO_APPROVE if to_approve else ReplyState.QUEUED
        not_before = order.later or now + timedelta(seconds=desk.settings.undo_seconds)
        values = _values(order) | {"not_before": not_before, "author": desk.operator}
        if not store.cas(tx, reply_id, (ReplyState.DRAFT,), state, now=now, **values):
            raise _moved_on(reply)
        written = [(reply.moment, act) for act in _acts(desk, reply_id, order, state)]
        event = store.acts(tx, written, promises=_promises(desk), now=now)[0]
    return _sent(desk, reply, event, to_approve, not_before)


def _values(order: Order) -> dict[str, Any]:
    values: dict[str, Any] = {
        "text": order.text,
        "then": order.then,
        "follow_up_at": order.follow_up,
        "seen_mention": order.seen,
        "error": None,
        "attempts": 0,
        "prepared": None,  # of an earlier text, whose sending certainly came to nothing
        "ref": None,
        "attachments": [_attachment(path) for path in order.attachments],
    }
    return values if order.subject is None else values | {"subject": order.subject}


def _attachment(path: Path) -> dict[str, str]:
    kind, _encoding = mimetypes.guess_type(path.name)
    return {"path": str(path), "name": path.name, "type": kind or "application/octet-stream"}


def _acts(desk: Desk, reply_id: int, order: Order, state: ReplyState) -> list[Act]:
    data: dict[str, Json] = {"reply": reply_id, "then": order.then.value}
    data |= acting.instant(follow_up_at=order.follow_up)
    acts = [Act(verb="reply", actor=desk.operator, data=data)]
    if state is ReplyState.TO_APPROVE:
        acts.append(Act(verb="to_approve", actor=desk.operator, data={"reply": reply_id}))
    return acts


def _sent(desk: Desk, reply: Reply, event: Event, to_approve: bool, not_before: datetime) -> Done:
    if to_approve:
        said = _("A lead has to approve this reply before it goes out.")
    else:
        said = _("The reply is queued; it goes out at {when}.").format(when=acting.local(not_before, desk.zone))
    return Done(
        moments=(reply.moment,),
        events=(event.id,),
        message=said,
        undo=(event.id,),
        reply=reply.id,
        until=None if to_approve else not_before,
    )


def _must_be_fresh(tx: Any, desk: Desk, reply: Reply, seen: int) -> None:
    from social_console import store

    news = drafting.news(store.detail(tx, reply.moment), reply.author, seen)
    if not news:
        return
    newest = news[-1]
    raise StaleThread(
        _("The thread has moved on since you read it: {who} wrote “{text}”.").format(
            who=drafting.who(newest.mention), text=plain(newest.mention.text, limit=200, newlines=False)
        ),
        location=Location(moment=reply.moment),
        remedy=_("Read it and decide again; your draft is kept."),
    )


def approve(desk: Desk, reply_id: int) -> Done:
    """A lead lets a reply go out, at once or when it was meant to."""
    from social_console import store

    desk.may_lead()
    now = clock.now()
    with desk.inbox.writing() as tx:
        reply = _mine_to_read(tx, desk, reply_id)
        drafting.account_for(desk, reply)
        if not store.cas(tx, reply_id, (ReplyState.TO_APPROVE,), ReplyState.QUEUED, now=now):
            raise _moved_on(reply)
        act = Act(verb="approve", actor=desk.operator, data={"reply": reply_id})
        event = store.act(tx, reply.moment, act, promises=_promises(desk), now=now)
    return Done(moments=(reply.moment,), events=(event.id,), message=_("Approved."), reply=reply_id)


def approve_of(desk: Desk, moment: int) -> Done:
    """The same, for the moment's reply that waits for it."""
    from social_console import store

    with desk.inbox.reading() as tx:
        desk.may_read(tx, moment)
        waiting = [each for each in store.detail(tx, moment).replies if each.state is ReplyState.TO_APPROVE]
    if not waiting:
        raise IllegalAct(_("No reply of this moment waits for approval."), location=Location(moment=moment))
    return approve(desk, waiting[-1].id)


def cancel(desk: Desk, reply_id: int) -> Done:
    """It shall not go out. One that is being sent at this instant cannot be stopped."""
    from social_console import store

    desk.may_write()
    now = clock.now()
    stoppable = (ReplyState.DRAFT, *UNSENT, ReplyState.UNKNOWN)
    with desk.inbox.writing() as tx:
        reply = _mine_to_read(tx, desk, reply_id)
        if not store.cas(tx, reply_id, stoppable, ReplyState.CANCELLED, now=now):
            raise _moved_on(reply)
        act = Act(verb="cancelled", actor=desk.operator, data={"reply": reply_id})
        event = store.act(tx, reply.moment, act, promises=_promises(desk), now=now)
    return Done(moments=(reply.moment,), events=(event.id,), message=_("Cancelled."), reply=reply_id)


def retry(desk: Desk, reply_id: int, *, not_sent: bool) -> Done:
    """Queue it again: what failed, what waits for its next try; what is unknown only on a person's word."""
    from social_console import store

    desk.may_write()
    now = clock.now()
    states = [ReplyState.FAILED, ReplyState.QUEUED, *([ReplyState.UNKNOWN] if not_sent else [])]
    with desk.inbox.writing() as tx:
        reply = _mine_to_read(tx, desk, reply_id)
        drafting.account_for(desk, reply)
        if reply.state is ReplyState.UNKNOWN and not not_sent:
            raise _must_be_looked_up(reply)
        seen = max((each.id for each in store.detail(tx, reply.moment).thread), default=reply.seen_mention)
        values: dict[str, Any] = {"not_before": now, "error": None, "seen_mention": seen}
        if reply.state is ReplyState.FAILED:
            values |= {
                "prepared": None,
                "ref": None,
            }  # another post; what is unknown keeps its name, if it came after all
        if not store.cas(tx, reply_id, states, ReplyState.QUEUED, now=now, **values):
            raise _moved_on(reply)
        data: dict[str, Json] = {"reply": reply_id, "then": Then(reply.then).value}
        act = Act(verb="reply", actor=desk.operator, data=data | acting.instant(follow_up_at=reply.follow_up_at))
        event = store.act(tx, reply.moment, act, promises=_promises(desk), now=now)
    said = _("The reply is queued again.")
    return Done(moments=(reply.moment,), events=(event.id,), message=said, undo=(event.id,), reply=reply_id, until=now)


def edit(desk: Desk, reply_id: int) -> Composing:
    """A reply that has not gone out is a draft again, mine."""
    from social_console import store

    desk.may_write()
    now = clock.now()
    with desk.inbox.writing() as tx:
        reply = _mine_to_read(tx, desk, reply_id)
        values = {"author": desk.operator, "prepared": None, "ref": None, "error": None}
        if not store.cas(tx, reply_id, (ReplyState.DRAFT, *UNSENT), ReplyState.DRAFT, now=now, **values):
            raise _moved_on(reply)
        if reply.state is not ReplyState.DRAFT:
            act = Act(verb="cancelled", actor=desk.operator, data={"reply": reply_id})
            store.act(tx, reply.moment, act, promises=_promises(desk), now=now)
    return drafting.compose(desk, reply.moment, None)


def undo(desk: Desk, events: tuple[int, ...]) -> Done:
    """Take these events back, newest first, all or none; a queued reply becomes a draft again."""
    from social_console import store

    desk.may_write()
    if not events:
        raise UsageError(_("There is nothing to undo here."))
    now = clock.now()
    done: list[Event] = []
    with desk.inbox.writing() as tx:
        found = [store.event(tx, event_id) for event_id in sorted(events, reverse=True)]
        desk.may_read(tx, *(event.moment for event in found))
        for event in found:
            _unqueue(tx, desk, event, now)
            done.append(store.undo(tx, event.id, desk.operator, promises=_promises(desk), now=now))
    moments = tuple(dict.fromkeys(event.moment for event in done))
    said = acting.counted(_("Undone."), len(moments))
    return Done(moments=moments, events=tuple(event.id for event in done), message=said)


def _unqueue(tx: Any, desk: Desk, event: Event, now: datetime) -> None:
    """DESIGN 8.2: undoing a reply is one compare-and-set back to draft; too late is said, never guessed."""
    from social_console import store

    if event.verb != "reply":
        return
    reply = store.get_reply(tx, int(event.data["reply"]))
    if not store.cas(tx, reply.id, (ReplyState.QUEUED, ReplyState.TO_APPROVE), ReplyState.DRAFT, now=now):
        raise _moved_on(reply)
    if reply.state is ReplyState.TO_APPROVE:
        act = Act(verb="cancelled", actor=desk.operator, data={"reply": reply.id})
        store.act(tx, reply.moment, act, promises=_promises(desk), now=now)


def _promises(desk: Desk) -> Any:
    return desk.rule_set.promises


def _must_be(reply: Reply, state: ReplyState) -> None:
    if reply.state is not state:
        raise _moved_on(reply)


def _moved_on(reply: Reply) -> IllegalAct:
    words = {
        ReplyState.DRAFT: _("It is a draft."),
        ReplyState.TO_APPROVE: _("It waits for approval."),
        ReplyState.QUEUED: _("It is queued already."),
        ReplyState.SENDING: _("It is being sent at this moment."),
        ReplyState.SENT: _("It has been sent already."),
        ReplyState.FAILED: _("It could not be sent."),
        ReplyState.UNKNOWN: _("Nobody knows yet whether it went out."),
        ReplyState.CANCELLED: _("It was cancelled."),
    }
    said = _("Reply {id} does not admit this: {state}").format(id=reply.id, state=words[ReplyState(reply.state)])
    return IllegalAct(said, location=Location(moment=reply.moment))


def _must_be_looked_up(reply: Reply) -> NotAllowed:
    return NotAllowed(
        _("Nobody knows yet whether reply {id} went out; sending it again might double it.").format(id=reply.id),
        location=Location(moment=reply.moment),
        remedy=_("Look on the channel. If it is not there: `outbox retry {id} --not-sent`.").format(id=reply.id),
    )
