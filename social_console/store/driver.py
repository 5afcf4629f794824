"""The driver's own connection beneath a transaction: for many small rows, which it gives as plain tuples."""

from __future__ import annotations

import sqlite3

from sqlalchemy import Connection


def driver_of(tx: Connection) -> sqlite3.Connection:
    """It is in the same transaction."""
    driver = tx.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)  # noqa: S101 (for the type checker)
    return driver
