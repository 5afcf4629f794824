"""News: polled by the newest event's number, announced without moving the cursor."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from typing import TYPE_CHECKING

from social_console.tui.present import now
from social_console.tui.widgets.bars import Health, StatusBar
from social_console.tui.widgets.views import View, ViewColumn, ViewLine, views_of

if TYPE_CHECKING:
    from social_console.tui.ports import Opening
    from social_console.tui.screens.inbox import InboxScreen

EVERY = 2.0
"""Seconds between two looks at the newest event."""
HEALTH_EVERY = 10.0


class Watching:
    """What has happened in the store since the list was read."""

    def __init__(self, screen: InboxScreen) -> None:
        self.screen = screen
        self.views: tuple[View, ...] = views_of({})
        self.counts: Mapping[str, int] = {}
        self.health = Health()
        self.newest = 0
        self.arrived = 0

    def begin(self, opening: Opening) -> None:
        """The inbox is open."""
        self.views, self.counts, self.newest = opening.views, opening.counts, opening.newest
        self.tell_views()
        self.screen.set_interval(EVERY, lambda: self.screen.go(self.poll(), "poll"))
        self.screen.set_interval(HEALTH_EVERY, lambda: self.screen.go(self.feel(), "health"))
        self.screen.go(self.feel(), "health")

    def settle(self) -> None:
        """The list has just been read: nothing is new."""
        self.arrived = 0

    def tell_views(self) -> None:
        """Both shapes of the views."""
        for shape in (self.screen.query_one(ViewColumn), self.screen.query_one(ViewLine)):
            shape.tell(self.views, self.counts, self.screen.view)

    async def poll(self) -> None:
        """Look for news; where there is some, read again what is concerned."""
        app = self.screen.app
        newest = await app.lanes.read(app.gate.newest)
        if newest != self.newest:
            await self.catch_up(newest)

    async def catch_up(self, newest: int | None = None) -> None:
        """Rows, counts and page as they stand now; the list keeps its order and its length."""
        app, screen = self.screen.app, self.screen
        changed = await app.lanes.read(app.gate.changed, self.newest)
        self.newest = newest if newest is not None else await app.lanes.read(app.gate.newest)
        screen.moments.forget(changed & screen.moments.known.keys())
        await self.recount()
        fresh = await app.lanes.read(app.gate.listing, screen.view, screen.query_text)
        self.arrived = newcomers(fresh.ids, screen.moments.ids)
        if not screen.moments.ids and fresh.ids:
            await screen.load()
        here = screen.moments.moment
        if here in changed:
            await screen.look(here)
        screen.tell()

    async def recount(self) -> None:
        """The numbers beside the views."""
        app = self.screen.app
        self.counts = await app.lanes.read(app.gate.counts)
        self.tell_views()

    async def feel(self) -> None:
        """What the status bar shows."""
        app = self.screen.app
        self.health = await app.lanes.read(app.gate.health)
        self.views = app.gate.views()
        self.tell_views()
        self.screen.query_one(StatusBar).tell(self.health, now(), app.zone)


def newcomers(fresh: array[int], shown: array[int]) -> int:
    """How many of `fresh` are not shown yet."""
    return len(set(fresh).difference(shown))
