"""A listing read newest first loses nothing, whatever is written, deleted, or killed meanwhile."""

from __future__ import annotations

import json
import random
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from social_console.connectors.base import Budget, Page, Unreadable
from social_console.connectors.reddit.things import Thing
from social_console.connectors.reddit.walking import LATE, TOP, Walker
from social_console.errors import CursorExpired
from social_console.model import Item, Json, Tombstone

NOW = datetime.now(UTC)
DAY = timedelta(days=1)
NO_LIMIT = Budget()


class Listing:
    """The newest first; at most `most`."""

    def __init__(self, most: int = 1000, size: int = 100) -> None:
        self.things: list[Thing] = []
        self.most, self.size, self.asked = most, size, 0
        self._places: dict[str, int] = {}

    def add(self, name: str, age: timedelta = timedelta(0)) -> None:
        data = {"name": name, "created_utc": (NOW - age).timestamp()}
        self.things.append(Thing("t1", data))
        self.things.sort(key=lambda one: one.created, reverse=True)
        self._places = {}

    def remove(self, name: str) -> None:
        self.things = [one for one in self.things if one.name != name]
        self._places = {}

    def ask(self, after: str | None) -> tuple[list[Thing], list[Unreadable], str | None]:
        self.asked += 1
        if len(self._places) != len(self.things):
            self._places = {one.name: place for place, one in enumerate(self.things)}
        start = self._places.get(after, self.most) + 1 if after else 0
        page = self.things[start : min(start + self.size, self.most)]
        more = start + self.size < min(len(self.things), self.most)
        return page, [], page[-1].name if page and more else None

    def walker(self, backfill: timedelta = 7 * DAY) -> Walker:
        return Walker(self.ask, made, backfill)


def made(things: list[Thing], known: frozenset[str]) -> tuple[Item, ...]:
    return tuple(Tombstone(id=one.name, channel="reddit", account="a", deleted_at=NOW) for one in things)


def ids(pages: list[Page]) -> list[str]:
    return [item.id for page in pages for item in page.items if isinstance(item, Tombstone)]


def read(listing: Listing, state: Json = None, budget: Budget = NO_LIMIT) -> list[Page]:
    pages = list(listing.walker().pages(json.loads(json.dumps(state)), budget))
    for page in pages:
        assert json.loads(json.dumps(page.state)) == page.state
    return pages


def test_ten_thousand_over_a_hundred_pages_with_a_kill_at_a_random_page_fifty_times() -> None:
    chance = random.Random(7)  # noqa: S311 (nothing secret)
    things = [
        Thing("t1", {"name": f"t1_{n}", "created_utc": (NOW - timedelta(seconds=n)).timestamp()}) for n in range(10_000)
    ]
    for _time in range(50):
        listing = Listing(most=100_000)
        listing.things = [*things]
        killed, found, state = chance.randrange(100), Counter[str](), None
        for number, page in enumerate(listing.walker().pages(None, Budget())):
            if number == killed:
                break  # read, and not stored
            found.update(ids([page]))
            state = page.state
        for late in range(3):
            listing.things.insert(0, Thing("t1", {"name": f"t1_late{late}", "created_utc": NOW.timestamp()}))
        rest = read(listing, state)
        found.update(ids(rest))
        assert len(found) >= 10_000
        assert {*found.values()} == {1}, "a walk says each once"
        found.update(ids(read(listing, rest[-1].state)))
        assert len(found) == 10_003


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 5), st.booleans()), min_size=1, max_size=6), st.randoms())
def test_whatever_is_written_between_readings_is_read(
    rounds: list[tuple[int, int, bool]], chance: random.Random
) -> None:
    """Rounds of new items; each reading may be cut after some pages; known items may be deleted."""
    found: set[str] = set()
    listing, state, count = Listing(size=7), None, 0
    for new, pages, deletes in rounds:
        for _item in range(new):
            count += 1
            listing.add(f"t1_{count}", timedelta(hours=60) - timedelta(minutes=count))
        if deletes and found:
            listing.remove(chance.choice(sorted(found)))
        for number, page in enumerate(read(listing, state), start=1):
            found |= {*ids([page])}
            state = page.state
            if number == pages:
                break
    for _reading in range(2):
        for page in read(listing, state):
            found |= {*ids([page])}
            state = page.state
    assert found == {f"t1_{n + 1}" for n in range(count)}


