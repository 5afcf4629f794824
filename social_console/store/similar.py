"""Reposts and near-duplicates: moments that hold the same words, by the fingerprint that their mentions share."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection

from .codec import canonical

Key = tuple[int, str]
"""Fingerprint and institution."""
MOST = 100

_SIZES = (
    "SELECT fingerprint, institution, count(DISTINCT moment) FROM mention"
    " WHERE fingerprint IN (SELECT value FROM json_each(?)) AND moment IS NOT NULL GROUP BY fingerprint, institution"
)
_SAME = (
    "SELECT DISTINCT s.moment FROM mention o JOIN mention s ON s.fingerprint = o.fingerprint"
    " AND s.institution = o.institution WHERE o.id = (SELECT newest_in FROM moment WHERE id = ?)"
    " AND s.moment IS NOT NULL"
)
GROUPS = (
    "SELECT fingerprint, institution FROM mention WHERE fingerprint IS NOT NULL AND moment IS NOT NULL"
    " GROUP BY fingerprint, institution HAVING count(DISTINCT moment) > 1"
)
"""Every group of moments with the same text."""
_SHOWN = (
    "SELECT m.id, t.fingerprint, m.institution FROM json_each(?) asked JOIN moment m ON m.id = asked.value"
    " JOIN mention t ON t.id = m.newest_in WHERE t.fingerprint IS NOT NULL AND NOT m.restrict"
)
LIKE = f"m.id IN ({_SAME} UNION SELECT ?)"
"""The moments with the text of the moment that both question marks name, itself included."""


def sizes(tx: Connection, keys: Iterable[Key]) -> dict[Key, int]:
    """How many moments each group has; what stands alone is left out."""
    asked = canonical(sorted({fingerprint for fingerprint, _institution in keys}))
    return {(row[0], row[1]): row[2] for row in tx.exec_driver_sql(_SIZES, (asked,)) if row[2] > 1}


def similar_moments(tx: Connection, moment: int) -> tuple[int, ...]:
    """The other moments that hold the text of this one's newest mention, newest first."""
    found = tx.exec_driver_sql(f"{_SAME} AND s.moment <> ? ORDER BY s.moment DESC LIMIT ?", (moment, moment, MOST))
    return tuple(row[0] for row in found)


def first_of_each(tx: Connection, ids: Sequence[int]) -> array[int]:
    """`ids` in their order, without those whose newest text an earlier one already shows.

    What is restricted always stands for itself: whether its words are those of others is nobody's business.
    """
    shown = {row[0]: (row[1], row[2]) for row in tx.exec_driver_sql(_SHOWN, (canonical(list(ids)),))}
    seen: set[Key] = set()
    kept = array("q")
    for moment in ids:
        key = shown.get(moment)
        if key is None or key not in seen:
            kept.append(moment)
        if key is not None:
            seen.add(key)
    return kept
