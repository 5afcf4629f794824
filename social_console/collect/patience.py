"""No connector keeps a run waiting for ever: one that gives no sign for longer than a page may take is given up.

A connector has time-outs of its own; this is for one that has none, or whose server says a word now and then without
end. What it is doing cannot be stopped from outside: its connections are closed, and its thread is left to itself.
"""

from __future__ import annotations

import threading
import time
from datetime import timedelta
from typing import TYPE_CHECKING

from social_console.collect.positions import LEASE
from social_console.collect.values import Read
from social_console.errors import Transient
from social_console.i18n import gettext as _

if TYPE_CHECKING:
    from social_console.collect.reading import AccountReader


class Patience:
    """When each reader last gave a sign of life. Readers call it from threads of their own."""

    def __init__(self, longest: timedelta = LEASE) -> None:
        self.longest = longest
        self._lock = threading.Lock()
        self._signs: dict[str, float] = {}

    def sign(self, account: str) -> None:
        """It has begun, or brought a page."""
        with self._lock:
            self._signs[account] = time.monotonic()

    def ended(self, account: str) -> None:
        """It is not reading any more."""
        with self._lock:
            self._signs.pop(account, None)

    def lost(self) -> set[str]:
        """The accounts whose readers have been silent for too long, each once."""
        with self._lock:
            before = time.monotonic() - self.longest.total_seconds()
            found = {account for account, at in self._signs.items() if at < before}
            for account in found:
                del self._signs[account]
        return found


def given_up(reader: AccountReader, longest: timedelta) -> Read:
    """Told like any other fault: its streams are blind, and tried again later."""
    read = Read(account=reader.account.label, channel=reader.account.channel)
    minutes = max(1, round(longest.total_seconds() / 60))
    error = Transient(
        _("It has given no sign for {n} minutes and was left alone.").format(n=minutes),
        remedy=_("If it happens again, tell the connector's author: it lacks a time-out."),
    )
    reader.positions.unconnected(error, read)
    threading.Thread(target=reader.close, daemon=True).start()
    return read
