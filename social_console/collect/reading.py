"""One account: its streams, page by page. A page and the stream's new position are one transaction."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from threading import Event
from typing import TYPE_CHECKING

from social_console import clock
from social_console.collect import faults, metering, refreshing
from social_console.collect.thinking import Thinker
from social_console.collect.values import Notice, Read
from social_console.connectors.base import Budget, Page, StreamSpec, Unreadable
from social_console.errors import (
    BadItem,
    ConsoleError,
    CursorExpired,
    Gone,
    InboxError,
    PermissionDenied,
    RateLimited,
    Rejected,
)
from social_console.i18n import gettext as _
from social_console.model import Item, Json, Mention, Revision

if TYPE_CHECKING:
    from social_console.connectors.base import Connector
    from social_console.settings import Account
    from social_console.store import Arrival, Stream

LEASE = timedelta(minutes=10)
"""Longer than one page takes; renewed with every page."""

Told = Callable[[Read], None]


class Sick(Exception):
    """The connector raised `error`; a plugin may raise anything, and the others go on."""

    def __init__(self, error: Exception) -> None:
        super().__init__(str(error))
        self.error = error


class Stopped(Exception):
    """Somebody asked to stop; everything read so far is stored."""


def holder() -> str:
    """Who reads: one process at a time collects (see lock.py), so a machine's next run may take its leases over."""
    return f"collect@{socket.gethostname()}"


