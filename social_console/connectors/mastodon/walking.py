"""Reading a list of the server page by page.

`forward` asks for what stands right above the last known entry (`min_id`), which leaves no gap; `since_id` would.
`back` goes from the newest entry down to a floor: the first reading, and lists whose entries may arrive late.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from social_console import clock
from social_console.connectors.base import Budget
from social_console.connectors.mastodon import parsing
from social_console.connectors.mastodon.parsing import Status
from social_console.connectors.mastodon.place import Mark, Pending, Place
from social_console.errors import BadItem

Ask = Callable[[dict[str, Any]], Sequence[Status]]


@dataclass(frozen=True, slots=True)
class Step:
    """One page of the list, newest first, and the place once it is stored."""

    entries: tuple[Status, ...]
    place: Place
    done: bool


@dataclass
class Spent:
    """What is left of a budget."""

    budget: Budget
    items: int = 0

    def limit(self, page_size: int) -> int:
        """How many entries the next request may bring."""
        left = page_size if self.budget.items is None else self.budget.items - self.items
        return max(min(page_size, left), 1)

    def over(self, more: int) -> bool:
        """After so many entries more: whether to stop here."""
        self.items += more
        full = self.budget.items is not None and self.items >= self.budget.items
        return full or (self.budget.until is not None and clock.now() >= self.budget.until)


def forward(ask: Ask, place: Place, budget: Budget, page_size: int) -> Iterator[Step]:
    """Everything above `place.committed`, until a page is empty (a short page is not the end)."""
    spent = Spent(budget)
    while place.committed is not None:
        entries = ask({"min_id": place.committed.id, "limit": spent.limit(page_size)})
        newest = _newest(entries)
        if newest is None or newest.id == place.committed.id:
            yield Step(tuple(entries), place, done=True)
            return
        place = replace(place, committed=newest)
        yield Step(tuple(entries), place, done=False)
        if spent.over(len(entries)):
            return


def back(ask: Ask, place: Place, floor: datetime, budget: Budget, page_size: int) -> Iterator[Step]:
    """Everything down to `floor`, or on with the walk that was broken off."""
    spent, pending = Spent(budget), place.pending or Pending(None, "", floor.isoformat())
    floor = parsing.instant(pending.floor)
    while True:
        asked: dict[str, Any] = {"limit": spent.limit(page_size)}
        entries = ask(asked | ({"max_id": pending.page_token} if pending.page_token else {}))
        if not pending.page_token:
            pending = replace(pending, candidate=_newest(entries))
        kept = tuple(one for one in entries if (at := _time(one)) is None or at >= floor)
        token = parsing.identity(entries[-1].get("id")) if entries else None
        if not kept or token is None or token == pending.page_token:
            yield Step(
                kept, replace(place, committed=_later(place.committed, pending.candidate), pending=None), done=True
            )
            return
        pending = replace(pending, page_token=token)
        yield Step(kept, replace(place, pending=pending), done=False)
        if spent.over(len(entries)):
            return


def _newest(entries: Sequence[Status]) -> Mark | None:
    """The first entry of the latest time: lists are newest first, whichever way they were asked for."""
    found: Mark | None = None
    for one in entries:
        ident, at = parsing.identity(one.get("id")), _time(one)
        if ident and at and (found is None or at > found.time):
            found = Mark(ident, at.isoformat())
    return found


def _time(entry: Status) -> datetime | None:
    try:
        return parsing.instant(entry.get("created_at"))
    except BadItem:
        return None


def _later(before: Mark | None, candidate: Mark | None) -> Mark | None:
    return candidate or before
