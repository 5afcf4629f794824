"""Newest first without losing anything: crashes at any page, late arrivals, lists that change while they are read."""

from __future__ import annotations

import json
import random
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from social_console import clock
from social_console.connectors.base import Budget, Page
from social_console.connectors.bluesky import reading
from social_console.connectors.bluesky.posts import Posts, View, instant
from social_console.connectors.bluesky.reading import Listing, Reader, Search
from social_console.errors import CursorExpired, Rejected, Transient
from social_console.model import AccountRef, Json, Mention

ANA = "did:plc:ana"
ACCOUNT = AccountRef(institution="town", channel="bluesky", handle="town.test", backfill=timedelta(days=30))
DAY = timedelta(days=1)


class Nobody:
    """An app view that knows no details."""

    did = "did:plc:us"

    def query(self, method: str, **params: Any) -> Any:
        return {}


@dataclass
class Network:
    """A list sorted by declared dates, read backwards by them, as the real one."""

    posts: list[dict[str, Any]] = field(default_factory=list)
    sorted: list[dict[str, Any]] = field(default_factory=list)

    def says(self, number: int, at: datetime, text: str = "hola") -> str:
        uri = f"at://{ANA}/app.bsky.feed.post/{number:08}"
        stamp = at.isoformat()
        record = {"text": text, "createdAt": stamp}
        self.posts.append(
            {"uri": uri, "cid": "c", "author": {"handle": "ana.test"}, "record": record, "indexedAt": stamp}
        )
        return uri

    def list(self, cursor: str | None, since: datetime, limit: int) -> Listing:
        if cursor == "nonsense":
            raise Rejected("no", reason="InvalidRequest")
        if len(self.sorted) != len(self.posts):
            self.sorted = sorted(self.posts, key=_place, reverse=True)
        start = 0 if cursor is None else bisect_right(self.sorted, float(cursor), key=lambda one: -_place(one))
        page = self.sorted[start : start + limit]
        return Listing(page, str(-_place(page[-1])) if start + limit < len(self.sorted) else None)

    def place(self, view: View) -> datetime | None:
        return instant(view.get("indexedAt"))


def _place(post: dict[str, Any]) -> float:
    return datetime.fromisoformat(post["indexedAt"]).timestamp()


def a_reader(network: Network, page_size: int = 100) -> Reader:
    posts = Posts(ACCOUNT, "did:plc:us", "https://bsky.app")
    service: Any = Nobody()
    return Reader(service=service, posts=posts, source=network, overlap=DAY, page_size=page_size, thread_depth=0)


def whole(reader: Reader, state: Json = None) -> list[Page]:
    return list(reader.pages(state, Budget()))


def ids(pages: Sequence[Page]) -> list[str]:
    return [item.id for page in pages for item in page.items if isinstance(item, Mention)]


def test_ten_thousand_over_a_hundred_pages_with_a_kill_at_a_random_page_fifty_times() -> None:
    chance, now, network = random.Random(7), clock.now(), Network()  # noqa: S311 (nothing secret)
    said = [network.says(number, now - timedelta(seconds=10 * number + 60)) for number in range(10_000)]
    for _time in range(50):
        stored: dict[str, int] = {}
        state: Json = None
        died = chance.randrange(100)
        for number, page in enumerate(a_reader(network).pages(None, Budget())):
            if number == died:
                break  # the page that was under way is not stored, nor its state
            stored |= dict.fromkeys(ids([page]), number)
            state = json.loads(json.dumps(page.state))
        rest = whole(a_reader(network), state)
        assert rest[-1].done
        assert len(rest) == 100 - died
        assert {*stored, *ids(rest)} == set(said)
        assert len(stored) + len(ids(rest)) == len(said), "read twice"


def test_what_arrives_while_pages_are_read_comes_with_the_next_round() -> None:
    now, network = clock.now(), Network()
    said = {network.says(number, now - timedelta(minutes=100 - number)) for number in range(10)}
    pages = a_reader(network, 3).pages(None, Budget())
    first = next(pages)
    late = network.says(50, now - timedelta(seconds=1))
    rest = list(pages)
    assert {*ids([first]), *ids(rest)} == said
    assert late in ids(whole(a_reader(network, 3), rest[-1].state))


def test_a_post_dated_back_is_found_by_the_overlap() -> None:
    now, network = clock.now(), Network()
    network.says(1, now - timedelta(minutes=5))
    state = whole(a_reader(network))[-1].state
    back = network.says(2, now - timedelta(hours=23))
    assert back in ids(whole(a_reader(network), state))


