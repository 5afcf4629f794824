"""The Reddit connector: the contract's calls, each handed to the file that knows."""

from __future__ import annotations

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
    TextLimits,
    Unreadable,
)
from social_console.connectors.reddit.settings import RedditSettings
from social_console.errors import ConfigError
from social_console.i18n import gettext as _
from social_console.model import AccountRef, Item, Json, Mention, Revision, Tombstone

if TYPE_CHECKING:
    from pydantic import BaseModel

    from social_console.connectors.reddit.client import Client
    from social_console.connectors.reddit.sending import Sender
    from social_console.connectors.reddit.things import Reader, Thing
    from social_console.connectors.reddit.threads import Threads
    from social_console.connectors.reddit.walking import Make, Walker

POSTS, COMMENTS, QUERY = "posts:", "comments:", "query:"
ENDS_NEAR, SEARCH_ENDS_NEAR = 900, 200


class RedditConnector:
    """One user of Reddit. Streams that are not the inbox come first: they bring whole posts."""

    api = API
    name = "reddit"
    capabilities: ClassVar[Capabilities] = Capabilities(
        can_reply=True,
        threads=True,
        edits=True,
        deletes=True,
        deletion_obliges=True,
        private_items=True,
        idempotency="readback",
        max_items_per_fetch=1000,
    )

    def __init__(self, settings: BaseModel, account: AccountRef) -> None:
        handle = account.handle.strip().removeprefix("/").removeprefix("u/").lstrip("@")
        if not isinstance(settings, RedditSettings) or not handle:
            raise ConfigError(_("A Reddit account needs the user's name as its handle."))
        self._settings = settings
        self._account = account
        self._handle = handle
        self._closing = Event()
        self._client_kept: Client | None = None
        self._is_us = False

    @classmethod
    def settings(cls) -> type[BaseModel]:
        """`RedditSettings`."""
        return RedditSettings

    def check(self) -> CheckResult:
        """Who the token is, what it may do, how many requests are left."""
        from social_console.connectors.reddit.checking import check

        return check(self._client(), self._handle, self._settings)

    def streams(self) -> list[StreamSpec]:
        """Subreddits and searches, then the inbox, then what we wrote ourselves."""
        from social_console.connectors.reddit.walking import LATE

        told = self._settings
        names = [prefix + "r/" + name for name in told.subreddits for prefix in (POSTS, COMMENTS)]
        names += [QUERY + query for query in dict.fromkeys(told.queries)]
        names += ["mentions", "replies", "post-replies"]
        own = ["own"]
        if told.messages:
            names.append("messages")
            own.append("own-messages")
        read = [StreamSpec(name=name, newest_first=True, overlap=LATE) for name in names]
        return [*read, *(StreamSpec(name=name, newest_first=True, overlap=LATE, own=True) for name in own)]

    def fetch(self, stream: StreamSpec, state: Json, budget: Budget) -> Iterator[Page]:
        """New items since `state`, the newest first; the position moves when the last page is stored."""
        from social_console.connectors.reddit import faults

        pages = self._walker(stream).pages(state, budget)
        while True:
            with faults.reading():
                page = next(pages, None)
            if page is None:
                return
            yield page

    def limits(self) -> TextLimits:
        """10,000 characters."""
        from social_console.connectors.reddit.writing import Length

        return Length()

    def prepare(self, reply: Outgoing, target: Mention) -> Prepared:
        """Nothing is read or sent; no secret is needed."""
        from social_console.connectors.reddit.writing import prepare

        return prepare(reply, target)

    def send(self, prepared: Prepared) -> Receipt:
        """One request, by nobody but the account itself."""
        self._be_ourselves()
        return self._sender().send(prepared)

    def find(self, prepared: Prepared) -> Receipt | Absent:
        """In what we wrote."""
        self._be_ourselves()
        return self._sender().find(prepared)

    def delete(self, receipt: Receipt) -> None:
        """Twice is the same as once."""
        from social_console.connectors.reddit.client import PATHS

        self._be_ourselves()
        self._client().post(PATHS["del"], id=receipt.ref)

    def ancestors(self, ref: str) -> Iterator[Mention]:
        """Up to the post."""
        return self._threads().ancestors(ref)

    def refresh(self, refs: Sequence[str]) -> Iterator[Revision | Tombstone]:
        """A hundred in one request."""
        return self._threads().changes(refs)

    def reread(self, bad: Unreadable) -> Mention:
        """Asked for anew by its name."""
        return self._threads().reread(bad.ref)

    def wait(self, stream: StreamSpec, until: datetime) -> bool:
        """Reddit does not call: this only passes the time, until `close`."""
        self._closing.wait(max((until - clock.now()) / timedelta(seconds=1), 0))
        return False

    def close(self) -> None:
        """End a `wait`, then the connections."""
        self._closing.set()
        if self._client_kept is not None:
            self._client_kept.close()

    def _be_ourselves(self) -> None:
        """Whatever is written under another name than the account's would be written in the wrong name."""
        from social_console.connectors.reddit.checking import require_identity

        if not self._is_us:
            require_identity(self._client(), self._handle)
            self._is_us = True

    def _walker(self, stream: StreamSpec) -> Walker:
        from social_console.connectors.reddit.things import children
        from social_console.connectors.reddit.walking import Walker

        path, params = self._listing(stream.name)

        def ask(after: str | None) -> tuple[list[Thing], list[Unreadable], str | None]:
            more = {"after": after} if after else {}
            return children(self._client().get(path, limit=self._settings.page_size, **params, **more))

        ends_near = SEARCH_ENDS_NEAR if stream.name.startswith(QUERY) else ENDS_NEAR
        return Walker(ask, self._make(stream), self._account.backfill, ends_near)

    def _listing(self, name: str) -> tuple[str, dict[str, str | int]]:
        from social_console.connectors.reddit.client import PATHS

        kind, colon, rest = name.partition(":")
        if colon and kind + colon == QUERY:
            place = self._settings.search_in
            only_here = "on" if place != "all" else "off"
            asked: dict[str, str | int] = {
                "q": rest,
                "sort": "new",
                "t": "all",
                "type": "link",
                "restrict_sr": only_here,
            }
            return PATHS["search"].format(subreddit=place), asked
        if colon:
            return f"{rest}/{'new' if kind + colon == POSTS else 'comments'}/", {}
        inbox = {"replies": "comment_replies", "post-replies": "submission_replies", "own-messages": "sent"}
        if name == "own":
            return f"user/{self._handle}/overview", {"sort": "new"}
        try:
            return PATHS[inbox.get(name, name)], {}
        except KeyError as error:
            raise ConfigError(_("Reddit has no stream “{name}”.").format(name=name)) from error

    def _make(self, stream: StreamSpec) -> Make:
        from social_console.connectors.reddit.words import holds_one_of

        threads, reader, words = self._threads(), self._reader(), self._settings.keywords
        chosen = words if stream.name.startswith((POSTS, COMMENTS)) else ()
        parents = self._settings.parents and not stream.name.startswith((POSTS, QUERY))

        def make(things: list[Thing], known: frozenset[str]) -> tuple[Item, ...]:
            wanted = [one for one in things if one.gone or reader.ours(one.author) or holds_one_of(one, chosen)]
            wanted = [one for one in wanted if not one.gone or one.name in known]
            if parents:
                return threads.with_parents(wanted, known)
            return tuple(reader.item(one) for one in wanted)

        return make

    def _client(self) -> Client:
        if self._client_kept is None:
            from social_console.connectors.reddit.client import Client

            self._client_kept = Client(self._settings, self._handle)
        return self._client_kept

    def _reader(self) -> Reader:
        from social_console.connectors.reddit.things import Reader

        return Reader(self._account.handle, self._handle, self._settings.web_url, self._account.channel)

    def _threads(self) -> Threads:
        from social_console.connectors.reddit.client import PATHS
        from social_console.connectors.reddit.threads import Threads

        told = self._settings
        fully = frozenset(name.casefold() for name in told.subreddits) if not told.keywords else frozenset()
        return Threads(self._client().get, PATHS["info"], self._reader(), fully)

    def _sender(self) -> Sender:
        from social_console.connectors.reddit.sending import Sender

        return Sender(self._client(), self._reader(), self._settings.page_size)
