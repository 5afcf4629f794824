"""What the end-to-end tests share."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest


@pytest.fixture
def until() -> Callable[[Callable[[], bool]], None]:
    """Wait for something that another process does; fails after half a minute."""

    def wait(true: Callable[[], bool]) -> None:
        pause, end = threading.Event(), time.monotonic() + 30
        while not true():
            assert time.monotonic() < end, "it never came true"
            pause.wait(0.1)

    return wait