def test_nothing_is_committed_before_the_last_page() -> None:
    now, network = clock.now(), Network()
    for number in range(7):
        network.says(number, now - timedelta(minutes=number + 1))
    states = [page.state for page in whole(a_reader(network, 3))]
    assert [state["committed"]["newest"] for state in states[:-1]] == [None, None]
    assert states[-1]["committed"]["newest"] == (now - timedelta(minutes=1)).isoformat()
    assert states[-1]["pending"] is None


def test_a_date_from_the_future_does_not_blind_us_to_the_present() -> None:
    now, network = clock.now(), Network()
    network.says(1, now + timedelta(days=300))
    state = whole(a_reader(network))[-1].state
    news = network.says(2, now)
    assert news in ids(whole(a_reader(network), state))


def test_the_first_read_goes_no_further_back_than_it_was_told() -> None:
    now, network = clock.now(), Network()
    old = network.says(1, now - timedelta(days=31))
    new = network.says(2, now - timedelta(days=29))
    assert ids(whole(a_reader(network))) == [new]
    assert old not in ids(whole(a_reader(network), None))


def test_a_page_of_nothing_in_the_middle_is_not_the_end() -> None:
    class Sparse(Network):
        def list(self, cursor: str | None, since: datetime, limit: int) -> Listing:
            return Listing([], "more") if cursor is None else super().list(None, since, limit)

    network = Sparse()
    one = network.says(1, clock.now() - timedelta(minutes=1))
    assert ids(whole(a_reader(network))) == [one]


def test_one_that_is_out_of_order_does_not_end_the_reading() -> None:
    class Muddled(Network):
        def list(self, cursor: str | None, since: datetime, limit: int) -> Listing:
            there = super().list(cursor, since, limit)
            return Listing([stray, *there.posts], there.cursor)

    now, network = clock.now(), Muddled()
    network.says(99, now - timedelta(days=900))
    stray = network.posts.pop()
    said = {network.says(number, now - timedelta(minutes=number + 1)) for number in range(7)}
    assert set(ids(whole(a_reader(network, 3)))) == said


def test_one_broken_post_is_set_apart_and_the_others_come() -> None:
    now, network = clock.now(), Network()
    one = network.says(1, now - timedelta(minutes=1))
    network.posts.append({"uri": "at://x", "indexedAt": now.isoformat(), "record": {"text": 3}})
    (page,) = whole(a_reader(network))
    assert ids([page]) == [one]
    assert [bad.ref for bad in page.bad] == ["at://x"]


@pytest.mark.parametrize("state", [{"v": 9}, [], "x", {"v": 1}, {"v": 1, "committed": {}, "pending": {"horizon": "?"}}])
def test_a_state_that_means_nothing_says_so(state: Json) -> None:
    with pytest.raises(CursorExpired):
        whole(a_reader(Network()), state)


def test_a_page_token_that_is_refused_says_so_and_a_fault_stays_one() -> None:
    pending = {"candidate": None, "page_token": "nonsense", "horizon": datetime(2026, 1, 1, tzinfo=UTC).isoformat()}
    with pytest.raises(CursorExpired):
        whole(a_reader(Network()), {"v": 1, "committed": {"newest": None}, "pending": pending})

    class Down(Network):
        def list(self, cursor: str | None, since: datetime, limit: int) -> Listing:
            raise Transient("down")

    with pytest.raises(Transient):
        whole(a_reader(Down()))


class Searched(Search):
    """A search among the posts of a network that gives no more than so many of them."""

    def __init__(self, network: Network, most: int) -> None:
        super().__init__(service=Nobody(), words="agua")  # type: ignore[arg-type]
        object.__setattr__(self, "network", network)
        object.__setattr__(self, "left", most)

    def list(self, cursor: str | None, since: datetime, limit: int) -> Listing:
        there = self.network.list(cursor, since, limit)  # type: ignore[attr-defined]
        left = self.left - len(there.posts)  # type: ignore[attr-defined]
        object.__setattr__(self, "left", left)
        return there if left > 0 else Listing(there.posts, None)

    def place(self, view: View) -> datetime | None:
        return instant(view.get("indexedAt"))


