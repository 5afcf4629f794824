"""Every test here speaks Spanish unless it says otherwise, at a fixed time, and no fault may have been swallowed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from social_console import i18n
from social_console.tui import failing


@pytest.fixture(autouse=True)
def calm(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A known language and time; afterwards, no fault of ours."""
    monkeypatch.setenv("TEXTUAL_ANIMATIONS", "none")
    monkeypatch.setenv("SOCIAL_CONSOLE_NOW", "2026-11-20T14:00:00+00:00")
    i18n.activate("es")
    failing.failures.clear()
    yield
    i18n.activate("es")
    assert failing.failures == []
