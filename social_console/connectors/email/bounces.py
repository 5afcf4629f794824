"""Mail that says that ours did not arrive: the standard report (RFC 3464) and the common plain ones."""

from __future__ import annotations

import re
from collections.abc import Collection
from email.message import Message

from social_console.connectors.email import body, headers

DAEMON = re.compile(
    r"^(?:mailer-?daemon|postmaster|mail-?daemon|mdaemon|microsoftexchange[0-9a-f]*|bounces?|no-?reply-?bounces?)@",
    re.I,
)
SUBJECT = re.compile(
    r"undeliver|delivery (?:status notification|failure|has failed|report)|returned (?:mail|to sender)"
    r"|mail delivery failed|failure notice|no se (?:pudo|ha podido) entregar|no entregado|devuelto"
    r"|error de entrega|entrega fallida"
    r"|n[aã]o (?:foi )?(?:entregue|p[oô]de ser entregue)|falha na entrega|devolvid[oa]",
    re.I,
)
DELAYED = re.compile(r"\bdelay(?:ed)?\b|\bwarning\b|\bretras|\baplaz|\batras(?:o|ad)", re.I)
FIELD = re.compile(r"^(?:>\s*)*message-id:\s*(<[^<>\s]{1,995}>)", re.I | re.M)
LONGEST = 300_000
"""Characters of a plain bounce that are searched."""


def voided(message: Message, text: str, ours: Collection[str]) -> str | None:
    """The Message-ID of the mail that did not arrive, if `message` is a bounce that says so for good.

    A delay, and a failure to reach only our own addresses (`ours`: the copy), voids nothing.
    """
    if not is_bounce(message) or _only_delayed(message, text):
        return None
    failed = _failed_recipients(message)
    if failed and all(one in ours for one in failed):
        return None
    return _returned_id(message, text)


def is_bounce(message: Message) -> bool:
    """Whether a mail system, not a person, reports about mail of ours."""
    if message.get_content_type() == "multipart/report" and "delivery-status" in str(
        message.get_param("report-type", "")
    ):
        return True
    senders = [one.address for one in headers.addresses(message, "From")]
    by_daemon = headers.first(message, "Return-Path").strip() == "<>" or any(DAEMON.match(one) for one in senders)
    if headers.first(message, "X-Failed-Recipients"):
        return by_daemon
    return by_daemon and SUBJECT.search(headers.text(message, "Subject")) is not None


def _only_delayed(message: Message, text: str) -> bool:
    actions = [action for block in _status(message) for action in headers.values(block, "Action")]
    if actions:
        return not any(action.strip().lower().startswith("failed") for action in actions)
    return DELAYED.search(headers.text(message, "Subject")) is not None


def _failed_recipients(message: Message) -> list[str]:
    found = [one.address for one in headers.addresses(message, "X-Failed-Recipients")]
    for block in _status(message):
        if headers.first(block, "Action").strip().lower().startswith("failed"):
            value = headers.first(block, "Final-Recipient") or headers.first(block, "Original-Recipient")
            found += headers.ADDRESS.findall(value.rsplit(";", 1)[-1].strip().lower())
    return found


def _status(message: Message) -> list[Message]:
    """The blocks of the machine-readable part: one for the report, one for each recipient."""
    for part in message.walk():
        if part.get_content_type() in ("message/delivery-status", "message/global-delivery-status"):
            inner = part.get_payload()
            return [one for one in inner if isinstance(one, Message)] if isinstance(inner, list) else []
    return []


def _returned_id(message: Message, text: str) -> str | None:
    """From the returned message or its header, else from plain text, else from what the bounce answers."""
    for part in message.walk():
        if part is not message and part.get_content_type() in ("message/rfc822", "message/global"):
            inner = part.get_payload()
            if isinstance(inner, list) and inner and isinstance(inner[0], Message):
                return headers.message_id(inner[0])
        if part.get_content_type() in ("text/rfc822-headers", "message/global-headers"):
            return _in_text(body.words(part))
    return _in_text(text) or next(reversed(headers.references(message)), None)


def _in_text(text: str) -> str | None:
    """The last `Message-ID:` in a text: the returned message stands at the end."""
    found = FIELD.findall(text[:LONGEST])
    return headers.message_ids(found[-1])[0] if found and headers.message_ids(found[-1]) else None
