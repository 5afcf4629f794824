"""Raw messages, as they come."""

from __future__ import annotations

from datetime import UTC, datetime

from social_console.connectors.email import EmailSettings
from social_console.connectors.email.parsing import Letter, Parsed, parse
from social_console.connectors.email.people import Ours

OFFICE = "office@example.org"
ARRIVED = datetime(2026, 10, 1, 12, 0, 5, tzinfo=UTC)
BASIC = {
    "From": "Ana Peña <Ana@Example.com>",
    "To": OFFICE,
    "Subject": "Agua",
    "Date": "Thu, 1 Oct 2026 08:00:00 -0400",
    "Message-ID": "<m1@example.com>",
}


def raw(body: str | bytes = "Hola.", **fields: str | None) -> bytes:
    """A message; `Reply_To="x"` sets Reply-To, None leaves a field out."""
    named = BASIC | {name.replace("_", "-"): value for name, value in fields.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in named.items() if value is not None)
    content = body if isinstance(body, bytes) else body.encode()
    return head.encode("utf-8", "surrogateescape") + b"\r\n" + content


def letter(body: str | bytes = "Hola.", **fields: str | None) -> Letter:
    """As it lies in the inbox."""
    return Letter(raw(body, **fields), ARRIVED, "INBOX", 7)


def sent_letter(**fields: str | None) -> Letter:
    """As it lies among the sent ones."""
    return Letter(raw("Hola.", **fields), ARRIVED, "Sent", 7, own=True)


def parsed(one: Letter, **settings: object) -> Parsed:
    """As the office with these settings reads it."""
    told = EmailSettings.model_validate({"imap_host": "mail.example.org", **settings})
    return parse(one, Ours.of(told, OFFICE))
