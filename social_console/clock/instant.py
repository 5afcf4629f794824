"""The present instant, which a test may freeze."""

from __future__ import annotations

import os
from datetime import UTC, datetime

VARIABLE = "SOCIAL_CONSOLE_NOW"

NEVER = datetime(9999, 1, 1, tzinfo=UTC)
"""What lies beyond every calendar: a promise made then falls due never."""


def now() -> datetime:
    """The present, aware, in UTC; what SOCIAL_CONSOLE_NOW says (ISO 8601 with an offset) where it is set."""
    frozen = os.environ.get(VARIABLE)
    return instant(frozen) if frozen else datetime.now(UTC)


def instant(text: str) -> datetime:
    """An ISO 8601 instant in UTC; ValueError where it cannot be read or has no offset."""
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError(f"{text!r} has no offset: write 2026-10-01T08:00:00Z or …-04:00")
    return at.astimezone(UTC)
