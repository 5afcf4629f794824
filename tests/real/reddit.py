"""A small Reddit of our own on 127.0.0.1: tokens, inbox, listings, searches, comments, and everything going wrong.

It keeps what matters of the real one: fullnames, listings of at most a thousand items paged by `after`, an inbox whose
items lack permalink, link_id and edited, `api/info`, deleted things as `[deleted]`, `api/comment` with its own errors.
"""

from __future__ import annotations

import base64
import gzip
import json
import socket
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.serving import serving

LISTING = 1000
TOKEN_FAULTS = ("token 401", "token 503", "token 429", "token error", "token garbage", "silence at the token")
READ_FAULTS = (
    "429", "429 with a date", "429 without a word", "500", "502", "503", "504", "520", "403", "451", "redirect",
    "insufficient scope", "blocked", "no answer", "cut mid-answer", "silence", "garbage", "a web page", "no listing",
    "drip", "token 401", "token 503", "token 429", "token error", "token garbage",
)  # fmt: skip
SEND_FAULTS = (
    "429", "403", "404", "400", "413", "500 not made", "500 made", "503 not made", "503 made", "504 made",
    "timeout not made", "timeout made", "cut not made", "cut made", "cut mid-answer", "garbage made",
    "nothing shown", "no answer", "token 401", "token 503", "silence at the token", "401", "ratelimit",
    "SOMETHING", "locked", "deleted", "409", "redirect", "window used up",
)  # fmt: skip


@dataclass
class Thing:
    """A post (t3), comment (t1) or private message (t4)."""

    kind: str
    number: int
    author: str
    text: str
    created: datetime
    parent: str | None = None
    link: str = ""
    subreddit: str = "valleverde"
    title: str = ""
    to: str = ""
    edited: datetime | None = None
    gone: str = ""
    mentions: bool = False

    @property
    def id(self) -> str:
        """Base 36, as Reddit's."""
        digits, number = "", self.number
        while number:
            number, rest = divmod(number, 36)
            digits = "0123456789abcdefghijklmnopqrstuvwxyz"[rest] + digits
        return digits

    @property
    def name(self) -> str:
        """The fullname."""
        return f"{self.kind}_{self.id}"


