"""A town's account on a Bluesky of our own, behind a proxy that breaks on demand."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

from pydantic import SecretStr

from social_console.connectors.base import Connector
from social_console.connectors.bluesky import BlueskyConnector, BlueskySettings
from social_console.errors import (
    AuthError,
    ConfigError,
    ConnectorError,
    PermissionDenied,
    QuotaExhausted,
    RateLimited,
    Rejected,
    Transient,
)
from social_console.model import AccountRef
from tests.real.bluesky import PASSWORD, Bluesky, Person
from tests.real.proxy import Fault, Proxy

LIST = "listNotifications"
PUT = "putRecord"
LOGIN = "createSession"
RESET = {"ratelimit-reset": "4102444800", "ratelimit-limit": "10", "ratelimit-remaining": "0"}


def error(name: str, message: str = "") -> bytes:
    """The protocol's own shape of an error."""
    return json.dumps({"error": name, "message": message or name}).encode()


def refusal(path: str, status: int, name: str, **headers: str) -> Fault:
    """An answer that says no."""
    kind = {"Content-Type": "application/json"}
    return Fault("status-before", path, status, kind | headers, body=error(name))


READING: dict[str, tuple[tuple[Fault, ...], type[ConnectorError]]] = {
    "login: cut": ((Fault("cut-before", LOGIN),), Transient),
    "login: silence": ((Fault("hang-before", LOGIN),), Transient),
    "login: wrong password": ((refusal(LOGIN, 401, "AuthenticationRequired"),), AuthError),
    "login: second factor wanted": ((refusal(LOGIN, 401, "AuthFactorTokenRequired"),), AuthError),
    "login: taken down": ((refusal(LOGIN, 400, "AccountTakedown"),), AuthError),
    "login: too often": ((refusal(LOGIN, 429, "RateLimitExceeded", **RESET),), RateLimited),
    "login: another server": ((refusal(LOGIN, 404, "XRPCNotSupported"),), ConfigError),
    "login: sent elsewhere": (
        (Fault("status-before", LOGIN, 307, {"Location": "http://127.0.0.1:9/"}, body=b""),),
        Transient,
    ),
    "cut": ((Fault("cut-before", LIST),), Transient),
    "silence": ((Fault("hang-before", LIST),), Transient),
    "half an answer": ((Fault("cut-in-answer", LIST),), Transient),
    "no JSON": (
        (Fault("status-before", LIST, 200, {"Content-Type": "application/json"}, body=b"<html>"),),
        Transient,
    ),
    "a web page": ((Fault("status-before", LIST, 200, body=b"<html>hola</html>"),), Transient),
    "other JSON": (
        (Fault("status-before", LIST, 200, {"Content-Type": "application/json"}, body=b'{"notifications": 3}'),),
        Transient,
    ),
    "500": ((refusal(LIST, 500, "InternalServerError"),), Transient),
    "502": ((refusal(LIST, 502, "UpstreamFailure"),), Transient),
    "503 without words": ((Fault("status-before", LIST, 503, body=b""),), Transient),
    "429 with a reset": ((refusal(LIST, 429, "RateLimitExceeded", **RESET),), RateLimited),
    "429 with Retry-After": ((refusal(LIST, 429, "RateLimitExceeded", **{"Retry-After": "30"}),), RateLimited),
    "429 without a word": ((Fault("status-before", LIST, 429, body=b""),), RateLimited),
    "401": ((refusal(LIST, 401, "AuthMissing"),), AuthError),
    "402": ((refusal(LIST, 402, "PaymentRequired"),), QuotaExhausted),
    "403": ((refusal(LIST, 403, "Forbidden"),), PermissionDenied),
    "400": ((refusal(LIST, 400, "InvalidRequest"),), Rejected),
    "cut while the counts are read": ((Fault("cut-before", "getPosts"),), Transient),
    "500 while people are read": ((refusal("getProfiles", 500, "InternalServerError"),), Transient),
}
SENDING: dict[str, tuple[Fault, ...]] = {
    "login: cut": (Fault("cut-before", LOGIN),),
    "login: too often": (refusal(LOGIN, 429, "RateLimitExceeded", **RESET),),
    "cut while the target is looked at": (Fault("cut-before", "getPosts"),),
    "cut before": (Fault("cut-before", PUT),),
    "cut after": (Fault("cut-after", PUT),),
    "silence before": (Fault("hang-before", PUT),),
    "silence after": (Fault("hang-after", PUT),),
    "half an answer after": (Fault("cut-in-answer", PUT),),
    "500 before": (refusal(PUT, 500, "InternalServerError"),),
    "500 after": (Fault("status", PUT, 500, body=error("InternalServerError")),),
    "502 after": (Fault("status", PUT, 502, body=b""),),
    "504 after": (Fault("status", PUT, 504, body=b"<html>"),),
    "nonsense after": (Fault("status", PUT, 200, {"Content-Type": "application/json"}, body=b"{"),),
    "an empty answer after": (Fault("status", PUT, 200, body=b""),),
    "429": (refusal(PUT, 429, "RateLimitExceeded", **RESET),),
    "refused": (refusal(PUT, 400, "InvalidRequest"),),
    "forbidden": (refusal(PUT, 403, "Forbidden"),),
    "the token has expired": (refusal(PUT, 400, "ExpiredToken"),),
    "the token has expired, and no other comes": (
        refusal(PUT, 400, "ExpiredToken"),
        Fault("cut-before", "refreshSession"),
    ),
    "the session has ended": (refusal(PUT, 400, "ExpiredToken"), refusal("refreshSession", 400, "ExpiredToken")),
}


