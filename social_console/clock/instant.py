"""The present instant, which a test may freeze."""

from __future__ import annotations

import os
from datetime import UTC, datetime

from social_console.errors import UsageError
from social_console.i18n import gettext as _

VARIABLE = "SOCIAL_CONSOLE_NOW"

NEVER = datetime(9999, 1, 1, tzinfo=UTC)
"""What lies beyond every calendar: a promise made then falls due never."""

EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
"""Nothing was published before: a date that says so is a mistake, or meant to break what reckons with it."""
LATEST = datetime(9000, 1, 1, tzinfo=UTC)
"""Neither is it later: terms and zones still fit behind it."""


def now() -> datetime:
    """The present, aware, in UTC; what SOCIAL_CONSOLE_NOW says (ISO 8601 with an offset) where it is set.

    Raises UsageError where that cannot be read.
    """
    frozen = os.environ.get(VARIABLE)
    if not frozen:
        return datetime.now(UTC)
    try:
        at = instant(frozen)
        if not EARLIEST <= at < LATEST:
            raise ValueError(frozen)
        return at
    except (ValueError, OverflowError):
        message = _("{variable} is no time with an offset, such as {example}.")
        raise UsageError(message.format(variable=VARIABLE, example="2026-10-01T08:00:00-04:00")) from None


def instant(text: str) -> datetime:
    """An ISO 8601 instant in UTC; ValueError where it cannot be read or has no offset."""
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError(f"{text!r} has no offset: write 2026-10-01T08:00:00Z or …-04:00")
    return at.astimezone(UTC)
