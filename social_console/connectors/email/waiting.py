"""Waiting for new mail: IDLE where the server can (renewed in time), else a look every so often."""

from __future__ import annotations

import re
import time
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from threading import Event

from social_console import clock
from social_console.connectors.email.mailbox import Imap

GLANCE = 1.0
"""Seconds after which `close` from another thread is noticed."""
NEWS = re.compile(rb"\b\d+ (?:EXISTS|RECENT)\b", re.I)


@dataclass(slots=True)
class Watch:
    """Waits on one folder at a time. `known` remembers each folder's next uid as it was last read; what has not
    been read yet may hold news."""

    imap: Imap
    closing: Event = field(default_factory=Event)
    known: dict[str, int] = field(default_factory=dict)
    busy: bool = False

    def wait(self, folder: str, until: datetime) -> bool:
        """True where there may be news in `folder`; False once `until` has come, or on `close`."""
        self.busy = True
        try:
            return self._wait(folder, until)
        finally:
            self.busy = False
            if self.closing.is_set():
                self.imap.close()

    def close(self) -> None:
        """The connection belongs to the thread that waits: it hangs up by itself, within a second."""
        self.closing.set()
        if not self.busy:
            self.imap.close()

    def _wait(self, folder: str, until: datetime) -> bool:
        end = time.monotonic() + (until - clock.now()).total_seconds()
        while not self.closing.is_set():
            if self._grown(folder):
                return True
            left = end - time.monotonic()
            if left <= 0:
                return False
            if self.imap.can("IDLE"):
                if self._idle(min(left, self.imap.settings.idle_renew)):
                    return True
            else:
                self.closing.wait(min(left, self.imap.settings.poll))
        return False

    def _grown(self, folder: str) -> bool:
        """Whether mail came since `folder` was last read, or last waited for."""
        uidnext = self.imap.select(folder).uidnext
        before = self.known.get(folder)
        self.known[folder] = uidnext
        return before is None or uidnext > before

    def _idle(self, seconds: float) -> bool:
        """One IDLE. Only what arrives during it is news; the rest `_grown` has seen."""
        end = time.monotonic() + seconds
        with self.imap.session() as box:
            box.idle.start()  # type: ignore[no-untyped-call]
            heard = False
            while not heard and not self.closing.is_set() and (left := end - time.monotonic()) > 0:
                lines = box.idle.poll(timeout=min(left, GLANCE))
                heard = any(NEWS.search(line) for line in lines)
                _alive(lines)
            with suppress(TimeoutError):
                box.idle.stop()  # type: ignore[no-untyped-call]
            return heard


def _alive(lines: list[bytes]) -> None:
    if any(line.upper().startswith(b"* BYE") for line in lines):
        raise ConnectionResetError("BYE")
