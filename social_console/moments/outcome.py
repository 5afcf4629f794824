"""From the variables of a finished fold to the state that is stored and shown."""

from __future__ import annotations

from datetime import datetime

from social_console.clock import Pause
from social_console.model import Status
from social_console.moments.folding import Folding
from social_console.moments.promised import Clocks, Situation, clocks
from social_console.moments.timeline import State

_WORST_FIRST = (("unknown", "unknown"), ("failed", "failed"), ("bounced", "failed"), ("queued", "queued"),
                ("to_approve", "to_approve"))  # fmt: skip


def state_of(folded: Folding, one_way: bool) -> State:
    """The moment as it stands."""
    ended = folded.status in (Status.CLOSED, Status.DISMISSED)
    owed = bool(folded.pending) and not one_way and folded.status != Status.DISMISSED
    unanswered = owed and not ended
    priority, priority_by = folded.values.priority()
    owner, owner_by = folded.values.owner()
    standard, standard_by = folded.values.standard()
    found = _clocks(folded, one_way, unanswered, ended, standard)
    earliest = found.earliest
    opening, newest, response = folded.opening, folded.newest, folded.first_response
    return State(
        status=folded.status,
        status_by=folded.status_by,
        priority=priority,
        priority_by=priority_by,
        tags=folded.values.tags(),
        owner=owner,
        owner_by=owner_by,
        standard=standard,
        standard_by=standard_by,
        suggest=folded.values.suggest,
        approve=folded.values.approve,
        restrict=folded.values.restrict,
        owed=owed,
        unanswered=unanswered,
        waiting_since=folded.pending[0].at if unanswered else None,
        opened_at=opening.at if opening else folded.started_at,
        opening=opening.id if opening else None,
        newest_in=newest.id if newest else None,
        last_in_at=newest.at if newest else None,
        last_out_at=folded.last_out_at,
        first_response_at=response[0] if response else None,
        first_response_how=response[1] if response else None,
        first_closed_at=folded.closes[0].at if folded.closes else None,
        closed_at=folded.closed_at,
        outcome=folded.outcome,
        dismissed_reason=folded.reason,
        snoozed_until=_snoozed_until(folded, found),
        follow_up_at=folded.follow_up[0] if folded.follow_up else None,
        due_at=earliest.due_at if earliest else None,
        due_since=earliest.since if earliest else None,
        due_clock=earliest.clock if earliest else None,
        first_due_at=found.first_due_at,
        next_due_at=found.next_due_at,
        resolution_due_at=found.resolution_due_at,
        pending_reply=_pending_reply(folded),
        history=_is_history(folded),
        referred_to=folded.referred_to,
        reopened=folded.reopened,
        n_in=folded.n_in,
        n_out=folded.n_out,
    )


def _clocks(folded: Folding, one_way: bool, unanswered: bool, ended: bool, standard: str | None) -> Clocks:
    promises = folded.promises
    waiting = next((heard.at for heard in folded.pending if not heard.history), None) if unanswered else None
    promised_at = None if one_way else folded.promised_at
    pauses = [*folded.pauses, *([Pause(folded.paused_at, None)] if folded.paused_at else [])]
    situation = Situation(promised_at, folded.promise_kept_at is not None, waiting, ended, pauses)
    found = clocks(situation, promises.standard(standard, promised_at), promises)
    if folded.follow_up is not None:
        found.add(*folded.follow_up, "follow_up")
    return found


def _snoozed_until(folded: Folding, found: Clocks) -> datetime | None:
    """Until the wish, or the first promise to fall due after the snooze was asked for."""
    if folded.snooze is None:
        return None
    until, asked_at = folded.snooze
    return min([until, *(one.due_at for one in found.running if one.due_at > asked_at)])


def _pending_reply(folded: Folding) -> str | None:
    if not folded.replies:
        return None
    states = set(folded.replies.values())
    return next((shown for state, shown in _WORST_FIRST if state in states), None)


def _is_history(folded: Folding) -> bool:
    return folded.opening is not None and folded.first_live is None
