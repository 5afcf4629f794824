"""The moments that somebody still has to look after, for what looks at all of them (escalations)."""

from __future__ import annotations

from array import array

from sqlalchemy import Connection


def working_ids(tx: Connection) -> array[int]:
    """All that are neither closed nor dismissed nor history, in the order of the working views."""
    found = tx.exec_driver_sql("SELECT id FROM moment INDEXED BY moment_working WHERE working = 1 ORDER BY rank, id")
    return array("q", (row[0] for row in found))
