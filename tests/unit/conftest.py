"""What the unit tests share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from social_console import i18n
from tests.unit import flow


@pytest.fixture
def set_now(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Hold the program's clock at an instant."""
    return lambda at: monkeypatch.setenv("SOCIAL_CONSOLE_NOW", at.isoformat())


@pytest.fixture
def office(tmp_path: Path, set_now: Callable[[datetime], None]) -> Iterator[flow.Office]:
    """A small office on a channel in memory, in English."""
    i18n.activate("en")
    made = flow.Office(tmp_path, set_now, flow.a_rule_set(tmp_path))
    yield made
    made.inbox.close()
    i18n.activate(i18n.DEFAULT)