@dataclass
class Reddit:
    """The site. `fault` breaks the next request of its kind; `user` is whom the token belongs to."""

    user: str = "alcaldia"
    secret: str = "geheim-secret"
    refresh_token: str = "geheim-refresh"
    things: dict[str, Thing] = field(default_factory=dict)
    fault: str = ""
    requests: list[str] = field(default_factory=list)
    tokens: set[str] = field(default_factory=set)
    scopes: str = "*"
    listing: int = LISTING
    base_url: str = ""
    clock: datetime = field(default_factory=lambda: datetime.now(UTC) - timedelta(minutes=30))
    lock: threading.Lock = field(default_factory=threading.Lock)
    released: threading.Event = field(default_factory=threading.Event)
    count: int = 0

    def __post_init__(self) -> None:
        self.count = 36**5
        self.square = self.posts("vecina", "¿Cómo va el barrio?", title="Hilo de la semana").name

    # ── what people do ──────────────────────────────────────────────────────────────────────────────────

    def posts(self, author: str, text: str, *, title: str = "Aviso", subreddit: str = "valleverde") -> Thing:
        """A post."""
        return self._add(Thing("t3", self._next(), author, text, self._tick(), title=title, subreddit=subreddit))

    def comments(self, author: str, text: str, under: str = "", *, mentions: bool = False) -> Thing:
        """A comment; with `mentions` the account finds it among its username mentions whatever it says."""
        parent = self.things[under or self.square]
        link = parent.name if parent.kind == "t3" else parent.link
        one = Thing("t1", self._next(), author, text, self._tick(), parent=parent.name, link=link)
        one.subreddit = parent.subreddit
        one.mentions = mentions or f"u/{self.user}" in text
        return self._add(one)

    def writes(self, author: str, to: str, text: str, under: str | None = None) -> Thing:
        """A private message."""
        one = Thing("t4", self._next(), author, text, self._tick(), parent=under, to=to, title="Consulta")
        return self._add(one)

    def edit(self, name: str, text: str) -> None:
        """Its author changes it."""
        one = self.things[name]
        one.text, one.edited = text, self._tick()

    def remove(self, name: str, how: str = "[deleted]") -> None:
        """Its author deletes it; `[removed]`: a moderator does."""
        self.things[name].gone = how

    def replies(self, name: str) -> list[Thing]:
        """What stands under it, the oldest first."""
        return [one for one in self.things.values() if one.parent == name and not one.gone]

    def release(self) -> None:
        """End every silence."""
        self.released.set()
        self.released = threading.Event()

    def _next(self) -> int:
        self.count += 1
        return self.count

    def _tick(self) -> datetime:
        self.clock = min(self.clock + timedelta(seconds=1), datetime.now(UTC))
        return self.clock

    def _add(self, one: Thing) -> Thing:
        with self.lock:
            self.things[one.name] = one
        return one

    # ── what the API says ───────────────────────────────────────────────────────────────────────────────

    def listed(self, path: str, query: dict[str, str]) -> dict[str, Any]:
        """A page of a listing, the newest first."""
        wanted = self._of(path, query)
        found = sorted((one for one in wanted), key=lambda one: (one.created, one.number), reverse=True)[: self.listing]
        inbox = path.startswith("message/")
        if path == "user/" + self.user + "/overview":
            found = [one for one in found if not one.gone]
        names = [one.name for one in found]
        after = query.get("after")
        if after and after not in names:
            found = []
        elif after:
            found = found[names.index(after) + 1 :]
        limit = int(query.get("limit", "25"))
        page = found[:limit]
        more = page[-1].name if len(found) > limit else None
        return listing([self.told(one, inbox) for one in page], more)

    def _of(self, path: str, query: dict[str, str]) -> list[Thing]:  # noqa: PLR0911 - one line a listing
        everything = list(self.things.values())
        ours = {one.name for one in everything if one.author == self.user}
        parts = path.strip("/").split("/")
        if path == "message/mentions":
            return [one for one in everything if one.mentions and one.author != self.user]
        if path == "message/comments/":
            return [one for one in everything if one.parent in ours and one.parent.startswith("t1")]
        if path == "message/selfreply/":
            return [one for one in everything if one.parent in ours and one.parent.startswith("t3")]
        if path == "message/messages/":
            return [one for one in everything if one.kind == "t4" and one.to == self.user]
        if path == "message/sent/":
            return [one for one in everything if one.kind == "t4" and one.author == self.user]
        if parts[0] == "user":
            kinds = {"overview": ("t1", "t3"), "comments": ("t1",), "submitted": ("t3",)}[parts[2]]
            return [one for one in everything if one.author == parts[1] and one.kind in kinds]
        if parts[0] == "r" and parts[2] == "search":
            word = query["q"].casefold()
            return [one for one in everything if one.kind == "t3" and word in (one.title + one.text).casefold()]
        kind = "t3" if parts[2] == "new" else "t1"
        return [one for one in everything if one.kind == kind and one.subreddit == parts[1]]

    def told(self, one: Thing, inbox: bool = False) -> dict[str, Any]:
        """As the API says it."""
        gone = bool(one.gone)
        data: dict[str, Any] = {
            "id": one.id,
            "name": one.name,
            "author": "[deleted]" if gone else one.author,
            "created_utc": one.created.timestamp(),
            "created": one.created.timestamp(),
            "score": 3,
        }
        text = one.gone or one.text
        if one.kind == "t4":
            data |= {"body": text, "subject": one.title, "dest": one.to, "parent_id": one.parent, "context": ""}
            data |= {"was_comment": False, "first_message_name": one.parent, "subreddit": None}
            return {"kind": "t4", "data": data}
        data["subreddit"] = one.subreddit
        if one.kind == "t3":
            edited = one.edited.timestamp() if one.edited else False
            data |= {"title": one.title, "selftext": text, "is_self": True, "edited": edited, "num_comments": 1}
            data |= {"permalink": f"/r/{one.subreddit}/comments/{one.id}/aviso/", "url": "https://reddit.invalid/x"}
            return {"kind": "t3", "data": data}
        path = f"/r/{one.subreddit}/comments/{one.link[3:]}/aviso/{one.id}/"
        data |= {"body": text, "parent_id": one.parent, "link_title": "Aviso"}
        if inbox:
            data |= {"context": path + "?context=3", "was_comment": True, "dest": self.user, "type": "username_mention"}
        else:
            edited = one.edited.timestamp() if one.edited else False
            above = self.things.get(one.link)
            data |= {"permalink": path, "link_id": one.link, "edited": edited}
            data["link_author"] = above.author if above else "[deleted]"
        return {"kind": "t1", "data": data}

    def token(self) -> str:
        """A new one."""
        name = f"token-{len(self.tokens)}"
        self.tokens.add(name)
        return name

    def settings(self, **others: Any) -> dict[str, Any]:
        """What a connector that is to speak to it needs."""
        told = {
            "client_id": "app",
            "client_secret": self.secret,
            "refresh_token": self.refresh_token,
            "oauth_url": self.base_url,
            "reddit_url": self.base_url,
            "timeout": 5,
        }
        return told | others


