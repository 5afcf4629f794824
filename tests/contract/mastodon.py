"""Mastodon as the contract suite wants it: a server that others wrote, behind a proxy that breaks."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import SecretStr

from social_console.connectors.base import Connector
from social_console.connectors.mastodon import MastodonConnector, MastodonSettings
from social_console.errors import (
    AuthError,
    ConfigError,
    ConnectorError,
    PermissionDenied,
    RateLimited,
    Transient,
)
from social_console.model import AccountRef
from tests.real.mastodon import Mastodon, Person
from tests.real.proxy import Fault, Proxy

LIST = r"^GET /api/v1/notifications"
POST = r"^POST /api/v1/statuses"
READING = {
    "the connection is refused": Fault("refuse", LIST),
    "cut before it is asked": Fault("cut-before", LIST),
    "cut before the answer": Fault("cut-after", LIST),
    "silence": Fault("hang-after", LIST),
    "cut in the answer": Fault("cut-in-answer", LIST),
    "half a JSON": Fault("nonsense", LIST),
    "a web page": Fault("status", LIST, 200, body=b"<!doctype html><p>hola"),
    "an answer without end": Fault("endless", LIST),
    "502": Fault("status", LIST, 502, body=b"<html>Bad Gateway"),
    "401": Fault("status", LIST, 401, body=b'{"error": "The access token was revoked"}'),
    "403": Fault("status", LIST, 403, body=b'{"error": "This action is outside the authorized scopes"}'),
    "404": Fault("status", LIST, 404, body=b'{"error": "Record not found"}'),
    "429 by date": Fault("status", LIST, 429, {"X-RateLimit-Reset": "2099-01-01T00:00:00.123456Z"}),
    "429 by number": Fault("status", LIST, 429, {"X-RateLimit-Reset": "4070908800", "X-RateLimit-Remaining": "0"}),
    "429 without a reset": Fault("status", LIST, 429),
    "429 with nonsense": Fault("status", LIST, 429, {"X-RateLimit-Reset": "soon"}),
}
SERVED: dict[str, dict[str, Any]] = {
    "500 by the server": {"type": "status", "status": 500},
    "503 by the server": {"type": "status", "status": 503},
    "429 by the server": {"type": "ratelimit"},
    "malformed by the server": {"type": "malformed"},
}
SENDING = {
    "refused": Fault("refuse", POST),
    "cut before the post": Fault("cut-before", POST),
    "cut after the post": Fault("cut-after", POST),
    "silence after the post": Fault("hang-after", POST),
    "cut in the answer to the post": Fault("cut-in-answer", POST),
    "half a JSON after the post": Fault("nonsense", POST),
    "500 after the post": Fault("status", POST, 500),
    "502 after the post": Fault("status", POST, 502, body=b"<html>"),
    "504 after the post": Fault("status", POST, 504, body=b""),
    "an empty answer after the post": Fault("status", POST, 200, body=b""),
    "a list after the post": Fault("status", POST, 200, body=b"[]"),
    "another object after the post": Fault("status", POST, 200, body=b'{"id": "7", "scheduled_at": "x", "params": {}}'),
    "a bad reset after the post": Fault("status", POST, 200, {"X-RateLimit-Reset": "soon"}, b"{}"),
    "500 before the post": Fault("status-before", POST, 500),
    "503 before the post": Fault("status-before", POST, 503, {"Retry-After": "30"}),
    "429 to the post": Fault("status-before", POST, 429, {"Retry-After": "30"}),
    "401 to the post": Fault("status-before", POST, 401),
    "403 to the post": Fault("status-before", POST, 403),
    "404 to the post": Fault("status-before", POST, 404),
    "422 to the post": Fault("status-before", POST, 422, body=b'{"error": "Validation failed"}'),
    "moved to the post": Fault("status-before", POST, 301, {"Location": "/elsewhere"}, b""),
}


class MastodonWorld:
    """A town's account and its citizens."""

    read_faults: Mapping[str, type[ConnectorError]] = {
        **dict.fromkeys(READING, Transient),
        "401": AuthError,
        "403": PermissionDenied,
        "404": ConfigError,
        **{name: RateLimited for name in READING if name.startswith("429")},
        **dict.fromkeys(SERVED, Transient),
        "429 by the server": RateLimited,
    }
    send_faults: Sequence[str] = tuple(SENDING)

    def __init__(self, server: Mastodon, proxy: Proxy) -> None:
        self.server, self.proxy = server, proxy
        self.base_url = proxy.base_url
        self.town = server.person("town")
        self.people: dict[str, Person] = {}
        self.authors: dict[str, Person] = {}

    def connector(self) -> Connector:
        settings = MastodonSettings(
            base_url=self.base_url,
            access_token=SecretStr(self.town.access_token),
            page_size=3,
            timeout=3.0,
            deadline=10.0,
            max_bytes=1_000_000,
        )
        return MastodonConnector(
            settings, AccountRef(institution="town", channel="mastodon", handle=self.town.username)
        )

    def citizen_posts(self, text: str, *, author: str = "ana", in_reply_to: str | None = None) -> str:
        who = self.person(author)
        above = {"in_reply_to_id": in_reply_to} if in_reply_to else {}
        ref = str(self.server.posts(who, f"@{self.town.username} {text}", **above)["id"])
        self.authors[ref] = who
        return ref

    def answers_to(self, ref: str, author: str = "ana") -> Sequence[str]:
        who = self.person(author)
        found = self.server.answers(who, ref)
        return [re.sub(rf"^@{who.username} ", "", one["plain"]) for one in found]

    def edit(self, ref: str, text: str) -> None:
        self.server.edits(self.authors[ref], ref, text)

    def delete(self, ref: str) -> None:
        self.server.deletes(self.authors[ref], ref)

    def break_next(self, fault: str) -> None:
        if fault in SERVED:
            self.server.fault(SERVED[fault], "^/api/v1/notifications")
        else:
            self.proxy.break_next((READING | SENDING)[fault])

    def carries(self, text: str) -> bool:
        """A form's text is Unicode; the server strips white space at both ends."""
        return True

    def person(self, name: str) -> Person:
        if name not in self.people:
            self.people[name] = self.server.person(name)
        return self.people[name]
