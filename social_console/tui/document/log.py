"""The event log in plain words, newest first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from social_console.i18n import gettext as _
from social_console.i18n import pgettext
from social_console.tui import wording
from social_console.tui.document.paper import Paper, safe

if TYPE_CHECKING:
    from social_console.model import Event
    from social_console.store import Detail

SHOWN_EVENTS = 40


def write_log(paper: Paper, detail: Detail) -> None:
    """Who did what, when."""
    undone = {event.data.get("undoes") for event in detail.events if event.verb == "undo"}
    for event in reversed(detail.events[-SHOWN_EVENTS:]):
        style = "strike $text-muted" if event.id in undone else ""
        paper.line(
            (f"{paper.at(event.at):<12} ", "$text-muted"),
            (f"{actor_word(event.actor)}  ", "bold"),
            (event_words(event, paper), style),
        )
    if not detail.events:
        paper.line((_("Nobody has done anything yet."), "$text-muted"))


def event_words(event: Event, paper: Paper) -> str:
    """One event: the verb, and what it was about."""
    about = about_of(event, paper)
    return f"{verb_word(event.verb)} {about}".rstrip()


def actor_word(actor: str) -> str:
    """Who did it: a person's login, or a part of the program."""
    return {
        "rules": pgettext("actor", "the rules"),
        "collect": pgettext("actor", "reading"),
        "outbox": pgettext("actor", "the outbox"),
    }.get(actor, safe(actor, 24))


def verb_word(verb: str) -> str:
    """What was done, in the past."""
    return {
        "received": _("message arrived"),
        "note": _("wrote a note"),
        "claim": _("took it"),
        "release": _("gave it back"),
        "assign": _("assigned it to"),
        "refer": _("referred it to"),
        "tag": _("tagged it"),
        "untag": _("removed the tags"),
        "priority": _("set the priority"),
        "snooze": _("snoozed it until"),
        "close": _("closed it:"),
        "dismiss": _("dismissed it:"),
        "reopen": _("reopened it"),
        "answered": _("answered elsewhere:"),
        "no_reply": _("no reply owed:"),
        "reply": _("queued a reply"),
        "to_approve": _("asked for approval"),
        "approve": _("approved the reply"),
        "sent": _("reply sent"),
        "failed": _("reply not sent"),
        "unknown": _("reply not confirmed"),
        "cancelled": _("reply cancelled"),
        "bounced": _("reply came back"),
        "escalated": _("escalated by"),
        "joined": _("joined with"),
        "redecided": _("classified again"),
        "undo": _("undid"),
    }.get(verb, safe(verb, 40))


def about_of(event: Event, paper: Paper) -> str:
    """The value that the verb gave."""
    data = event.data
    if event.verb in ("tag", "untag"):
        return safe(" ".join(f"#{tag}" for tag in data.get("tags", ())))
    if event.verb == "snooze":
        return _time(data.get("until"), paper)
    if event.verb in _SAID:
        key, word = _SAID[event.verb]
        return word(str(data.get(key) or ""))
    if event.verb == "escalated":
        return f"«{safe(str(data.get('rule') or ''), 80)}»"
    return next((safe(str(data[key]), 80) for key in ("owner", "to", "from") if data.get(key)), "")


def _time(value: object, paper: Paper) -> str:
    """A stored time, as a person says it."""
    try:
        at = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError:
        return ""
    return paper.at(at)


def outcome_word(name: str) -> str:
    """Of a close, or a dismissal's reason."""
    return {
        "answered": pgettext("outcome", "answered"),
        "resolved": pgettext("outcome", "resolved"),
        "referred": pgettext("outcome", "referred"),
        "no_reply": pgettext("outcome", "without a reply"),
        "duplicate": pgettext("outcome", "duplicate"),
        "other": pgettext("outcome", "other"),
        "spam": pgettext("outcome", "spam"),
        "not_ours": pgettext("outcome", "not ours"),
        "nothing_asked": pgettext("outcome", "nothing asked"),
    }.get(name, safe(name, 60))


def how_word(name: str) -> str:
    """How somebody was answered outside of the console."""
    return {
        "phone": pgettext("how", "by phone"),
        "whatsapp": pgettext("how", "by WhatsApp"),
        "in-person": pgettext("how", "in person"),
        "other": pgettext("how", "another way"),
    }.get(name, safe(name, 60))


_SAID: Mapping[str, tuple[str, Callable[[str], str]]] = {
    "close": ("outcome", outcome_word),
    "dismiss": ("reason", outcome_word),
    "no_reply": ("reason", outcome_word),
    "answered": ("how", how_word),
    "priority": ("priority", wording.priority_word),
}