def test_without_news_one_page_is_enough() -> None:
    listing = Listing()
    for number in range(400):
        listing.add(f"t1_{number}", timedelta(minutes=number))
    state = read(listing)[-1].state
    listing.asked = 0
    assert len(read(listing, state)) == 1
    assert listing.asked == 1


def test_what_a_moderator_lets_through_late_is_read_at_the_place_of_its_age() -> None:
    listing = Listing(size=10)
    for number in range(30):
        listing.add(f"t1_{number}", timedelta(minutes=number * 10))
    state = read(listing)[-1].state
    listing.add("t1_late", LATE - timedelta(minutes=5))
    assert "t1_late" in ids(read(listing, state))


def test_old_items_at_the_top_do_not_hide_new_ones_below() -> None:
    listing = Listing(size=10)
    for number in range(50):
        listing.add(f"t1_{number}", 2 * DAY + timedelta(minutes=number))
    state = read(listing)[-1].state
    for number in range(25):
        listing.add(f"t1_new{number}", timedelta(minutes=number))
    listing.things.insert(0, Thing("t1", {"name": "t1_pinned", "created_utc": (NOW - 5 * DAY).timestamp()}))
    assert {f"t1_new{n}" for n in range(25)} <= {*ids(read(listing, state))}


def test_the_end_of_the_listing_before_what_is_known_is_a_gap() -> None:
    listing = Listing(most=1000)
    listing.add("t1_first", DAY)
    state = read(listing)[-1].state
    for number in range(1200):
        listing.add(f"t1_{number}", timedelta(seconds=number))
    pages = read(listing, state)
    gap = pages[-1].gap
    assert gap is not None
    assert gap.since == NOW - DAY
    assert gap.until == NOW - timedelta(seconds=999)
    assert all(page.gap is None for page in pages[:-1])
    assert read(listing, pages[-1].state)[-1].gap is None, "told once"


def test_a_listing_that_ends_where_the_backfill_is_satisfied_has_no_gap() -> None:
    listing = Listing()
    for number in range(300):
        listing.add(f"t1_{number}", timedelta(hours=number))
    pages = read(listing)
    assert pages[-1].gap is None
    assert {*ids(pages)} == {f"t1_{n}" for n in range(168)}, "seven days, no further"


def test_a_place_that_is_gone_starts_the_walk_anew() -> None:
    """The item after which to go on was deleted: Reddit gives nothing, which is no end."""
    listing = Listing(size=10)
    for number in range(40):
        listing.add(f"t1_{number}", timedelta(minutes=number))
    first = next(iter(listing.walker().pages(None, Budget())))
    listing.remove("t1_9")
    rest = read(listing, first.state)
    assert {f"t1_{n}" for n in range(40)} == {*ids([first, *rest])}
    assert rest[-1].done


def test_a_budget_ends_the_reading_and_the_next_goes_on() -> None:
    listing, state, found = Listing(size=10), None, []
    for number in range(55):
        listing.add(f"t1_{number}", timedelta(minutes=number))
    for _round in range(6):
        pages = read(listing, state, Budget(items=10))
        found += ids(pages)
        state = pages[-1].state
    assert found == [f"t1_{n}" for n in range(55)]


def test_the_state_stays_small() -> None:
    listing = Listing(most=10_000)
    for number in range(600):
        listing.add(f"t1_{number}", timedelta(seconds=number))
    state = read(listing)[-1].state
    assert len(state["committed"]["names"]) == TOP
    assert len(json.dumps(state)) < 4000


@pytest.mark.parametrize("state", [{}, {"v": 2}, {"v": 1, "committed": 3}, [], "x", {"v": 1, "committed": {}}])
def test_a_position_of_another_version_is_expired(state: Json) -> None:
    with pytest.raises(CursorExpired):
        read(Listing(), state)
