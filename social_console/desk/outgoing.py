"""Replies that were let go and are not out: approved, cancelled, tried again, taken back (DESIGN 8.2).

A reply in several parts is one: what is done to a part is done to all of them that have not gone out.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from social_console import clock
from social_console.desk import acting, drafting
from social_console.desk.values import Composing, Done
from social_console.errors import IllegalAct, Location, NotAllowed, UsageError
from social_console.i18n import gettext as _
from social_console.i18n import ngettext
from social_console.model import Act, Event, Json, ReplyState, Then

if TYPE_CHECKING:
    from social_console.desk.desk import Desk
    from social_console.store import Reply

UNSENT = (ReplyState.TO_APPROVE, ReplyState.QUEUED, ReplyState.FAILED)
"""States of a reply that certainly has not gone out and is not going out at this instant."""
OVER = (ReplyState.SENT, ReplyState.CANCELLED)


def mine_to_read(tx: Any, desk: Desk, reply_id: int) -> Reply:
    """A row of the outbox, of a moment that this operator may read (NotAllowed)."""
    from social_console import store

    reply = store.get_reply(tx, reply_id)
    desk.may_read(tx, reply.moment)
    return reply


def about(rows: Sequence[Reply] | Sequence[int]) -> dict[str, Json]:
    """What an event says of the rows that it is about."""
    ids = [row if isinstance(row, int) else row.id for row in rows]
    return {"reply": ids[0]} | ({"parts": ids} if len(ids) > 1 else {})


def approve(desk: Desk, reply_id: int) -> Done:
    """A lead lets a reply go out, at once or when it was meant to."""
    from social_console import store

    desk.may_lead()
    now = clock.now()
    with desk.inbox.writing() as tx:
        reply = mine_to_read(tx, desk, reply_id)
        drafting.account_for(desk, reply)
        parts = _all_in(tx, reply, (ReplyState.TO_APPROVE,))
        for part in parts:
            store.cas(tx, part.id, (ReplyState.TO_APPROVE,), ReplyState.QUEUED, now=now)
        event = _written(tx, desk, reply, Act(verb="approve", actor=desk.operator, data=about(parts)), now)
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
    """It shall not go out, nor what is left of it. What is being sent at this instant cannot be stopped."""
    from social_console import store

    desk.may_write()
    now = clock.now()
    stoppable = (ReplyState.DRAFT, *UNSENT, ReplyState.UNKNOWN)
    with desk.inbox.writing() as tx:
        reply = mine_to_read(tx, desk, reply_id)
        parts = store.parts_of(tx, reply)
        left = [part for part in parts if part.state in stoppable]
        if not left:
            raise moved_on(reply)
        for part in left:
            store.cas(tx, part.id, stoppable, ReplyState.CANCELLED, now=now)
        event = _written(tx, desk, reply, Act(verb="cancelled", actor=desk.operator, data=about(left)), now)
    said = _cancelled(len(parts) - len(left), len(parts))
    return Done(moments=(reply.moment,), events=(event.id,), message=said, reply=reply_id)


def _cancelled(out: int, parts: int) -> str:
    if not out:
        return _("Cancelled.")
    said = ngettext("Cancelled; {n} of {parts} parts is out.", "Cancelled; {n} of {parts} parts are out.", out)
    return said.format(n=out, parts=parts)


def retry(desk: Desk, reply_id: int, *, not_sent: bool) -> Done:
    """Queue it again: what failed, what waits for its next try; what is unknown only on a person's word."""
    from social_console import store

    desk.may_write()
    now = clock.now()
    states = [ReplyState.FAILED, ReplyState.QUEUED, *([ReplyState.UNKNOWN] if not_sent else [])]
    with desk.inbox.writing() as tx:
        reply = mine_to_read(tx, desk, reply_id)
        drafting.account_for(desk, reply)
        waiting = _waiting(tx, reply)
        stuck = waiting[0]
        if stuck.state is ReplyState.UNKNOWN and not not_sent:
            raise _must_be_looked_up(stuck)
        detail = store.detail(tx, reply.moment)
        values: dict[str, Any] = {
            "not_before": now,
            "error": None,
            "seen_mention": drafting.newest(detail),
            "seen_event": drafting.newest_event(detail),
        }
        if stuck.state is ReplyState.FAILED:  # another post; what is unknown keeps its name, if it came after all
            values |= {"prepared": None, "ref": None}
        if not store.cas(tx, stuck.id, states, ReplyState.QUEUED, now=now, **values):
            raise moved_on(stuck)
        data = about(waiting) | {"then": Then(stuck.then).value} | acting.instant(follow_up_at=stuck.follow_up_at)
        event = _written(tx, desk, reply, Act(verb="reply", actor=desk.operator, data=data), now)
    said = _("The reply is queued again.")
    return Done(moments=(reply.moment,), events=(event.id,), message=said, undo=(event.id,), reply=stuck.id, until=now)


def edit(desk: Desk, reply_id: int) -> Composing:
    """A reply that has not gone out is a draft again, mine; of one in parts, what has not."""
    from social_console import store

    desk.may_write()
    now = clock.now()
    with desk.inbox.writing() as tx:
        reply = mine_to_read(tx, desk, reply_id)
        waiting = _waiting(tx, reply)
        stops = next((part for part in waiting if part.state not in (ReplyState.DRAFT, *UNSENT)), None)
        if stops is not None:
            raise moved_on(stops)
        store.gather(tx, waiting, now=now, author=desk.operator, prepared=None, ref=None, error=None)
        if reply.state is not ReplyState.DRAFT:
            _written(tx, desk, reply, Act(verb="cancelled", actor=desk.operator, data=about(waiting)), now)
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
            done.append(store.undo(tx, event.id, desk.operator, promises=desk.rule_set.promises, now=now))
    moments = tuple(dict.fromkeys(event.moment for event in done))
    said = acting.counted(_("Undone."), len(moments))
    return Done(moments=moments, events=tuple(event.id for event in done), message=said)


def _unqueue(tx: Any, desk: Desk, event: Event, now: datetime) -> None:
    """DESIGN 8.2: undoing a reply brings back a draft, whole; too late is said, never guessed."""
    from social_console import store

    if event.verb != "reply":
        return
    reply = store.get_reply(tx, int(event.data["reply"]))
    parts = _all_in(tx, reply, (ReplyState.QUEUED, ReplyState.TO_APPROVE))
    store.gather(tx, parts, now=now)
    if reply.state is ReplyState.TO_APPROVE:
        _written(tx, desk, reply, Act(verb="cancelled", actor=desk.operator, data=about(parts)), now)


def _waiting(tx: Any, reply: Reply) -> tuple[Reply, ...]:
    """The parts that have not gone out; where there is none, the row that was named."""
    from social_console import store

    return tuple(part for part in store.parts_of(tx, reply) if part.state not in OVER) or (reply,)


def _all_in(tx: Any, reply: Reply, states: Collection[ReplyState]) -> tuple[Reply, ...]:
    """The parts that wait, all of which have to be in these states (IllegalAct); what went out before is another
    matter only where a later part was tried again."""
    waiting = _waiting(tx, reply)
    stops = next((part for part in (reply, *waiting) if part.state not in states), None)
    if stops is not None:
        raise moved_on(stops)
    return waiting


def _written(tx: Any, desk: Desk, reply: Reply, act: Act, now: datetime) -> Event:
    from social_console import store

    return store.act(tx, reply.moment, act, promises=desk.rule_set.promises, now=now)


def moved_on(reply: Reply) -> IllegalAct:
    """What is asked of it comes too late, or too early."""
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
