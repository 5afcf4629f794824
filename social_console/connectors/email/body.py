"""What a message says and what hangs on it, from any MIME a stranger can make."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message

from social_console.connectors.email import headers
from social_console.connectors.email.charsets import decode
from social_console.connectors.email.quotes import own_words
from social_console.connectors.markup import to_text
from social_console.model import Media

LONGEST_SHOWN = 200_000
LONGEST_RAW = 1_000_000
"""Characters that are kept; the mailbox has the rest."""
MOST_PARTS = 1_000
PLACEHOLDER = re.compile(
    r"(?:does not|doesn.t|no) (?:support|soporta|admite|display|permite).{0,30}html|html.{0,20}(?:viewer|compatible)",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Body:
    """`shown`: the writer's own words; `whole`: with history and signature; `media`: attachments, in order."""

    shown: str
    whole: str
    media: tuple[Media, ...] = ()


def read(message: Message) -> Body:
    """The text of `message` (HTML only where there is no plain text) and its attachments."""
    texts = list(_texts(message))
    whole = clean("\n\n".join(part.strip("\r\n") for part in texts if part.strip()))[:LONGEST_RAW]
    return Body(own_words(whole[:LONGEST_SHOWN]), whole, tuple(media(message)))


def clean(text: str) -> str:
    """Without what no database takes (lone surrogates, NUL) and with one kind of line end."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "\ufffd")
    return text.encode("utf-8", "replace").decode("utf-8")


def leaves(message: Message) -> Iterator[Message]:
    """Every part that holds no others, in order; messages inside messages are parts of their own."""
    stack, seen = [message], 0
    while stack and seen < MOST_PARTS:
        part, seen = stack.pop(), seen + 1
        inner = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(inner, list):
            stack.extend(reversed([one for one in inner if isinstance(one, Message)]))
        else:
            yield part


def attachments(message: Message) -> Iterator[Message]:
    """The parts that are files (or whole messages), in the order of `media`."""
    for part in leaves(message):
        if is_attachment(part):
            yield part


def media(message: Message) -> Iterator[Media]:
    """What is attached: listed, not opened."""
    for part in attachments(message):
        yield Media(name=file_name(part), type=clean(part.get_content_type())[:100], size=len(content(part)))


def content(part: Message) -> bytes:
    """The bytes of an attachment."""
    inner = part.get_payload()
    if isinstance(inner, list):
        return b"".join(one.as_bytes() for one in inner if isinstance(one, Message))
    return payload(part)


def file_name(part: Message) -> str:
    """As its sender calls it; a bare name, whatever path was given."""
    try:
        name = part.get_filename() or ""
    except (LookupError, ValueError, TypeError, IndexError):
        name = ""
    name = clean(headers.decoded(str(name).encode("utf-8", "surrogateescape").decode("utf-8", "replace")))
    return re.split(r"[/\\]", name)[-1].strip()[:200]


def is_attachment(part: Message) -> bool:
    """Whether a part is a file rather than words to read."""
    if part.get_content_disposition() == "attachment":
        return True
    if part.get_content_maintype() == "multipart":
        return False  # it says so, and has no parts: what is there is text
    if part.get_content_type() in ("text/plain", "text/html"):
        return bool(file_name(part)) and part.get_content_disposition() != "inline"
    return True


def payload(part: Message) -> bytes:
    """The decoded bytes of a part; broken encodings give what can be had."""
    try:
        raw = part.get_payload(decode=True)
    except (ValueError, LookupError, AssertionError, TypeError):
        raw = None
    if isinstance(raw, bytes):
        return raw
    inner = part.get_payload()
    return inner.encode("utf-8", "surrogateescape") if isinstance(inner, str) else b""


def words(part: Message) -> str:
    """The text of a text part, HTML read as text."""
    try:
        charset = part.get_content_charset() or ""
    except (LookupError, ValueError, TypeError):
        charset = ""
    text = decode(payload(part), charset)
    return to_text(text) if part.get_content_type() == "text/html" else text


def _texts(message: Message) -> Iterator[str]:
    """The readable parts in order; of alternatives, the one to read."""
    inner = message.get_payload()
    if message.get_content_maintype() == "multipart" and isinstance(inner, list):
        parts = [part for part in inner if isinstance(part, Message)]
        chosen = [_best(parts)] if message.get_content_subtype() == "alternative" and parts else parts
        for part in chosen[:MOST_PARTS]:
            yield from _texts(part)
    elif not is_attachment(message):
        yield words(message)


def _best(parts: list[Message]) -> Message:
    """The plain text, unless it is empty or only says that there is HTML."""
    for part in parts:
        if part.get_content_type() == "text/plain":
            text = words(part).strip()
            if text and not (len(text) < 300 and PLACEHOLDER.search(text)):
                return part
    for part in parts:
        if part.get_content_type() == "text/html" or part.get_content_maintype() == "multipart":
            return part
    return parts[0]
