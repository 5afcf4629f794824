"""One `collect` at a time for an inbox. The kernel lets go when the process ends, however it ends."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from types import TracebackType


class RunLock:
    """Held by the one process that collects: `with RunLock(path) as mine: if not mine: …`."""

    def __init__(self, database: Path) -> None:
        # Beside the database, never the database itself: closing it would drop SQLite's own locks.
        self.path = database.with_name(database.name + ".collecting")
        self._file = -1

    def __enter__(self) -> bool:
        self._file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o660)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._file)
