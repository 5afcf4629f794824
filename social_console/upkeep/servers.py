"""Mail servers guessed from an address: the big providers by name, others by what servers are usually called."""

from __future__ import annotations

import socket
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Servers:
    """Where mail is read and handed in, and how one logs in there. `oauth` names the provider of XOAUTH2."""

    imap: str
    smtp: str
    auth: str = "password"
    oauth: str = ""
    app_password: bool = False
    """The provider takes no ordinary password, only one made for programs."""
    sure: bool = True


_MICROSOFT = Servers("outlook.office365.com", "smtp.office365.com", auth="xoauth2", oauth="microsoft")
_GOOGLE = Servers("imap.gmail.com", "smtp.gmail.com", app_password=True)
_YAHOO = Servers("imap.mail.yahoo.com", "smtp.mail.yahoo.com", app_password=True)
_APPLE = Servers("imap.mail.me.com", "smtp.mail.me.com", app_password=True)
_ZOHO = Servers("imap.zoho.com", "smtp.zoho.com", app_password=True)
_FASTMAIL = Servers("imap.fastmail.com", "smtp.fastmail.com", app_password=True)

PROVIDERS = {
    "gmail.com": _GOOGLE,
    "googlemail.com": _GOOGLE,
    "outlook.com": _MICROSOFT,
    "outlook.es": _MICROSOFT,
    "hotmail.com": _MICROSOFT,
    "hotmail.es": _MICROSOFT,
    "live.com": _MICROSOFT,
    "msn.com": _MICROSOFT,
    "onmicrosoft.com": _MICROSOFT,
    "yahoo.com": _YAHOO,
    "yahoo.es": _YAHOO,
    "icloud.com": _APPLE,
    "me.com": _APPLE,
    "mac.com": _APPLE,
    "zoho.com": _ZOHO,
    "zohomail.com": _ZOHO,
    "fastmail.com": _FASTMAIL,
}


def domain_of(address: str) -> str:
    """What stands after the last `@`, in lower case."""
    return address.rpartition("@")[2].strip().lower().rstrip(".")


def guess(address: str, resolves: Callable[[str], bool]) -> Servers:
    """The servers of this address. `resolves` says whether a name exists; nothing else is asked of the network."""
    domain = domain_of(address)
    for known, servers in PROVIDERS.items():
        if domain == known or domain.endswith("." + known):
            return servers
    imap = _first((f"imap.{domain}", f"mail.{domain}", domain), resolves)
    smtp = _first((f"smtp.{domain}", f"mail.{domain}", domain), resolves)
    return Servers(imap or f"imap.{domain}", smtp or f"smtp.{domain}", sure=imap is not None and smtp is not None)


def _first(names: tuple[str, ...], resolves: Callable[[str], bool]) -> str | None:
    return next((name for name in names if resolves(name)), None)


def resolves(name: str) -> bool:
    """Whether the system's resolver knows this name."""
    try:
        return bool(socket.getaddrinfo(name, 993, type=socket.SOCK_STREAM))
    except (OSError, UnicodeError):
        return False
