"""Threads for reading and for writing: the screen never waits for the disk.

Reads may overtake each other and be dropped; writes are done one after the other, in the order of the keys.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


class Lanes:
    """Two threads that read, one that writes; each with its own connection, as the store sees to."""

    def __init__(self) -> None:
        self._reads = ThreadPoolExecutor(2, thread_name_prefix="console-read")
        self._writes = ThreadPoolExecutor(1, thread_name_prefix="console-write")

    async def read(self, call: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """`call` on a reading thread. Cancelled before it began, it never begins."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._reads, lambda: call(*args, **kwargs))

    async def write(self, call: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """`call` on the writing thread; carried out even when nobody waits for it any more."""
        loop = asyncio.get_running_loop()
        return await asyncio.shield(loop.run_in_executor(self._writes, lambda: call(*args, **kwargs)))

    def close(self) -> None:
        """Finish what is being written; drop what was only to be read."""
        self._reads.shutdown(wait=False, cancel_futures=True)
        self._writes.shutdown(wait=True)
