"""Which version of the schema a file has, and how it gets to ours. Alembic is loaded only when it must migrate."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection

REVISIONS = ("0001", "0002", "0003", "0004")
"""Every revision this program knows, oldest first; a test holds this to the files in `migrations/versions`."""
HEAD = REVISIONS[-1]


def revision(tx: Connection) -> str | None:
    """The file's revision; None where it is no inbox."""
    known = tx.exec_driver_sql("SELECT count(*) FROM sqlite_master WHERE name = 'alembic_version'").scalar()
    return tx.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() if known else None


def migrate(connection: Connection) -> None:
    """Bring the file to HEAD, whole or not at all. Foreign keys are off meanwhile, and checked before the commit."""
    connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
    connection.rollback()
    try:
        with connection.begin():
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            if revision(connection) != HEAD:
                _upgrade(connection)
            if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
                raise RuntimeError("a migration left a dangling reference")
    finally:
        connection.exec_driver_sql("PRAGMA foreign_keys = ON")
        connection.rollback()


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, HEAD)
