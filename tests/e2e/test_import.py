"""`import` as a subprocess: history in, once, whatever the file holds."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.program import ROOT, Program

CARE = ROOT.parent / "shared" / "data" / "care-2020.jsonl"


@pytest.fixture
def console(tmp_path: Path) -> Program:
    """An empty home: the defaults hold."""
    (tmp_path / "home").mkdir()
    return Program(tmp_path / "home")


def line(n: int, **changes: Any) -> str:
    values = {"id": str(n), "created_at": "2026-01-05T10:00:00Z", "text": f"Hola {n}", "author": {"handle": f"c{n}"}}
    return json.dumps(values | changes) + "\n"


def stored(console: Program) -> int:
    with sqlite3.connect(console.home / "inbox.db") as database:
        return int(database.execute("SELECT count(*) FROM mention").fetchone()[0])


@pytest.mark.skipif(not CARE.is_file(), reason=f"{CARE} is not here")
def test_care_2020_once_and_once_more(console: Program) -> None:
    first = console("import", str(CARE), "--json").ok().json
    assert (first["mentions"], first["new"], first["moments"], first["refused"]) == (1186, 1186, 523, 0)
    again = console("import", str(CARE), "--json").ok().json
    assert (again["mentions"], again["new"], again["duplicate"], again["moments"]) == (1186, 0, 1186, 0)


@pytest.mark.skipif(not CARE.is_file(), reason=f"{CARE} is not here")
def test_threads_come_in_any_order(console: Program, tmp_path: Path) -> None:
    lines = CARE.read_text(encoding="utf-8").splitlines(keepends=True)
    (tmp_path / "backwards.jsonl").write_text("".join(reversed(lines)), encoding="utf-8")
    console("import", str(tmp_path / "backwards.jsonl")).ok()
    with sqlite3.connect(console.home / "inbox.db") as database:
        assert database.execute("SELECT count(*) FROM moment").fetchone()[0] == 523


def test_bad_lines_are_refused_and_the_others_kept(console: Program) -> None:
    content = line(1) + "nonsense\n" + line(3, author={}) + line(4)
    done = console("import", "-", "--json", stdin=content)
    assert done.code == 1
    assert done.json["refusals"] == [
        {"file": "-", "line": 2, "reason": "not JSON (column 1)"},
        {"file": "-", "line": 3, "reason": "“author.handle” or “author.id” is missing"},
    ]
    assert (done.json["new"], done.json["refused"]) == (2, 2)


def test_refusals_are_told_in_the_users_language(console: Program) -> None:
    console.language = "es"
    done = console("import", "-", stdin=line(1) + "nonsense\n")
    assert done.code == 1
    assert "-:2:" in done.err
    assert "refused" not in done.err
    assert "rechazad" in done.err


def test_hostile_names_come_out_plain(console: Program) -> None:
    done = console("import", "-", stdin=line(1, direction="\x1b]52;c;evil\x07"))
    assert done.code == 1
    assert "\x1b" not in done.err + done.out


def test_csv_and_several_files_and_flags(console: Program, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id;created_at;text;author.handle\n1;2026-01-05T10:00:00Z;Hola;ana\n")
    (tmp_path / "b.jsonl").write_text(line(2))
    files = [str(tmp_path / "a.csv"), str(tmp_path / "b.jsonl")]
    done = console("import", *files, "--channel", "x", "--account", "alcaldia", "--live", "--json").ok()
    assert done.json["new"] == 2
    with sqlite3.connect(console.home / "inbox.db") as database:
        assert set(database.execute("SELECT channel, account, history FROM mention")) == {("x", "alcaldia", 0)}


def test_a_file_that_is_not_there_is_said_before_anything_is_read(console: Program, tmp_path: Path) -> None:
    (tmp_path / "b.jsonl").write_text(line(2))
    done = console("import", str(tmp_path / "b.jsonl"), str(tmp_path / "no.jsonl"), "--json")
    assert done.code == 2
    assert done.json["error"]["code"] == "usage"


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGKILL])
def test_an_import_that_is_cut_off_goes_on_where_it_stood(console: Program, tmp_path: Path, end: int) -> None:
    (tmp_path / "all.jsonl").write_text("".join(line(n) for n in range(2000)))
    cut = _cut_off(console, "".join(line(n) for n in range(1250)), end)
    assert cut == (130 if end == signal.SIGINT else -signal.SIGKILL)
    assert stored(console) == 1000  # whole batches
    done = console("import", str(tmp_path / "all.jsonl"), "--json").ok().json
    assert done["new"] + done["duplicate"] == 2000
    assert stored(console) == 2000


def _cut_off(console: Program, content: str, end: int) -> int:
    """Feed standard input, wait until two batches are stored, end the process while it waits for more."""
    process = subprocess.Popen(
        console.command("import", "-", "--json"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=console.environment(),
    )
    assert process.stdin is not None
    process.stdin.write(content.encode())
    process.stdin.flush()
    while not (console.home / "inbox.db").is_file() or not _two_batches(console):
        assert process.poll() is None
    process.send_signal(end)
    process.communicate()
    return process.returncode


def _two_batches(console: Program) -> bool:
    try:
        return stored(console) == 1000
    except sqlite3.OperationalError:
        return False
