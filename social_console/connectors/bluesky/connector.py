"""The Bluesky connector: the contract's calls, each handed to the file that knows."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
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
from social_console.connectors.bluesky.length import Length
from social_console.connectors.bluesky.settings import BlueskySettings
from social_console.errors import ConfigError
from social_console.i18n import gettext as _
from social_console.model import AccountRef, Json, Mention, Revision, Tombstone

if TYPE_CHECKING:
    from pydantic import BaseModel

    from social_console.connectors.bluesky.posts import Posts
    from social_console.connectors.bluesky.reading import Source
    from social_console.connectors.bluesky.service import Service

MENTIONS = "mentions"
OWN = "own"
QUERY = "query:"


class BlueskyConnector:
    """One account. The library is imported when the server is first spoken to."""

    api = API
    name = "bluesky"
    capabilities: ClassVar[Capabilities] = Capabilities(
        can_reply=True, threads=True, edits=True, deletes=True, idempotency="native", max_items_per_fetch=100
    )

    def __init__(self, settings: BaseModel, account: AccountRef) -> None:
        if not isinstance(settings, BlueskySettings) or "." not in account.handle:
            raise ConfigError(
                _("A Bluesky account needs its whole handle."), remedy=_('Write handle = "town.bsky.social".')
            )
        self._settings = settings
        self._account = account
        self._service_kept: Service | None = None
        self._closing = Event()

    @classmethod
    def settings(cls) -> type[BaseModel]:
        """`BlueskySettings`."""
        return BlueskySettings

    def check(self) -> CheckResult:
        """Log in, and tell what is worth knowing."""
        from social_console.connectors.bluesky.checking import check

        return check(self._service(), self._account.handle, keeps_session=self._settings.session_file is not None)

    def streams(self) -> list[StreamSpec]:
        """What is said to us, what we say, and what is searched for."""
        names = [MENTIONS, OWN, *(QUERY + words for words in self._settings.queries)]
        overlap = self._settings.overlap
        return [StreamSpec(name=one, newest_first=True, overlap=overlap, own=one == OWN) for one in names]

    def fetch(self, stream: StreamSpec, state: Json, budget: Budget) -> Iterator[Page]:
        """Newest first, back to what was committed less the overlap."""
        from social_console.connectors.bluesky.reading import Reader

        reader = Reader(
            service=self._service(),
            posts=self._posts(),
            source=self._source(stream),
            overlap=self._settings.overlap,
            page_size=self._settings.page_size,
            thread_depth=0 if stream.own else self._settings.thread_depth,
        )
        yield from reader.pages(state, budget)

    def limits(self) -> Length:
        """300 characters as people see them, and 3,000 bytes."""
        return Length()

    def prepare(self, reply: Outgoing, target: Mention) -> Prepared:
        """The record, whole, and its name. Asks the server only who we are, and whose handles the text mentions."""
        from social_console.connectors.bluesky import writing

        return writing.prepare(self._service(), reply, target, self._settings.langs)

    def prepare_alone(self, reply: Outgoing) -> Prepared:
        """A post that answers nothing (see `base.SpeaksAlone`)."""
        from social_console.connectors.bluesky.writing import prepare_alone

        return prepare_alone(self._service(), reply, self._settings.langs)

    def send(self, prepared: Prepared) -> Receipt:
        """Put the record in its place. Where it is there already nothing changes."""
        from social_console.connectors.bluesky import writing

        return writing.send(self._service(), self._posts(), prepared)

    def find(self, prepared: Prepared) -> Receipt | Absent:
        """Look into our own repository."""
        from social_console.connectors.bluesky import writing

        return writing.find(self._service(), self._posts(), prepared)

    def delete(self, receipt: Receipt) -> None:
        """Take a post of ours back."""
        from social_console.connectors.bluesky import writing

        writing.delete(self._service(), receipt.ref)

    def ancestors(self, ref: str) -> Iterator[Mention]:
        """The thread above `ref`, nearest first."""
        from social_console.connectors.bluesky import looking

        return looking.ancestors(self._service(), self._posts(), ref)

    def refresh(self, refs: Sequence[str]) -> Iterator[Revision | Tombstone]:
        """How these posts are now."""
        from social_console.connectors.bluesky import looking

        return looking.refresh(self._service(), self._posts(), refs)

    def reread(self, bad: Unreadable) -> Mention:
        """Try a quarantined post again: fetched anew where it is still there, else from what was kept."""
        from social_console.connectors.bluesky import looking

        view = looking.views(self._service(), [bad.ref]).get(bad.ref) if bad.ref.startswith("at://") else None
        return self._posts().mention(view or json.loads(bad.raw or b"{}"))

    def wait(self, stream: StreamSpec, until: datetime) -> bool:
        """Bluesky does not call: this only passes the time, until `close`."""
        self._closing.wait(max((until - clock.now()) / timedelta(seconds=1), 0))
        return False

    def close(self) -> None:
        """End a `wait`, then the connections."""
        self._closing.set()
        kept, self._service_kept = self._service_kept, None
        if kept is not None:
            kept.close()

    def _service(self) -> Service:
        from social_console.connectors.bluesky.service import Service

        if self._service_kept is None:
            self._service_kept = Service(self._settings, self._account.handle)
        return self._service_kept

    def _posts(self) -> Posts:
        from social_console.connectors.bluesky.posts import Posts

        return Posts(self._account, self._service().did, self._settings.web_url)

    def _source(self, stream: StreamSpec) -> Source:
        from social_console.connectors.bluesky import reading

        if stream.own:
            return reading.Own(self._service())
        if stream.name.startswith(QUERY):
            return reading.Search(self._service(), stream.name.removeprefix(QUERY))
        return reading.Notifications(self._service())
