"""Where reading an account stands: its streams' rows, each under a lease while it is read; and what failed."""

from __future__ import annotations

import socket
from datetime import timedelta
from typing import TYPE_CHECKING

from social_console import clock
from social_console.collect import faults
from social_console.connectors.base import Gap
from social_console.errors import BadItem, CursorExpired, RateLimited
from social_console.i18n import gettext as _

if TYPE_CHECKING:
    from social_console.collect.values import Read
    from social_console.connectors.base import StreamSpec
    from social_console.errors import ConsoleError
    from social_console.settings import Account
    from social_console.store import Inbox, Stream

LEASE = timedelta(minutes=10)
"""Longer than one page takes; renewed with every page."""


def holder() -> str:
    """Who reads: one process at a time collects (see lock.py), so a machine's next run may take its leases over."""
    return f"collect@{socket.gethostname()}"


class Positions:
    """The rows of one account's streams. Each call is a transaction of its own."""

    def __init__(self, inbox: Inbox, account: Account) -> None:
        self.inbox = inbox
        self.account = account

    def take(self, spec: StreamSpec) -> Stream | None:
        """Lease a stream; None while somebody else reads it."""
        from social_console import store

        now = clock.now()
        label = self.account.label
        with self.inbox.writing() as tx:
            return store.take_stream(
                tx, f"{label}/{spec.name}", holder(), now + LEASE, now, account_label=label, name=spec.name
            )

    def release(self, taken: Stream) -> None:
        """Give the lease back."""
        from social_console import store

        with self.inbox.writing() as tx:
            store.release_stream(tx, taken.key, holder())

    def failed(self, taken: Stream, error: Exception, read: Read) -> None:
        """It could not be read: why, and when it is tried again."""
        from social_console import store

        now = clock.now()
        at = faults.next_try(error, now=now, tried_at=taken.last_read_at, failing=taken.error is not None)
        ours = blame(read, error)
        read.next_try = max(filter(None, (read.next_try, at)))
        with self.inbox.writing() as tx:
            if isinstance(error, BadItem):
                bad = [(error.ref, ours.message, error.raw)]
                read.quarantined += store.quarantine_add(tx, taken.key, bad, now, account_label=self.account.label)
            blind = not isinstance(error, RateLimited)
            store.fail_stream(tx, taken.key, ours.message, now, next_try_at=at, blind=blind)

    def unconnected(self, error: Exception, read: Read) -> None:
        """Nothing of the account can be read: all its streams, as far as they are known, are blind."""
        from social_console import store

        now = clock.now()
        ours = blame(read, error)
        with self.inbox.writing() as tx:
            for known in store.streams(tx):
                if known.account_label == self.account.label:
                    store.fail_stream(tx, known.key, ours.message, now)

    def lost(self, taken: Stream, error: CursorExpired, read: Read) -> None:
        """What the channel gave us to go on from means nothing to it any more."""
        from social_console import store

        now = clock.now()
        reason = error.message or _("The stored position means nothing any more.")
        with self.inbox.writing() as tx:
            store.record_gap(tx, taken.key, reason, now, since=taken.last_ok_at)
        read.gaps += 1
        read.lost.append((taken.name, Gap(reason=reason, since=taken.last_ok_at)))


def blame(read: Read, error: Exception) -> ConsoleError:
    """The error as one of ours, told with the account."""
    ours = faults.as_ours(error)
    read.error = ours
    return ours
