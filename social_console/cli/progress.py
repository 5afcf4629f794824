"""One line on stderr that says what is going on, where stderr is a terminal."""

from __future__ import annotations

import sys
import threading
import time

from social_console.text import plain, truncate

_EVERY = 0.1
_WIDTH = 78


class Progress:
    """Rewrites its line at most ten times a second; silent where nobody looks. Threads may share one."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._on = not quiet and sys.stderr.isatty()
        self._last = 0.0
        self._shown = False
        self._lock = threading.Lock()

    def show(self, text: str) -> None:
        """Say this now, unless the last word was a moment ago."""
        with self._lock:
            now = time.monotonic()
            if not self._on or now - self._last < _EVERY:
                return
            self._last, self._shown = now, True
            sys.stderr.write("\r\x1b[K" + truncate(plain(text, newlines=False), _WIDTH))
            sys.stderr.flush()

    def clear(self) -> None:
        """Take the line away, before something else is printed."""
        with self._lock:
            if self._shown:
                sys.stderr.write("\r\x1b[K")
                sys.stderr.flush()
                self._shown = False
