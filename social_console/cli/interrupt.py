"""Ctrl-C that is not lost: Python drops an exception that strikes while a finalizer or a callback of C code runs."""

from __future__ import annotations

import signal
from types import FrameType
from typing import Any, Self


class Interrupt:
    """Ctrl-C raises KeyboardInterrupt as ever, and is remembered. Outside the main thread it does nothing."""

    def __init__(self) -> None:
        self._asked = False
        self._before: Any = None

    def is_asked(self) -> bool:
        """Whether Ctrl-C was pressed."""
        return self._asked

    def _ask(self, number: int, frame: FrameType | None) -> None:
        self._asked = True
        signal.default_int_handler(number, frame)

    def __enter__(self) -> Self:
        try:
            self._before = signal.signal(signal.SIGINT, self._ask)
        except ValueError:  # another thread than the main one
            self._before = None
        return self

    def __exit__(self, *_: object) -> None:
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)
