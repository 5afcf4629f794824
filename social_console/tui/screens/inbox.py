"""The inbox: list and read, two of the three states. `Acting` acts, `Watching` brings news, `Filtering` filters."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import TYPE_CHECKING

from social_console import verbs
from social_console.i18n import gettext as _
from social_console.tui.acting import Acting
from social_console.tui.filtering import Filtering
from social_console.tui.links import follow
from social_console.tui.present import now
from social_console.tui.screens.inbox_base import InboxBase
from social_console.tui.watching import Watching
from social_console.tui.widgets.moments import MomentList
from social_console.tui.widgets.prompt import Prompt
from social_console.tui.widgets.views import View, ViewColumn

if TYPE_CHECKING:
    from social_console.store import Row
    from social_console.tui.ports import Seen

LOOK_PAUSE = 0.04
"""Seconds that the cursor must rest before the page follows it; keys repeat faster."""


class InboxScreen(InboxBase):
    """Where an officer spends the day."""

    def __init__(self) -> None:
        super().__init__()
        self.acting = Acting(self)
        self.watching = Watching(self)
        self.filtering = Filtering(self)

    # ── the lists's messages ────────────────────────────────────────────────────────────────────────────

    def on_moment_list_wanted(self, event: MomentList.Wanted) -> None:
        """Rows are about to be seen."""
        self.go(self._rows(event.ids), "rows", exclusive=False)

    async def _rows(self, ids: Iterable[int]) -> None:
        asked = list(ids)
        rows = await self.app.lanes.read(self.app.gate.rows, asked)
        self.moments.fill(asked, rows)

    def on_moment_list_moved(self, event: MomentList.Moved) -> None:
        """The page follows the cursor."""
        self.tell()
        self.go(self._look_soon(event.moment), "look")

    async def _look_soon(self, moment: int | None) -> None:
        """A key held down shows only the page where it stops: few repaints over a slow line."""
        await asyncio.sleep(LOOK_PAUSE)
        await self.look(moment)

    async def look(self, moment: int | None) -> None:
        """Show a moment's page."""
        if moment is None:
            self.show_seen(None)
            return
        seen = await self.app.lanes.read(self.app.gate.seen, moment)
        if moment == self.moments.moment:
            self.show_seen(seen)

    def show_seen(self, seen: Seen | None) -> None:
        """What was read, and the keys that fit it."""
        self.pane.show(seen, now(), self.app.zone)
        self.tell_keys()

    def on_moment_list_opened(self) -> None:
        """A second click."""
        self.action_read()

    def on_moment_list_marked(self) -> None:
        """The marks are counted in the crumbs."""
        self.tell()

    def on_views_chosen(self, event: ViewColumn.Chosen) -> None:
        """A click on a view."""
        self.open_view(event.view)

    # ── moving ──────────────────────────────────────────────────────────────────────────────────────────

    def action_step(self, by: int) -> None:
        """Another moment, in either state."""
        self.moments.move(by)

    def action_mark(self) -> None:
        """Mark and move on."""
        self.moments.mark()

    def action_mark_all(self) -> None:
        """All, or none."""
        self.moments.mark_all()

    def action_height(self) -> None:
        """One line or two."""
        self.moments.toggle_height()

    def action_nth_view(self, number: int) -> None:
        """By its digit."""
        if number <= len(self.watching.views):
            self.open_view(self.watching.views[number - 1])

    def action_view(self, by: int) -> None:
        """The next view; while reading, the next section."""
        if self.reading:
            self.pane.section(by)
            return
        views = self.watching.views
        here = views.index(self.view) if self.view in views else 0
        self.open_view(views[(here + by) % len(views)])

    def action_read(self) -> None:
        """From the list to the page."""
        if self.moments.moment is not None and not self.reading:
            self.add_class("reading")
            self.pane.body.focus()
            self.tell_keys()

    def action_back(self) -> None:
        """One level: page, marks, filter, first view."""
        if self.reading:
            self.leave_page()
        elif self.moments.marks:
            self.moments.unmark()
        elif self.typed:
            self.filtering.apply("")
        elif self.view != self.watching.views[0]:
            self.open_view(self.watching.views[0])

    def action_why(self) -> None:
        """The reasons at the top of the page."""
        self.action_read()
        self.call_after_refresh(self.pane.to_section, "why")

    def action_alike(self) -> None:
        """Everybody whose text this line stands for; Escape leads back."""
        here = self.moments.row
        if here is None or here.similar < 2:
            self.say(_("No other moment holds this text."))
        else:
            self.go(self._alike(here), "view")

    async def _alike(self, line: Row) -> None:
        await self.filtering.keep(_("like:{id}").format(id=line.id))
        if len(self.moments.ids) < line.similar:
            said = _("{n} of {all} are in this view; “{view}” shows the others too.")
            self.say(said.format(n=len(self.moments.ids), all=line.similar, view=View("all").title))

    def action_link(self) -> None:
        """Only http(s), only by this key."""
        url = self.pane.link()
        if url is None:
            self.say(_("This message has no link of its own."), "warn")
        else:
            follow(self, url)

    def action_arrivals(self) -> None:
        """What has arrived comes into the list; the cursor stays with its moment."""
        self.go(self.load(follow=self.moments.moment), "view")

    # ── typing ──────────────────────────────────────────────────────────────────────────────────────────

    def action_filter(self) -> None:
        """`/`"""
        self.prompt.open("/", self.typed)

    def action_command(self) -> None:
        """`:`"""
        self.prompt.open(":")

    def on_prompt_typed(self, event: Prompt.Typed) -> None:
        """A filter works as it is typed."""
        if event.sign == "/":
            self.filtering.typed(event.text)

    def on_prompt_entered(self, event: Prompt.Entered) -> None:
        """Enter."""
        self.focus_back()
        if event.sign == "/":
            self.filtering.apply(event.text)
        else:
            self.acting.line(event.text)

    def on_prompt_left(self, event: Prompt.Left) -> None:
        """Escape: as it was before."""
        self.focus_back()
        if event.sign == "/":
            self.filtering.undo()

    def focus_back(self) -> None:
        """The keyboard goes where it was."""
        (self.pane.body if self.reading else self.moments).focus()

    # ── acting ──────────────────────────────────────────────────────────────────────────────────────────

    def on_screen_suspend(self) -> None:
        """What was asked for stands before the list."""
        self.acting.opening = False

    def action_verb(self, name: str) -> None:
        """A verb's key."""
        self.acting.verb(verbs.BY_NAME[name])

    def action_macro(self, key: str) -> None:
        """A key that rules.yaml gave to a macro, or to none."""
        found = [macro for macro in verbs.macros(self.app.gate.rules) if macro.key == key]
        if found:
            self.acting.verb(found[0])
        else:
            self.say(_("{key}: the rules in force have no macro on this key.").format(key=key.upper()), "info")

    async def removed(self, ids: set[int]) -> None:
        """Moments have left the view by an act of ours: the next one is there; for a text that others hold too, the
        next of them."""
        rows = [self.moments.known.get(moment) for moment in ids]
        self.held -= len(ids.intersection(self.moments.ids))
        self.moments.drop(ids)
        self.tell()
        if any(row is not None and row.similar > 1 for row in rows):
            await self.load(follow=self.moments.moment)