class BlueskyWorld:
    """The town's account, and citizens."""

    read_faults: Mapping[str, type[ConnectorError]] = {name: kind for name, (_faults, kind) in READING.items()}
    send_faults: Sequence[str] = tuple(SENDING)

    def __init__(self, network: Bluesky, proxy: Proxy) -> None:
        self.network, self.proxy = network, proxy
        self.base_url = proxy.base_url
        self.office = network.person("town")
        self.people: dict[str, Person] = {}

    def connector(self) -> Connector:
        settings = BlueskySettings(service=self.proxy.base_url, password=SecretStr(PASSWORD), page_size=3, timeout=1.5)
        return BlueskyConnector(settings, AccountRef(institution="town", channel="bluesky", handle=self.office.handle))

    def citizen_posts(self, text: str, *, author: str = "ana", in_reply_to: str | None = None) -> str:
        uri = self._person(author).says(text, under=in_reply_to, facets=[self._mention()])
        self.network.settle()
        return uri

    def answers_to(self, ref: str, author: str = "ana") -> Sequence[str]:
        return [str(one["record"]["text"]) for one in self.network.answers(ref)]

    def edit(self, ref: str, text: str) -> None:
        self._author(ref).edits(ref, text)
        self.network.settle()

    def delete(self, ref: str) -> None:
        self._author(ref).deletes(ref)
        self.network.settle()

    def break_next(self, fault: str) -> None:
        self.proxy.break_next(*(READING[fault][0] if fault in READING else SENDING[fault]))

    def carries(self, text: str) -> bool:
        return not re.search("[\ud800-\udfff]", text)

    def _mention(self) -> dict[str, object]:
        """One that covers no letter of the text, so that any text can be said to the office."""
        feature = {"$type": "app.bsky.richtext.facet#mention", "did": self.office.did}
        return {"index": {"byteStart": 0, "byteEnd": 0}, "features": [feature]}

    def _person(self, name: str) -> Person:
        if name not in self.people:
            self.people[name] = self.network.person(re.sub("[^a-z]", "", name.lower()) or "citizen")
        return self.people[name]

    def _author(self, uri: str) -> Person:
        return next(one for one in self.people.values() if uri.startswith(f"at://{one.did}/"))