def listing(children: list[dict[str, Any]], after: str | None = None) -> dict[str, Any]:
    """As Reddit wraps it."""
    return {"kind": "Listing", "data": {"after": after, "dist": len(children), "before": None, "children": children}}


class Request(BaseHTTPRequestHandler):
    """One request, with the site at hand."""

    protocol_version = "HTTP/1.1"
    reddit: Reddit

    def do_GET(self) -> None:
        """A look at something."""
        self._serve("GET")

    def do_POST(self) -> None:
        """A token, a comment, a deletion."""
        self._serve("POST")

    def _serve(self, method: str) -> None:
        parts = urlsplit(self.path)
        path = parts.path.lstrip("/")
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        self.query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        self.form = {name: values[0] for name, values in parse_qs(raw, keep_blank_values=True).items()}
        self.reddit.requests.append(f"{method} {path}")
        try:
            self._route(method, path)
        except OSError:
            self.close_connection = True

    def _route(self, method: str, path: str) -> None:
        reddit = self.reddit
        if path == "api/v1/access_token":
            self._token()
        elif self.headers.get("Authorization", "").removeprefix("bearer ") not in reddit.tokens:
            self.answer(401, {"message": "Unauthorized", "error": 401}, {"www-authenticate": INVALID})
        elif path == "api/v1/me":
            self.answer(200, {"name": reddit.user, "id": "abc"})
        elif path == "api/comment/" and method == "POST":
            self._comment()
        elif path == "api/del/":
            reddit.remove(self.form["id"])
            self.answer(200, {})
        elif path == "api/info/":
            names = self.query["id"].split(",")
            found = [reddit.told(reddit.things[name]) for name in names if name in reddit.things]
            self.answer(200, listing(found))
        else:
            self._listing(path)

    def _token(self) -> None:
        reddit, fault = self.reddit, self._fault(TOKEN_FAULTS)
        user, _colon, secret = base64.b64decode(self.headers["Authorization"].split()[1]).decode().partition(":")
        good = (user, secret) == ("app", reddit.secret)
        if fault == "silence at the token":
            reddit.released.wait(30)
            self.close_connection = True
        elif fault == "token 401" or not good:
            self.answer(401, {"message": "Unauthorized", "error": 401})
        elif fault == "token error" or self.form.get("refresh_token", reddit.refresh_token) != reddit.refresh_token:
            self.answer(200, {"error": "invalid_grant"})
        elif fault == "token garbage":
            self.raw(200, b"<html>")
        elif fault:
            self.answer(int(fault[-3:]), {})
        else:
            token = {"access_token": reddit.token(), "token_type": "bearer", "expires_in": 3600}
            self.answer(200, {**token, "scope": reddit.scopes})

    def _listing(self, path: str) -> None:
        if not self._broken(self._fault({*READ_FAULTS} - {*TOKEN_FAULTS})):
            self.answer(200, self.reddit.listed(path, self.query))

    def _broken(self, fault: str) -> bool:  # noqa: PLR0912 - one line a fault
        if not fault:
            return False
        error = {"message": "no", "error": 0}
        if fault == "429":
            self.answer(429, error, {"Retry-After": "120"})
        elif fault == "429 with a date":
            self.answer(429, error, {"Retry-After": "Wed, 21 Oct 2099 07:28:00 GMT"})
        elif fault == "429 without a word":
            self.answer(429, error)
        elif fault == "redirect":
            self.raw(302, b"", {"Location": f"{self.reddit.base_url}/login/?dest=x"})
        elif fault == "insufficient scope":
            self.answer(403, error, {"www-authenticate": 'Bearer realm="reddit", error="insufficient_scope"'})
        elif fault == "blocked":
            self.raw(403, b"<html>You've been blocked by network security. To continue, log in or use login</html>")
        elif fault in ("no answer", "cut not made"):
            self._cut()
        elif fault == "cut mid-answer":
            self._cut(half=json.dumps(listing([])).encode())
        elif fault == "drip":
            self._drip()
        elif fault in ("silence", "timeout not made"):
            self.reddit.released.wait(30)
            self._cut()
        elif fault == "garbage":
            self.raw(200, b"\x00\xff\xfe{" * 50)
        elif fault == "a web page":
            self.raw(200, b"<!doctype html><html>hola</html>", {"Content-Type": "text/html"})
        elif fault == "no listing":
            self.answer(200, {"kind": "Listing", "data": {"children": 7}})
        else:
            self.answer(int(fault[:3]), error)
        return True

    def _comment(self) -> None:
        fault = self._fault({*SEND_FAULTS} - {*TOKEN_FAULTS, "window used up"})
        if fault in REFUSALS:
            self.answer(200, {"json": {"errors": [REFUSALS[fault]]}})
        elif fault == "401":
            self.reddit.tokens.clear()
            self.answer(401, {"message": "Unauthorized", "error": 401}, {"www-authenticate": INVALID})
        elif fault and not fault.endswith(" made") and fault not in ("nothing shown", "cut mid-answer"):
            self._broken(fault)
        elif fault.endswith("not made"):
            self._broken(fault if not fault[:3].isdigit() else fault[:3])
        else:
            self._made(fault)

    def _made(self, fault: str) -> None:
        under, text = self.form["thing_id"], self.form["text"]
        reddit = self.reddit
        if under.startswith("t4"):
            one = reddit.writes(reddit.user, reddit.things[under].author, text, under)
        else:
            one = reddit.comments(reddit.user, text, under)
        shown = [] if fault == "nothing shown" else [reddit.told(one)]
        body = {"json": {"errors": [], "data": {"things": shown}}}
        if fault == "cut mid-answer":
            self._cut(half=json.dumps(body).encode())
        elif fault == "cut made":
            self._cut()
        elif fault == "timeout made":
            reddit.released.wait(30)
            self._cut()
        elif fault == "garbage made":
            self.raw(200, b"\x00\xff{")
        elif fault:
            self.answer(int(fault[:3]) if fault[:3].isdigit() else 200, body)
        else:
            self.answer(200, body)

    def _fault(self, some: Collection[str]) -> str:
        """The armed fault, if it is one of these; it strikes once."""
        with self.reddit.lock:
            fault = self.reddit.fault
            if fault not in some:
                return ""
            self.reddit.fault = ""
            return fault

    # ── answers ─────────────────────────────────────────────────────────────────────────────────────────

    def answer(self, status: int, body: Any, fields: dict[str, str] | None = None) -> None:
        """As JSON."""
        self.raw(status, json.dumps(body).encode(), fields)

    def raw(self, status: int, body: bytes, fields: dict[str, str] | None = None) -> None:
        """These bytes."""
        used_up = self.reddit.fault == "window used up"
        if used_up and "access_token" not in self.path:
            self.reddit.fault = ""
        left = "0" if used_up and "access_token" not in self.path else "95"
        window = {"x-ratelimit-remaining": left, "x-ratelimit-used": "5", "x-ratelimit-reset": "300"}
        if "gzip" in self.headers.get("Accept-Encoding", "") and len(body) > 100:
            body, fields = gzip.compress(body), {**(fields or {}), "Content-Encoding": "gzip"}
        self.send_response(status)
        for name, value in {"Content-Type": "application/json; charset=UTF-8", **window, **(fields or {})}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _cut(self, half: bytes = b"") -> None:
        """Hang up; with `half`, in the middle of an answer."""
        if half:
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(half)))
            self.end_headers()
            self.wfile.write(half[: len(half) // 2])
            self.wfile.flush()
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def _drip(self) -> None:
        """A byte now and then, for ever."""
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", "100000")
        self.end_headers()
        while not self.reddit.released.wait(0.05):
            self.wfile.write(b" ")
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as its base class
        """Say nothing."""


INVALID = 'Bearer realm="reddit", error="invalid_token"'
REFUSALS = {
    "ratelimit": ["RATELIMIT", "Looks like you've been doing that a lot. Take a break for 3 minutes.", "ratelimit"],
    "SOMETHING": ["SOMETHING_IS_BROKEN", "something is broken, please try again later.", None],
    "locked": ["THREAD_LOCKED", "Comments are locked.", "parent"],
    "deleted": ["DELETED_COMMENT", "that comment has been deleted", "parent"],
}


@contextmanager
def running(reddit: Reddit) -> Iterator[Reddit]:
    """The site on a free port."""
    handler = type("Handler", (Request,), {"reddit": reddit})
    with serving(handler) as port:
        reddit.base_url = f"http://127.0.0.1:{port}"
        try:
            yield reddit
        finally:
            reddit.release()
