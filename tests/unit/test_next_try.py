"""When a stream that failed is read again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from social_console.collect.faults import next_try
from social_console.connectors.waiting import FURTHEST
from social_console.errors import QuotaExhausted, RateLimited

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("wait", "waited"),
    [
        (timedelta(minutes=10), timedelta(minutes=10)),
        (timedelta(days=30), timedelta(days=30)),
        (timedelta(days=-3), timedelta(0)),
        (timedelta(days=27_000), FURTHEST),
    ],
)
def test_what_a_channel_says_is_waited_for_within_reason(wait: timedelta, waited: timedelta) -> None:
    for error in (RateLimited("slowly", retry_at=NOW + wait), QuotaExhausted("spent", until=NOW + wait)):
        assert next_try(error, now=NOW, tried_at=None, failing=False) == NOW + waited
