"""One account: its streams, page by page. Whatever its connector raises ends here, in the `Read`."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from threading import Event
from typing import TYPE_CHECKING

from social_console import clock
from social_console.collect import faults, metering, refreshing
from social_console.collect.keeping import forgets, keep
from social_console.collect.positions import Positions
from social_console.collect.thinking import Thinker
from social_console.collect.values import Notice, Read
from social_console.connectors.base import Budget, Page, StreamSpec
from social_console.desk.costs import recall
from social_console.errors import BadItem, CursorExpired, Gone, PermissionDenied, Rejected
from social_console.model import Json

if TYPE_CHECKING:
    from social_console.connectors.base import Connector
    from social_console.settings import Account
    from social_console.store import Stream

Told = Callable[[Read], None]
HANGING = 10.0
"""Seconds: a stream that failed after so long without a page hung, and the account's others would hang as long."""


class Sick(Exception):
    """The connector raised `error`; a plugin may raise anything, and the others go on."""

    def __init__(self, error: Exception) -> None:
        super().__init__(str(error))
        self.error = error


class Stopped(Exception):
    """Somebody asked to stop; everything read so far is stored."""


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
        self.positions = Positions(thinker.inbox, account)
        self._connect = connect
        self._told = told
        self._stop = stop or Event()
        self._connector: Connector | None = None
        self.notices: list[Notice] = []

    def read(self, *, force: bool = False) -> Read:
        """Every stream once. `force`: also those whose next try is still to come."""
        read = Read(account=self.account.label, channel=self.account.channel)
        try:
            specs = self.connector.streams()
            recall(self.connector, self.thinker.inbox, self.thinker.settings, self.account)
        except Exception as error:  # as in `_fetched`
            self.positions.unconnected(error, read)
            return read
        refused: Exception | None = None
        for spec in specs:
            if refused is None:
                refused = self._read_stream(spec, read, force)
            else:
                self._not_tried(spec, refused, read)
        if refused is None and refreshing.worth_it(self.connector.capabilities):
            self._read_stream(refreshing.SPEC, read, force)
        read.spending = metering.told(self.connector, self.thinker, self.account)
        return read

    @property
    def connector(self) -> Connector:
        """Made when first needed."""
        if self._connector is None:
            self._connector = self._connect(self.account)
        return self._connector

    @property
    def forgets(self) -> bool:
        """Whether what its authors delete is emptied here; known once it is connected."""
        if self._connector is None:
            return self.account.erase_deleted
        return forgets(self.account, self._connector.capabilities)

    def close(self) -> None:
        """End a `wait` and the connections."""
        connector, self._connector = self._connector, None
        if connector is not None:
            try:
                connector.close()
            except Exception:  # it was of no use any more
                return

    def _read_stream(self, spec: StreamSpec, read: Read, force: bool) -> Exception | None:
        """Returns what would meet every other stream of the account too (credentials, limits, a server that hangs)."""
        taken = self.positions.take(spec)
        if taken is None:
            read.waited = True
            return None
        if not force and taken.next_try_at and taken.next_try_at > clock.now():
            read.waited = True
            read.next_try = max(filter(None, (read.next_try, taken.next_try_at)))
            self.positions.release(taken)
            return None
        if not force and self._paid_for(taken):
            self.positions.release(taken)
            return None
        began, before = time.monotonic(), read.pages
        try:
            self._pages(spec, taken, taken.state, read)
        except Sick as sick:
            self.positions.failed(taken, sick.error, read)
            silent = read.pages == before and time.monotonic() - began >= HANGING
            return sick.error if faults.meets_all(sick.error) or silent else None
        finally:
            self.positions.release(taken)
        return None

    def _not_tried(self, spec: StreamSpec, error: Exception, read: Read) -> None:
        """Another login with the same password, another request past the limit: both make it worse."""
        taken = self.positions.take(spec)
        if taken is not None:
            self.positions.failed(taken, error, read)
            self.positions.release(taken)

    def _paid_for(self, taken: Stream) -> bool:
        """A channel that costs money a read is read no more often than its account's `interval` says."""
        if not self.connector.capabilities.cost_per_read or taken.last_ok_at is None:
            return False
        return clock.now() < taken.last_ok_at + self.account.interval

    def _pages(self, spec: StreamSpec, taken: Stream, state: Json, read: Read, *, again: bool = True) -> None:
        pages = self._refreshed(taken) if spec is refreshing.SPEC else self._fetched(spec, state)
        can = self.connector.capabilities
        try:
            for page in pages:
                self.notices += keep(self.thinker, self.account, taken, page, read, can=can)
                self._told(read)
                if self._stop.is_set():
                    raise Stopped
                if page.done:
                    return
        except Sick as sick:
            if not (again and isinstance(sick.error, CursorExpired)):
                raise
            self.positions.lost(taken, sick.error, read)
            self._pages(spec, taken, None, read, again=False)

    def _fetched(self, spec: StreamSpec, state: Json) -> Iterator[Page]:
        """The connector's pages; whatever goes wrong in its own code, and only that, is Sick."""
        try:
            yield from self.connector.fetch(spec, state, Budget())
        except Exception as error:
            raise Sick(error) from error

    def _refreshed(self, taken: Stream) -> Iterator[Page]:
        """What became of some posts, as one page."""
        can = self.connector.capabilities
        with self.thinker.inbox.reading() as tx:
            names, state = refreshing.next_batch(tx, self.account, taken.state, clock.now(), can)
        try:
            items = tuple(self.connector.refresh(names)) if names else ()
            state = metering.kept(self.connector, refreshing.SPEC.name, state)
        except (BadItem, Gone, PermissionDenied, Rejected):  # of single posts: they shall not hold up the others
            items = ()
        except Exception as error:  # as in `_fetched`
            raise Sick(error) from error
        yield Page(items=items, state=state)
