"""The fake of X over HTTP on 127.0.0.1, with whatever goes wrong on the way.

`break_next(kind, fault)`: the next request of that kind (`read` or `post`) suffers it. Faults that begin with `made:`
let the post be made first.
"""

from __future__ import annotations

import json
import re
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from tests.serving import serving
from tests.x.network import Network, Refused

TOKEN = re.compile(r'oauth_token="([^"]*)"')
SILENCE = 20.0
CREDITS = {"title": "CreditsDepleted", "detail": "Your account has no credits.", "type": "about:blank", "status": 402}
MANY = {"title": "Too Many Requests", "detail": "Too Many Requests", "type": "about:blank", "status": 429}
CAP = {"title": "UsageCapExceeded", "period": "Monthly", "detail": "Usage cap exceeded: Monthly product cap"}
WORDS: dict[str, tuple[int, Any, dict[str, str]]] = {
    "401": (401, {"title": "Unauthorized", "detail": "Unauthorized", "status": 401}, {}),
    "402": (402, CREDITS, {}),
    "403": (403, {"title": "Forbidden", "detail": "You are not permitted to perform this action.", "status": 403}, {}),
    "403 app": (
        403,
        {
            "title": "Forbidden",
            "detail": "Your client app has not the oauth1 app permissions.",
        },
        {},
    ),
    "403 locked": (403, {"detail": "To protect our users, this account is temporarily locked."}, {}),
    "404": (404, {"title": "Not Found Error", "detail": "Could not find user"}, {}),
    "429 reset": (429, MANY, {"x-rate-limit-remaining": "0", "x-rate-limit-reset": "4102444800"}),
    "429 day": (
        429,
        MANY,
        {"x-user-limit-24hour-remaining": "0", "x-user-limit-24hour-reset": "4102444800", "x-rate-limit-reset": "1"},
    ),
    "429": (429, MANY, {}),
    "429 odd reset": (429, MANY, {"x-rate-limit-reset": "soon"}),
    "usage cap": (429, CAP, {}),
    "500": (500, {"title": "Internal Error", "detail": "Something is broken"}, {}),
    "503 page": (503, "<html><body>over capacity</body></html>", {"Content-Type": "text/html"}),
    "redirect": (302, "", {"Location": "https://x.com/login"}),
    "garbage": (200, "\x00<not json", {}),
    "a list": (200, ["nothing", 1], {}),
    "nothing": (200, None, {}),
    "a list with 403": (403, ["no"], {}),
}


@dataclass
class Site:
    """Where the network stands. `log`: method and path of each request; `canned`: recorded answers by path."""

    network: Network = field(default_factory=Network)
    base_url: str = ""
    log: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    faults: dict[str, deque[str]] = field(default_factory=lambda: {"read": deque(), "post": deque()})
    canned: dict[str, dict[str, Any]] = field(default_factory=dict)
    billed: float = 0.0
    """US dollars for what was read, at the highest: nothing is counted once a day only."""
    closing: threading.Event = field(default_factory=threading.Event)
    lock: threading.RLock = field(default_factory=threading.RLock)

    def break_next(self, kind: str, fault: str) -> None:
        """Once. A read fault spares the question who we are."""
        self.faults[kind].append(fault)

    def counted(self, method: str) -> int:
        """Requests by this method."""
        return sum(one[0] == method for one in self.log)


