"""A file that an earlier version wrote is brought to this one's schema, whole and with what is in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.migration import MigrationContext

from social_console import store
from social_console.store import Inbox, schema
from social_console.upkeep.checks.database import look_at_database

REPLY = (
    'INSERT INTO reply (moment, institution, channel, account, state, author, text, "then", attempts, created_at,'
    " updated_at, seen_mention) VALUES (1, 'ayto', 'x', 'ayto', 'queued', 'ana', 'Mañana.', 'waiting', 0, 1, 1, 7)"
)


def written_by(path: Path, version: str, monkeypatch: pytest.MonkeyPatch, *statements: str) -> None:
    """An inbox of an earlier version, with something in it."""
    with monkeypatch.context() as earlier:
        earlier.setattr(schema, "HEAD", version)
        with Inbox.create(path) as inbox, inbox.writing() as tx:
            for statement in statements:
                tx.exec_driver_sql(statement)


def test_a_reply_of_an_earlier_version_is_in_one_part_and_goes_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "inbox.db"
    written_by(path, "0002", monkeypatch, REPLY)
    with Inbox.open(path) as inbox, inbox.reading() as tx:
        assert schema.revision(tx) == schema.HEAD == MigrationContext.configure(tx).get_current_revision()
        (due,) = store.due_replies(tx, store.get_reply(tx, 1).updated_at)
        assert (due.text, due.thread, due.part, due.parts, due.seen_mention, due.seen_event) == (
            *("Mañana.", None, None, None),
            *(7, None),
        )
        assert store.parts_of(tx, due) == (due,)


def test_what_was_migrated_has_the_schema_of_a_new_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written_by(tmp_path / "old.db", "0002", monkeypatch)
    Inbox.create(tmp_path / "new.db").close()
    schemas = []
    for name in ("old.db", "new.db"):
        with Inbox.open(tmp_path / name) as inbox, inbox.reading() as tx:
            schemas.append(tx.exec_driver_sql("SELECT name, sql FROM sqlite_master ORDER BY name").all())
    assert schemas[0] == schemas[1]


def test_doctor_reads_nothing_in_an_earlier_file_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written_by(tmp_path / "inbox.db", "0002", monkeypatch, REPLY)
    findings = list(look_at_database(tmp_path, None, tmp_path / "inbox.db"))
    assert {finding.check for finding in findings} == {"clock", "database"}
    assert findings[-1].remedy == "social-console list"
