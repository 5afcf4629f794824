"""The contract of social_console.connectors.base, for Hacker News. Nothing can be answered: it has no way to post.

Three kinds of streams, all searches: `replies` (who answers the institution's user), `query:…` (who says one of the
words), `own` (what the institution's user says).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from threading import Event
from typing import Any, ClassVar

from pydantic import BaseModel
from social_console import clock
from social_console.connectors.base import (
    API,
    Absent,
    Budget,
    Capabilities,
    CheckResult,
    Outgoing,
    Page,
    Prepared,
    Receipt,
    StreamSpec,
    Unreadable,
)
from social_console.errors import BadItem, ConfigError, PermissionDenied
from social_console.model import AccountRef, Json, Mention, Revision, Tombstone

from social_console_hackernews.items import Reader
from social_console_hackernews.service import Service
from social_console_hackernews.settings import HackerNewsSettings
from social_console_hackernews.walking import Ask, Hits, Step, place_of, steps

REPLIES, OWN, QUERY = "replies", "own", "query:"
LEAST = 10
"""Items a request at least, however small the budget: less would only be more requests."""
Wanted = Callable[[dict[str, Any]], bool]


class NoText:
    """Nothing can be said."""

    maximum: int | None = 0

    def measure(self, text: str) -> int:
        """Characters."""
        return len(text)


class HackerNewsConnector:
    """Reads what is said of an institution, and to its user."""

    api = API
    name = "hackernews"
    capabilities: ClassVar[Capabilities] = Capabilities(edits=True, deletes=True, max_items_per_fetch=1000)

    def __init__(self, settings: BaseModel, account: AccountRef) -> None:
        if not isinstance(settings, HackerNewsSettings):
            raise ConfigError("These are not the settings of this connector.")
        self._settings = settings
        self._account = account
        self._service = Service(settings)
        self._reader = Reader(account, settings.site_url)
        self._closing = Event()

    @classmethod
    def settings(cls) -> type[BaseModel]:
        """`HackerNewsSettings`."""
        return HackerNewsSettings

    def check(self) -> CheckResult:
        """Both services answer, and whether the institution has a user there."""
        user = self._service.user(self._account.handle)
        found = self._service.search(query="", tags="story", hitsPerPage=1)
        notes = [f"The search answers; {len(self._settings.queries)} queries."]
        if user is None:
            notes.append(f"Hacker News has no user “{self._account.handle}”: only the queries bring something.")
        ok = user is not None or bool(self._settings.queries)
        who = str(user["id"]) if user else self._account.handle
        return CheckResult(ok=ok and "hits" in found, identity=who, scopes=("read",), notes=tuple(notes))

    def streams(self) -> list[StreamSpec]:
        """Answers to us, then each query, then what we said ourselves."""
        names = [REPLIES, *(QUERY + query for query in dict.fromkeys(self._settings.queries)), OWN]
        overlap = self._settings.overlap
        return [StreamSpec(name=one, newest_first=True, overlap=overlap, own=one == OWN) for one in names]

    # ── reading ──────────────────────────────────────────────────────────────────────────────────────────

    def fetch(self, stream: StreamSpec, state: Json, budget: Budget) -> Iterator[Page]:
        """Newest first, down to what was committed less the overlap."""
        place, left = place_of(state), budget.items
        size = self._settings.page_size if left is None else min(self._settings.page_size, max(left, LEAST))
        ask, wanted = self._source(stream, size)
        for step in steps(ask, place, self._floor(place.committed), size):
            yield self._page(step, wanted)
            left = None if left is None else left - len(step.hits)
            if (left is not None and left <= 0) or (budget.until and clock.now() >= budget.until):
                return

    def _floor(self, committed: int | None) -> int:
        if committed is None:
            return int((clock.now() - self._account.backfill).timestamp())
        return committed - int(self._settings.overlap.total_seconds())

    def _source(self, stream: StreamSpec, size: int) -> tuple[Ask, Wanted]:
        """How the stream is searched for, and which hits belong to it."""
        ours = f"author_{self._account.handle}"
        if stream.own:
            return self._asking(size, tags=ours), lambda hit: True
        if stream.name == REPLIES:
            spoken = self._spoken(ours)
            said = {str(hit.get("objectID")) for hit in spoken}
            stories = dict.fromkeys(f"story_{hit.get('story_id') or hit.get('objectID')}" for hit in spoken)
            if not stories:
                return lambda filters, page: ([], 0), lambda hit: False
            threads = ",".join(list(stories)[: self._settings.threads])
            return self._asking(size, tags=f"comment,({threads})"), lambda hit: str(hit.get("parent_id")) in said
        query = stream.name.removeprefix(QUERY)
        return self._asking(size, query=query, tags="(story,comment)"), lambda hit: True

    def _spoken(self, ours: str) -> Hits:
        """What we said last: answers to that are answers to us."""
        return list(self._service.search(tags=ours, hitsPerPage=1000)["hits"])

    def _asking(self, size: int, **asked: str) -> Ask:
        def ask(filters: str, page: int) -> tuple[Hits, int]:
            found = self._service.search(**asked, numericFilters=filters, page=page, hitsPerPage=size)
            return list(found["hits"]), int(found.get("nbPages", 0))

        return ask

    def _page(self, step: Step, wanted: Wanted) -> Page:
        """One hit that makes no sense does not keep the others from being read."""
        items: list[Mention] = []
        bad: list[Unreadable] = []
        for hit in filter(wanted, step.hits):
            try:
                items.append(self._reader.from_search(hit))
            except BadItem as error:
                bad.append(Unreadable(ref=error.ref, reason=error.message, raw=error.raw))
        return Page(items=tuple(items), bad=tuple(bad), state=step.place.state(), done=step.done, gap=step.gap)

    def ancestors(self, ref: str) -> Iterator[Mention]:
        """Up to the story. Only there it is known which conversation all of them belong to."""
        chain: list[dict[str, Any]] = []
        at = self._service.item(ref)
        while at is not None and at.get("parent") is not None:
            at = self._service.item(str(at["parent"]))
            if at is not None:
                chain.append(at)
        root = str(chain[-1]["id"]) if chain else None
        for item in chain:
            if not _hidden(item):
                yield self._reader.from_item(item, root)

    def refresh(self, refs: Sequence[str]) -> Iterator[Revision | Tombstone]:
        """Each item as it stands now. Nothing there says when an item was edited; the core keeps what differs."""
        for ref in refs:
            item = self._service.item(ref)
            if item is None or _hidden(item):
                reason = "flagged" if item and item.get("dead") else "deleted"
                yield Tombstone(
                    id=ref,
                    channel=self._account.channel,
                    account=self._account.handle,
                    deleted_at=clock.now(),
                    reason=reason,
                )
            else:
                yield Revision(mention=self._reader.from_item(item), edited_at=clock.now())

    # ── answering: not here ──────────────────────────────────────────────────────────────────────────────

    def limits(self) -> NoText:
        """No text at all."""
        return NoText()

    def prepare(self, reply: Outgoing, target: Mention) -> Prepared:
        """Never."""
        raise _one_way()

    def send(self, prepared: Prepared) -> Receipt:
        """Never."""
        raise _one_way()

    def find(self, prepared: Prepared) -> Receipt | Absent:
        """Nothing can have been sent."""
        return Absent(conclusive=True, reason="Hacker News cannot be answered by a program.")

    def delete(self, receipt: Receipt) -> None:
        """Never."""
        raise _one_way()

    # ── waiting ──────────────────────────────────────────────────────────────────────────────────────────

    def wait(self, stream: StreamSpec, until: datetime) -> bool:
        """The search does not call: this passes the time, until `close`."""
        self._closing.wait(max((until - clock.now()).total_seconds(), 0))
        return False

    def close(self) -> None:
        """End a `wait`, and the connections."""
        self._closing.set()
        self._service.close()


def _hidden(item: dict[str, Any]) -> bool:
    """Deleted by its author, or killed by the site: readers see neither."""
    return bool(item.get("deleted") or item.get("dead"))


def _one_way() -> PermissionDenied:
    return PermissionDenied(
        "Hacker News cannot be answered by a program.", remedy="Answer where the post stands; the link leads there."
    )
