"""Feeds: polite, bounded, and not to be led astray."""

from __future__ import annotations

import gzip
import ipaddress
import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from social_console.connectors.base import Budget, Outgoing, Page
from social_console.connectors.feed import FeedConnector, FeedSettings, guard
from social_console.connectors.feed.entries import parse
from social_console.connectors.feed.faults import retry_at
from social_console.connectors.feed.fetching import Document
from social_console.connectors.feed.guard import is_public
from social_console.errors import (
    CursorExpired,
    Gone,
    PermissionDenied,
    RateLimited,
    Transient,
)
from social_console.model import AccountRef, Mention, Revision
from tests.contract import web

LONG_AGO = timedelta(days=36_500)


@pytest.fixture
def site() -> Iterator[web.Site]:
    with web.running(web.Site()) as one:
        yield one


def connector(*urls: str, backfill: timedelta = LONG_AGO, **options: Any) -> FeedConnector:
    told = FeedSettings(urls=urls, **{"allow_private": True, "timeout": 3, "deadline": 6} | options)
    return FeedConnector(told, AccountRef(institution="t", channel="feed", handle="El Diario", backfill=backfill))


def read(one: FeedConnector, state: Any = None) -> Page:
    [page] = list(one.fetch(one.streams()[0], state, Budget()))
    return page


def article(site: web.Site, text: str = "<p>Hay <b>agua</b>.</p>", **more: Any) -> web.Article:
    told: dict[str, Any] = {"guid": f"g{len(site.articles)}", "title": "Agua", "text": text, "at": web.now()}
    site.articles.append(web.Article(**told | more))
    return site.articles[-1]


def rss(items: str, head: str = "") -> bytes:
    return f"<rss version='2.0'><channel><title>T</title>{head}{items}</channel></rss>".encode()


def entries(content: bytes, kind: str = "application/rss+xml") -> list[Mention]:
    document = Document("http://x.example/feed", content, kind)
    return [entry.mention for entry in parse(document, "http://x.example/feed", "El Diario").entries]


def test_an_article_is_a_mention_of_a_one_way_channel(site: web.Site) -> None:
    article(site, author="Redacción", html=True)
    one = connector(f"{site.base_url}/feed")
    page = read(one)
    [mention] = page.items
    assert isinstance(mention, Mention)
    assert (mention.text, mention.subject, mention.kind) == ("Hay agua.", "Agua", "article")
    assert mention.id == f"{site.base_url}/feed#g0"
    assert (mention.author.id, mention.author.name) == (f"{site.base_url}/feed", "Redacción")
    assert mention.lang == "es"
    assert not one.capabilities.can_reply
    with pytest.raises(PermissionDenied):
        one.prepare(Outgoing(text="x", now=datetime.now(UTC)), mention)


def test_what_has_not_changed_is_not_sent_again(site: web.Site) -> None:
    article(site)
    one = connector(f"{site.base_url}/feed")
    first = read(one)
    second = read(one, first.state)
    assert site.statuses == [200, 304]
    assert (second.items, second.state) == ((), first.state)
    article(site)
    third = read(one, second.state)
    assert [item.id for item in third.items if isinstance(item, Mention)] == [f"{site.base_url}/feed#g1"]


def test_a_page_that_was_not_stored_is_asked_for_again(site: web.Site) -> None:
    article(site)
    one = connector(f"{site.base_url}/feed")
    read(one)
    assert len(read(one).items) == 1
    assert site.statuses == [200, 200]


def test_a_changed_article_is_a_revision(site: web.Site) -> None:
    changed = article(site)
    one = connector(f"{site.base_url}/feed")
    state = read(one).state
    changed.text = "Ya no hay agua."
    [revision] = read(one, state).items
    assert isinstance(revision, Revision)
    assert revision.mention.text == "Ya no hay agua."


def test_the_first_read_goes_back_as_far_as_backfill(site: web.Site) -> None:
    article(site, at=web.now() - timedelta(days=9))
    article(site, at=web.now() - timedelta(days=1))
    one = connector(f"{site.base_url}/feed", backfill=timedelta(days=7))
    page = read(one)
    assert len(page.items) == 1
    article(site, guid="late", at=web.now() - timedelta(days=30))
    assert len(read(one, page.state).items) == 1, "what appears later is news, whatever its date"


