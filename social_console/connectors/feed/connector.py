"""The feed connector: read-only, one stream a feed.

State: `{"v": 1, "committed": {"etag", "modified", "seen": {id: digest}}, "pending": null}`. The validators travel
only with the page that they belong to, so what was not stored is asked for again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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
)
from social_console.connectors.feed.settings import FeedSettings
from social_console.errors import ConfigError, CursorExpired, PermissionDenied, Rejected
from social_console.i18n import gettext as _
from social_console.model import AccountRef, Item, Json, Mention, Revision, Tombstone

if TYPE_CHECKING:
    from pydantic import BaseModel

    from social_console.connectors.feed.entries import Entry, Feed
    from social_console.connectors.feed.fetching import Document, Validators

VERSION = 1
PREFIX = "feed:"


class NoText:
    """Nothing can be said in a feed."""

    maximum: int | None = 0

    def measure(self, text: str) -> int:
        """Characters."""
        return len(text)


class FeedConnector:
    """RSS and Atom. Nothing can be answered; what a reader should do stands in the moment."""

    api = API
    name = "feed"
    capabilities: ClassVar[Capabilities] = Capabilities(edits=True, backfill=False)

    def __init__(self, settings: BaseModel, account: AccountRef) -> None:
        if not isinstance(settings, FeedSettings):
            raise ConfigError(_("A feed account needs urls."))
        self._settings = settings
        self._account = account
        self._closing = Event()

    @classmethod
    def settings(cls) -> type[BaseModel]:
        """`FeedSettings`."""
        return FeedSettings

    def check(self) -> CheckResult:
        """Read each feed once."""
        from social_console.connectors.feed.fetching import Validators

        titles, notes = [], []
        for url in self._settings.urls:
            feed = self._read(url, Validators())[1]
            titles.append(feed.title or url)
            notes.append(_("{url}: {n} entries.").format(url=url, n=len(feed.entries)))
        return CheckResult(ok=True, identity=", ".join(titles), scopes=("read",), notes=tuple(notes))

    def streams(self) -> list[StreamSpec]:
        """One for each address."""
        return [StreamSpec(name=PREFIX + url) for url in dict.fromkeys(self._settings.urls)]

    def fetch(self, stream: StreamSpec, state: Json, budget: Budget) -> Iterator[Page]:
        """One page: what is new or changed; nothing where the server says that nothing is."""
        from social_console.connectors.feed.fetching import Validators

        kept = _kept(state)
        document, feed = self._read(
            stream.name.removeprefix(PREFIX), Validators(kept.get("etag"), kept.get("modified"))
        )
        if document.content is None:
            yield Page(state=state, done=True)
            return
        since = None if state is not None else clock.now() - self._account.backfill
        items = tuple(_items(feed.entries, kept.get("seen") or {}, since))
        yield Page(items=items, state=_state(document.validators, feed.entries), done=True, bad=feed.bad)

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
        return Absent(conclusive=True, reason=_("A feed cannot be answered."))

    def delete(self, receipt: Receipt) -> None:
        """Never."""
        raise Rejected(_("A feed cannot be answered."), reason="unsupported")

    def ancestors(self, ref: str) -> Iterator[Mention]:
        """Articles answer nothing."""
        return iter(())

    def refresh(self, refs: Sequence[str]) -> Iterator[Revision | Tombstone]:
        """Changes come with the feed; an article that leaves it is not deleted."""
        return iter(())

    def wait(self, stream: StreamSpec, until: datetime) -> bool:
        """A feed does not call: this only passes the time, until `close`."""
        self._closing.wait(max((until - clock.now()) / timedelta(seconds=1), 0))
        return False

    def close(self) -> None:
        """End a `wait`."""
        self._closing.set()

    def _read(self, url: str, known: Validators) -> tuple[Document, Feed]:
        from social_console.connectors.feed.entries import Feed, parse
        from social_console.connectors.feed.fetching import fetch

        document = fetch(url, self._settings, known)
        if document.content is None:
            return document, Feed("", ())
        return document, parse(document, url, self._account.handle)


def _items(entries: Sequence[Entry], seen: Mapping[str, str], since: datetime | None) -> Iterator[Item]:
    for entry in entries:
        before = seen.get(entry.mention.id)
        if before is None and (since is None or entry.mention.created_at >= since):
            yield entry.mention
        elif before is not None and before != entry.digest:
            yield Revision(mention=entry.mention, edited_at=entry.updated or clock.now())


def _state(validators: Validators, entries: Sequence[Entry]) -> Json:
    seen = {entry.mention.id: entry.digest for entry in entries}
    kept = {"etag": validators.etag, "modified": validators.modified, "seen": seen}
    return {"v": VERSION, "committed": kept, "pending": None}


def _kept(state: Json) -> Mapping[str, Json]:
    if state is None:
        return {}
    if not isinstance(state, dict) or state.get("v") != VERSION or not isinstance(state.get("committed"), dict):
        raise CursorExpired(_("The feed's stored position cannot be read; it is read anew."))
    committed: Mapping[str, Json] = state["committed"]
    return committed


def _one_way() -> PermissionDenied:
    return PermissionDenied(_("A feed cannot be answered."), remedy=_("Answer where the article stands."))
