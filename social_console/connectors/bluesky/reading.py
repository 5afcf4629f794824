"""Streams, newest first, page by page.

State: `{"v": 1, "committed": {"newest"}, "pending": {"candidate", "page_token", "horizon", "seen", "oldest"} | null}`.
The newest post of the first page is only committed with the last page; until then it is the candidate, and a crash goes
on from the page token. Each read goes back to `newest` less the overlap: posts are sorted by a date that their authors'
programs declare, so that some arrive below what was read already.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from social_console import clock
from social_console.connectors.base import Budget, Gap, Page, Unreadable
from social_console.connectors.bluesky.looking import profiles, views
from social_console.connectors.bluesky.naming import POST, parts, time_of
from social_console.connectors.bluesky.posts import Posts, View, instant, newest, owner, published, unreadable
from social_console.connectors.bluesky.service import Service
from social_console.errors import BadItem, CursorExpired, Rejected
from social_console.i18n import gettext as _
from social_console.model import Json, Mention

VERSION = 1
REASONS = ["mention", "reply", "quote"]
TIMED = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
INSTANT = timedelta(milliseconds=1)
"""How finely such a cursor tells the time."""
LONGEST = 100
"""Notifications that one answer can hold."""
SEARCH_REACH = 9_000
"""Posts: a search ends near 10,000, whatever else there is."""


@dataclass(frozen=True, slots=True)
class Listing:
    """One answer: posts, newest first, and where the next page begins; None: nowhere. `left`: an instant of which there
    is more than the list gives."""

    posts: Sequence[View]
    cursor: str | None
    left: datetime | None = None


class Source(Protocol):
    """One of the lists that can be read backwards."""

    def list(self, cursor: str | None, since: datetime, limit: int) -> Listing: ...

    def place(self, view: View) -> datetime | None:
        """When the post was, as this list is sorted."""
        ...


@dataclass(frozen=True, slots=True)
class Notifications:
    """Who mentioned, answered or quoted us. `priority` would leave out all whom we do not follow."""

    service: Service

    def list(self, cursor: str | None, since: datetime, limit: int) -> Listing:
        """A page: the next begins with the instant at which this one ends. One that holds an instant alone is asked for
        as long as can be; only then it is left by the server's own cursor."""
        for size in dict.fromkeys((limit, LONGEST)):
            listing = self._asked(cursor, size)
            after = _with_its_instant(listing.cursor)
            if after is None or after != cursor:
                return Listing(listing.posts, after)
        full = len(listing.posts) * 2 >= LONGEST  # the server fills a page by half at least, where it can
        return Listing(listing.posts, listing.cursor, instant(listing.cursor) if full else None)

    def _asked(self, cursor: str | None, size: int) -> Listing:
        method = "app.bsky.notification.listNotifications"
        answer = self.service.query(method, reasons=REASONS, priority="false", limit=size, cursor=cursor)
        return _listing(answer, "notifications")

    def place(self, view: View) -> datetime | None:
        """What it is sorted by."""
        return instant(view.get("indexedAt"))


@dataclass(frozen=True, slots=True)
class Search:
    """What anybody says with certain words; our own posts come another way."""

    service: Service
    words: str

    def list(self, cursor: str | None, since: datetime, limit: int) -> Listing:
        """A page."""
        method = "app.bsky.feed.searchPosts"
        after = since.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        answer = self.service.query(method, q=self.words, sort="latest", since=after, limit=limit, cursor=cursor)
        return _listing(answer, "posts")

    def place(self, view: View) -> datetime | None:
        """What it is sorted by."""
        try:
            return published(view)
        except (KeyError, TypeError, ValueError, AttributeError):
            return None


@dataclass(frozen=True, slots=True)
class Own:
    """What we have posted from wherever: from our own repository, where it stands at once."""

    service: Service

    def list(self, cursor: str | None, since: datetime, limit: int) -> Listing:
        """A page."""
        did, handle = self.service.did, self.service.handle
        answer = self.service.query(
            "com.atproto.repo.listRecords", repo=did, collection=POST, limit=limit, cursor=cursor
        )
        listing = _listing(answer, "records")
        author = {"did": did, "handle": handle}
        shown = [one | {"record": one.get("value"), "author": author} for one in map(dict, listing.posts)]
        return Listing(shown, listing.cursor)

    def place(self, view: View) -> datetime | None:
        """By its key, which is made of the time."""
        name = parts(str(view.get("uri")))
        record = view.get("record")
        made = time_of(name.key) if name else None
        return made or instant(record.get("createdAt") if isinstance(record, Mapping) else None)


