"""Header fields of strangers' mail: decoded without ever failing, and never trusted."""

from __future__ import annotations

import base64
import binascii
import hashlib
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime

from social_console.connectors.email.charsets import decode

LONGEST = 20_000
"""Characters of one header field that are looked at."""
ENCODED_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=")
MESSAGE_ID = re.compile(r"<\s*([^<>\s\x00-\x1f\x7f]{1,995})\s*>")
BARE_ID = re.compile(r"[^<>\s\x00-\x1f\x7f]{1,995}")
ADDRESS = re.compile(r"[^\s@<>()\[\],;:\"\\\x00-\x20\x7f-\x9f]{1,64}@[^\s@<>()\[\],;:\"\\\x00-\x20\x7f-\x9f]{1,253}")


@dataclass(frozen=True, slots=True)
class Address:
    """One mailbox: `address` in lower case, `name` as its owner writes it."""

    address: str
    name: str = ""


def values(message: Message, name: str) -> Iterator[str]:
    """Every field called `name`, unfolded, 8-bit bytes guessed, encoded words still encoded."""
    wanted = name.lower()
    for key, value in message.raw_items():
        if key.lower() == wanted:
            yield _unfold(_repair(str(value)[:LONGEST]))


def first(message: Message, name: str) -> str:
    """The first field called `name`, else an empty string."""
    return next(values(message, name), "")


def text(message: Message, name: str) -> str:
    """The first field called `name` as its writer meant it."""
    return decoded(first(message, name)).strip()


def decoded(value: str) -> str:
    """Encoded words (RFC 2047) read, also such as cut a character in two; what is broken stays as it is."""
    out: list[str] = []
    pending: list[bytes] = []
    charset, end = "", 0
    for match in ENCODED_WORD.finditer(value):
        between = value[end : match.start()]
        adjacent = bool(pending) and not between.strip()
        word_charset = match[1].split("*")[0].lower()
        if not adjacent or word_charset != charset:
            out.append(decode(b"".join(pending), charset))
            pending.clear()
        if not adjacent:
            out.append(between)
        charset = word_charset
        pending.append(_word(match[2], match[3]))
        end = match.end()
    out.append(decode(b"".join(pending), charset))
    out.append(value[end:])
    return "".join(out)


def addresses(message: Message, name: str, *, limit: int = 500) -> tuple[Address, ...]:
    """Every address of the fields called `name`, at most `limit`."""
    found = []
    for shown, address in getaddresses(list(values(message, name))):
        folded = address.strip().lower()
        if ADDRESS.fullmatch(folded):
            found.append(Address(folded, decoded(shown).strip()))
    return tuple(found[:limit])


def message_ids(value: str) -> tuple[str, ...]:
    """The message ids in a field, without their angle brackets."""
    found = tuple(MESSAGE_ID.findall(value))
    if found or "<" in value:
        return found
    return tuple(word for word in BARE_ID.findall(value) if "@" in word)


def message_id(message: Message) -> str | None:
    """The message's own name, or None where it has none worth the word."""
    value = first(message, "Message-ID")
    found = message_ids(value)
    if found:
        return found[0]
    bare = "".join(BARE_ID.findall(value))
    return bare or None


def references(message: Message) -> tuple[str, ...]:
    """The thread above the message, root first, the parent last; each id once."""
    ids = message_ids(first(message, "References"))
    parents = message_ids(first(message, "In-Reply-To"))
    return tuple(dict.fromkeys((*(one for one in ids if one not in parents[:1]), *parents[:1])))


def root(message: Message) -> str | None:
    """The first of References: the thread's beginning. In-Reply-To alone only names a parent."""
    return next(iter(message_ids(first(message, "References"))), None)


def date(message: Message) -> datetime | None:
    """The Date field in UTC: the sender's word."""
    try:
        parsed = parsedate_to_datetime(first(message, "Date"))
        aware = parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)
        return aware.astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def digest(*parts: str) -> str:
    """Twelve hexadecimal digits that stand for `parts`."""
    joined = "\x00".join(parts).encode("utf-8", "surrogatepass")
    return hashlib.sha256(joined).hexdigest()[:12]


def _word(encoding: str, body: str) -> bytes:
    raw = body.encode("utf-8", "surrogateescape")
    if encoding in "qQ":
        return quopri.decodestring(raw, header=True)
    try:
        return base64.b64decode(raw + b"=" * (-len(raw) % 4))
    except (binascii.Error, ValueError):
        return raw


def _repair(value: str) -> str:
    """Raw 8-bit bytes, which the parser carries as lone surrogates, guessed into characters."""
    if value.isascii():
        return value
    return decode(value.encode("utf-8", "surrogateescape"), "")


def _unfold(value: str) -> str:
    return re.sub(r"\r?\n[ \t]*|\r", " ", value)
