"""Hacker News on this machine: the search and the items, as far as they are asked, as they answer in 2026.

    /api/v1/search_by_date   query, tags ("comment,(story_1,story_2)": and, in parentheses or), numericFilters, page,
                             hitsPerPage: newest first, a thousand hits at most, HTML in comment_text and story_text,
                             objectID a string, all other ids numbers
    /v0/item/ID.json         the item, `deleted` without author and text, `dead`, or null
    /v0/user/NAME.json       the user, or null

The search learns late of what is in `late`. `fault` breaks the next search.
"""

from __future__ import annotations

import html
import json
import re
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from urllib.parse import parse_qs, urlsplit

REACH = 1000
"""So many hits a search gives out at most, however many there are."""


@dataclass
class Item:
    """A story (no parent) or a comment."""

    id: int
    author: str
    text: str
    at: int
    story: int
    parent: int | None = None
    title: str | None = None
    url: str | None = None
    deleted: bool = False
    dead: bool = False


@dataclass
class Site:
    """Everything that was said; each thing a second after the one before, the last one just now."""

    items: dict[int, Item] = field(default_factory=dict)
    users: set[str] = field(default_factory=lambda: {"town"})
    late: set[int] = field(default_factory=set)
    fault: str | None = None
    asked: list[str] = field(default_factory=list)
    started: int = field(default_factory=lambda: int(time.time()) - 5_000)
    closing: threading.Event = field(default_factory=threading.Event)

    def say(self, author: str, text: str, parent: int | None = None, **more: Any) -> int:
        """Somebody writes a comment, or a story where there is no `parent`. Returns its id."""
        number = 40_000_000 + len(self.items)
        story = self.items[parent].story if parent is not None else number
        at = more.pop("at", self.started + len(self.items))
        self.items[number] = Item(number, author, text, at, story, parent, **more)
        self.users.add(author)
        return number

    def search(self, asked: dict[str, str]) -> dict[str, Any]:
        """What the index knows."""
        found = [one for one in self.items.values() if self._wanted(one, asked)]
        found.sort(key=lambda one: (one.at, one.id), reverse=True)
        size, page = min(int(asked.get("hitsPerPage", 20)), REACH), int(asked.get("page", 0))
        reachable = found[:REACH]
        hits = [hit(one, self.items[one.story]) for one in reachable[page * size : (page + 1) * size]]
        pages = -(-len(reachable) // size)
        return {"hits": hits, "nbHits": len(found), "page": page, "nbPages": pages, "hitsPerPage": size}

    def _wanted(self, one: Item, asked: dict[str, str]) -> bool:
        words = asked.get("query", "").casefold().split()
        text = f"{one.title or ''} {one.text}".casefold()
        gone = one.deleted or one.dead or one.id in self.late
        limits = asked.get("numericFilters", "").split(",")
        return (
            not gone
            and all(word in text for word in words)
            and tagged(asked.get("tags", ""), tags_of(one))
            and all(within(one.at, limit) for limit in limits if limit)
        )

    def item(self, number: int) -> dict[str, Any] | None:
        """As the items' service tells it."""
        one = self.items.get(number)
        if one is None:
            return None
        told: dict[str, Any] = {"id": one.id, "time": one.at, "type": "comment" if one.parent else "story"}
        told |= {"parent": one.parent} if one.parent else {}
        if one.deleted:
            return told | {"deleted": True}
        told |= {"by": one.author, "text": markup(one.text)} | ({"dead": True} if one.dead else {})
        return told | ({} if one.parent else {"title": one.title, "url": one.url or "", "descendants": 3, "score": 7})


def markup(text: str) -> str:
    """As the site escapes: quotes and slashes too, paragraphs begun and never ended."""
    return html.escape(text).replace("/", "&#x2F;").replace("\n\n", "<p>")


def hit(one: Item, story: Item) -> dict[str, Any]:
    """As the search tells it."""
    told: dict[str, Any] = {
        "objectID": str(one.id),
        "author": one.author,
        "created_at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(one.at)),
        "created_at_i": one.at,
        "_tags": sorted(tags_of(one)),
    }
    if one.parent is None:
        return told | {
            "title": one.title,
            "url": one.url,
            "story_text": markup(one.text),
            "points": 7,
            "num_comments": 3,
        }
    more = {"parent_id": one.parent, "story_id": one.story, "story_title": story.title}
    return told | more | {"comment_text": markup(one.text), "points": None}


def tags_of(one: Item) -> set[str]:
    """What `tags` may ask for."""
    return {"story" if one.parent is None else "comment", f"author_{one.author}", f"story_{one.story}"}


def tagged(asked: str, tags: set[str]) -> bool:
    """`a,b` is and; `(a,b)` is or."""
    either = re.findall(r"\(([^)]*)\)", asked)
    every = [tag for tag in re.sub(r"\([^)]*\)", "", asked).split(",") if tag]
    return all(tag in tags for tag in every) and all(set(group.split(",")) & tags for group in either)


def within(at: int, limit: str) -> bool:
    """`created_at_i>=1700000000`."""
    found = re.fullmatch(r"created_at_i(<=|>=|<|>)(\d+)", limit)
    assert found, f"no numeric filter: {limit}"
    bound = int(found[2])
    return {"<=": at <= bound, ">=": at >= bound, "<": at < bound, ">": at > bound}[found[1]]


class Server:
    """`with Server(Site()) as server:`; the two services stand below `base_url`."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (Handler,), {"site": site}))
        self._http.daemon_threads = True
        self._http.block_on_close = False
        self.base_url = f"http://127.0.0.1:{self._http.server_address[1]}"

    def __enter__(self) -> Server:
        threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.site.closing.set()
        self._http.shutdown()
        self._http.server_close()


class Handler(BaseHTTPRequestHandler):
    """One request."""

    site: Site
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer, or break."""
        parts = urlsplit(self.path)
        self.site.asked.append(self.path)
        if parts.path == "/api/v1/search_by_date":
            fault, self.site.fault = self.site.fault, None
            if fault is None or not self._broken(fault):
                asked = {name: values[-1] for name, values in parse_qs(parts.query).items()}
                self._answer(200, self.site.search(asked))
        elif found := re.fullmatch(r"/v0/item/(\d+)\.json", parts.path):
            self._answer(200, self.site.item(int(found[1])))
        elif found := re.fullmatch(r"/v0/user/([\w-]+)\.json", parts.path):
            known = found[1] in self.site.users
            self._answer(200, {"id": found[1], "created": 1, "karma": 1, "submitted": []} if known else None)
        else:
            self._answer(404, {"error": "not found"})

    def _broken(self, fault: str) -> bool:
        if fault.isdigit():
            self._answer(int(fault), {"message": "on purpose"})
        elif fault == "cut":
            self.close_connection = True
        elif fault == "silence":
            self.site.closing.wait(10)
            self.close_connection = True
        elif fault == "half an answer":
            self._raw(200, b'{"hits": [{"objectID"')
        elif fault == "a web page":
            self._raw(200, b"<!doctype html><title>Hacker News</title>")
        elif fault == "another object":
            self._raw(200, b'{"message": "hola"}')
        elif fault == "endless":
            self._raw(200, b" " * 60_000)
        return True

    def _answer(self, status: int, body: object) -> None:
        self._raw(status, json.dumps(body).encode())

    def _raw(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        if status == 429:
            self.send_header("Retry-After", "60")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""
