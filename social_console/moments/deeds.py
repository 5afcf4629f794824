"""What each event changes in a fold. Who closes or replies settles what could be known then (see `folding`)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from social_console.clock import due
from social_console.model import Event, Status
from social_console.moments.acts import MANUAL, rows
from social_console.moments.folding import Folding

_UNTOUCHING = frozenset({"note", "undo"})


def do(now: Folding, event: Event) -> None:
    """One event."""
    verb = event.verb
    if verb in MANUAL and verb not in _UNTOUCHING:
        now.touched = True
        if now.status == Status.NEW:
            now.status, now.status_by = Status.OPEN, event.actor
        now.stood_open(event.at, event.actor)
    change = _CHANGES.get(verb)
    if change is not None:
        change(now, event)


def _claim(now: Folding, event: Event) -> None:
    now.values.own(event.actor, event.actor)


def _release(now: Folding, event: Event) -> None:
    now.values.own(None, event.actor)


def _assign(now: Folding, event: Event) -> None:
    now.values.own(event.data.get("owner"), event.actor)


def _tag(now: Folding, event: Event) -> None:
    now.values.tag(event.data.get("tags") or (), event.actor)


def _untag(now: Folding, event: Event) -> None:
    now.values.untag(event.data.get("tags") or ())


def _prioritise(now: Folding, event: Event) -> None:
    now.values.prioritise(str(event.data.get("priority")), event.actor)


def _escalate(now: Folding, event: Event) -> None:
    now.values.escalate(event.data)


def _refer(now: Folding, event: Event) -> None:
    to = str(event.data.get("to"))
    now.referred_to = to
    if event.data.get("close"):
        now.close(event, event.actor, "referred", event.seen_at)
        return
    at = _instant(event.data.get("follow_up_at"))
    length = now.promises.follow_ups.get(to)
    if at is None and length is not None:
        at = due(now.promises.calendar(), event.at, length)
    if at is not None:
        now.follow_up, now.referral = (at, event.at), True


def _snooze(now: Folding, event: Event) -> None:
    until = _instant(event.data.get("until"))
    news = now.latest_seen is not None and now.latest_seen > event.seen_at
    ended = now.status in (Status.CLOSED, Status.DISMISSED)
    now.snooze = None if until is None or news or ended else (until, event.at)


def _close_by_hand(now: Folding, event: Event) -> None:
    now.close(event, event.actor, str(event.data.get("outcome") or "other"), event.seen_at)


def _dismiss(now: Folding, event: Event) -> None:
    now.become(Status.DISMISSED, event.actor)
    now.reason = str(event.data.get("reason") or "other")
    now.rest(event.seen_at)


def _reopen_by_hand(now: Folding, event: Event) -> None:
    if now.status in (Status.CLOSED, Status.DISMISSED):
        now.become(Status.OPEN, event.actor)


def _answer(now: Folding, event: Event) -> None:
    if now.opening is None:
        return
    now.respond(event.at, str(event.data.get("how") or "other"), event.seen_at)
    if now.status in (Status.NEW, Status.OPEN):
        _owe(now, event, event.actor, event.seen_at)
    now.reopen_for_news(event.seen_at)


def _no_reply(now: Folding, event: Event) -> None:
    now.excused_at = event.at
    now.pending = [heard for heard in now.pending if heard.seen_at > event.seen_at]


def _queue(now: Folding, event: Event) -> None:
    now.replies |= dict.fromkeys(rows(event), "queued")
    now.values.own(event.actor, event.actor)


def _approve(now: Folding, event: Event) -> None:
    now.replies |= dict.fromkeys(rows(event), "queued")


def _reply_became(now: Folding, event: Event) -> None:
    now.replies |= dict.fromkeys(rows(event), event.verb)


def _cancelled(now: Folding, event: Event) -> None:
    for reply in rows(event):
        now.replies.pop(reply, None)


def _was_sent(now: Folding, event: Event) -> None:
    reply = event.data.get("reply")
    now.replies.pop(reply, None)
    if now.opening is None:
        return
    written = now.written[event.id]
    mention = event.data.get("mention")
    if mention in now.void:
        now.replies[reply] = "bounced"
    if mention not in now.ours:
        now.respond(event.at, "sent", written.seen_at)
    decided_after = now.ended_known is not None and now.ended_known > written.seen_at
    if not (decided_after and now.status in (Status.CLOSED, Status.DISMISSED)):
        _owe(now, event, written.actor, written.seen_at)


def _owe(now: Folding, event: Event, by: str, known: datetime) -> None:
    """After a reply: who owes the next step."""
    then = event.data.get("then") or "waiting"
    if then == "close":
        now.close(event, by, str(event.data.get("outcome") or "answered"), known)
        return
    now.become(Status.OPEN if then == "open" else Status.WAITING, by)
    at = _instant(event.data.get("follow_up_at"))
    if at is not None:
        now.follow_up, now.referral = (at, event.at), False
    now.reopen_for_news(known)


def _bounce(now: Folding, event: Event) -> None:
    now.reopen(event.actor)


def _instant(value: Any) -> datetime | None:
    if value is None or isinstance(value, datetime):
        return value
    at = datetime.fromisoformat(str(value))
    return at.astimezone(UTC) if at.tzinfo is not None else at.replace(tzinfo=UTC)


_CHANGES: dict[str, Callable[[Folding, Event], None]] = {
    "claim": _claim,
    "release": _release,
    "assign": _assign,
    "refer": _refer,
    "tag": _tag,
    "untag": _untag,
    "priority": _prioritise,
    "snooze": _snooze,
    "close": _close_by_hand,
    "dismiss": _dismiss,
    "reopen": _reopen_by_hand,
    "answered": _answer,
    "no_reply": _no_reply,
    "reply": _queue,
    "to_approve": _reply_became,
    "approve": _approve,
    "sent": _was_sent,
    "failed": _reply_became,
    "unknown": _reply_became,
    "cancelled": _cancelled,
    "bounced": _bounce,
    "escalated": _escalate,
}