class Handler(BaseHTTPRequestHandler):
    """One request."""

    site: Site
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """A question."""
        self._serve("read")

    def do_POST(self) -> None:
        """A post."""
        self._serve("post")

    def do_DELETE(self) -> None:
        """A post taken back."""
        self._serve("delete")

    def _serve(self, kind: str) -> None:
        parts = urlsplit(self.path)
        asked = dict(parse_qsl(parts.query))
        size = int(self.headers.get("Content-Length") or 0)
        body = json.loads(self.rfile.read(size) or b"{}")
        self.site.log.append((self.command, parts.path, asked))
        faults = self.site.faults.get(kind, deque())
        fault = faults.popleft() if faults and not parts.path.endswith("/users/me") else ""
        if fault.startswith("made: "):
            with self.site.lock, suppress(Refused):
                self._answer(parts.path, asked, body)
            fault = fault.removeprefix("made: ")
        with suppress(OSError):
            if fault:
                self._fail(fault)
            else:
                self._well(parts.path, asked, body)

    def _well(self, path: str, asked: dict[str, str], body: dict[str, Any]) -> None:
        try:
            with self.site.lock:
                answer = self._answer(path, asked, body)
        except Refused as refused:
            self._write(refused.status, refused.body)
            return
        if self.command == "GET" and path not in self.site.canned:
            self.site.billed += _price(answer)
        self._write(201 if self.command == "POST" else 200, answer)

    def _fail(self, fault: str) -> None:
        self.close_connection = True
        if fault == "silence":
            self.site.closing.wait(SILENCE)
        elif fault == "hang up":
            pass
        elif fault == "cut":
            self.wfile.write(
                b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n{"data": {"id"'
            )
        elif fault == "drip":
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
            end = time.monotonic() + SILENCE
            while time.monotonic() < end and not self.site.closing.wait(0.05):
                self.wfile.write(b" ")
                self.wfile.flush()
        else:
            status, answer, fields = WORDS[fault]
            self._write(status, answer, fields)

    def _write(self, status: int, answer: Any, fields: dict[str, str] | None = None) -> None:
        body = (
            answer.encode()
            if isinstance(answer, str)
            else json.dumps(answer, ensure_ascii=False).encode("utf-8", "surrogatepass")
        )
        self.send_response(status)
        for name, value in {"Content-Type": "application/json; charset=utf-8", **(fields or {})}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def _answer(self, path: str, asked: dict[str, str], body: dict[str, Any]) -> dict[str, Any]:
        site = self.site
        canned = site.canned.get(path)
        if canned is not None:
            if canned["status"] != 200:
                raise _as_recorded(canned)
            return dict(canned["body"])
        return self._lived(self._me(), path, asked, body)

    def _lived(self, me: str, path: str, asked: dict[str, str], body: dict[str, Any]) -> dict[str, Any]:
        network = self.site.network
        if path == "/2/users/me":
            user = network.users[me]
            return {"data": {"id": user.id, "name": user.name, "username": user.username}}
        if found := re.fullmatch(r"/2/users/(\w+)/(mentions|tweets)", path):
            _must_be(asked, 5)
            return network.page(network.mentions(found[1]) if found[2] == "mentions" else network.own(found[1]), asked)
        if path == "/2/tweets/search/recent":
            _must_be(asked, 10)
            return network.page(network.search(asked["query"]), asked)
        if path == "/2/tweets" and self.command == "GET":
            return network.look_up(asked["ids"].split(","), asked)
        if path == "/2/tweets" and self.command == "POST":
            return network.say(me, body)
        if found := re.fullmatch(r"/2/tweets/(\w+)", path):
            network.delete(found[1])
            return {"data": {"deleted": True}}
        raise Refused(404, "Not Found", path)

    def _me(self) -> str:
        found = TOKEN.search(self.headers.get("Authorization", ""))
        me = self.site.network.tokens.get(unquote(found[1])) if found else None
        if me is None:
            raise Refused(401, "Unauthorized", "Unauthorized")
        return me

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - as the library calls it
        """Nothing: tests read `Site.log`."""


def _price(answer: dict[str, Any]) -> float:
    data, includes = answer.get("data") or [], answer.get("includes", {})
    posts = len(data) * isinstance(data, list) + len(includes.get("tweets", ())) + len(includes.get("posts", ()))
    return posts * 0.005 + len(includes.get("users", ())) * 0.010


def _must_be(asked: dict[str, str], least: int) -> None:
    if not least <= int(asked.get("max_results", least)) <= 100:
        raise Refused(400, "Invalid Request", f"max_results is not between {least} and 100")


def _as_recorded(canned: dict[str, Any]) -> Refused:
    refused = Refused(canned["status"], "", "")
    refused.body = canned["body"]
    return refused


class _Server(ThreadingHTTPServer):
    request_queue_size = 50

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no news."""


@contextmanager
def running(network: Network | None = None) -> Iterator[Site]:
    """The fake, on a free port."""
    site = Site(network=network or Network())
    handler = type("SiteHandler", (Handler,), {"site": site})
    with serving(handler, _Server) as port:
        site.base_url = f"http://127.0.0.1:{port}"
        try:
            yield site
        finally:
            site.closing.set()
