"""Kinds of columns: instants are whole microseconds since 1970 in UTC, and Python sees aware datetimes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Dialect, Text
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field

from social_console.store.codec import instant, micros


class Micros(TypeDecorator[datetime]):
    """An aware datetime, stored as microseconds since 1970 UTC (64 bits)."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Refuses naive datetimes: they have no place on this scale."""
        return micros(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """Back to an aware datetime in UTC."""
        return instant(value)


def instants(*, nullable: bool = False) -> Any:
    """A column of time."""
    return Field(default=None, sa_type=Micros, nullable=True) if nullable else Field(sa_type=Micros)


def texts(*, nullable: bool = False) -> Any:
    """A column of text of any length."""
    return Field(default=None, sa_type=Text, nullable=True) if nullable else Field(sa_type=Text)


def documents(*, nullable: bool = False) -> Any:
    """A column of JSON."""
    return Field(default=None, sa_type=JSON, nullable=True) if nullable else Field(sa_type=JSON)
