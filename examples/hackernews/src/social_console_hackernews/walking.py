"""A search, newest first, from now down to what was read before, without losing anything on the way.

A state is {"v": 1, "committed": seconds, "pending": {"newest": seconds, "until": seconds, "page": 0} or null}.

    committed   everything up to here has been read; the next walk goes down to it, less the overlap
    pending     the walk under way: what becomes `committed` when it ends, and where it goes on

Numbered pages shift when somebody posts or deletes meanwhile, and the search gives no more than a thousand hits. So the
walk goes by time: the next page is what is as old as the last item, or older. Only where a whole page is of one
second it goes to the next number. What is read twice so has the same id and is stored once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from social_console.connectors.base import Gap
from social_console.errors import CursorExpired
from social_console.model import Json

VERSION = 1
Hits = list[dict[str, Any]]
Ask = Callable[[str, int], tuple[Hits, int]]
"""Numeric filters and the page's number → the hits, and how many pages there are under these filters."""


@dataclass(frozen=True, slots=True)
class Walk:
    """One under way. `until`: not newer than this; None at its beginning."""

    newest: int | None = None
    until: int | None = None
    page: int = 0


@dataclass(frozen=True, slots=True)
class Place:
    """Where a stream stands."""

    committed: int | None = None
    walk: Walk | None = None

    def state(self) -> Json:
        """As it is stored."""
        walk = self.walk
        pending = None if walk is None else {"newest": walk.newest, "until": walk.until, "page": walk.page}
        return {"v": VERSION, "committed": self.committed, "pending": pending}


@dataclass(frozen=True, slots=True)
class Step:
    """One page of a walk, and where it leads."""

    hits: Hits
    place: Place
    done: bool
    gap: Gap | None = None


def place_of(state: Json) -> Place:
    """Raises CursorExpired for a state that another version wrote."""
    if state is None:
        return Place()
    if not isinstance(state, dict) or state.get("v") != VERSION:
        raise CursorExpired("The stored position is of another version; the stream is read anew.")
    pending = state.get("pending")
    return Place(state.get("committed"), None if pending is None else Walk(**pending))


def steps(ask: Ask, place: Place, floor: int, size: int) -> Iterator[Step]:
    """From `place` down to `floor` (seconds), `size` items a page."""
    walk = place.walk or Walk()
    while True:
        filters = f"created_at_i>={floor}" + ("" if walk.until is None else f",created_at_i<={walk.until}")
        hits, pages = ask(filters, walk.page)
        newest = walk.newest if walk.newest is not None else max(_seconds(hits), default=None)
        if len(hits) < size and walk.page + 1 >= pages:
            committed = place.committed if newest is None else max(newest, place.committed or 0)
            yield Step(hits, Place(committed), done=True)
            return
        walk, gap = _next(walk, newest, hits, pages)
        yield Step(hits, Place(place.committed, walk), done=False, gap=gap)


def _next(walk: Walk, newest: int | None, hits: Hits, pages: int) -> tuple[Walk, Gap | None]:
    oldest = min(_seconds(hits), default=walk.until)
    if oldest != walk.until and oldest is not None:
        return Walk(newest, oldest), None
    if walk.page + 1 < pages:
        return Walk(newest, walk.until, walk.page + 1), None
    gap = Gap(reason="More was said within one second than the search of Hacker News gives out.")
    return Walk(newest, (walk.until or 0) - 1), gap


def _seconds(hits: Hits) -> list[int]:
    """Of those that say when they were written; what else is wrong with a hit is for its reader to tell."""
    return [hit["created_at_i"] for hit in hits if isinstance(hit.get("created_at_i"), int)]
