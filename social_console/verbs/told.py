"""What an event says, in the reader's words: the log of `show` and of the console's page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from social_console.i18n import gettext as _
from social_console.i18n import pgettext
from social_console.text import one_line
from social_console.verbs.words import priority_word

if TYPE_CHECKING:
    from social_console.model import Event


def event_words(event: Event, when: Callable[[datetime], str]) -> str:
    """One event: the verb, and what it was about."""
    about = about_of(event, when)
    return f"{verb_word(event.verb)} {about}".rstrip()


def actor_word(actor: str) -> str:
    """Who did it: a person's login, or a part of the program."""
    return {
        "rules": pgettext("actor", "the rules"),
        "collect": pgettext("actor", "reading"),
        "outbox": pgettext("actor", "the outbox"),
    }.get(actor, one_line(actor, 24))


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
        "revised": _("its author changed it"),
        "withdrawn": _("its author deleted it"),
        "redecided": _("classified again"),
        "undo": _("undid"),
    }.get(verb, one_line(verb, 40))


def about_of(event: Event, when: Callable[[datetime], str]) -> str:
    """The value that the verb gave."""
    data = event.data
    if event.verb in ("tag", "untag"):
        return one_line(" ".join(f"#{tag}" for tag in data.get("tags", ())))
    if data.get("parts"):
        return _("in {n} parts").format(n=len(data["parts"]))
    if event.verb == "snooze":
        return _time(data.get("until"), when)
    if event.verb in _SAID:
        key, word = _SAID[event.verb]
        return word(str(data.get(key) or ""))
    if event.verb == "escalated":
        return f"«{one_line(str(data.get('rule') or ''), 80)}»"
    return next((one_line(str(data[key]), 80) for key in ("owner", "to", "from") if data.get(key)), "")


def _time(value: object, when: Callable[[datetime], str]) -> str:
    """A stored time, as a person says it."""
    try:
        at = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError:
        return ""
    return when(at)


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
    }.get(name, one_line(name, 60))


def how_word(name: str) -> str:
    """How somebody was answered outside of the console."""
    return {
        "phone": pgettext("how", "by phone"),
        "whatsapp": pgettext("how", "by WhatsApp"),
        "in-person": pgettext("how", "in person"),
        "other": pgettext("how", "another way"),
    }.get(name, one_line(name, 60))


VALUE_WORDS: Mapping[str, Callable[[str], str]] = {
    "priority": priority_word,
    "outcome": outcome_word,
    "reason": outcome_word,
    "how": how_word,
}
"""By the kind of a verb's parameter: its values in the reader's language; those of other kinds are people's own."""

_SAID: Mapping[str, tuple[str, Callable[[str], str]]] = {
    "close": ("outcome", outcome_word),
    "dismiss": ("reason", outcome_word),
    "no_reply": ("reason", outcome_word),
    "answered": ("how", how_word),
    "priority": ("priority", priority_word),
}
