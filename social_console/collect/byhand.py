"""`add`: a contact that no connector reaches, in the same queue and the same report as all others."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from social_console import clock
from social_console.collect.keeping import store_judged
from social_console.errors import UsageError
from social_console.i18n import gettext as _
from social_console.model import Author, Mention, Visibility

if TYPE_CHECKING:
    from social_console.collect.thinking import Thinker

WAYS = ("phone", "whatsapp", "counter", "link", "other")
"""How it came; `link` is a pasted text with its address."""

_KINDS = {"phone": "call", "whatsapp": "message", "counter": "visit", "link": "post", "other": "message"}
_HOSTS = {
    "x.com": "x", "twitter.com": "x", "reddit.com": "reddit", "facebook.com": "facebook", "fb.com": "facebook",
    "instagram.com": "instagram", "youtube.com": "youtube", "youtu.be": "youtube", "tiktok.com": "tiktok",
    "bsky.app": "bluesky", "linkedin.com": "linkedin", "threads.net": "threads", "wa.me": "whatsapp",
    "t.me": "telegram",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """What the operator noted. `contact`: a telephone number, an address, a handle, by which the citizen is known."""

    way: str
    text: str
    name: str = ""
    contact: str = ""
    url: str = ""
    at: datetime | None = None
    institution: str | None = None


@dataclass(frozen=True, slots=True)
class Added:
    """The moment that the contact opened or went on with; `new` False: it was there already."""

    moment: int
    new: bool


def add(thinker: Thinker, contact: Contact) -> Added:
    """Store the contact as an inbound mention; the same link twice is the same mention."""
    institution = _institution(thinker, contact.institution)
    mention = mention_of(contact, institution, now=clock.now())
    arrivals = thinker.arrivals([mention], institution_of=lambda channel, account: institution)
    with thinker.inbox.writing() as tx:
        arrived = store_judged(tx, thinker, arrivals, now=clock.now())
    if not arrived.moments:
        message = _("This link is in the inbox already.")
        raise UsageError(message, remedy=_("This finds it: list --view all --query url:{url}").format(url=contact.url))
    return Added(arrived.moments[0], arrived.new > 0)


def mention_of(contact: Contact, institution: str, *, now: datetime) -> Mention:
    """The mention that the contact is. A call has no name of its own: it gets one that nothing else has."""
    if not contact.text.strip():
        raise UsageError(_("Say what the citizen said."))
    at = contact.at or now
    if at > now:
        raise UsageError(_("That time is still to come."))
    unique = f"{at:%Y%m%dT%H%M%S}-{secrets.token_hex(6)}"
    known = contact.contact.strip() or contact.name.strip()
    return Mention(
        id=contact.url or unique,
        channel=channel_of(contact),
        account=institution,
        created_at=at,
        text=contact.text,
        author=_author(contact, unique),
        # Somebody without a name is nobody that we know: each such contact is a conversation of its own.
        conversation=contact.url or (f"by-hand:{_folded(known)}" if known else unique),
        url=contact.url or None,
        kind=_KINDS[contact.way],
        visibility=Visibility.PUBLIC if contact.way == "link" else Visibility.PRIVATE,
        extra={"by_hand": True},
    )


def channel_of(contact: Contact) -> str:
    """The way it came; of a link, the network it leads to."""
    if contact.way != "link":
        return contact.way
    host = (urlsplit(contact.url).hostname or "").removeprefix("www.").removeprefix("m.")
    return _HOSTS.get(host) or _HOSTS.get(".".join(host.split(".")[-2:])) or "web"


def _author(contact: Contact, unique: str) -> Author:
    name = contact.name.strip() or None
    if contact.contact.strip():
        return Author(id=_folded(contact.contact), handle=contact.contact.strip(), name=name)
    return Author(id=_folded(name) if name else unique, name=name)


def _folded(name: str) -> str:
    """Telephone numbers by their digits; names and handles by their letters."""
    digits = "".join(letter for letter in name if letter.isdigit())
    if len(digits) >= 7 and not any(letter.isalpha() for letter in name):
        return digits
    return " ".join(name.lstrip("@").casefold().split())


def _institution(thinker: Thinker, wanted: str | None) -> str:
    known = list(thinker.settings.institutions)
    if wanted:
        if known and wanted not in known:
            message = _("There is no institution “{name}” in the settings.").format(name=wanted)
            raise UsageError(message, remedy=_("There are: {names}.").format(names=", ".join(known)))
        return wanted
    if len(known) > 1:
        message = _("Say which institution this contact is for.")
        raise UsageError(message, remedy=f"--institution {'|'.join(known)}")
    return known[0] if known else "by-hand"
