"""A reply as a message: what identifies it is decided in `prepare`, its bytes are made when it is sent."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, quote
from pathlib import Path

from social_console.connectors.base import Attachment, Outgoing, Prepared
from social_console.connectors.email import body, headers
from social_console.connectors.email.faults import told
from social_console.connectors.email.people import Ours
from social_console.connectors.email.settings import EmailSettings
from social_console.errors import ConfigError, Rejected
from social_console.i18n import gettext as _
from social_console.model import Json, Mention

MARK = "sc."
"""Our Message-IDs begin so."""
ANSWER = re.compile(r"^\s*(?:re|rv|res|aw|sv|antw)(?:\[\d+\])?\s*:", re.I)
CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
MOST_REFERENCES = 30


@dataclass(frozen=True, slots=True)
class Envelope:
    """Who is told on the wire. The copy to ourselves stands in no header field."""

    sender: str
    recipients: tuple[str, ...]

    @property
    def unicode(self) -> bool:
        """Whether some address needs SMTPUTF8: a local part outside ASCII (domains are converted)."""
        return not all(one.isascii() for one in (self.sender, *self.recipients))


def prepare(reply: Outgoing, target: Mention, settings: EmailSettings, ours: Ours) -> Prepared:
    """Everything that the message will be, but its Date. Raises `Rejected` for what cannot be sent."""
    if not settings.smtp_host:
        raise ConfigError(
            _("This account has no outgoing server."), remedy=_("Set smtp_host in social-console.toml to send replies.")
        )
    if not reply.text.strip():
        raise Rejected(_("The reply is empty."), reason="empty")
    message_id = f"{MARK}{secrets.token_hex(16)}@{ascii_domain(ours.handle)}"
    above = [str(one) for one in target.extra.get("references", ())]
    data: dict[str, Json] = {
        "from": ours.handle,
        "to": _recipient(target),
        "copy": settings.copy_to.lower() or ours.handle,
        "subject": _subject(reply.subject, target.subject),
        "text": body.clean(reply.text),
        "in_reply_to": target.name,
        "references": _shortened([*above, target.name]),
        "attachments": _checked(reply.attachments, settings.max_attachments),
        "prepared_at": reply.now.isoformat(),
    }
    return Prepared(ref=message_id, data=data)


def envelope(data: Mapping[str, Json]) -> Envelope:
    """The citizen and ourselves, in one transaction."""
    to = [wire_address(str(one)) for one in (data["to"], data["copy"])]
    return Envelope(wire_address(str(data["from"])), tuple(dict.fromkeys(to)))


def message(prepared: Prepared, settings: EmailSettings, at: datetime) -> bytes:
    """The whole message, lines ended by CRLF. Nothing in it tells who or which machine wrote it."""
    data = prepared.data
    content = EmailMessage(policy=SMTP)
    content.set_content(str(data["text"]), charset="utf-8", cte=_encoding(str(data["text"])))
    for one in data.get("attachments") or ():
        _attach(content, one)
    fields = {
        "From": _mailbox(settings.from_name, wire_address(str(data["from"]))),
        "To": wire_address(str(data["to"])),
        "Subject": _encoded(str(data["subject"]), "Subject"),
        "Date": format_datetime(at.replace(microsecond=0)),
        "Message-ID": f"<{prepared.ref}>",
        "In-Reply-To": _id(str(data["in_reply_to"])),
        "References": "\r\n ".join(filter(None, (_id(str(one)) for one in data["references"]))),
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items() if value)
    return head.encode("utf-8") + content.as_bytes()


def wire_address(address: str) -> str:
    """With its domain in ASCII (IDNA). Raises `Rejected` for what is no address."""
    local, _at, domain = address.strip().rpartition("@")
    wire = f"{local}@{_idna(domain)}" if local and domain else ""
    if not headers.ADDRESS.fullmatch(wire):
        raise Rejected(
            _("“{address}” is not an address that mail can be sent to.").format(address=told(address)),
            reason="no-address",
        )
    return wire


def ascii_domain(address: str) -> str:
    """The domain of our own address, fit for a Message-ID and for a greeting."""
    domain = _idna(address.rpartition("@")[2])
    return re.sub(r"[^a-zA-Z0-9.-]", "", domain) or "localhost"


def _idna(domain: str) -> str:
    try:
        return domain if domain.isascii() else domain.encode("idna").decode("ascii")
    except UnicodeError:
        return ""


def _recipient(target: Mention) -> str:
    address = (target.author.id or "").lower()
    if target.kind == "bounce" or not address:
        raise Rejected(_("This message has no sender who could be answered."), reason="no-address")
    wire_address(address)
    return address


def _subject(wanted: str | None, theirs: str | None) -> str:
    subject = CONTROLS.sub(" ", body.clean(wanted if wanted is not None else theirs or "")).strip()[:500]
    return subject if wanted is not None or ANSWER.match(subject) else f"Re: {subject}".strip()


def _shortened(ids: list[str]) -> list[str]:
    """The root and the newest: a header field must not grow for ever."""
    unique = list(dict.fromkeys(ids))
    return unique if len(unique) <= MOST_REFERENCES else [unique[0], *unique[-MOST_REFERENCES + 1 :]]


def _checked(attachments: tuple[Attachment, ...], most: int) -> list[Json]:
    listed: list[Json] = []
    total = 0
    for one in attachments:
        size = len(_content(one.path))
        total += size
        listed.append({"path": one.path, "name": one.name, "type": one.type, "size": size})
    if total > most:
        raise Rejected(
            _("The files have {size} MB; {most} MB can be sent.").format(
                size=-(-total // 1_048_576), most=most // 1_048_576
            ),
            reason="too-large",
        )
    return listed


def _attach(content: EmailMessage, one: Mapping[str, Json]) -> None:
    raw = _content(str(one["path"]))
    if len(raw) != one["size"]:
        raise Rejected(
            _("{file} has changed since the reply was written.").format(file=told(one["name"])), reason="file"
        )
    main, _slash, sub = CONTROLS.sub("", str(one["type"])).partition("/")
    name = CONTROLS.sub(" ", re.split(r"[/\\]", str(one["name"]))[-1])
    content.add_attachment(raw, maintype=main or "application", subtype=sub or "octet-stream", filename=name)


def _content(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise Rejected(
            _("{file} cannot be read: {error}").format(file=told(path), error=told(error.strerror or error)),
            reason="file",
        ) from error


def _encoding(text: str) -> str:
    """As it is, where every server takes it so; else quoted-printable."""
    short = all(len(line) < 900 for line in text.split("\n"))
    return "7bit" if text.isascii() and short else "quoted-printable"


def _mailbox(name: str, address: str) -> str:
    name = CONTROLS.sub(" ", name).strip()
    if not name:
        return address
    shown = f'"{quote(name)}"' if name.isascii() and "=?" not in name else _encoded(name, "From")
    return f"{shown} <{address}>"


def _encoded(value: str, field: str) -> str:
    """Encoded words where needed, folded; no line of it can begin another field."""
    value = CONTROLS.sub(" ", value)
    charset = "us-ascii" if value.isascii() and "=?" not in value else "utf-8"
    return Header(value, charset, header_name=field).encode(linesep="\r\n")


def _id(name: str) -> str:
    """A message id as a header field writes it; nothing for what is none."""
    return f"<{name}>" if headers.BARE_ID.fullmatch(name) and name.isascii() else ""
