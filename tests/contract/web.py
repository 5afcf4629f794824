"""A web site on 127.0.0.1 that serves a feed, well or badly, as its test says."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler
from xml.sax.saxutils import escape

from tests.serving import serving

Serve = Callable[["Request"], None]


@dataclass
class Article:
    """One entry of the feed."""

    guid: str
    title: str
    text: str
    at: datetime
    author: str = ""
    html: bool = False


@dataclass
class Site:
    """What the server gives: the feed at `/feed`, and whatever `pages` say. `once` answers the next request."""

    articles: list[Article] = field(default_factory=list)
    pages: dict[str, Serve] = field(default_factory=dict)
    once: Serve | None = None
    requests: list[dict[str, str]] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    base_url: str = ""
    closing: threading.Event = field(default_factory=threading.Event)

    def rss(self) -> bytes:
        """The articles, newest first, as sites do."""
        items = "".join(_item(one) for one in reversed(self.articles))
        head = "<title>El Diario</title><link>http://diario.example/</link><language>es</language>"
        return (
            f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>{head}{items}</channel></rss>'.encode()
        )

    def serve(self, request: Request) -> None:
        """Conditionally: 304 where the client has it already."""
        page = self.pages.get(request.path)
        if self.once is not None:
            page, self.once = self.once, None
        if page is not None:
            page(request)
            return
        body = self.rss()
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        if request.headers.get("If-None-Match") == etag:
            request.answer(304, b"", {"ETag": etag})
        else:
            request.answer(200, body, {"ETag": etag, "Content-Type": "application/rss+xml"})


class Request(BaseHTTPRequestHandler):
    """One request, with the site at hand."""

    site: Site

    def do_GET(self) -> None:
        """Note it, then let the site answer."""
        self.site.requests.append(dict(self.headers.items()))
        try:
            self.site.serve(self)
        except OSError:
            self.close_connection = True

    def answer(self, status: int, body: bytes, fields: dict[str, str] | None = None) -> None:
        """A whole answer."""
        self.site.statuses.append(status)
        self.send_response(status)
        for name, value in (fields or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if status != 304:
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as its base class
        """Say nothing."""


@contextmanager
def running(site: Site) -> Iterator[Site]:
    """The site on a free port."""
    handler = type("Handler", (Request,), {"site": site})
    with serving(handler) as port:
        site.base_url = f"http://127.0.0.1:{port}"
        try:
            yield site
        finally:
            site.closing.set()


def answering(status: int, body: bytes = b"", **fields: str) -> Serve:
    """A page that always says this; `Retry_After="5"` is the field Retry-After."""
    named = {name.replace("_", "-"): value for name, value in fields.items()}
    return lambda request: request.answer(status, body, named)


def hanging_up(request: Request) -> None:
    """No answer at all."""
    request.close_connection = True
    request.connection.close()


def endless(request: Request) -> None:
    """An answer that never ends, until the client has had enough."""
    request.send_response(200)
    request.end_headers()
    while True:
        request.wfile.write(b"<rss>" * 10_000)


def dripping(request: Request) -> None:
    """A byte now and then, until the client has gone."""
    request.send_response(200)
    request.end_headers()
    while not request.site.closing.wait(0.1):
        request.wfile.write(b" ")
        request.wfile.flush()


def now() -> datetime:
    """To the second, as feeds have it."""
    return datetime.now(UTC).replace(microsecond=0)


def _item(one: Article) -> str:
    author = f"<author>{escape(one.author)}</author>" if one.author else ""
    fields = f'<title>{escape(one.title)}</title><guid isPermaLink="false">{escape(one.guid)}</guid>{author}'
    html = one.text if one.html else escape(one.text)
    text = f"<description>{escape(html)}</description>"
    return f"<item>{fields}<pubDate>{format_datetime(one.at)}</pubDate>{text}</item>"
