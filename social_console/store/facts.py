"""Small facts about this inbox, JSON by name."""

from __future__ import annotations

import json

from sqlalchemy import Connection

from social_console.model import Json

from .codec import compact


def fact(tx: Connection, name: str, default: Json = None) -> Json:
    """The fact of that name, else `default`."""
    row = tx.exec_driver_sql("SELECT value FROM fact WHERE name = ?", (name,)).first()
    return default if row is None else json.loads(row[0])


def save_fact(tx: Connection, name: str, value: Json) -> None:
    """Write it; None takes it away."""
    if value is None:
        tx.exec_driver_sql("DELETE FROM fact WHERE name = ?", (name,))
        return
    tx.exec_driver_sql(
        "INSERT INTO fact (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (name, compact(value)),
    )