@dataclass(frozen=True, slots=True)
class Round:
    """Where a read stands: how far back it goes, what becomes of `newest` at its end, and its next page."""

    horizon: datetime
    candidate: datetime | None = None
    token: str | None = None
    seen: int = 0
    """Posts that the server has listed on the way."""
    oldest: datetime | None = None
    """The last of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """One stream, read."""

    service: Service
    posts: Posts
    source: Source
    overlap: timedelta
    page_size: int
    thread_depth: int

    def pages(self, state: Json, budget: Budget) -> Iterator[Page]:
        """Back to the horizon, or as far as the budget goes; then the rest another time."""
        kept = _checked(state)
        committed = instant((kept.get("committed") or {}).get("newest"))
        here = self._begin(kept, committed)
        taken = 0
        while True:
            page, here = self._page(here, committed)
            yield page
            taken += len(page.items)
            late = budget.until is not None and clock.now() >= budget.until
            if page.done or late or (budget.items is not None and taken >= budget.items):
                return

    def _begin(self, kept: Mapping[str, Any], committed: datetime | None) -> Round:
        pending = kept.get("pending")
        if pending:
            horizon = instant(pending.get("horizon"))
            if horizon is None:
                raise _lost()
            seen = pending.get("seen")
            return Round(
                horizon,
                instant(pending.get("candidate")),
                pending.get("page_token"),
                seen if isinstance(seen, int) else 0,
                instant(pending.get("oldest")),
            )
        if committed is not None:
            return Round(committed - self.overlap, committed)
        return Round(clock.now() - self.posts.account.backfill)

    def _page(self, here: Round, committed: datetime | None) -> tuple[Page, Round]:
        listing = self._listed(here)
        placed = [(self.source.place(view), view) for view in listing.posts]
        candidate = newest([here.candidate, *(at for at, _view in placed)])
        wanted = [view for at, view in placed if at is None or at >= here.horizon]
        last = placed[-1][0] if placed else None  # one that is out of order in the middle ends nothing
        after = Round(here.horizon, candidate, listing.cursor, here.seen + len(placed), last or here.oldest)
        done = (last is not None and last < here.horizon) or listing.cursor in (None, here.token)
        items, bad = self._read(wanted)
        state = _state(candidate, None) if done else _state(committed, after)
        gap = _left(listing, committed) or (self._gap(here, after, committed) if done else None)
        return Page(items=items, state=state, done=done, bad=bad, gap=gap), after

    def _gap(self, here: Round, after: Round, committed: datetime | None) -> Gap | None:
        """The server ended the list before what was known: a search at its limit, or a cursor that leads nowhere."""
        known = committed or here.horizon
        circles = after.token is not None and after.token == here.token
        limited = after.token is None and isinstance(self.source, Search) and after.seen >= SEARCH_REACH
        if after.oldest is None or after.oldest <= known or not (circles or limited):
            return None
        reason = _("Bluesky's list ended after {n} posts, before what was known.").format(n=after.seen)
        return Gap(reason=reason, since=known, until=after.oldest)

    def _listed(self, here: Round) -> Listing:
        try:
            return self.source.list(here.token, here.horizon, self.page_size)
        except Rejected:
            if here.token is None:
                raise
            raise _lost() from None

    def _read(self, wanted: Sequence[View]) -> tuple[tuple[Mention, ...], tuple[Unreadable, ...]]:
        searched = isinstance(self.source, Search)
        if searched:
            wanted = [view for view in wanted if owner(str(view.get("uri"))) != self.posts.did]
        uris = [str(view.get("uri")) for view in wanted]
        details = {} if searched else views(self.service, filter(parts, uris))
        others = {owner(uri) for uri in uris} - {self.posts.did, ""}
        people = profiles(self.service, others)
        found: list[Mention] = []
        bad: list[Unreadable] = []
        for uri, view in zip(uris, wanted, strict=True):
            try:
                found.append(self.posts.mention(view, details.get(uri), people.get(owner(uri))))
            except BadItem as error:
                bad.append(unreadable(error))
        return (*self._begun_above(found, people), *found), tuple(bad)

    def _begun_above(self, found: Sequence[Mention], people: Mapping[str, View]) -> list[Mention]:
        """Where a citizen mentions us in the third post of a thread of their own, the first two belong to it."""
        above: list[Mention] = []
        layer = list(found)
        known = {one.id for one in found}
        for _level in range(self.thread_depth):
            missing = {one.in_reply_to for one in layer if owner(one.in_reply_to) == one.author.id} - known - {None}
            there = views(self.service, sorted(filter(None, missing)))
            layer = []
            for uri, view in there.items():
                try:
                    layer.append(self.posts.mention(view, None, people.get(owner(uri))))
                except BadItem:
                    continue
            if not layer:
                break
            known |= {one.id for one in layer}
            above = layer + above
        return above


def _left(listing: Listing, committed: datetime | None) -> Gap | None:
    """The rest of an instant that is out of reach; told when it is first met, not with every overlap."""
    if listing.left is None or (committed is not None and listing.left <= committed):
        return None
    reason = _("So much was said within one millisecond that Bluesky may not give all of it.")
    return Gap(reason=reason, since=listing.left, until=listing.left + INSTANT)


def _listing(answer: Mapping[str, Any], name: str) -> Listing:
    posts = answer.get(name)
    cursor = answer.get("cursor")
    if not isinstance(posts, list):
        from social_console.connectors.bluesky.faults import malformed

        raise malformed()
    return Listing([one for one in posts if isinstance(one, dict)], str(cursor) if cursor else None)


def _with_its_instant(cursor: str | None) -> str | None:
    """A cursor by which the next page begins with what stands at the instant where this one ended.

    The server goes on *before* the instant that its cursor names: of posts that share one (an author's program says
    when a post was made, some to the second) those beyond the end of a page would never be told. What comes twice is
    known by its name. A cursor that is no instant stays as it is.
    """
    at = instant(cursor) if cursor and TIMED.fullmatch(cursor) else None
    return cursor if at is None else (at + INSTANT).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _state(committed: datetime | None, pending: Round | None) -> Json:
    rest = pending and {
        "candidate": _written(pending.candidate),
        "page_token": pending.token,
        "horizon": _written(pending.horizon),
        "seen": pending.seen,
        "oldest": _written(pending.oldest),
    }
    return {"v": VERSION, "committed": {"newest": _written(committed)}, "pending": rest}


def _written(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _checked(state: Json) -> Mapping[str, Any]:
    if state is None:
        return {}
    if not isinstance(state, dict) or state.get("v") != VERSION or not isinstance(state.get("committed"), dict):
        raise _lost()
    return state


def _lost() -> CursorExpired:
    return CursorExpired(_("The stored position at Bluesky means nothing any more; the stream is read anew."))
