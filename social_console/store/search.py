"""Full-text search: FTS5 over text, subject and author of mentions. Its rows are written here, by no trigger.

Case and accents do not matter, but ñ is a letter of its own: it is written `ŋ` for the tokenizer, which would
otherwise take it for an accented n.
"""

from __future__ import annotations

import unicodedata
from array import array
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection

_TILDE = "\u0303"
_BATCH = 1000


def spelled(text: str) -> str:
    """`text` as the index holds it."""
    if text.isascii():
        return text
    if _TILDE in text:
        text = unicodedata.normalize("NFC", text)
    return text.replace("ñ", "ŋ").replace("Ñ", "ŋ")


def terms(text: str, *, prefix: bool = False) -> str:
    """A word or phrase as FTS5 takes it: quoted, so that nothing in it is an operator."""
    quoted = '"' + spelled(text).replace('"', '""').replace("\x00", " ") + '"'
    return quoted + " *" if prefix else quoted


def index(tx: Connection, rows: Sequence[tuple[int, str, str | None, str | None, str | None]]) -> None:
    """Add mentions: (id, text, subject, handle, name)."""
    tx.exec_driver_sql("INSERT INTO mention_search (rowid, text, subject, author) VALUES (?, ?, ?, ?)", _entries(rows))


def unindex(tx: Connection, rows: Sequence[tuple[int, str, str | None, str | None, str | None]]) -> None:
    """Take mentions out; needs exactly what was added."""
    tx.exec_driver_sql(
        "INSERT INTO mention_search (mention_search, rowid, text, subject, author) VALUES ('delete', ?, ?, ?, ?)",
        _entries(rows),
    )


def _entries(rows: Iterable[tuple[int, str, str | None, str | None, str | None]]) -> list[tuple[int, str, str, str]]:
    return [
        (id_, spelled(text), spelled(subject) if subject else "", spelled(f"{handle or ''} {name or ''}"))
        for id_, text, subject, handle, name in rows
    ]


def rebuild_search(tx: Connection) -> int:
    """Write the whole index anew; how many mentions it holds."""
    tx.exec_driver_sql("INSERT INTO mention_search (mention_search) VALUES ('delete-all')")
    last, count = 0, 0
    while rows := tx.exec_driver_sql(
        "SELECT id, text, subject, author_handle, author_name FROM mention WHERE id > ? ORDER BY id LIMIT ?",
        (last, _BATCH),
    ).all():
        index(tx, [tuple(row) for row in rows])
        last, count = rows[-1][0], count + len(rows)
    optimise(tx)
    return count


def optimise(tx: Connection) -> None:
    """Write the index in one piece; what was taken out of it is in none of its older pieces then."""
    tx.exec_driver_sql("INSERT INTO mention_search (mention_search) VALUES ('optimize')")


def search_hits(tx: Connection, match: str, *, limit: int = 50, before: int | None = None) -> array[int]:
    """The newest mentions (by arrival) that an FTS5 expression finds, newest first; `before` continues a list."""
    rows = tx.exec_driver_sql(
        "SELECT rowid FROM mention_search WHERE mention_search MATCH ? AND rowid < ? ORDER BY rowid DESC LIMIT ?",
        (match, (1 << 62) if before is None else before, limit),
    )
    return array("q", (row[0] for row in rows))


def faults(tx: Connection) -> list[str]:
    """What is wrong with the index: its own check, and mentions it misses or has too many of."""
    found = []
    try:
        tx.exec_driver_sql("INSERT INTO mention_search (mention_search) VALUES ('integrity-check')")
    except Exception as error:  # whatever the extension raises is the answer
        found.append(str(error))
    missing = tx.exec_driver_sql(
        "SELECT (SELECT count(*) FROM mention) - (SELECT count(*) FROM mention_search_docsize)"
    ).scalar()
    return [*found, f"{missing:+d}"] if missing else found
