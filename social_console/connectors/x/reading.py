"""Walking back through a timeline or a search: newest first, and nothing lost by a crash between two pages.

State: `{"v": 1, "committed": {newest, newest_at, read_at, recent}, "pending": {…}, "meter": {…}}`. What page 1 calls
its newest becomes the next `since_id`, and only when the last page has been stored. A short page is not the end: only
the absence of a token is. The walk's `since_id` never changes on the way.

X's lists lag: a post may become visible after newer ones. What was younger than `late` at the last reading is read
again; what was older was visible then, and is not paid for twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from social_console import clock
from social_console.connectors.base import Budget, Gap, Page
from social_console.connectors.x import faults
from social_console.connectors.x.posts import Beside, created_at, id_at, listed
from social_console.errors import CursorExpired
from social_console.i18n import gettext as _
from social_console.model import Item, Json

if TYPE_CHECKING:
    from social_console.connectors.x.asking import Answer
    from social_console.connectors.x.meter import Meter
    from social_console.connectors.x.posts import Reader
    from social_console.connectors.x.threads import Threads

VERSION = 1
MOST_YOUNG = 1_000
"""Names of posts to be read once more that a state keeps."""
NEARLY = 0.9
"""Of a timeline's reach: some of what it holds is hidden from us, so that fewer posts come before its end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A timeline or a search. `reach`: so many posts back and no further; `window`: so long ago and no longer."""

    name: str
    ask: Callable[..., Answer]
    token: str = "pagination_token"  # noqa: S105 (a parameter's name)
    least: int = 5
    reach: int | None = None
    window: timedelta | None = None
    own: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """One walk from the newest post back to where the last one began."""

    since_id: str | None = None
    start: str | None = None
    """ISO 8601: not before this, where there is no `since_id`."""
    token: str | None = None
    candidate: str | None = None
    candidate_at: str | None = None
    began: str = ""
    seen: int = 0
    oldest: str | None = None
    lost_since: str | None = None
    """From here to `start` nothing could be read."""
    recent: Sequence[str] = ()
    """What the next walk will read once more: the posts that were young when this one began."""


class Walker:
    """Reads one source for one account."""

    def __init__(
        self,
        source: Source,
        *,
        reader: Reader,
        threads: Threads,
        meter: Meter,
        page_size: int,
        backfill: timedelta,
        late: timedelta = timedelta(0),
    ) -> None:
        self._source = source
        self._reader = reader
        self._threads = threads
        self._meter = meter
        self._size = max(page_size, source.least)
        self._backfill = backfill
        self._late = late

    def pages(self, state: Json, budget: Budget) -> Iterator[Page]:
        """From where `state` stands."""
        committed, walk = _kept(state)
        self._meter.recall(self._source.name, state)
        self._meter.current = self._source.name
        self._meter.known = _counted_today(committed)
        left = budget.items
        if walk is None:
            walk = self._begin(committed)
        while True:
            page, walk = self._page(committed, walk, left)
            yield page
            left = None if left is None else left - len(page.items)
            if walk is None or (left is not None and left <= 0) or (budget.until and clock.now() >= budget.until):
                return

    # ── one page ────────────────────────────────────────────────────────────────────────────────────────

    def _page(self, committed: dict[str, Json], walk: Walk, left: int | None) -> tuple[Page, Walk | None]:
        answer, walk = self._asked(committed, walk, left)
        posts = listed(answer)
        beside = self._threads.with_parents(posts, Beside.of(answer))
        items, bad = self._reader.items(posts, beside)
        items += self._threads.above(items, beside)
        walk = self._young(_walked(walk, answer, posts), posts)
        gap = None
        if walk.token is None:
            gap, committed = self._gap(committed, walk), _promoted(committed, walk)
        state = self._state(committed, None if walk.token is None else walk)
        page = Page(items=tuple(_once(items)), state=state, done=walk.token is None, gap=gap, bad=tuple(bad))
        return page, None if walk.token is None else walk

    def _young(self, walk: Walk, posts: list[Any]) -> Walk:
        """With what of `posts` will be read once more."""
        since = datetime.fromisoformat(walk.began) - self._late
        found = [str(post["id"]) for post in posts if (at := _instant(_time_of(post))) is not None and at > since]
        return replace(walk, recent=[*walk.recent, *found][:MOST_YOUNG]) if self._late else walk

    def _asked(self, committed: dict[str, Json], walk: Walk, left: int | None) -> tuple[Answer, Walk]:
        """The walk's next page. A token that is not known any more: the walk is begun again, nothing is lost."""
        try:
            return self._ask(walk, left), walk
        except faults.BadQuestion as error:
            if walk.token is not None:
                walk = self._begin(committed)
                return self._ask(walk, left), walk
            if walk.since_id is not None and "since_id" in error.message:
                raise faults.lost_place(error) from error
            raise

    def _ask(self, walk: Walk, left: int | None) -> Answer:
        source = self._source
        wanted = self._size if left is None else min(self._size, max(left, source.least))
        size = self._meter.affords(wanted, own=source.own)
        if size < source.least:
            raise self._meter.exhausted()
        where = {"since_id": walk.since_id, "start_time": walk.start, source.token: walk.token}
        return source.ask(max_results=size, **where)

    def _state(self, committed: dict[str, Json], walk: Walk | None) -> Json:
        pending: Json = None
        if walk is not None:
            pending = {name: getattr(walk, name) for name in Walk.__slots__} | {"recent": list(walk.recent)}
        meter = self._meter.state(self._source.name)
        return {"v": VERSION, "committed": committed, "pending": pending, "meter": meter}

    # ── where a walk begins, and what it cannot reach ───────────────────────────────────────────────────

    def _begin(self, committed: dict[str, Json]) -> Walk:
        now, newest = clock.now(), committed.get("newest")
        read_at, newest_at = _instant(committed.get("read_at")), _instant(committed.get("newest_at"))
        window = self._source.window
        since = read_at - self._late if read_at else now - self._backfill
        known = self._above(newest, newest_at, read_at)
        if window is None:
            return Walk(since_id=known, start=None if newest else _asked_time(since), began=now.isoformat())
        reach = now - window
        if newest and newest_at and newest_at > reach:
            return Walk(since_id=known, began=now.isoformat())
        lost = read_at if read_at and read_at < reach else None
        return Walk(
            start=_asked_time(max(since, reach)),
            began=now.isoformat(),
            lost_since=lost.isoformat() if lost else None,
        )

    def _above(self, newest: str | None, newest_at: datetime | None, read_at: datetime | None) -> str | None:
        """From where on to read: the newest that is known, unless some below it may have come since."""
        if newest is None or newest_at is None or read_at is None or newest_at <= read_at - self._late:
            return newest
        from_there = id_at(read_at - self._late)
        told = newest.isascii() and newest.isdigit() and id_at(newest_at)[:8] == newest[:8]
        return from_there if self._late and told else newest

    def _gap(self, committed: dict[str, Json], walk: Walk) -> Gap | None:
        """What lies between the last walk and the end of what X gives. It moves `since_id` without a word."""
        if walk.lost_since:
            reason = _("X's search reaches back seven days only.")
            return Gap(reason=reason, since=_instant(walk.lost_since), until=_instant(walk.start))
        reach, oldest = self._source.reach, _instant(walk.oldest)
        if reach is None or walk.seen < reach * NEARLY:
            return None
        known = _instant(committed.get("newest_at"))
        if known is not None and oldest is not None and oldest <= known:
            return None  # it came down to what was read before
        reason = _("X gives the newest {n} posts only; there may have been more.").format(n=reach)
        return Gap(reason=reason, since=_instant(committed.get("read_at") or walk.start), until=oldest)


