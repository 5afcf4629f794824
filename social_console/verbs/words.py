"""States, and what a text holds, in the reader's language; JSON and CSV keep the English names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from social_console.i18n import gettext as _
from social_console.i18n import pgettext


def status_word(status: str) -> str:
    """`waiting` → *esperando*."""
    return {
        "new": pgettext("status", "new"),
        "open": pgettext("status", "open"),
        "waiting": pgettext("status", "waiting"),
        "closed": pgettext("status", "closed"),
        "dismissed": pgettext("status", "dismissed"),
    }.get(status, status)


def priority_word(priority: str) -> str:
    """`high` → *alta*."""
    return {
        "low": pgettext("priority", "low"),
        "normal": pgettext("priority", "normal"),
        "high": pgettext("priority", "high"),
        "urgent": pgettext("priority", "urgent"),
    }.get(priority, priority)


def reply_word(state: str) -> str:
    """`queued` → *en cola*."""
    return {
        "draft": pgettext("reply", "draft"),
        "to_approve": pgettext("reply", "to approve"),
        "queued": pgettext("reply", "queued"),
        "sending": pgettext("reply", "sending"),
        "sent": pgettext("reply", "sent"),
        "failed": pgettext("reply", "not sent"),
        "unknown": pgettext("reply", "not confirmed"),
        "cancelled": pgettext("reply", "cancelled"),
    }.get(state, state)


def part_word(part: int | None, parts: int | None) -> str:
    """Of a reply in several posts: ` (2/3)`; nothing of one in a single post."""
    return f" ({part}/{parts})" if part is not None and parts is not None else ""


def by_word(by: str | None) -> str:
    """Who set a value: a login, or the rules, the default, the citizen, another program."""
    return {
        "rules": pgettext("by", "rules"),
        "default": pgettext("by", "default"),
        "citizen": pgettext("by", "citizen"),
        "elsewhere": pgettext("by", "elsewhere"),
    }.get(by or "", by or "")


def ask_word(name: str) -> str:
    """What a text asks for: `fault` → *avería*."""
    return {
        "question": _("question"),
        "request": _("request"),
        "complaint": _("complaint"),
        "fault": _("fault"),
        "petition": _("petition"),
        "thanks": _("thanks"),
        "risk": _("risk"),
        "press": _("press"),
        "spam": _("spam"),
    }.get(name, name)


def fact_word(kind: str) -> str:
    """What a fact of a text is: `since` → *desde cuándo*."""
    return {
        "link": _("link"),
        "phone": _("phone"),
        "email": _("e-mail address"),
        "money": _("amount of money"),
        "id_number": _("identity number"),
        "card": _("card or account"),
        "address": _("where"),
        "since": _("since when"),
        "handle": _("user"),
        "place": _("place"),
        "date": _("date"),
        "time": _("time"),
        "folio": _("folio"),
    }.get(kind, kind)


def said_words(text: str, deleted: bool) -> str:
    """What somebody wrote (untrusted); where its author has deleted it, that, and what is still here of it."""
    return f"{_('[deleted by its author]')} {text}".rstrip() if deleted else text


def emptied_words() -> str:
    """In place of a note's text."""
    return _("[emptied: it repeated what its author has deleted]")


def spending_words(spending: Mapping[str, Any]) -> str:
    """What a channel that charges has cost this month, and what is left of its budget."""
    if spending.get("left") is None:
        return _("this month has cost at most ${spent:.2f}; there is no budget.").format(spent=spending["spent"])
    said = _("this month has cost at most ${spent:.2f}; ${left:.2f} of the budget are left.")
    return said.format(spent=spending["spent"], left=spending["left"])
