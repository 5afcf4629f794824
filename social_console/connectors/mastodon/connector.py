"""The Mastodon connector: the contract's calls, each handed to the file that knows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
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
from social_console.connectors.mastodon.limits import Length, of_instance
from social_console.connectors.mastodon.names import HASHTAG, MENTIONS, OWN, REPLIES
from social_console.connectors.mastodon.settings import MastodonSettings
from social_console.errors import BadItem, ConfigError, ConnectorError, Gone, PermissionDenied, Rejected
from social_console.i18n import gettext as _
from social_console.model import AccountRef, Item, Json, Mention, Revision, Tombstone

if TYPE_CHECKING:
    from pydantic import BaseModel

    from social_console.connectors.mastodon.calling import Api
    from social_console.connectors.mastodon.reading import Reader


class MastodonConnector:
    """One account on one server."""

    api = API
    name = "mastodon"
    capabilities: ClassVar[Capabilities] = Capabilities(
        can_reply=True, threads=True, edits=True, deletes=True, private_items=True, idempotency="key"
    )

    def __init__(self, settings: BaseModel, account: AccountRef) -> None:
        if not isinstance(settings, MastodonSettings):
            raise ConfigError(_("A Mastodon account needs base_url."))
        self._settings = settings
        self._account = account
        self._api_kept: Api | None = None
        self._reader_kept: Reader | None = None
        self._length: Length | None = None

    @classmethod
    def settings(cls) -> type[BaseModel]:
        """`MastodonSettings`."""
        return MastodonSettings

    def check(self) -> CheckResult:
        """Who we are there, what we may do, and what of ours the server keeps back."""
        from social_console.connectors.mastodon.checking import check

        return check(self._api(), self._account.handle, self.limits())

    def streams(self) -> list[StreamSpec]:
        """What names us, what we post, answers that do not name us, and hashtags."""
        overlap = timedelta(hours=self._settings.overlap_hours)
        tags = [
            StreamSpec(name=f"{HASHTAG}{tag}", newest_first=True, overlap=overlap) for tag in self._settings.hashtags
        ]
        replies = [StreamSpec(name=REPLIES)] if self._settings.replies else []
        return [StreamSpec(name=MENTIONS), StreamSpec(name=OWN, own=True), *replies, *tags]

    def fetch(self, stream: StreamSpec, state: Json, budget: Budget) -> Iterator[Page]:
        """What is new in a stream since `state`."""
        yield from self._reader().pages(stream, state, budget)

    def limits(self) -> Length:
        """As the server says; where it says nothing, as the settings do."""
        if self._length is None:
            usual = self.usual_limits()
            try:
                said = self._api().ask(lambda client: client.instance_v2(), login=False)
            except Gone:
                said = self._old_limits()
            except ConnectorError:  # asked again the next time
                return usual
            self._length = of_instance(said, usual)
        return self._length

    def usual_limits(self) -> Length:
        """As the settings say, without asking the server."""
        return Length(self._settings.max_characters, self._settings.url_characters)

    def prepare(self, reply: Outgoing, target: Mention) -> Prepared:
        """Name the post. Nothing is read or sent; no secret is needed."""
        from social_console.connectors.mastodon.answering import prepare

        to_ourselves = reply.answers is None and target.author.handle == self._account.handle
        return prepare(reply, target, self._length, to_ourselves=to_ourselves)

    def send(self, prepared: Prepared) -> Receipt:
        """One request, with the key that makes a second one harmless where the server keeps it."""
        from social_console.connectors.mastodon.answering import Answering

        return Answering(self._reader()).send(prepared)

    def find(self, prepared: Prepared) -> Receipt | Absent:
        """Look for it in the thread and among our own posts."""
        from social_console.connectors.mastodon.answering import Answering

        return Answering(self._reader()).find(prepared)

    def delete(self, receipt: Receipt) -> None:
        """Take the post back; other servers are asked to do the same."""
        self._api().tell(lambda client: client.status_delete(receipt.ref))

    def ancestors(self, ref: str) -> Iterator[Mention]:
        """What `ref` answers, then what that answers, by whomever, as far as the server knows."""
        reader = self._reader()
        items, _bad = reader.items(reader.context(ref, "ancestors"))
        for one in reversed(items):
            mention = one.mention if isinstance(one, Revision) else one
            if isinstance(mention, Mention):
                yield mention

    def refresh(self, refs: Sequence[str]) -> Iterator[Revision | Tombstone]:
        """What was edited, and what is gone. One request each."""
        for ref in refs:
            try:
                found = self._one(ref)
            except Gone:
                yield Tombstone(
                    id=ref, channel=self._account.channel, account=self._account.handle, deleted_at=clock.now()
                )
                continue
            except (BadItem, PermissionDenied, Rejected):  # one that cannot be seen now tells nothing
                continue
            if isinstance(found, Revision):
                yield found

    def wait(self, stream: StreamSpec, until: datetime) -> bool:
        """Not offered (`capabilities.streaming`): the core looks again by itself."""
        return True

    def close(self) -> None:
        """Give the connections back; the next call makes new ones."""
        if self._api_kept is not None:
            self._api_kept.close()
        self._api_kept = self._reader_kept = None

    def reread(self, bad: Unreadable) -> Item:
        """Try a quarantined post again, as the server has it now."""
        try:
            return self._one(bad.ref)
        except Gone as error:
            raise BadItem(error.message, ref=bad.ref, raw=bad.raw) from error

    def _one(self, ref: str) -> Item:
        from social_console.connectors.mastodon import parsing

        ident, api = parsing.identity(ref), self._api()
        if ident is None:
            raise BadItem(_("There is no such post."), ref=ref)
        status = api.ask(lambda client: client.status(ident))
        return parsing.revised(status, self._account, api.my_id)

    def _old_limits(self) -> object:
        """Servers from before `/api/v2/instance`."""
        try:
            return self._api().ask(lambda client: client.instance_v1(), login=False)
        except ConnectorError:
            return None

    def _api(self) -> Api:
        from social_console.connectors.mastodon.calling import Api

        if self._api_kept is None:
            self._api_kept = Api(self._settings)
        return self._api_kept

    def _reader(self) -> Reader:
        from social_console.connectors.mastodon.reading import Reader

        if self._reader_kept is None:
            self._reader_kept = Reader(self._api(), self._account)
        return self._reader_kept
