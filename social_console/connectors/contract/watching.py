"""What a connector does behind its caller's back: sleeping, and reaching for the network.

Seen by Python's profiler in the calling thread, so that it does not matter under which name a module imported `sleep`.
"""

from __future__ import annotations

import asyncio
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType
from typing import Any

from social_console.connectors.contract.clauses import expect

_SLEEPING = asyncio.sleep.__code__
_WAITING = threading.Event.wait.__code__
_REACHING = frozenset({"connect", "connect_ex", "getaddrinfo", "sendto"})


@dataclass
class Seen:
    """Places in the sources, `file:line`."""

    slept: list[str] = field(default_factory=list)
    reached: list[str] = field(default_factory=list)


@contextmanager
def watching() -> Iterator[Seen]:
    """While it lasts, what this thread does is seen."""
    seen, before = Seen(), sys.getprofile()

    def note(frame: FrameType, event: str, arg: Any) -> None:
        if event == "c_call":
            if arg is time.sleep:
                seen.slept.append(_place(frame))
            elif getattr(arg, "__name__", "") in _REACHING:
                _reached(frame, arg, seen)
        elif event == "call" and frame.f_code in (_SLEEPING, _WAITING) and _for_long(frame):
            seen.slept.append(_place(frame.f_back or frame))

    sys.setprofile(note)
    try:
        yield seen
    finally:
        sys.setprofile(before)


@contextmanager
def awake(doing: str) -> Iterator[None]:
    """While it lasts, the connector does not sleep."""
    __tracebackhide__ = True
    with watching() as seen:
        yield
    expect(not seen.slept, "waiting", f"{doing} it slept at {', '.join(dict.fromkeys(seen.slept))}")


def _reached(frame: FrameType, function: Any, seen: Seen) -> None:
    if "socket" in (getattr(function, "__module__", None) or type(getattr(function, "__self__", None)).__name__):
        seen.reached.append(_place(frame))


def _for_long(frame: FrameType) -> bool:
    """`asyncio.sleep(delay)` and `Event.wait(timeout)`; nought is a way to let others go first."""
    length = frame.f_locals.get("delay", frame.f_locals.get("timeout"))
    return bool(length)


def _place(frame: FrameType) -> str:
    return f"{frame.f_code.co_filename}:{frame.f_lineno}"
