"""A whole copy of an inbox while others write, and a thorough look at one."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from .faults import missing, translated


def copy_inbox(source: Path, target: Path) -> None:
    """SQLite's online backup: one unchanging view of `source` as a single file without a write-ahead log.

    `target` must not exist. Raises InboxError's children; what was written of `target` is then removed.
    """
    if not source.exists():
        raise missing(source)
    try:
        with closing(_open(source, "ro")) as origin, closing(_open(target, "rwc")) as copy:
            origin.execute("SELECT count(*) FROM sqlite_master").fetchone()
            origin.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.Error as error:
        for left in (target, target.with_name(target.name + "-journal")):
            left.unlink(missing_ok=True)
        raise translated(error, _guilty(error, source, target)) from error


def _open(path: Path, mode: str) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True, timeout=5.0, isolation_level=None)


def _guilty(error: sqlite3.Error, source: Path, target: Path) -> Path:
    """Which file to name: no room and no access are the copy's, the rest is the original's."""
    code = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
    theirs = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)
    return target if code in theirs else source


def integrity(path: Path) -> tuple[str, ...]:
    """What SQLite finds broken in the file, page by page; empty where it is whole. Takes seconds a gigabyte."""
    if not path.exists():
        raise missing(path)
    try:
        with closing(_open(path, "ro")) as connection:
            found = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(20)")]
            orphans = [f"{row[0]}: row {row[1]}" for row in connection.execute("PRAGMA foreign_key_check")]
    except sqlite3.Error as error:
        raise translated(error, path) from error
    return tuple(each for each in (*found, *orphans[:20]) if each != "ok")
