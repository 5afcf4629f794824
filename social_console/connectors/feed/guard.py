"""Which addresses may be read: http(s) to the open internet, checked after the name is looked up, and then
exactly those are connected to, so that a name cannot change its mind in between."""

from __future__ import annotations

import asyncio
import ipaddress
import socket

import httpx

from social_console.connectors.feed.faults import told
from social_console.errors import PermissionDenied, Transient
from social_console.i18n import gettext as _

Ip = ipaddress.IPv4Address | ipaddress.IPv6Address
NAT64 = ipaddress.ip_network("64:ff9b::/96")


def check_scheme(url: httpx.URL) -> None:
    """http or https, and a host."""
    if url.scheme not in ("http", "https") or not url.host:
        raise PermissionDenied(
            _("“{url}” is not an http(s) address.").format(url=told(url)),
            remedy=_("Check urls in social-console.toml."),
        )


async def public_address(url: httpx.URL) -> str:
    """The IP address to connect to. Raises `PermissionDenied` if any address of the name is not public."""
    port = url.port or (443 if url.scheme == "https" else 80)
    try:
        found = await asyncio.get_running_loop().getaddrinfo(url.host, port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError) as error:
        raise Transient(
            _("The name of {server} cannot be found.").format(server=told(url.host)),
            remedy=_("Check urls in social-console.toml and this machine's network."),
        ) from error
    addresses = [str(one[4][0]).split("%")[0] for one in found]
    for address in addresses:
        check_address(url, address)
    return addresses[0]


def check_address(url: httpx.URL, address: str) -> None:
    """Raises `PermissionDenied` if `address` is one and not public; a name passes."""
    try:
        public = is_public(ipaddress.ip_address(address))
    except ValueError:
        return
    if not public:
        raise PermissionDenied(
            _("{url} leads to an address inside this network ({address}).").format(url=told(url), address=address),
            remedy=_("If that is meant, set allow_private = true for this account."),
        )


def is_public(address: Ip) -> bool:
    """Whether everybody on the internet means the same machine by it; also through the disguises of IPv6."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if address in NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
    return address.is_global and not address.is_multicast and not address.is_reserved
