"""backup and restore: a copy is verified before it counts, nothing is written over, no reply goes out twice."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from social_console import clock
from social_console.model import ReplyState
from social_console.store import Inbox, replies
from social_console.upkeep.copies import digest
from tests.e2e.console import Console

LINES = [
    {"id": "1", "created_at": "2026-11-02T12:00:00Z", "text": "No hay agua en mi calle", "author": {"handle": "ana"}},
    {"id": "2", "created_at": "2026-11-02T13:00:00Z", "text": "¿A qué hora abren?", "author": {"handle": "luz"}},
]
TOML = """\
language = "en"
[institutions.valle]
name = "Valle Verde"
[accounts.x]
channel = "x"
connector = "demo"
handle = "valle"
reply = "on"
world = "{world}"
"""


@pytest.fixture
def console(tmp_path: Path) -> Console:
    made = Console(tmp_path / "home")
    made("init", "--yes", "--name=Valle Verde")
    made.write_settings(TOML.format(world=tmp_path / "network.jsonl"))
    file = tmp_path / "lines.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in LINES), encoding="utf-8")
    assert made("import", str(file), "--live", "--channel=x", "--account=valle").code == 0
    return made


def moments(console: Console) -> list[str]:
    ran = console("list", "--view", "all", "--json")
    assert ran.code == 0, ran.said
    return sorted(json.loads(line)["text"] for line in ran.out.splitlines())


def back_up(console: Console, *flags: str) -> Path:
    ran = console("backup", "--json", *flags)
    assert ran.code == 0, ran.said
    return Path(ran.json["folder"])


def test_a_backup_comes_back_whole_in_another_home(console: Console, tmp_path: Path) -> None:
    folder = back_up(console)
    other = Console(tmp_path / "other")
    assert other("restore", str(folder)).code == 0
    assert moments(other) == moments(console) == ["No hay agua en mi calle", "¿A qué hora abren?"]
    assert (other.home / "rules.yaml").read_bytes() == (console.home / "rules.yaml").read_bytes()
    assert other("verify").code == 0


def test_no_secret_is_ever_in_a_backup(console: Console, tmp_path: Path) -> None:
    (console.home / "secrets.toml").write_text('[x]\npassword = "hunter2"\n')
    (console.home / ".env").write_text("SOCIAL_CONSOLE_X_PASSWORD=hunter2\n")
    folder = back_up(console)
    assert {path.name for path in folder.iterdir()} == {
        ".gitignore", "inbox.db", "manifest.json", "rules.schema.json", "rules.yaml", "social-console.toml",
    }  # fmt: skip
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}


def test_included_rules_are_copied_too(console: Console) -> None:
    (console.home / "rules").mkdir()
    (console.home / "rules/lugares.yaml").write_text("places: {}\n")
    assert (back_up(console) / "rules/lugares.yaml").exists()


def test_the_oldest_make_room(console: Console, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = clock.now()
    made = []
    for day in range(4):
        monkeypatch.setenv("SOCIAL_CONSOLE_NOW", (now + timedelta(days=day)).isoformat())
        made.append(back_up(console, "--to", str(tmp_path / "copies"), "--keep", "2"))
    assert sorted((tmp_path / "copies").iterdir()) == made[2:]


def test_a_copy_is_made_while_somebody_writes(console: Console) -> None:
    writer = sqlite3.connect(console.home / "inbox.db", isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("INSERT INTO fact (name, value) VALUES ('half', '1')")
    try:
        from social_console.store import copy_inbox

        copy_inbox(console.home / "inbox.db", console.home / "copy.db")
    finally:
        writer.execute("ROLLBACK")
        writer.close()
    with sqlite3.connect(console.home / "copy.db") as copy:
        assert copy.execute("SELECT count(*) FROM fact WHERE name = 'half'").fetchone() == (0,)
    copy.close()


def test_restore_refuses_to_write_over_what_stands(console: Console) -> None:
    folder = back_up(console)
    before = (console.home / "inbox.db").read_bytes()
    ran = console("restore", str(folder))
    assert ran.code == 2
    assert "--force" in ran.err
    assert (console.home / "inbox.db").read_bytes() == before


def test_what_a_killed_copy_left_is_cleared_away_by_a_good_one(console: Console, tmp_path: Path) -> None:
    old, young = (tmp_path / "kept" / f"social-console-{name}.partial" for name in ("1", "2"))
    for folder in (old, young):
        folder.mkdir(parents=True)
    os.utime(old, (0, 0))
    assert console("backup", "--to", str(tmp_path / "kept")).code == 0
    assert not old.exists()
    assert young.exists(), "it may be another backup that is running"


def test_force_keeps_the_old_one_aside(console: Console) -> None:
    folder = back_up(console)
    (console.home / "rules.yaml").write_text("mine")
    assert console("restore", "--force", str(folder)).code == 0
    (aside,) = console.home.glob("before-restore-*")
    assert (aside / "rules.yaml").read_text() == "mine"
    assert (aside / "inbox.db").exists()
    assert (console.home / "rules.yaml").read_text() != "mine"
    assert len(moments(console)) == 2


def test_a_changed_backup_is_refused_and_nothing_is_touched(console: Console) -> None:
    folder = back_up(console)
    with (folder / "inbox.db").open("r+b") as out:
        out.seek(5000)
        out.write(b"x" * 100)
    ran = console("restore", "--force", str(folder))
    assert ran.code == 4
    assert not list(console.home.glob("before-restore-*"))


def test_a_backup_of_a_newer_program_is_refused_before_anything_is_touched(console: Console) -> None:
    folder = back_up(console)
    with sqlite3.connect(folder / "inbox.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = 'of the future'")
    connection.close()
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["files"]["inbox.db"] = digest(folder / "inbox.db")
    (folder / "manifest.json").write_text(json.dumps(manifest))
    before = (console.home / "rules.yaml").stat().st_ino
    assert console("restore", "--force", str(folder)).code == 4
    assert (console.home / "rules.yaml").stat().st_ino == before


def test_what_is_no_backup_is_told(console: Console, tmp_path: Path) -> None:
    assert console("restore", str(tmp_path)).code == 2


def test_a_manifest_cannot_lead_outside_its_folder(console: Console, tmp_path: Path) -> None:
    folder = back_up(console)
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["files"]["../../evil"] = "0" * 64
    (folder / "manifest.json").write_text(json.dumps(manifest))
    assert console("restore", "--force", str(folder)).code == 4


def test_an_inbox_in_use_is_not_taken_away(console: Console) -> None:
    folder = back_up(console)
    program = "import sqlite3,sys; c=sqlite3.connect(sys.argv[1]); c.execute('select 1 from moment'); print(); input()"
    command = [sys.executable, "-c", program, str(console.home / "inbox.db")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        other.stdout.readline()
        ran = console("restore", "--force", str(folder))
        other.communicate(b"\n")
    assert ran.code == 4
    assert str(other.pid) in ran.err


def test_a_reply_that_was_queued_then_is_a_draft_now(console: Console, tmp_path: Path) -> None:
    """It may have gone out after the copy was made; a person decides."""
    (first, *_others) = json.loads("[" + ",".join(console("list", "--json").out.splitlines()) + "]")
    later = (clock.now() + timedelta(days=3)).isoformat()
    ran = console("reply", str(first["id"]), "--text", "Buenas", "--later", later)
    assert ran.code == 0, ran.said
    folder = back_up(console)
    other = Console(tmp_path / "other")
    ran = other("restore", "--json", str(folder))
    assert ran.json["held"] == 1
    with Inbox.open(other.home / "inbox.db") as inbox, inbox.reading() as tx:
        assert [reply.text for reply in replies(tx, ReplyState.DRAFT)] == ["Buenas"]
        assert replies(tx, ReplyState.QUEUED) == ()
    assert other("verify").code == 0


def test_a_damaged_inbox_is_not_copied_over_good_backups(console: Console, tmp_path: Path) -> None:
    good = back_up(console, "--to", str(tmp_path / "copies"), "--keep", "1")
    database = console.home / "inbox.db"
    with sqlite3.connect(database) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    content = bytearray(database.read_bytes())
    for start in range(4096 * 3, len(content) - 4096, 4096 * 2):
        content[start : start + 200] = os.urandom(200)
    database.write_bytes(content)
    ran = console("backup", "--to", str(tmp_path / "copies"), "--keep", "1")
    assert ran.code == 4
    assert good.exists()
