"""The streams: what is addressed to us, what we post ourselves, hashtags, and answers that do not name us."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from social_console import clock
from social_console.connectors.base import Budget, Page, StreamSpec, Unreadable
from social_console.connectors.mastodon import parsing, place, walking
from social_console.connectors.mastodon.calling import Api
from social_console.connectors.mastodon.names import HASHTAG, MENTIONS, OWN, REPLIES
from social_console.connectors.mastodon.parsing import Status
from social_console.errors import BadItem, ConfigError, ConnectorError, Gone
from social_console.i18n import gettext as _
from social_console.model import AccountRef, Item, Json, Mention, Visibility


@dataclass
class Reader:
    """Reads one account's streams. `looked_up`: what is known to have been asked for already."""

    api: Api
    account: AccountRef
    looked_up: set[str] = field(default_factory=set)

    def pages(self, stream: StreamSpec, state: Json, budget: Budget) -> Iterator[Page]:
        """The stream from `state` on."""
        if stream.name == REPLIES:
            from social_console.connectors.mastodon.unnamed import pages

            yield from pages(self, state, budget)
            return
        here = place.read(state, self.api.settings.base_url)
        ask = self._list(stream.name)
        size = self.api.settings.page_size
        if here.committed is None or here.pending is not None or stream.overlap:
            steps = walking.back(ask, here, self._floor(here, stream.overlap), budget, size)
        else:
            steps = walking.forward(ask, here, budget, size)
        for step in steps:
            yield self._page(stream, step)

    def items(self, statuses: Sequence[Status]) -> tuple[list[Item], list[Unreadable]]:
        """Each post as a mention, as a revision where it was edited, or as what could not be read."""
        items: list[Item] = []
        bad: list[Unreadable] = []
        for status in statuses:
            try:
                items.append(parsing.revised(status, self.account, self.api.my_id))
            except BadItem as error:
                bad.append(parsing.unreadable(status, error))
        return items, bad

    def context(self, ref: str, part: str) -> list[Status]:
        """`ancestors` (oldest first) or `descendants` of a post. Raises `Gone`."""
        ident = parsing.identity(ref)
        if ident is None:
            raise Gone(_("There is no such post."))
        found = self.api.ask(lambda client: client.status_context(ident))
        return _statuses(found.get(part) if isinstance(found, Mapping) else None)

    def asking_own(self) -> walking.Ask:
        """The list of our own posts, private ones included."""
        my_id = self.api.my_id
        return self._ask(lambda client, where: client.account_statuses(my_id, exclude_reblogs=True, **where))

    def _page(self, stream: StreamSpec, step: walking.Step) -> Page:
        if stream.name == MENTIONS:
            statuses = [one["status"] for one in step.entries if isinstance(one.get("status"), Mapping)]
        else:
            statuses = [one for one in step.entries if not one.get("reblog")]
        items, bad = self.items(list(reversed(statuses)))
        above = self._above(items) if stream.name == MENTIONS else []
        return Page(items=(*above, *items), state=step.place.as_json(), done=step.done, bad=tuple(bad))

    def _list(self, name: str) -> walking.Ask:
        """What a stream asks the server for."""
        if name == MENTIONS:
            types = list(self.api.settings.notification_types)
            return self._ask(lambda client, where: client.notifications(types=list(types), **where))
        if name == OWN:
            return self.asking_own()
        if name.startswith(HASHTAG):
            tag = name.removeprefix(HASHTAG)
            return self._ask(lambda client, where: client.timeline_hashtag(tag, **where))
        raise ConfigError(_("There is no stream called “{name}”.").format(name=name))

    def _ask(self, question: Callable[[Any, dict[str, Any]], Any]) -> walking.Ask:
        def ask(where: dict[str, Any]) -> Sequence[Status]:
            try:
                return _statuses(self.api.ask(lambda client: question(client, where)))
            except Gone as error:
                remedy = _("Look whether base_url is the address of a server that speaks Mastodon's API.")
                raise ConfigError(error.message, remedy=remedy) from None

        return ask

    def _floor(self, here: place.Place, overlap: timedelta) -> datetime:
        """How far back to go."""
        now = clock.now()
        if here.committed is None:
            return now - self.account.backfill
        return min(here.committed.time, now) - overlap

    def _above(self, items: Sequence[Item]) -> list[Item]:
        """What these posts answer, as far as it is ours or by the same citizen: the thread upwards."""
        here = {one.id for one in items if isinstance(one, Mention)}
        found: dict[str, Item] = {}
        for one in items:
            parent = one.in_reply_to if isinstance(one, Mention) else None
            if not isinstance(one, Mention) or parent is None or parent in here | self.looked_up:
                continue
            if len(self.looked_up) > 10_000 or len(found) >= self.api.settings.contexts:
                break
            self.looked_up.add(parent)
            with suppress(ConnectorError):  # the page is worth more than what stands above it
                found |= {item.id: item for item in self._joined(one) if item.id not in here}
        return list(found.values())

    def _joined(self, answer: Mention) -> Iterator[Mention]:
        items, _bad = self.items(self.context(answer.id, "ancestors"))
        for one in items:
            mention = one if isinstance(one, Mention) else getattr(one, "mention", None)
            ours = mention is not None and mention.author.id == self.api.my_id
            if isinstance(mention, Mention) and (ours or _same_open(mention, answer)):
                yield mention


def _same_open(mention: Mention, answer: Mention) -> bool:
    return mention.author.key == answer.author.key and mention.visibility is Visibility.PUBLIC


def _statuses(found: object) -> list[Status]:
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list | tuple) else []
