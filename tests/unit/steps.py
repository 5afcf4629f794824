"""How much work a call is, counted and not timed: lines of this program that ran. The same on every machine."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any


def steps(call: Callable[[], object]) -> int:
    """So many lines of `social_console` run while `call` does; what C does within a line is not seen."""
    ran = 0

    def trace(frame: FrameType, event: str, arg: object) -> Any:
        nonlocal ran
        if event == "call":
            return trace if "social_console" in frame.f_code.co_filename else None
        ran += 1
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        call()
    finally:
        sys.settrace(before)
    return ran


def growth(call: Callable[[str], object], unit: str, letters: int = 2_000) -> float:
    """How many times the work ten times the letters are; some 10 where the work grows as the text does."""
    small, large = unit * (letters // len(unit)), unit * (10 * letters // len(unit))
    call(small)
    call(large)
    return steps(lambda: call(large)) / max(steps(lambda: call(small)), 50)
