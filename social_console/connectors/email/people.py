"""Who wrote a message: a person, a web form for a person, a machine, or we ourselves."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.message import Message

from social_console.connectors.email import headers
from social_console.connectors.email.headers import Address
from social_console.connectors.email.settings import EmailSettings

BULK = frozenset({"bulk", "junk", "auto_reply", "auto-reply"})
AUTO_HEADERS = ("X-Autoreply", "X-Autorespond", "X-Auto-Reply", "X-AutoReply-From", "X-Mail-Autoreply")
MAILERS = re.compile(
    r"^(?:wordpress|no[-_.]?reply|no[-_.]?responder|donotreply|formularios?|forms?|web|website|webmaster|www-data|apache|sitio)@"
)
FORM_ADDRESS = re.compile(
    r"^\s*(?:e-?mail|correo(?: electr[oó]nico)?|mail|direcci[oó]n de correo|endere[cç]o de e-?mail)"
    r"\s*[:=]\s*(\S{3,320})",
    re.I | re.M,
)
FORM_NAME = re.compile(
    r"^\s*(?:nombre(?: completo| y apellidos?)?|name|full name|nome(?: completo)?)\s*[:=]\s*(.{1,200})$", re.I | re.M
)


@dataclass(frozen=True, slots=True)
class Ours:
    """The institution's own addresses."""

    handle: str
    addresses: frozenset[str]
    forms: tuple[str, ...]

    @classmethod
    def of(cls, settings: EmailSettings, handle: str) -> Ours:
        """The account's handle, its login where that is an address, and what the settings name."""
        named = {handle.lower(), settings.user.lower(), settings.copy_to.lower(), *settings.own_addresses}
        return cls(handle.lower(), frozenset(one for one in named if "@" in one), settings.forms)

    def is_form(self, address: str) -> bool:
        """Whether the settings say that `address` sends web forms."""
        return address in self.forms or f"@{address.rpartition('@')[2]}" in self.forms


@dataclass(frozen=True, slots=True)
class Writer:
    """`address` is also where an answer goes. `form`: a web form brought it. `ours`: it says it is from us."""

    address: str
    name: str = ""
    form: bool = False
    ours: bool = False


def writer(message: Message, text: str, ours: Ours) -> Writer | None:
    """Whose message it is; None where it names nobody at all."""
    sender = _sender(message)
    answer_to = _reply_to(message, ours)
    if sender is not None and (ours.is_form(sender.address) or (answer_to and _is_mailer(sender, ours))):
        return _form_writer(sender, answer_to, text)
    if answer_to is not None and not _is_list(message):
        name = answer_to.name or (sender.name if sender else "")
        return Writer(answer_to.address, name)
    if sender is None:
        return None
    return Writer(sender.address, sender.name, ours=sender.address in ours.addresses)


def automatic(message: Message) -> bool:
    """Whether a machine wrote it: such mail is never acknowledged, or two machines would thank each other."""
    submitted = headers.first(message, "Auto-Submitted").split(";")[0].strip().lower()
    if submitted and submitted != "no":
        return True
    if headers.first(message, "Precedence").strip().lower() in BULK:
        return True
    if any(headers.first(message, name) for name in AUTO_HEADERS):
        return True
    return any(value.strip() == "<>" for value in headers.values(message, "Return-Path"))


def _sender(message: Message) -> Address | None:
    for name in ("From", "Sender", "Return-Path"):
        found = headers.addresses(message, name)
        if found:
            return found[0]
    return None


def _reply_to(message: Message, ours: Ours) -> Address | None:
    """The one person that answers are asked to go to; several, or ourselves, is nobody."""
    found = [one for one in headers.addresses(message, "Reply-To") if one.address not in ours.addresses]
    return found[0] if len({one.address for one in found}) == 1 else None


def _is_list(message: Message) -> bool:
    """A list asks for answers to everybody on it; ours go to the person alone."""
    return bool(headers.first(message, "List-Id") or headers.first(message, "List-Post"))


def _is_mailer(sender: Address, ours: Ours) -> bool:
    return sender.address in ours.addresses or MAILERS.match(sender.address) is not None


def _form_writer(sender: Address, answer_to: Address | None, text: str) -> Writer:
    """Reply-To, else the address and the name that stand in the form's own fields."""
    named = FORM_NAME.search(text)
    name = named[1].strip() if named else ""
    if answer_to is not None:
        return Writer(answer_to.address, answer_to.name or name, form=True)
    written = FORM_ADDRESS.search(text)
    address = headers.ADDRESS.search(written[1].lower()) if written else None
    if address is None:
        return Writer(sender.address, sender.name, form=True)
    return Writer(address[0], name, form=True)
