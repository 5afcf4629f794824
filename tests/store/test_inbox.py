"""Opening, migrating, transactions, and what SQLite says when something is wrong."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from social_console.errors import DiskFull, InboxDamaged, InboxError, InboxLocked, InboxMissing, InboxTooNew
from social_console.store import Inbox, schema
from social_console.store.files import network_share
from social_console.store.tables import metadata

MIGRATIONS = Path(schema.__file__).parent / "migrations/versions"


def test_a_new_inbox_has_the_schema_that_the_tables_say(inbox: Inbox) -> None:
    with inbox.reading() as tx:
        differences = compare_metadata(MigrationContext.configure(tx), metadata)
    mine = [one for one in differences if "mention_search" not in str(one)]
    assert mine == []


def test_every_migration_is_known_by_name() -> None:
    files = sorted(path.name.split("_")[0] for path in MIGRATIONS.glob("[0-9]*.py"))
    assert tuple(files) == schema.REVISIONS


def test_opening_needs_no_alembic(inbox: Inbox) -> None:
    import subprocess
    import sys

    script = (
        "import sys; from pathlib import Path; from social_console.store import Inbox;"
        f"Inbox.open(Path({str(inbox.path)!r})).close();"
        "print([name for name in ('alembic', 'sqlmodel', 'textual', 'ahocorasick') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_foreign_keys_are_on_and_the_log_is_written_ahead(inbox: Inbox) -> None:
    with inbox.reading() as tx:
        assert tx.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
        assert tx.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"


@pytest.mark.parametrize(("durable", "level"), [(False, 1), (True, 2)])
def test_durable_transactions_are_synchronous_full(inbox: Inbox, durable: bool, level: int) -> None:
    with inbox.writing(durable=durable) as tx:
        assert tx.exec_driver_sql("PRAGMA synchronous").scalar() == level
    with inbox.writing() as tx:
        assert tx.exec_driver_sql("PRAGMA synchronous").scalar() == 1


def test_a_missing_inbox_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(InboxMissing) as caught:
        Inbox.open(tmp_path / "none.db")
    assert caught.value.exit_code == 2
    assert "init" in caught.value.remedy


@pytest.mark.parametrize("content", [b"", b"not a database at all, however long it is" * 10, b"SQLite format 3\x00"])
def test_a_file_that_is_no_database_is_damaged(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "inbox.db"
    path.write_bytes(content)
    with pytest.raises(InboxDamaged) as caught:
        Inbox.open(path)
    assert caught.value.exit_code == 4
    assert caught.value.remedy


def test_a_folder_in_the_place_of_an_inbox_is_said_to_be_none(tmp_path: Path) -> None:
    with pytest.raises(InboxDamaged):
        Inbox.open(tmp_path)


def test_a_place_that_may_not_be_read_is_said_to_be_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from social_console.store import inbox as module

    def refuse(_path: Path) -> str | None:
        raise PermissionError(13, "no")

    (tmp_path / "inbox.db").touch()
    monkeypatch.setattr(module, "damage", refuse)
    with pytest.raises(InboxError) as caught:
        Inbox.open(tmp_path / "inbox.db")
    assert (type(caught.value), caught.value.exit_code) == (InboxError, 4)


def test_an_inbox_is_made_where_there_are_no_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_from: Path, _to: Path) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr("os.link", refuse)
    with Inbox.create(tmp_path / "inbox.db") as made, made.reading() as tx:
        assert tx.exec_driver_sql("SELECT count(*) FROM moment").scalar() == 0
    assert [path.name for path in tmp_path.iterdir()] == ["inbox.db"]


def test_a_database_that_is_no_inbox_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "inbox.db"
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE something (id)")
    other.close()
    with pytest.raises(InboxDamaged):
        Inbox.open(path)


@pytest.mark.parametrize("part", [0.3, 0.6, 0.95])
def test_a_truncated_inbox_is_damaged(empty_inbox: Path, tmp_path: Path, part: float) -> None:
    path = tmp_path / "inbox.db"
    whole = empty_inbox.read_bytes()
    path.write_bytes(whole[: int(len(whole) * part)])
    with pytest.raises(InboxDamaged):
        Inbox.open(path)


def test_garbage_within_the_file_is_found_by_the_query_that_meets_it(empty_inbox: Path, tmp_path: Path) -> None:
    path = tmp_path / "inbox.db"
    whole = bytearray(empty_inbox.read_bytes())
    whole[4096:] = b"\xff" * (len(whole) - 4096)
    path.write_bytes(whole)
    with pytest.raises(InboxDamaged):
        Inbox.open(path)


def test_a_newer_inbox_is_left_alone(inbox: Inbox) -> None:
    with inbox.writing() as tx:
        tx.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(InboxTooNew) as caught:
        Inbox.open(inbox.path)
    assert "9999" in caught.value.message


def test_a_locked_inbox_says_so(inbox: Inbox) -> None:
    impatient = Inbox.open(inbox.path, wait=0.01)
    with inbox.writing(), pytest.raises(InboxLocked) as caught, impatient.writing():
        pass
    assert caught.value.exit_code == 4
    with impatient.reading() as tx:
        assert tx.exec_driver_sql("SELECT 1").scalar() == 1
    impatient.close()


def test_a_full_disk_keeps_nothing_of_the_transaction(inbox: Inbox) -> None:
    with pytest.raises(DiskFull) as caught, inbox.writing() as tx:
        pages = tx.exec_driver_sql("PRAGMA page_count").scalar_one()
        tx.exec_driver_sql(f"PRAGMA max_page_count = {pages + 1}")
        for number in range(100):
            tx.exec_driver_sql("INSERT INTO fact (name, value) VALUES (?, ?)", (str(number), "x" * 4000))
    assert caught.value.exit_code == 4
    with inbox.reading() as tx:
        assert tx.exec_driver_sql("SELECT count(*) FROM fact").scalar() == 0


def test_a_failed_transaction_leaves_nothing(inbox: Inbox) -> None:
    with pytest.raises(ValueError, match="no"), inbox.writing() as tx:
        tx.exec_driver_sql("INSERT INTO fact (name, value) VALUES ('a', '1')")
        raise ValueError("no")
    with inbox.reading() as tx:
        assert tx.exec_driver_sql("SELECT count(*) FROM fact").scalar() == 0


def test_an_inbox_on_a_network_share_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from social_console.store import inbox as module

    monkeypatch.setattr(module, "network_share", lambda _path: "nfs4")
    with pytest.raises(InboxError, match="nfs4"):
        Inbox.create(tmp_path / "inbox.db")
    assert not (tmp_path / "inbox.db").exists()


def test_the_innermost_mount_decides_whether_it_is_a_share(tmp_path: Path) -> None:
    mounts = f"/dev/sda / ext4 rw 0 0\nsrv:/home {tmp_path}/far nfs4 rw 0 0\n/dev/sdb {tmp_path}/far/near ext4 rw 0 0\n"
    assert network_share(tmp_path / "inbox.db", mounts) is None
    assert network_share(tmp_path / "far/inbox.db", mounts) == "nfs4"
    assert network_share(tmp_path / "far/near/inbox.db", mounts) is None


def test_threads_have_transactions_of_their_own(inbox: Inbox) -> None:
    failures: list[BaseException] = []

    def count() -> None:
        try:
            for _turn in range(20):
                with inbox.writing() as tx:
                    tx.exec_driver_sql("UPDATE counter SET value = value + 1 WHERE name = 'moments'")
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=count) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with inbox.reading() as tx:
        assert tx.exec_driver_sql("SELECT value FROM counter WHERE name = 'moments'").scalar() == 80


def test_reading_inside_writing_sees_what_was_written(inbox: Inbox) -> None:
    with inbox.writing() as tx:
        tx.exec_driver_sql("INSERT INTO fact (name, value) VALUES ('a', '1')")
        with inbox.reading() as inner:
            assert inner.exec_driver_sql("SELECT count(*) FROM fact").scalar() == 1
    with inbox.writing(), pytest.raises(RuntimeError), inbox.writing():
        pass


def test_a_read_only_inbox_cannot_be_written(inbox: Inbox) -> None:
    with Inbox.open(inbox.path, read_only=True) as reader, pytest.raises(InboxError), reader.writing() as tx:
        tx.exec_driver_sql("INSERT INTO fact (name, value) VALUES ('a', '1')")
