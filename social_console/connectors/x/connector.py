"""The X connector: the contract's calls, each handed to the file that knows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from threading import Event
from typing import TYPE_CHECKING, ClassVar

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
from social_console.connectors.x.meter import Meter
from social_console.connectors.x.settings import XSettings, sent_query
from social_console.errors import ConfigError
from social_console.i18n import gettext as _
from social_console.model import AccountRef, Item, Json, Mention, Revision, Tombstone

if TYPE_CHECKING:
    from pydantic import BaseModel

    from social_console.connectors.x.asking import Asking
    from social_console.connectors.x.posts import Reader
    from social_console.connectors.x.reading import Source
    from social_console.connectors.x.sending import Sender
    from social_console.connectors.x.threads import Threads
    from social_console.connectors.x.weighing import Weighted

QUERY = "query:"
REFRESH = "refresh"
MENTIONS = StreamSpec(name="mentions", newest_first=True)
OWN = StreamSpec(name="own", newest_first=True, own=True)
MENTIONS_REACH = 800
OWN_REACH = 3200
SEARCH_WINDOW = timedelta(days=7) - timedelta(minutes=5)


class XConnector:
    """One account on X. Its handle is the username, with or without the @."""

    api = API
    name = "x"
    capabilities: ClassVar[Capabilities] = Capabilities(
        can_reply=True,
        threads=True,
        reply_needs_summon=True,
        edits=True,
        deletes=True,
        deletion_obliges=True,
        idempotency="readback",
        cost_per_read=0.005,
        cost_per_post=0.015,
        max_items_per_fetch=100,
    )

    def __init__(self, settings: BaseModel, account: AccountRef) -> None:
        if not isinstance(settings, XSettings) or not account.handle.strip("@ "):
            raise ConfigError(_("An account on X needs a username as its handle."), remedy=_('Write handle = "town".'))
        self._settings = settings
        self._account = account
        self._meter = Meter(settings)
        self._closing = Event()
        self._asking_kept: Asking | None = None

    @classmethod
    def settings(cls) -> type[BaseModel]:
        """`XSettings`."""
        return XSettings

    def check(self) -> CheckResult:
        """Whose keys these are, one post read, and what reading and posting cost."""
        from social_console.connectors.x import checking

        return checking.check(self._asking(), self._settings, self._meter)

    def streams(self) -> list[StreamSpec]:
        """Mentions (answers to us mention us), what we said ourselves, and each search."""
        late = timedelta(seconds=self._settings.late)
        queries = [StreamSpec(name=QUERY + query, newest_first=True) for query in self._settings.queries]
        return [replace(one, overlap=late) for one in (MENTIONS, OWN, *queries)]

    def fetch(self, stream: StreamSpec, state: Json, budget: Budget) -> Iterator[Page]:
        """New posts since `state`, newest first."""
        from social_console.connectors.x.reading import Walker

        walker = Walker(
            self._source(stream),
            reader=self._reader(),
            threads=self._threads(),
            meter=self._meter,
            page_size=self._settings.page_size,
            backfill=self._account.backfill,
            late=timedelta(seconds=self._settings.late),
        )
        yield from walker.pages(state, budget)

    def recall(self, states: Mapping[str, Json]) -> None:
        """What the stored states of all streams know of this month's spending (see `base.Metered`)."""
        for stream, state in states.items():
            self._meter.recall(stream, state)

    def meter(self, stream: str) -> Json:
        """What was spent on a stream that the core keeps (see `base.Metered`)."""
        return self._meter.state(stream)

    def replied(self, dollars: float) -> None:
        """What the replies of this month cost: they come out of the same budget (see `base.Budgeted`)."""
        self._meter.replied(dollars)

    def spent(self) -> float:
        """This month (see `base.Budgeted`)."""
        return self._meter.spent

    def left(self) -> float | None:
        """Of the month's budget (see `base.Budgeted`)."""
        budget = self._settings.monthly_budget
        return budget - self._meter.spent if budget else None

    def limits(self) -> Weighted:
        """280 weighted characters, unless the settings say otherwise; and what a post costs."""
        from social_console.connectors.x.weighing import Weighted

        options = self._settings
        return Weighted(
            options.max_length, price=options.price_per_post, price_with_link=options.price_per_post_with_url
        )

    def prepare(self, reply: Outgoing, target: Mention) -> Prepared:
        """Nothing is asked or sent; no key is needed."""
        from social_console.connectors.x.sending import prepare

        return prepare(reply, target, self._settings, self._account)

    def prepare_alone(self, reply: Outgoing) -> Prepared:
        """A post that answers nothing (see `base.SpeaksAlone`)."""
        from social_console.connectors.x.sending import prepare_alone

        return prepare_alone(reply, self._settings, self._account)

    def send(self, prepared: Prepared) -> Receipt:
        """One request that posts."""
        return self._sender().send(prepared)

    def find(self, prepared: Prepared) -> Receipt | Absent:
        """Read our own posts back."""
        return self._sender().find(prepared)

    def delete(self, receipt: Receipt) -> None:
        """Take it back."""
        self._sender().delete(receipt)

    def ancestors(self, ref: str) -> Iterator[Mention]:
        """The thread above `ref`, nearest first."""
        return self._threads().ancestors(ref)

    def refresh(self, refs: Sequence[str]) -> Iterator[Revision | Tombstone]:
        """Which of these posts were edited, deleted, or closed to us."""
        from social_console.connectors.x.asking import AT_ONCE
        from social_console.connectors.x.refreshing import refreshed

        names = iter(refs)
        self._meter.current = REFRESH
        while some := list(islice(names, AT_ONCE)):
            if self._meter.affords(len(some)) < len(some):
                raise self._meter.exhausted()
            yield from refreshed(self._asking(), self._reader(), some)

    def reread(self, bad: Unreadable) -> Item:
        """Once more: fetched anew, else from what was kept."""
        from social_console.connectors.x.refreshing import reread

        return reread(self._asking(), self._reader(), bad)

    def wait(self, stream: StreamSpec, until: datetime) -> bool:
        """X does not call: this only passes the time, until `close`."""
        self._closing.wait(max((until - clock.now()) / timedelta(seconds=1), 0))
        return False

    def close(self) -> None:
        """End a `wait` and the connections."""
        self._closing.set()
        kept, self._asking_kept = self._asking_kept, None
        if kept is not None:
            kept.close()

    def _source(self, stream: StreamSpec) -> Source:
        from social_console.connectors.x.reading import Source

        asking = self._asking()
        if stream.name.startswith(QUERY):
            ask = partial(asking.search, sent_query(stream.name.removeprefix(QUERY)))
            return Source(name=stream.name, ask=ask, token="next_token", least=10, window=SEARCH_WINDOW)  # noqa: S106
        if stream.own:
            return Source(name=stream.name, ask=asking.own, reach=OWN_REACH, own=True)
        return Source(name=stream.name, ask=asking.mentions, reach=MENTIONS_REACH)

    def _asking(self) -> Asking:
        from social_console.connectors.x.asking import Asking
        from social_console.connectors.x.opening import client

        if self._asking_kept is None:
            self._asking_kept = Asking(client(self._settings), self._settings, self._meter, self._account.handle)
        return self._asking_kept

    def _reader(self) -> Reader:
        from social_console.connectors.x.posts import Reader

        return Reader(self._account, self._asking().me(), self._settings.web_url, self._settings.needs_summon)

    def _threads(self) -> Threads:
        from social_console.connectors.x.threads import Threads

        return Threads(
            self._asking(),
            self._reader(),
            self._meter,
            depth=self._settings.thread_depth,
            longest=self._settings.ancestors,
        )

    def _sender(self) -> Sender:
        from social_console.connectors.x.sending import Sender

        return Sender(self._asking(), self._reader(), self._settings, self._account)
