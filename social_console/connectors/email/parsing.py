"""One message of a mailbox as a mention."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import Message

from social_console.connectors.email import body, bounces, headers, people
from social_console.connectors.email.opening import opened
from social_console.connectors.email.people import Ours, Writer
from social_console.errors import BadItem
from social_console.i18n import gettext as _
from social_console.model import Author, Direction, Json, Mention, Visibility

CHANNEL = "email"
MOST_REFERENCES = 50
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
CLOCKS_DIFFER = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Letter:
    """A message as the server gave it. `arrived`: its INTERNALDATE. `own`: it lies among the sent ones."""

    raw: bytes
    arrived: datetime | None = None
    folder: str = ""
    uid: int = 0
    own: bool = False


@dataclass(frozen=True, slots=True)
class Parsed:
    """`claims_us`: it came in, and its sender says to be us; only the Sent folder can confirm that."""

    mention: Mention
    claims_us: bool = False


def parse(letter: Letter, ours: Ours) -> Parsed:
    """The mention in `letter`. Raises `BadItem` where it cannot be one, whatever the message is made of."""
    try:
        return _parse(opened(letter.raw), letter, ours)
    except BadItem:
        raise
    except Exception as error:  # the parser of a stranger's mail may fail in any way
        raise BadItem(
            _("The message cannot be read: {error}").format(error=type(error).__name__),
            ref=_place(letter),
            raw=letter.raw,
        ) from error


def identity(message: Message, sender: str, said: body.Body) -> tuple[str, str]:
    """(id, ref). The ref is the Message-ID; the id adds a digest, so that another text under a name that is
    already taken is another mention, and the copies of one message in several folders are one."""
    attached = " ".join(f"{one.name}:{one.size}" for one in said.media)
    told = headers.digest(sender, " ".join(said.whole.split()), attached)
    ref = headers.message_id(message)
    if ref is None:
        ref = "none-" + headers.digest(headers.first(message, "Date"), headers.text(message, "Subject"), sender)
    ref = body.clean(ref)
    return f"{ref}~{told}", ref


def _parse(message: Message, letter: Letter, ours: Ours) -> Parsed:
    said = body.read(message)
    who = people.writer(message, said.whole, ours)
    if who is None:
        raise BadItem(_("The message does not say who sent it."), ref=_place(letter), raw=letter.raw)
    mention = _own(message, letter, said, ours) if letter.own else _inbound(message, letter, said, who, ours)
    return Parsed(mention, claims_us=who.ours and not letter.own)


def _inbound(message: Message, letter: Letter, said: body.Body, who: Writer, ours: Ours) -> Mention:
    ident, ref = identity(message, who.address, said)
    above = headers.references(message)
    bounce = bounces.is_bounce(message)
    voids = bounces.voided(message, said.whole, ours.addresses)
    parent = voids or (above[-1] if above else None)
    return Mention(
        id=ident,
        channel=CHANNEL,
        account=ours.handle,
        created_at=letter.arrived or headers.date(message) or EPOCH,
        text=said.shown,
        author=Author(id=body.clean(who.address), name=body.clean(who.name)[:200] or None),
        conversation=headers.root(message),
        in_reply_to=parent,
        ref=ref,
        subject=_subject(message),
        visibility=Visibility.PRIVATE,
        kind="bounce" if bounce else "form" if who.form else "message",
        automatic=not who.form and (bounce or people.automatic(message)),
        media=said.media,
        voids=voids,
        raw=said.whole if said.whole != said.shown else None,
        extra=_extra(message, letter, above),
    )


def _own(message: Message, letter: Letter, said: body.Body, ours: Ours) -> Mention:
    ident, ref = identity(message, ours.handle, said)
    above = headers.references(message)
    return Mention(
        id=ident,
        channel=CHANNEL,
        account=ours.handle,
        created_at=_own_time(message, letter),
        text=said.shown,
        author=Author(id=ours.handle),
        direction=Direction.OUT,
        conversation=headers.root(message),
        in_reply_to=above[-1] if above else None,
        ref=ref,
        to=_addressees(message, ours),
        subject=_subject(message),
        visibility=Visibility.PRIVATE,
        kind="message",
        automatic=people.automatic(message),
        media=said.media,
        raw=said.whole if said.whole != said.shown else None,
        extra=_extra(message, letter, above),
    )


def _own_time(message: Message, letter: Letter) -> datetime:
    """Our own Date; the server's word where ours is missing or from another day (a clock that was wrong)."""
    said, arrived = headers.date(message), letter.arrived
    if said is None or (arrived is not None and said > arrived + CLOCKS_DIFFER):
        return arrived or said or EPOCH
    return said


def _addressees(message: Message, ours: Ours) -> tuple[str, ...]:
    """To and Cc, without us. Only those see that they were answered."""
    named = (*headers.addresses(message, "To"), *headers.addresses(message, "Cc"))
    return tuple(dict.fromkeys(one.address for one in named if one.address not in ours.addresses))


def _subject(message: Message) -> str | None:
    return body.clean(headers.text(message, "Subject"))[:1000] or None


def _extra(message: Message, letter: Letter, above: tuple[str, ...]) -> dict[str, Json]:
    extra: dict[str, Json] = {"references": list(above[-MOST_REFERENCES:]), "folder": letter.folder, "uid": letter.uid}
    if said := headers.first(message, "Date"):
        extra["date"] = body.clean(said)[:200]
    sender = headers.addresses(message, "From")
    if sender:
        extra["from"] = sender[0].address
    return extra


def _place(letter: Letter) -> str:
    return f"{letter.folder}/{letter.uid}"
