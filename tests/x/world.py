"""X as the contract suite wants it, and how tests connect to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from social_console.connectors.base import Connector
from social_console.connectors.x import XConnector, XSettings
from social_console.errors import (
    AuthError,
    ConnectorError,
    Gone,
    PermissionDenied,
    QuotaExhausted,
    RateLimited,
    Transient,
)
from social_console.model import AccountRef
from tests.x.server import Site

KEYS = {
    "api_key": "app-key-123",
    "api_key_secret": "app-secret-456",
    "access_token_secret": "token-secret-789",
}
PATIENT: dict[str, Any] = {"timeout": 20.0, "connect_timeout": 20.0, "deadline": 40.0}
QUICK: dict[str, Any] = {"timeout": 1.5, "connect_timeout": 1.5, "deadline": 2.0}
"""Where something hangs on purpose."""
MADE = ("silence", "hang up", "500", "503 page", "cut", "garbage", "a list", "nothing", "drip", "redirect")
NOT_MADE = (
    *("silence", "hang up", "500", "cut", "429 reset", "429 day", "429", "429 odd reset", "usage cap", "402", "401"),
    *("403", "403 app", "403 locked", "404", "a list with 403", "redirect"),
)
POSTING = (*(f"made: {fault}" for fault in MADE), *(f"post: {fault}" for fault in NOT_MADE))


def account(handle: str = "town", *, days: int = 7) -> AccountRef:
    """Of an institution on X."""
    return AccountRef(institution=handle, channel="x", handle=handle, label=handle, backfill=timedelta(days=days))


def connect(site: Site, handle: str = "town", **options: Any) -> XConnector:
    """A new connector, as after a restart."""
    token = site.network.institution(handle)
    given = {"base_url": site.base_url, "access_token": token, **KEYS, **PATIENT, "page_size": 5, **options}
    return XConnector(XSettings.model_validate(given), account(handle))


class XWorld:
    """A town's account and its citizens."""

    send_faults: Sequence[str] = POSTING
    read_faults: Mapping[str, type[ConnectorError]] = {
        "401": AuthError,
        "402": QuotaExhausted,
        "403": PermissionDenied,
        "403 app": AuthError,
        "403 locked": AuthError,
        "404": Gone,
        "429 reset": RateLimited,
        "429 day": RateLimited,
        "429": RateLimited,
        "429 odd reset": RateLimited,
        "usage cap": QuotaExhausted,
        "500": Transient,
        "503 page": Transient,
        "redirect": Transient,
        "garbage": Transient,
        "a list": Transient,
        "a list with 403": Transient,
        "nothing": Transient,
        "cut": Transient,
        "drip": Transient,
        "hang up": Transient,
        "silence": Transient,
    }

    def __init__(self, site: Site) -> None:
        self.site = site
        self.base_url = site.base_url
        self.town = site.network.institution("town") and site.network.user("town").id

    def connector(self) -> Connector:
        return connect(self.site, **QUICK)

    def citizen_posts(self, text: str, *, author: str = "ana", in_reply_to: str | None = None) -> str:
        return self.site.network.post(author, text, in_reply_to=in_reply_to, named=(self.town,))

    def answers_to(self, ref: str, author: str = "ana") -> Sequence[str]:
        return [one.text for one in self.site.network.answers(ref) if one.author == self.town]

    def edit(self, ref: str, text: str) -> None:
        self.site.network.edit(ref, text)

    def delete(self, ref: str) -> None:
        self.site.network.delete(ref)

    def break_next(self, fault: str) -> None:
        kind = "post" if fault.startswith(("made: ", "post: ")) else "read"
        self.site.break_next(kind, fault.removeprefix("post: "))

    def carries(self, text: str) -> bool:
        return True
