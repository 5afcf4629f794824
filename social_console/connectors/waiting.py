"""How long a channel may make us wait, to read from it and to post there: until it says, within reason."""

from __future__ import annotations

from datetime import datetime, timedelta

from social_console.errors import QuotaExhausted, RateLimited

FURTHEST = timedelta(days=32)
"""No channel counts by more than a month: a later instant is a mistake, and nobody is to be blind for years by it."""


def said_until(error: BaseException, now: datetime) -> datetime | None:
    """When a limit ends, as its channel says: not before `now`, nor later than `FURTHEST`. None: it says nothing."""
    said = None
    if isinstance(error, RateLimited):
        said = error.retry_at
    elif isinstance(error, QuotaExhausted):
        said = error.until
    return None if said is None else min(max(said, now), now + FURTHEST)
