"""Which verbs there are, and whether a moment as it stands admits one.

Each verb with what its `data` holds (texts are apart):

    received {mention, direction} · note · claim · release · assign {owner} · refer {to, close, follow_up_at}
    tag {tags} · untag {tags} · priority {priority} · snooze {until} · close {outcome} · dismiss {reason} · reopen
    answered {how} · no_reply {reason} · reply {reply, then, follow_up_at} · to_approve {reply} · approve {reply}
    sent {reply, mention, then, follow_up_at} · failed {reply, code} · unknown {reply} · cancelled {reply}
    bounced {mention, voids} · escalated {rule, promise, true_at, assign, priority, tag} · joined {from}
    redecided {rule_set} · undo {undoes}

A reply in several posts has `parts` beside `reply`, its first: all rows that the act is about.
"""

from __future__ import annotations

from collections.abc import Callable

from social_console.errors import IllegalAct
from social_console.i18n import gettext as _
from social_console.model import Act, Event, Json, Priority, Status, Then
from social_console.moments.timeline import State

MANUAL = frozenset(
    {
        *("note", "claim", "release", "assign", "refer", "tag", "untag", "priority", "snooze", "close", "dismiss"),
        *("reopen", "answered", "no_reply", "reply", "approve", "undo"),
    }
)
"""A person's verbs."""

PROGRAM = frozenset(
    {
        *("received", "to_approve", "sent", "failed", "unknown", "cancelled", "bounced", "escalated", "joined"),
        "redecided",
    }
)
"""What the program itself writes down."""

UNDOABLE = MANUAL - {"approve"}
"""An undo of anything else is written down and changes nothing."""

OUTCOMES = ("answered", "resolved", "referred", "no_reply", "duplicate", "other")
REASONS = ("spam", "duplicate", "not_ours", "nothing_asked", "other")
HOWS = ("phone", "whatsapp", "in-person", "email", "mail", "other")

_ENDED = (Status.CLOSED, Status.DISMISSED)
_NEEDS_LIFE = frozenset({"claim", "assign", "refer", "snooze", "no_reply"})


def rows(event: Event) -> tuple[Json, ...]:
    """The rows of the outbox that an act is about: a reply's, or those of all its parts."""
    return tuple(event.data.get("parts") or (event.data.get("reply"),))


def check_act(state: State, act: Act) -> None:
    """Raise IllegalAct, saying why, where the moment as it stands does not admit the verb or its data."""
    if act.verb in PROGRAM:
        return
    if act.verb not in MANUAL:
        raise IllegalAct(_("There is no verb {verb}.").format(verb=repr(act.verb)))
    if act.verb in _NEEDS_LIFE and state.status in _ENDED:
        raise IllegalAct(_ended(state), remedy=_("Reopen it first."))
    check = _CHECKS.get(act.verb)
    if check is not None:
        check(state, act)


def _claim(state: State, act: Act) -> None:
    if state.owner == act.actor:
        raise IllegalAct(_("It is yours already."))
    if state.owner is not None and state.owner == state.owner_by:
        message = _("{owner} took it.").format(owner=state.owner)
        raise IllegalAct(message, remedy=_("If it shall be yours all the same, assign it to yourself."))


def _release(state: State, act: Act) -> None:
    if state.owner is None:
        raise IllegalAct(_("It has no owner."))


def _assign(state: State, act: Act) -> None:
    owner = _word(act, "owner", _("Say to whom it is assigned."))
    if state.owner == owner:
        raise IllegalAct(_("It belongs to {owner} already.").format(owner=owner))


def _refer(state: State, act: Act) -> None:
    _word(act, "to", _("Say to whom it is referred."))


def _tags(state: State, act: Act) -> None:
    if not act.data.get("tags"):
        raise IllegalAct(_("Say which tags."))


def _untag(state: State, act: Act) -> None:
    _tags(state, act)
    missing = [tag for tag in act.data["tags"] if tag not in state.tags]
    if missing:
        raise IllegalAct(_("It does not have the tag {tag}.").format(tag=missing[0]))


def _priority(state: State, act: Act) -> None:
    labels = tuple(priority.label for priority in Priority)
    _one_of(act, "priority", labels)
    if state.priority.label == act.data["priority"] and state.priority_by not in ("rules", "default"):
        raise IllegalAct(_("It has that priority already."))


def _snooze(state: State, act: Act) -> None:
    _word(act, "until", _("Say until when."))


def _close(state: State, act: Act) -> None:
    if state.status in _ENDED:
        raise IllegalAct(_ended(state))
    _one_of(act, "outcome", OUTCOMES)


def _dismiss(state: State, act: Act) -> None:
    if state.status == Status.DISMISSED and state.status_by == "rules":
        _one_of(act, "reason", REASONS)
        return
    if state.status in _ENDED:
        raise IllegalAct(_ended(state))
    _one_of(act, "reason", REASONS)


def _reopen(state: State, act: Act) -> None:
    if state.status not in _ENDED:
        raise IllegalAct(_("It is neither closed nor dismissed."))


def _answered(state: State, act: Act) -> None:
    if state.status == Status.DISMISSED:
        raise IllegalAct(_ended(state), remedy=_("Reopen it first."))
    _one_of(act, "how", HOWS)
    if act.at is not None and state.opened_at is not None and act.at < state.opened_at:
        raise IllegalAct(_("It cannot have been answered before the citizen wrote."))


def _no_reply(state: State, act: Act) -> None:
    if not state.owed:
        raise IllegalAct(_("No reply is owed."))


def _reply(state: State, act: Act) -> None:
    if state.status == Status.DISMISSED:
        raise IllegalAct(_ended(state), remedy=_("Reopen it first."))
    if act.data.get("then") is not None:
        _one_of(act, "then", tuple(Then))


def _approve(state: State, act: Act) -> None:
    if state.pending_reply != "to_approve":
        raise IllegalAct(_("No reply is waiting for approval."))


_CHECKS: dict[str, Callable[[State, Act], None]] = {
    "claim": _claim,
    "release": _release,
    "assign": _assign,
    "refer": _refer,
    "tag": _tags,
    "untag": _untag,
    "priority": _priority,
    "snooze": _snooze,
    "close": _close,
    "dismiss": _dismiss,
    "reopen": _reopen,
    "answered": _answered,
    "no_reply": _no_reply,
    "reply": _reply,
    "approve": _approve,
}


def _ended(state: State) -> str:
    return _("It is closed.") if state.status == Status.CLOSED else _("It is dismissed.")


def _word(act: Act, key: str, missing: str) -> str:
    word = act.data.get(key)
    if not word:
        raise IllegalAct(missing)
    return str(word)


def _one_of(act: Act, key: str, allowed: tuple[str, ...]) -> None:
    if act.data.get(key) not in allowed:
        given = repr(act.data.get(key))
        raise IllegalAct(_("{given} is none of: {allowed}.").format(given=given, allowed=", ".join(allowed)))
