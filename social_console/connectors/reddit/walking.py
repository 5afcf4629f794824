"""A listing is read newest first, from the top down to what is known; only then is the new top committed.

`before=` cannot be leant on (it finds nothing once its item is gone), so the way back is walked each time, a page at
a time, until a run of items that are known, or older than what is. A state holds

    committed: the names at the top when the last walk ended, and how far down that walk was complete
    pending:   the top of the walk under way, which becomes `committed` when it ends; where it goes on; how far it is

so a crash between two pages goes on where it stood, and what arrived meanwhile stands above the new top. Listings
end near a thousand items (searches earlier): a walk that meets the end before what is known has a gap.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from social_console import clock
from social_console.connectors.base import Budget, Gap, Page, Unreadable
from social_console.connectors.reddit.things import Thing
from social_console.errors import CursorExpired
from social_console.i18n import gettext as _
from social_console.model import Item, Json

VERSION = 1
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
TOP = 100
"""So many names of the top are remembered."""
RUN = 10
"""So many known or old items one after the other are no chance: the rest is known too."""
LATE = timedelta(hours=1)
"""What moderators let through late appears at the place of its age: so far below the known top is read again."""
RESTARTS = 5
"""So often a walk begins anew because the item it was to go on after is gone; then the rest is a gap."""
LONGEST = 20_000
"""Far longer than any listing: a walk that comes so far is led in circles."""

Ask = Callable[[str | None], tuple[list[Thing], list[Unreadable], str | None]]
"""One page of the listing after a name (None: from the top): things, what makes no sense, the next name."""
Make = Callable[[list[Thing], frozenset[str]], tuple[Item, ...]]
"""The items to store of a page's things; the second argument is what was known before."""


@dataclass(frozen=True, slots=True)
class Top:
    """The names at the top of a listing, the newest first, and the age down to which everything has been read."""

    names: tuple[str, ...] = ()
    floor: datetime = LONG_AGO


@dataclass(frozen=True, slots=True)
class Walk:
    """One under way. `after`: the name it goes on after; `oldest`: how far down it is; `read`: how many items."""

    names: tuple[str, ...] = ()
    after: str | None = None
    oldest: datetime | None = None
    newest: datetime | None = None
    read: int = 0
    run: int = 0
    restarts: int = 0


@dataclass(frozen=True, slots=True)
class State:
    """What is stored. `start`: nothing older than this was ever asked for."""

    start: datetime
    top: Top
    walk: Walk | None = None

    def as_json(self) -> Json:
        """Complete and independent of what comes after."""
        pending = None
        if self.walk is not None:
            pending = {
                "candidate": list(self.walk.names),
                "page_token": self.walk.after,
                "oldest": _text(self.walk.oldest),
                "newest": _text(self.walk.newest),
                "read": self.walk.read,
                "run": self.walk.run,
                "restarts": self.walk.restarts,
            }
        committed = {"names": list(self.top.names), "floor": _text(self.top.floor), "start": _text(self.start)}
        return {"v": VERSION, "committed": committed, "pending": pending}

    @classmethod
    def from_json(cls, data: Json, backfill: timedelta) -> State:
        """Raises `CursorExpired` for what another version wrote."""
        if data is None:
            start = clock.now() - backfill
            return cls(start, Top(floor=start))
        try:
            if data["v"] != VERSION:
                raise ValueError(data["v"])
            done, pending = data["committed"], data["pending"]
            top = Top(tuple(map(str, done["names"])), _time(done["floor"]))
            return cls(_time(done["start"]), top, None if pending is None else _walk(pending))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise CursorExpired(_("Reddit's stored position cannot be read; the listing is read anew.")) from error


@dataclass(frozen=True, slots=True)
class Walker:
    """Reads one listing. `ends_near`: a listing that ends with so many items or more was cut off by Reddit."""

    ask: Ask
    make: Make
    backfill: timedelta
    ends_near: int = 900

    def pages(self, stored: Json, budget: Budget) -> Iterator[Page]:
        """From where it stood, or from the top, to what is known. At least one page."""
        state = State.from_json(stored, self.backfill)
        read = 0
        while True:
            page, state, count = self._step(state)
            read += count
            yield page
            if page.done or _spent(budget, read):
                return

    def _step(self, state: State) -> tuple[Page, State, int]:
        walk = state.walk or Walk()
        things, bad, after = self.ask(walk.after)
        lost = not things and not bad and walk.after is not None
        if lost and walk.restarts < RESTARTS:
            # The item after which to go on was deleted, perhaps: an empty answer proves no end.
            state = replace(state, walk=Walk(restarts=walk.restarts + 1))
            return Page(state=state.as_json(), done=False), state, 0
        known = frozenset(state.top.names)
        below = state.start if state.top.floor == state.start else max(state.top.floor - LATE, state.start)
        walk = _further(walk, things, lambda one: one.name in known or one.created < below, after)
        items = self.make([one for one in things if one.created >= state.start], known)
        ended = walk.run >= RUN or after is None or walk.read >= LONGEST
        gap = self._gap(walk, state, lost) if ended and not walk.run else None
        state = replace(state, walk=None, top=_promoted(walk, state)) if ended else replace(state, walk=walk)
        page = Page(items=items, state=state.as_json(), done=ended, gap=gap, bad=tuple(bad))
        return page, state, len(things) + len(bad)

    def _gap(self, walk: Walk, state: State, lost: bool) -> Gap | None:
        if walk.read < self.ends_near and not lost:
            return None
        reason = _("Reddit's listing ended after {n} items, before what was known.").format(n=walk.read)
        return Gap(reason=reason, since=state.top.floor, until=walk.oldest)


def _further(walk: Walk, things: list[Thing], familiar: Callable[[Thing], bool], after: str | None) -> Walk:
    run = walk.run
    for one in things:
        run = run + 1 if familiar(one) else (run if run >= RUN else 0)
    ages = [one.created for one in things]
    return replace(
        walk,
        names=(*walk.names, *(one.name for one in things))[:TOP],
        after=after,
        oldest=min(filter(None, (walk.oldest, *ages)), default=None),
        newest=max(filter(None, (walk.newest, *ages)), default=None),
        read=walk.read + len(things),
        run=run,
    )


def _promoted(walk: Walk, state: State) -> Top:
    """The walk's top; down to its newest item everything has been read. An empty listing teaches nothing."""
    if walk.newest is None:
        return state.top
    names = (*walk.names, *(name for name in state.top.names if name not in set(walk.names)))[:TOP]
    return Top(names, max(walk.newest, state.top.floor))


def _walk(pending: Json) -> Walk:
    return Walk(
        names=tuple(map(str, pending["candidate"])),
        after=pending["page_token"],
        oldest=_time(pending["oldest"]) if pending["oldest"] else None,
        newest=_time(pending["newest"]) if pending["newest"] else None,
        read=int(pending["read"]),
        run=int(pending["run"]),
        restarts=int(pending["restarts"]),
    )


def _spent(budget: Budget, read: int) -> bool:
    if budget.items is not None and read >= budget.items:
        return True
    return budget.until is not None and clock.now() >= budget.until


def _text(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
