"""The inbox as a file: opening it, and transactions on it."""

from __future__ import annotations

import contextlib
import errno
import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, QueuePool, create_engine

from . import faults, schema
from .faults import mapped
from .files import damage, network_share

_PRAGMAS = (
    "foreign_keys = ON",
    "temp_store = MEMORY",
    "cache_size = -64000",
    "analysis_limit = 400",
    "wal_autocheckpoint = 4000",
)
_STATEMENTS = 400
_BETWEEN_TRIES = 0.001
"""Seconds between two tries to write while somebody else does."""


class Inbox:
    """One SQLite file, used by any number of threads and processes at once; each transaction has its own connection.

    Errors of SQLite leave it as children of InboxError.
    """

    def __init__(self, path: Path, *, read_only: bool = False, wait: float = 5.0) -> None:
        self.path = path
        self.read_only = read_only
        self._wait = wait
        self._current = threading.local()
        self._written = False
        self._engine = create_engine(
            "sqlite://", creator=self._connect, poolclass=QueuePool, pool_size=4, max_overflow=-1, pool_use_lifo=True
        )

    @classmethod
    def create(cls, path: Path, *, wait: float = 5.0) -> Inbox:
        """A new, empty inbox; opens the one that is there already. A process killed meanwhile leaves none."""
        if path.exists() and path.stat().st_size:
            return cls.open(path, wait=wait)
        _refuse_share(path)
        with mapped(path):
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                _make(cls, path, wait)
            except (PermissionError, NotADirectoryError) as error:
                raise faults.forbidden(path) from error
        return cls.open(path, wait=wait)

    @classmethod
    def open(cls, path: Path, read_only: bool = False, *, wait: float = 5.0) -> Inbox:
        """The inbox at `path`, brought to this program's schema. `wait`: seconds for other writers to finish."""
        _look_at(path)
        inbox = cls(path, read_only=read_only, wait=wait)
        try:
            inbox._arrive_at_head()
        except BaseException:
            inbox.close()
            raise
        return inbox

    def _arrive_at_head(self) -> None:
        with mapped(self.path), self._engine.connect() as connection:
            found = schema.revision(connection)
            connection.rollback()
            if found == schema.HEAD:
                return
            if found is None:
                raise faults.damaged(self.path, "no alembic_version")
            if found not in schema.REVISIONS:
                raise faults.too_new(self.path, found)
            if not self.read_only:
                schema.migrate(connection)

    @property
    def behind(self) -> bool:
        """Whether its schema is an earlier version's: so it stays where it was opened to be read only."""
        with self.reading() as tx:
            return schema.revision(tx) != schema.HEAD

    def _connect(self) -> sqlite3.Connection:
        mode = "ro" if self.read_only else "rwc"
        connection = sqlite3.connect(
            f"{self.path.absolute().as_uri()}?mode={mode}",
            uri=True,
            timeout=self._wait,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=_STATEMENTS,
        )
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.create_function("plain", 1, _plain, deterministic=True)
        return connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One unchanging view of the inbox; inside a transaction of the same thread, that one."""
        running = getattr(self._current, "tx", None)
        if running is not None:
            yield running
            return
        with self._transaction("BEGIN") as tx:
            yield tx

    @contextmanager
    def writing(self, *, durable: bool = False) -> Iterator[Connection]:
        """A transaction that may write: committed whole when the block ends, nothing kept when it raises.

        `durable`: on the disk when this returns, come what may (the outbox needs it); else a power cut may lose
        the last transactions, never part of one.
        """
        if getattr(self._current, "tx", None) is not None:
            raise RuntimeError("a transaction of this thread is already running")
        with self._transaction("BEGIN IMMEDIATE", durable=durable) as tx:
            yield tx
        self._written = True

    @contextmanager
    def _transaction(self, begin: str, *, durable: bool = False) -> Iterator[Connection]:
        with mapped(self.path), self._engine.connect() as connection:
            driver = connection.connection.driver_connection
            assert isinstance(driver, sqlite3.Connection)  # noqa: S101 (for the type checker)
            if durable:
                driver.execute("PRAGMA synchronous = FULL")
            try:
                with connection.begin():
                    self._begin(driver, begin)
                    self._current.tx = connection
                    yield connection
            finally:
                self._current.tx = None
                if durable:
                    driver.execute("PRAGMA synchronous = NORMAL")

    def _begin(self, driver: sqlite3.Connection, begin: str) -> None:
        """Begin as soon as may be: SQLite itself sleeps ever longer between its tries, and another writer gets in.

        An import writes every few milliseconds; whoever waits for it is a person.
        """
        if begin == "BEGIN":
            driver.execute(begin)
            return
        until = time.monotonic() + self._wait
        driver.execute("PRAGMA busy_timeout = 0")
        try:
            while not _begun(driver, begin, last=time.monotonic() >= until):
                time.sleep(_BETWEEN_TRIES)
        finally:
            driver.execute(f"PRAGMA busy_timeout = {int(self._wait * 1000)}")

    def optimize(self) -> None:
        """Let SQLite look at its indexes again; after much was stored. Does nothing while others write."""
        with contextlib.suppress(sqlite3.OperationalError):
            connection = self._connect()
            try:
                connection.execute("PRAGMA busy_timeout = 0")
                connection.execute("PRAGMA optimize")
            finally:
                connection.close()

    def empty_log(self) -> None:
        """Bring everything from the write-ahead log into the file and empty the log, where nobody is reading."""
        with contextlib.suppress(sqlite3.OperationalError):
            connection = self._connect()
            try:
                connection.execute("PRAGMA busy_timeout = 0")
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            finally:
                connection.close()

    def close(self) -> None:
        """Give every connection back; the inbox may not be used after."""
        self._engine.dispose()
        if self._written and not self.read_only:
            self._written = False
            self.optimize()

    def __enter__(self) -> Inbox:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _begun(driver: sqlite3.Connection, begin: str, *, last: bool) -> bool:
    try:
        driver.execute(begin)
    except sqlite3.OperationalError as error:
        if last or error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
            raise
        return False
    return True


def _plain(text: str | None) -> str | None:
    """For SQL: a name without case and accents."""
    from social_console.query.words import key

    return None if text is None else key(text)


def _look_at(path: Path) -> None:
    """What can be told before SQLite opens the file."""
    try:
        if not path.exists():
            raise faults.missing(path)
        _refuse_share(path)
        reason = "a folder" if path.is_dir() else damage(path)
    except PermissionError as error:
        raise faults.forbidden(path) from error
    if reason:
        raise faults.damaged(path, reason)


def _refuse_share(path: Path) -> None:
    if kind := network_share(path):
        raise faults.on_network_share(path, kind)


def _put(made: Path, path: Path) -> None:
    """Where a file system knows no links, the last process wins: both files are empty inboxes."""
    if path.exists() and not path.stat().st_size:
        made.replace(path)
        return
    try:
        os.link(made, path)
    except FileExistsError:
        return
    except OSError as error:
        if error.errno not in (errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP):
            raise
        made.replace(path)


def _make(kind: type[Inbox], path: Path, wait: float) -> None:
    """Beside its place first, then put there whole; where another process was quicker, its inbox stands."""
    made = path.with_name(f".{path.name}.{os.getpid()}.new")
    made.unlink(missing_ok=True)
    inbox = kind(made, wait=wait)
    try:
        with mapped(made), inbox._engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA journal_mode = WAL")
            connection.rollback()
            schema.migrate(connection)
        inbox.close()
        _put(made, path)
    finally:
        inbox.close()
        made.unlink(missing_ok=True)