class AccountReader:
    """Reads one account, as often as asked. Errors of its channel end in the `Read`, those of the inbox are raised."""

    def __init__(
        self,
        thinker: Thinker,
        account: Account,
        connect: Callable[[Account], Connector],
        *,
        told: Told = lambda read: None,
        stop: Event | None = None,
    ) -> None:
        self.thinker = thinker
        self.account = account
        self._connect = connect
        self._told = told
        self._stop = stop or Event()
        self._connector: Connector | None = None
        self.notices: list[Notice] = []

    def read(self, *, force: bool = False) -> Read:
        """Every stream once. `force`: also those whose next try is still to come."""
        read = Read(account=self.account.label, channel=self.account.channel)
        known = self._known()
        try:
            specs = self.connector.streams()
            metering.recall(self.connector, known)
        except Exception as error:  # as in `_fetched`
            self._unconnected(error, read)
            return read
        refused: Exception | None = None
        for spec in specs:
            if refused is None:
                refused = self._read_stream(spec, read, force)
            else:
                self._not_tried(spec, refused, read)
        if refused is None and refreshing.worth_it(self.connector.capabilities):
            self._read_stream(refreshing.SPEC, read, force)
        return read

    def _known(self) -> dict[str, Json]:
        """The stored state of each of the account's streams."""
        from social_console import store

        with self.thinker.inbox.reading() as tx:
            return {each.name: each.state for each in store.streams(tx) if each.account_label == self.account.label}

    @property
    def connector(self) -> Connector:
        """Made when first needed."""
        if self._connector is None:
            self._connector = self._connect(self.account)
        return self._connector

    def close(self) -> None:
        """End a `wait` and the connections."""
        connector, self._connector = self._connector, None
        if connector is not None:
            try:
                connector.close()
            except Exception:  # it was of no use any more
                return

    def _read_stream(self, spec: StreamSpec, read: Read, force: bool) -> Exception | None:
        """Returns what would meet every other stream of the account too (credentials, limits)."""
        taken = self._take(spec)
        if taken is None:
            read.waited = True
            return None
        if not force and taken.next_try_at and taken.next_try_at > clock.now():
            read.waited = True
            read.next_try = max(filter(None, (read.next_try, taken.next_try_at)))
            self._release(taken)
            return None
        if not force and self._paid_for(taken):
            self._release(taken)
            return None
        try:
            self._pages(spec, taken, taken.state, read)
        except Sick as sick:
            self._failed(taken, sick.error, read)
            return sick.error if faults.meets_all(sick.error) else None
        finally:
            self._release(taken)
        return None

    def _not_tried(self, spec: StreamSpec, error: Exception, read: Read) -> None:
        """Another login with the same password, another request past the limit: both make it worse."""
        taken = self._take(spec)
        if taken is not None:
            self._failed(taken, error, read)
            self._release(taken)

    def _paid_for(self, taken: Stream) -> bool:
        """A channel that costs money a read is read no more often than its account's `interval` says."""
        if not self.connector.capabilities.cost_per_read or taken.last_ok_at is None:
            return False
        return clock.now() < taken.last_ok_at + self.account.interval

    def _pages(self, spec: StreamSpec, taken: Stream, state: Json, read: Read, *, again: bool = True) -> None:
        pages = self._refreshed(taken) if spec is refreshing.SPEC else self._fetched(spec, state)
        try:
            for page in pages:
                self._store(taken, page, read)
                self._told(read)
                if self._stop.is_set():
                    raise Stopped
                if page.done:
                    return
        except Sick as sick:
            if not (again and isinstance(sick.error, CursorExpired)):
                raise
            self._lost_place(taken, sick.error, read)
            self._pages(spec, taken, None, read, again=False)

    def _fetched(self, spec: StreamSpec, state: Json) -> Iterator[Page]:
        """The connector's pages; whatever goes wrong in its own code, and only that, is Sick."""
        try:
            yield from self.connector.fetch(spec, state, Budget())
        except Exception as error:
            raise Sick(error) from error

    def _refreshed(self, taken: Stream) -> Iterator[Page]:
        """What became of some posts, as one page."""
        costs = bool(self.connector.capabilities.cost_per_read)
        with self.thinker.inbox.reading() as tx:
            names, state = refreshing.next_batch(tx, self.account, taken.state, clock.now(), costs=costs)
        try:
            items = tuple(self.connector.refresh(names)) if names else ()
            state = metering.kept(self.connector, refreshing.SPEC.name, state)
        except (BadItem, Gone, PermissionDenied, Rejected):  # of single posts: they shall not hold up the others
            items = ()
        except Exception as error:  # as in `_fetched`
            raise Sick(error) from error
        yield Page(items=items, state=state)

    # ── one page ────────────────────────────────────────────────────────────────────────────────────────

    def _store(self, taken: Stream, page: Page, read: Read) -> None:
        """Think, then one transaction: items, what was unreadable, gaps, the position; the lease is renewed."""
        from social_console import store

        now = clock.now()
        arrivals, bad = self._judged([dated(item, self.account.start, now) for item in page.items])
        bad += page.bad
        thinker = self.thinker
        with thinker.inbox.writing() as tx:
            arrived = store.store_arrivals(
                tx,
                arrivals,
                promises=thinker.rule_set.promises,
                now=now,
                reopen_within=thinker.settings.reopen_within,
            )
            if bad:
                items = [(each.ref, each.reason, each.raw) for each in bad]
                read.quarantined += store.quarantine_add(tx, taken.key, items, now, account_label=self.account.label)
            if page.gap is not None:
                gap = page.gap
                store.record_gap(tx, taken.key, gap.reason, now, since=gap.since, until=gap.until)
            store.save_stream(tx, taken.key, page.state, now)
            store.take_stream(tx, taken.key, holder(), now + LEASE, now)
        read.pages += 1
        read.new += arrived.new
        read.updated += arrived.updated
        read.duplicate += arrived.duplicate
        read.gaps += page.gap is not None
        read.moments.update(arrived.moments)
        if arrived.new and any(arrival.verdict and arrival.verdict.notify for arrival in arrivals):
            self.notices += self._notices(arrived.moments, now)

    def _judged(self, items: Sequence[Item]) -> tuple[list[Arrival], list[Unreadable]]:
        """The page judged. An item that breaks our own code is set apart: it must not stop all that come after."""
        one_way = not self.connector.capabilities.can_reply
        try:
            return self.thinker.arrivals(items, one_way=one_way), []
        except InboxError:
            raise
        except Exception:  # whichever of them it was
            found: list[Arrival] = []
            bad: list[Unreadable] = []
            for item in items:
                try:
                    found += self.thinker.arrivals([item], one_way=one_way)
                except Exception as error:  # a fault of ours; the item is kept, raw
                    bad.append(_unjudged(item, error))
            return found, bad

    def _notices(self, moments: Sequence[int], now: datetime) -> Iterator[Notice]:
        """Of what was stored at `now`. Never of a machine's mail: two machines would go on for ever."""
        from social_console import store

        with self.thinker.inbox.reading() as tx:
            threads = [store.detail(tx, moment).thread for moment in moments]
        for stored in (each for thread in threads for each in thread if each.seen_at == now and each.verdict):
            mention = stored.mention
            told = stored.verdict.notify if stored.verdict else ()
            if told and not mention.automatic and not mention.history:
                who = mention.author.name or mention.author.handle or mention.author.key
                yield Notice(to=told, moment=stored.moment or 0, author=who, text=mention.text)

    # ── the stream's row ────────────────────────────────────────────────────────────────────────────────

    def _take(self, spec: StreamSpec) -> Stream | None:
        from social_console import store

        now = clock.now()
        with self.thinker.inbox.writing() as tx:
            label = self.account.label
            return store.take_stream(
                tx, f"{label}/{spec.name}", holder(), now + LEASE, now, account_label=label, name=spec.name
            )

    def _release(self, taken: Stream) -> None:
        from social_console import store

        with self.thinker.inbox.writing() as tx:
            store.release_stream(tx, taken.key, holder())

    def _failed(self, taken: Stream, error: Exception, read: Read) -> None:
        from social_console import store

        now = clock.now()
        at = faults.next_try(error, now=now, tried_at=taken.last_read_at, failing=taken.error is not None)
        ours = self._blame(read, error)
        read.next_try = max(filter(None, (read.next_try, at)))
        with self.thinker.inbox.writing() as tx:
            if isinstance(error, BadItem):
                bad = [(error.ref, ours.message, error.raw)]
                read.quarantined += store.quarantine_add(tx, taken.key, bad, now, account_label=self.account.label)
            blind = not isinstance(error, RateLimited)
            store.fail_stream(tx, taken.key, ours.message, now, next_try_at=at, blind=blind)

    def _unconnected(self, error: Exception, read: Read) -> None:
        """Nothing of the account can be read: all its streams, as far as they are known, are blind."""
        from social_console import store

        now = clock.now()
        ours = self._blame(read, error)
        with self.thinker.inbox.writing() as tx:
            for known in store.streams(tx):
                if known.account_label == self.account.label:
                    store.fail_stream(tx, known.key, ours.message, now)

    def _lost_place(self, taken: Stream, error: CursorExpired, read: Read) -> None:
        from social_console import store

        now = clock.now()
        reason = error.message or _("The stored position means nothing any more.")
        with self.thinker.inbox.writing() as tx:
            store.record_gap(tx, taken.key, reason, now, since=taken.last_ok_at)
        read.gaps += 1

    def _blame(self, read: Read, error: Exception) -> ConsoleError:
        ours = faults.as_ours(error)
        read.error = ours
        return ours


def dated(item: Item, start: datetime | None, now: datetime) -> Item:
    """The item with what the core knows of its time: none is from the future, and what is from before `start` is
    history.
    """
    mention = item.mention if isinstance(item, Revision) else item
    if not isinstance(mention, Mention):
        return item
    history = mention.history or (start is not None and mention.created_at < start)
    if mention.created_at <= now and history == mention.history:
        return item
    mention = replace(mention, created_at=min(mention.created_at, now), history=history)
    return replace(item, mention=mention) if isinstance(item, Revision) else mention


def _unjudged(item: Item, error: Exception) -> Unreadable:
    mention = item.mention if isinstance(item, Revision) else item
    reason = _("Our own fault: {kind}.").format(kind=type(error).__name__)
    raw = json.dumps(asdict(item), default=str, ensure_ascii=False)
    return Unreadable(ref=mention.id, reason=reason, raw=raw.encode("utf-8", "replace"))