def _walked(walk: Walk, answer: Answer, posts: list[Any]) -> Walk:
    """After a page: where the next is, and, from the first, what the next walk may begin at."""
    meta = answer.get("meta")
    meta = meta if isinstance(meta, dict) else {}
    times = {str(post.get("id")): at for post in posts if isinstance(post, dict) and (at := _time_of(post))}
    oldest = min((at for at in (*times.values(), walk.oldest) if at), default=None)
    first = walk.token is None
    newest = str(meta["newest_id"]) if first and meta.get("newest_id") else walk.candidate
    token = meta.get("next_token")
    return replace(
        walk,
        token=str(token) if token else None,
        candidate=newest,
        candidate_at=times.get(newest or "", max(times.values(), default=None)) if first else walk.candidate_at,
        seen=walk.seen + len(posts),
        oldest=oldest,
    )


def _promoted(committed: dict[str, Json], walk: Walk) -> dict[str, Json]:
    newest = walk.candidate or committed.get("newest")
    newest_at = walk.candidate_at if walk.candidate else committed.get("newest_at")
    recent = {"day": walk.began[:10], "ids": list(walk.recent)}
    return {"newest": newest, "newest_at": newest_at, "read_at": walk.began, "recent": recent}


def _counted_today(committed: dict[str, Json]) -> frozenset[str]:
    """The posts of the last walk that X charges no second time."""
    recent = committed.get("recent")
    if not isinstance(recent, dict) or recent.get("day") != f"{clock.now():%Y-%m-%d}":
        return frozenset()
    return frozenset(map(str, recent.get("ids") or ()))


def _kept(state: Json) -> tuple[dict[str, Json], Walk | None]:
    if state is None:
        return {}, None
    try:
        if state["v"] != VERSION:
            raise ValueError("another version")
        pending = state["pending"]
        return dict(state["committed"]), None if pending is None else Walk(**pending)
    except (KeyError, TypeError, ValueError) as error:
        raise CursorExpired(_("The stored position on X cannot be read; the stream is read anew.")) from error


def _once(items: list[Any]) -> Iterator[Item]:
    seen: set[tuple[type, str]] = set()
    for item in items:
        name = (type(item), getattr(item, "mention", item).id)
        if name not in seen:
            seen.add(name)
            yield item


def _time_of(post: Any) -> str | None:
    if not isinstance(post, dict):
        return None
    try:
        return created_at(post).isoformat()
    except (ValueError, OverflowError):
        return None


def _instant(said: Any) -> datetime | None:
    return datetime.fromisoformat(said) if isinstance(said, str) else None


def _asked_time(at: datetime) -> str:
    """X wants whole seconds."""
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"
