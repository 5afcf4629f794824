"""Between Python's values and SQLite's: times as microseconds, JSON in one canonical form."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, overload

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICRO = timedelta(microseconds=1)


@overload
def micros(at: datetime) -> int: ...
@overload
def micros(at: None) -> None: ...
@overload
def micros(at: datetime | None) -> int | None: ...
def micros(at: datetime | None) -> int | None:
    """Microseconds since 1970 UTC. A naive datetime raises TypeError."""
    return None if at is None else (at - EPOCH) // _MICRO


@overload
def instant(value: int) -> datetime: ...
@overload
def instant(value: None) -> None: ...
@overload
def instant(value: int | None) -> datetime | None: ...
@lru_cache(4096)
def instant(value: int | None) -> datetime | None:
    """The aware datetime of `micros`."""
    return None if value is None else EPOCH + timedelta(microseconds=value)


_canonical = json.JSONEncoder(sort_keys=True, separators=(",", ":"), allow_nan=False, check_circular=False).encode
_compact = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode


def canonical(value: Any) -> str:
    """JSON whose bytes depend on the value only: what is hashed."""
    return _canonical(value)


def compact(value: Any) -> str:
    """JSON to be stored; ASCII, so that even broken text can be written."""
    return _compact(value)


def folio(year: int, moment: int) -> str:
    """`2026-00042`. The number is the id, so that either names the moment."""
    return f"{year}-{moment:05d}"
