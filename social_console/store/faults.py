"""What SQLite says went wrong, as our own errors with their remedies."""

from __future__ import annotations

import errno
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from social_console.errors import DiskFull, InboxDamaged, InboxError, InboxLocked, InboxMissing, InboxTooNew, Location
from social_console.i18n import gettext as _

_FEW_BYTES = 1 << 20


@contextmanager
def mapped(path: Path) -> Iterator[None]:
    """Raise InboxError's children instead of the driver's exceptions."""
    try:
        yield
    except DBAPIError as error:
        if not isinstance(error.orig, sqlite3.Error):
            raise
        raise translated(error.orig, path) from error
    except sqlite3.Error as error:
        raise translated(error, path) from error
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        raise disk_full(path) from error


def translated(error: sqlite3.Error, path: Path) -> Exception:
    """The error to raise: ours where SQLite names an outer cause, else `error` itself (a fault in our SQL)."""
    code = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return locked(path)
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return damaged(path, str(error))
    if code == sqlite3.SQLITE_FULL:
        return disk_full(path)
    if code == sqlite3.SQLITE_IOERR:
        return disk_full(path) if _is_full(path) else unreadable(path, str(error))
    if code in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_AUTH):
        return disk_full(path) if _is_full(path) else forbidden(path)
    return error


def _is_full(path: Path) -> bool:
    try:
        return shutil.disk_usage(path.parent).free < _FEW_BYTES
    except OSError:
        return False


def missing(path: Path) -> InboxMissing:
    """No file."""
    return InboxMissing(
        _("There is no inbox at {path}.").format(path=path),
        title=_("No inbox"),
        location=Location(file=str(path)),
        remedy=_("Run “social-console init”, or name the right folder with --home."),
    )


def locked(path: Path) -> InboxLocked:
    """The busy time-out ran out."""
    return InboxLocked(
        _("Another program has been writing to {path} for too long.").format(path=path),
        title=_("The inbox is locked"),
        location=Location(file=str(path)),
        remedy=_("Try again; if it stays so, look which process holds the file: fuser {path}").format(path=path),
    )


def damaged(path: Path, reason: str) -> InboxDamaged:
    """Malformed, truncated, or not a database."""
    return InboxDamaged(
        _("{path} is damaged or is not an inbox: {reason}.").format(path=path, reason=reason),
        title=_("The inbox is damaged"),
        location=Location(file=str(path)),
        remedy=_("Keep the file, and bring the last backup back with “social-console restore”."),
    )


def unreadable(path: Path, reason: str) -> InboxDamaged:
    """The disk gave an error while reading or writing."""
    return InboxDamaged(
        _("The disk failed while {path} was being read or written: {reason}.").format(path=path, reason=reason),
        title=_("The disk failed"),
        location=Location(file=str(path)),
        remedy=_("Check the disk and its connection; nothing of this transaction was stored."),
    )


def disk_full(path: Path) -> DiskFull:
    """No room; the transaction was rolled back."""
    return DiskFull(
        _("The disk that holds {path} is full; nothing of this step was stored.").format(path=path),
        title=_("The disk is full"),
        location=Location(file=str(path)),
        remedy=_("Free some space and run the same command again: it goes on where it stopped."),
    )


def forbidden(path: Path) -> InboxError:
    """The file system lets us not."""
    return InboxError(
        _("{path} cannot be opened or written by this user.").format(path=path),
        title=_("No access to the inbox"),
        location=Location(file=str(path)),
        remedy=_("Check the owner and the rights of the file and its folder (“init --group” shares them)."),
    )


def too_new(path: Path, revision: str) -> InboxTooNew:
    """A newer program has migrated it."""
    return InboxTooNew(
        _("{path} was written by a newer version of this program (schema {revision}).").format(
            path=path, revision=revision
        ),
        title=_("The inbox is newer than this program"),
        location=Location(file=str(path)),
        remedy=_("Upgrade social-console on this machine; the inbox was left as it is."),
    )


def on_network_share(path: Path, kind: str) -> InboxError:
    """SQLite's locks are not to be trusted there."""
    return InboxError(
        _("{path} lies on a network share ({kind}), where an inbox would be damaged.").format(path=path, kind=kind),
        title=_("The inbox is on a network share"),
        location=Location(file=str(path)),
        remedy=_("Put the database on a local disk: “database = …” in social-console.toml."),
    )
