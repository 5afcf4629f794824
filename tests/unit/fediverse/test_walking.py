"""No entry is lost and none comes twice, wherever a walk breaks off and whatever arrives meanwhile."""

from __future__ import annotations

import json
import random
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from social_console.connectors.base import Budget
from social_console.connectors.mastodon import place, walking
from social_console.connectors.mastodon.parsing import Status
from social_console.errors import CursorExpired

START = datetime(2026, 11, 1, tzinfo=UTC)
SERVER = "https://social.example"
FLOOR = START - timedelta(days=7)


class List:
    """A server's list. Ids sort as text, and are no numbers."""

    def __init__(self) -> None:
        self.entries: list[dict[str, Any]] = []

    def add(self, count: int = 1) -> None:
        for _each in range(count):
            n = len(self.entries)
            at = START + timedelta(minutes=n // 3)  # several of the same time
            self.entries.append({"id": f"01H{n:08d}Z", "created_at": at.isoformat()})

    def __call__(self, where: dict[str, Any]) -> Sequence[Status]:
        limit = where["limit"]
        if "min_id" in where:
            above = bisect_right(self.entries, where["min_id"], key=_id)
            return self.entries[above : above + limit][::-1]
        below = bisect_left(self.entries, where["max_id"], key=_id) if "max_id" in where else len(self.entries)
        return self.entries[max(below - limit, 0) : below][::-1]


def _id(entry: dict[str, Any]) -> str:
    return str(entry["id"])


class Inbox:
    """What is stored: entries and place in one step."""

    def __init__(self, page_size: int = 3) -> None:
        self.page_size = page_size
        self.ids: list[str] = []
        self.state: Any = None

    def reads(self, there: List, die_after: int | None = None, budget: Budget | None = None) -> bool:
        """One round; False where it did not end."""
        here = place.read(self.state, SERVER)
        spend = budget or Budget()
        first = here.committed is None or here.pending is not None
        size = self.page_size
        steps = walking.back(there, here, FLOOR, spend, size) if first else walking.forward(there, here, spend, size)
        for number, step in enumerate(steps):
            if number == die_after:
                return False
            self.ids += [str(one["id"]) for one in step.entries]
            self.state = json.loads(json.dumps(step.place.as_json()))
            if step.done:
                return True
        return False


@given(st.lists(st.tuples(st.integers(0, 12), st.one_of(st.none(), st.integers(0, 4))), max_size=12))
def test_every_entry_once_whatever_dies_and_arrives(rounds: list[tuple[int, int | None]]) -> None:
    there, inbox = List(), Inbox()
    for count, die_after in rounds:
        there.add(count)
        inbox.reads(there, die_after)
    for _round in range(40):
        if inbox.reads(there):
            break
    inbox.reads(there)
    assert sorted(set(inbox.ids)) == [one["id"] for one in there.entries]
    assert len(inbox.ids) == len(set(inbox.ids))


@given(st.integers(0, 20), st.integers(1, 4))
def test_a_budget_only_takes_more_rounds(count: int, items: int) -> None:
    there, inbox = List(), Inbox()
    there.add(count)
    for _round in range(count * 2 + 3):
        if inbox.reads(there, budget=Budget(items=items)):
            break
    assert sorted(inbox.ids) == [one["id"] for one in there.entries]


@pytest.mark.parametrize("seed", range(50))
def test_ten_thousand_over_a_hundred_pages_with_a_death_at_a_random_page(seed: int) -> None:
    there, inbox, chance = List(), Inbox(page_size=100), random.Random(seed)  # noqa: S311 - nothing secret
    if seed % 2:  # forward from what is known; else back from the newest
        there.add(100)
        inbox.reads(there)
    there.add(10_000)
    inbox.reads(there, die_after=chance.randrange(100))
    there.add(chance.randrange(10))
    inbox.reads(there)  # the walk that was broken off
    inbox.reads(there)  # what came meanwhile
    assert sorted(inbox.ids) == [one["id"] for one in there.entries]
    assert len(inbox.ids) == len(set(inbox.ids))


def test_another_servers_position_means_nothing() -> None:
    state = place.Place(SERVER, place.Mark("1", START.isoformat())).as_json()
    assert place.read(state, SERVER).committed is not None
    for other, known in (("https://other.example", state), (SERVER, {"v": 2}), (SERVER, "x"), (SERVER, {"v": 1})):
        with pytest.raises(CursorExpired):
            place.read(known, other)


def test_a_server_that_ignores_min_id_ends_all_the_same() -> None:
    entry = {"id": "7", "created_at": START.isoformat()}
    here = place.Place(SERVER, place.Mark("7", START.isoformat()))
    steps = list(walking.forward(lambda where: [entry], here, Budget(), 3))
    assert [step.done for step in steps] == [True]