def test_redirects_are_followed_one_by_one(site: web.Site) -> None:
    article(site)
    site.pages["/old"] = web.answering(301, Location="/older")
    site.pages["/older"] = web.answering(307, Location=f"{site.base_url}/feed")
    assert len(read(connector(f"{site.base_url}/old")).items) == 1
    site.pages["/evil"] = web.answering(302, Location="file:///etc/passwd")
    with pytest.raises(PermissionDenied):
        read(connector(f"{site.base_url}/evil"))
    for location in ("http://[broken", "//", "", "http://:99999999/"):
        site.pages["/broken"] = web.answering(302, Location=location)
        with pytest.raises((Transient, PermissionDenied)):
            read(connector(f"{site.base_url}/broken"))


@pytest.mark.parametrize(
    ("status", "fields", "error"),
    [
        (410, {}, Gone),
        (404, {}, Transient),
        (401, {}, PermissionDenied),
        (429, {"Retry_After": "60"}, RateLimited),
        (503, {"Retry_After": "60"}, RateLimited),
        (503, {}, Transient),
        (302, {}, Transient),
        (999, {}, Transient),
    ],
)
def test_answers_become_errors(site: web.Site, status: int, fields: dict[str, str], error: type[Exception]) -> None:
    site.pages["/feed"] = web.answering(status, b"no", **fields)
    with pytest.raises(error):
        read(connector(f"{site.base_url}/feed"))