@pytest.mark.parametrize(("most", "lost"), [(90, True), (200, False)])
def test_a_search_that_ends_before_what_was_known_is_a_gap(
    monkeypatch: pytest.MonkeyPatch, most: int, lost: bool
) -> None:
    monkeypatch.setattr(reading, "SEARCH_REACH", 90)
    now, network = clock.now(), Network()
    network.says(0, now - timedelta(hours=3))
    known = whole(replace(a_reader(network), source=Searched(network, most)))[-1].state
    for number in range(1, 98):
        network.says(number, now - timedelta(seconds=1_000 - number))
    pages = whole(replace(a_reader(network, 10), source=Searched(network, most)), known)
    gaps = [page.gap for page in pages if page.gap is not None]
    assert bool(gaps) is lost
    assert all(gap.since == now - timedelta(hours=3) and gap.until is not None for gap in gaps)
    assert pages[-1].gap is (gaps[0] if gaps else None)


def test_a_cursor_that_leads_in_a_circle_is_a_gap() -> None:
    class Circling(Network):
        def list(self, cursor: str | None, since: datetime, limit: int) -> Listing:
            return Listing(super().list(None, since, limit).posts[:limit], "round")

    now, network = clock.now(), Circling()
    for number in range(9):
        network.says(number, now - timedelta(minutes=number + 1))
    pages = whole(a_reader(network, 3))
    gap = pages[-1].gap
    assert gap is not None
    assert (pages[-1].done, gap.until) == (True, now - timedelta(minutes=3))


class Clocked:
    """Notifications as the app view lists them: by an instant in milliseconds, on from *before* the cursor's."""

    did, handle = "did:plc:us", "town.test"

    def __init__(self, instants: Sequence[int]) -> None:
        at = [datetime(2026, 11, 1, tzinfo=UTC) + timedelta(milliseconds=one) for one in instants]
        self.stamps = sorted((_stamp(one) for one in at), reverse=True)
        self.asked = 0

    def query(self, method: str, *, cursor: str | None = None, limit: int = 1, **_params: Any) -> Any:
        self.asked += 1
        limit = min(limit, 100)
        named = [(stamp, number) for number, stamp in enumerate(self.stamps) if cursor is None or stamp < cursor]
        some = [{"uri": f"at://{ANA}/app.bsky.feed.post/{n}", "indexedAt": stamp} for stamp, n in named[:limit]]
        return {"notifications": some, **({"cursor": some[-1]["indexedAt"]} if some else {})}


def _stamp(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


@pytest.mark.parametrize("limit", [2, 3, 4, 7, 50])
def test_posts_of_one_instant_are_all_told_wherever_a_page_ends(limit: int) -> None:
    network = Clocked([1, 2, 2, 3, 5, 5, 6, 7, 7, 8, 8, 8, 9, 10, 10])
    source, cursor, told = reading.Notifications(network), None, set[str]()  # type: ignore[arg-type]
    while True:
        listing = source.list(cursor, datetime(2026, 1, 1, tzinfo=UTC), limit)
        told |= {str(one["uri"]) for one in listing.posts}
        if listing.cursor in (None, cursor):
            break
        cursor = listing.cursor
    assert len(told) == len(network.stamps)
    assert network.asked < 60


@pytest.mark.parametrize(("at_once", "told", "lost"), [(99, 99, False), (130, 100, True)])
def test_an_instant_that_fills_a_page_is_read_as_far_as_the_server_gives_it_and_its_rest_is_told(
    at_once: int, told: int, lost: bool
) -> None:
    network = Clocked([3, *[2] * at_once, 1])
    reader = replace(a_reader(Network(), 5), source=reading.Notifications(network))  # type: ignore[arg-type]
    pages = whole(reader, {"v": 1, "committed": {"newest": "2026-11-01T00:00:00+00:00"}, "pending": None})
    read = {bad.ref for page in pages for bad in page.bad} | {*ids(pages)}
    assert len(read) == told + 2
    gaps = [page.gap for page in pages if page.gap is not None]
    at = datetime(2026, 11, 1, 0, 0, 0, 2_000, tzinfo=UTC)
    assert [(gap.since, gap.until) for gap in gaps] == [(at, at + reading.INSTANT)] * lost
    again = whole(reader, pages[-1].state)
    assert [page.gap for page in again if page.gap is not None] == [], "told once"


def test_a_cursor_that_is_no_instant_is_used_as_it_is() -> None:
    class Opaque(Clocked):
        def query(self, method: str, **params: Any) -> Any:
            return {"notifications": [], "cursor": "20261101"}

    assert reading.Notifications(Opaque([1])).list(None, datetime.now(UTC), 3).cursor == "20261101"  # type: ignore[arg-type]