def test_patience_is_told_in_seconds_or_as_a_date(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOCIAL_CONSOLE_NOW", "2026-10-01T12:00:00Z")
    now = datetime(2026, 10, 1, 12, tzinfo=UTC)
    assert retry_at("60") == now + timedelta(minutes=1)
    assert retry_at("Thu, 01 Oct 2026 13:00:00 GMT") == now + timedelta(hours=1)
    assert retry_at("Thu, 01 Oct 1926 13:00:00 GMT") == now
    assert retry_at("9" * 30) in (None, now + timedelta(days=7))
    assert retry_at("99999999") == now + timedelta(days=7)
    for nonsense in ("", "soon", "-5", "\x00"):
        assert retry_at(nonsense) is None


def test_endless_and_exploding_bodies_are_cut(site: web.Site) -> None:
    bomb = gzip.compress(b"<rss>" + b" " * 30_000_000)
    site.pages["/endless"] = web.endless
    site.pages["/bomb"] = web.answering(200, bomb, Content_Encoding="gzip")
    for page in ("/endless", "/bomb"):
        with pytest.raises(Transient, match="bytes"):
            read(connector(f"{site.base_url}{page}", max_bytes=1_000_000))


def test_slow_servers_are_left_in_time(site: web.Site) -> None:
    done = threading.Event()

    def silent(_request: web.Request) -> None:
        done.wait(20)

    def dripping_head(request: web.Request) -> None:
        while not done.wait(0.1):
            request.wfile.write(b"H")
            request.wfile.flush()

    site.pages["/slow"], site.pages["/slow-head"] = web.dripping, dripping_head
    site.pages["/silent"] = silent
    for page in ("/slow", "/slow-head", "/silent"):
        with pytest.raises(Transient):
            read(connector(f"{site.base_url}{page}", timeout=1, deadline=1))
    done.set()


def test_truncated_answers_and_no_answers_are_passing_faults(site: web.Site) -> None:
    def truncated(request: web.Request) -> None:
        request.send_response(200)
        request.send_header("Content-Length", "1000")
        request.end_headers()
        request.wfile.write(b"<rss>")
        request.close_connection = True

    site.pages["/truncated"], site.pages["/none"] = truncated, web.hanging_up
    for page in ("/truncated", "/none"):
        with pytest.raises(Transient):
            read(connector(f"{site.base_url}{page}"))
    with pytest.raises(Transient):
        read(connector("http://127.0.0.1:9/feed"))


def test_nothing_inside_the_network_is_read_unless_allowed(site: web.Site, monkeypatch: pytest.MonkeyPatch) -> None:
    article(site)
    port = site.base_url.rsplit(":", 1)[1]
    hidden = ("127.0.0.1", "localhost", "2130706433", "0x7f000001", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0")  # noqa: S104
    for host in hidden:
        with pytest.raises((PermissionDenied, Transient)):
            read(connector(f"http://{host}:{port}/feed", allow_private=False))
    monkeypatch.setattr(guard, "is_public", lambda address: str(address) == "127.0.0.1")
    site.pages["/out"] = web.answering(302, Location=f"http://[::1]:{port}/feed")
    assert len(read(connector(f"{site.base_url}/feed", allow_private=False)).items) == 1
    with pytest.raises(PermissionDenied):
        read(connector(f"{site.base_url}/out", allow_private=False))
    assert [one["Host"] for one in site.requests] == [f"127.0.0.1:{port}"] * 2, "nobody else was asked"


def test_a_name_is_looked_up_once_and_that_address_is_used(site: web.Site, monkeypatch: pytest.MonkeyPatch) -> None:
    article(site)
    port = int(site.base_url.rsplit(":", 1)[1])
    asked: list[str] = []

    def getaddrinfo(host: str, *_args: object, **_options: object) -> list[Any]:
        asked.append(str(host))
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    monkeypatch.setattr(guard, "is_public", lambda _address: True)
    assert len(read(connector(f"http://diario.example:{port}/feed", allow_private=False)).items) == 1
    assert asked.count("diario.example") == 1
    assert site.requests[-1]["Host"] == f"diario.example:{port}"


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2606:4700:4700::1111", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),  # noqa: S104
        ("224.0.0.1", False),
        ("240.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("::", False),
        ("fe80::1", False),
        ("fc00::1", False),
        ("ff02::1", False),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::a00:1", False),
        ("2002:7f00:1::", False),
    ],
)
def test_which_addresses_everybody_can_reach(address: str, public: bool) -> None:
    assert is_public(ipaddress.ip_address(address)) is public


@pytest.mark.parametrize(
    "garbage",
    [
        b"",
        b"\x00\x01\x02\xff" * 1000,
        b"<!doctype html><html><title>x</title></html>",
        b'{"version": "https://jsonfeed.org/version/1"}',
        b"hola",
        b"/etc/passwd",
        b"http://127.0.0.1/",
        b"<rss" * 10_000,
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><rss version="2.0"><channel>&a;</channel></rss>',
    ],
)
def test_what_is_no_feed_is_an_error(garbage: bytes) -> None:
    with pytest.raises(Transient):
        entries(garbage)


def test_a_feed_with_faults_is_read_as_far_as_it_goes() -> None:
    broken = rss("<item><title>uno</title><guid>1</guid></item><item><title>dos &nbsp; & </title><guid>2</guid>")
    assert [one.text.split()[0] for one in entries(broken)] == ["uno", "dos"]
    assert len(entries(rss("<item><title>ñ</title></item>").replace("ñ".encode(), b"\xf1"))) == 1


def test_what_names_an_entry() -> None:
    found = entries(
        rss(
            "<item><title>a</title><guid isPermaLink='false'>17</guid></item>"
            "<item><title>b</title><link>/b?x=1</link></item>"
            "<item><title>c</title></item><item><title>c</title></item>"
            "<item><title>d</title><guid>https://x.example/d</guid></item>"
        )
    )
    ids = {one.text: one.id for one in found}
    assert ids["a"] == "http://x.example/feed#17"
    assert ids["b"] == "http://x.example/b?x=1"
    assert ids["c"].startswith("http://x.example/feed#")
    assert ids["d"] == "https://x.example/d"
    assert len(found) == 4


def test_hostile_links_are_no_links() -> None:
    for link in ("javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "http://[x"):
        [mention] = entries(rss(f"<item><title>a</title><guid>1</guid><link>{link}</link></item>"))
        assert mention.url is None


def test_dates_as_feeds_have_them() -> None:
    for date in ("", "mañana", "Thu, 01 Oct 2099 12:00:00 GMT", "0000-00-00"):
        [mention] = entries(rss(f"<item><title>a</title><guid>1</guid><pubDate>{date}</pubDate></item>"))
        assert abs(mention.created_at - datetime.now(UTC)) < timedelta(minutes=1)


def test_atom_is_read_too() -> None:
    atom = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><entry><id>urn:uuid:1</id><title>Uno</title>'
        '<link href="https://x.example/1"/><updated>2026-10-01T12:00:00-04:00</updated>'
        '<content type="html">&lt;p&gt;Hola&lt;/p&gt;</content></entry></feed>'
    )
    [mention] = entries(atom.encode(), "application/atom+xml")
    assert (mention.id, mention.url, mention.text) == ("urn:uuid:1", "https://x.example/1", "Hola")
    assert mention.created_at == datetime(2026, 10, 1, 16, tzinfo=UTC)


def test_a_stored_position_of_another_version_is_expired(site: web.Site) -> None:
    states: tuple[object, ...] = ({"v": 9}, [], "x", {"v": 1})
    for state in states:
        with pytest.raises(CursorExpired):
            read(connector(f"{site.base_url}/feed"), state)


def test_check_reads_each_feed(site: web.Site) -> None:
    article(site)
    found = connector(f"{site.base_url}/feed").check()
    assert (found.ok, found.identity) == (True, "El Diario")
    assert httpx.URL(site.base_url).host in found.notes[0]
