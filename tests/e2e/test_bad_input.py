"""Bad input: each gives one clear error with a remedy and its exit code, and loses nothing."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import resource
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from social_console.store import Inbox, verify
from tests.e2e.console import Console, Ran
from tests.real.mail import Mail
from tests.serving import serving

HEAD = 'language = "en"\n[institutions.valle]\nname = "Valle Verde"\n'
GIGABYTE = 1 << 30


@pytest.fixture
def console(tmp_path: Path) -> Console:
    made = Console(tmp_path / "home")
    made("init", "--yes", "--name=Valle Verde")
    return made


def remember(console: Console, count: int = 3) -> None:
    """Some history that must not be lost."""
    console.write_settings(HEAD)
    ran = bring(console, count)
    assert ran.code == 0, ran.said


def bring(console: Console, count: int, start: int = 0, folder: Path | None = None) -> Ran:
    lines = (
        {"id": str(n), "created_at": "2026-11-02T12:00:00Z", "text": f"Hola {n}", "author": {"handle": f"c{n}"}}
        for n in range(start, start + count)
    )
    file = (folder or console.home.parent) / "lines.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return console("import", str(file), "--json")


def kept(console: Console) -> int:
    """How many moments there are; the inbox verifies."""
    with Inbox.open(console.home / "inbox.db") as inbox:
        assert verify(inbox) == ()
        with inbox.reading() as tx:
            return int(tx.exec_driver_sql("SELECT count(*) FROM moment").scalar_one())


def one_clear_error(ran: Ran, code: int, *words: str) -> None:
    """What failed and what to do about it; no trace of Python."""
    assert ran.code == code, ran.said
    for word in words:
        assert word in ran.said
    assert "Traceback" not in ran.said
    assert "Our own fault" not in ran.said


def test_broken_toml_names_line_column_and_remedy(console: Console) -> None:
    remember(console)
    console.write_settings(HEAD + "[accounts.correo]\nchannel = “email”\n")
    one_clear_error(console("list"), 2, "social-console.toml:5:11", "straight quotes")
    error = json.loads(console("list", "--json").out)["error"]
    assert error["code"] == "settings"
    assert error["faults"][0]["location"]["line"] == 5
    console.write_settings(HEAD)
    assert kept(console) == 3


@pytest.mark.parametrize(
    "content",
    [b"", b"\x00\xff\xfe", b"a" * 100_000, b'"\x1b[31m" = 1\n'],
    ids=["nothing", "binary", "one long word", "escapes"],
)
def test_settings_of_garbage_never_crash(console: Console, content: bytes) -> None:
    (console.home / "social-console.toml").write_bytes(content)
    ran = console("list")
    assert ran.code in (0, 2), ran.said
    assert "\x1b" not in ran.said


def mailbox(console: Console, mail: Mail, address: str, monkeypatch: pytest.MonkeyPatch, **options: object) -> None:
    """Settings for one real mailbox."""
    keys: dict[str, Any] = mail.settings(**options)
    monkeypatch.setenv("SOCIAL_CONSOLE_CORREO_PASSWORD", str(keys.pop("password")))
    text = "".join(f"{key} = {json.dumps(value)}\n" for key, value in keys.items())
    console.write_settings(f'{HEAD}[accounts.correo]\nchannel = "email"\nhandle = "{address}"\n{text}')


@pytest.mark.real
def test_a_wrong_password_is_told_without_repeating_it(
    console: Console, mail: Mail, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = mail.address("office")
    mail.citizen_sends(mail.address(), office, "No hay agua")
    mail.wait_for(office)
    mailbox(console, mail, office, monkeypatch)
    monkeypatch.setenv("SOCIAL_CONSOLE_CORREO_PASSWORD", "hunter2")
    for command in ("collect", "doctor"):
        ran = console(command)
        one_clear_error(ran, 1, "refuses the login", "password")
        assert "hunter2" not in ran.said
    monkeypatch.setenv("SOCIAL_CONSOLE_CORREO_PASSWORD", mail.password)
    assert console("collect", "correo").code == 0, "named, an account is read at once"
    assert kept(console) == 1


def test_a_server_that_is_down_is_nothing_reached(console: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    remember(console)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, not listening: refused
        port = taken.getsockname()[1]
        keys = f'imap_host = "127.0.0.1"\nimap_port = {port}\nimap_tls = "none"\n'
        console.write_settings(f'{HEAD}[accounts.correo]\nchannel = "email"\nhandle = "a@b.example"\n{keys}')
        monkeypatch.setenv("SOCIAL_CONSOLE_CORREO_PASSWORD", "secret")
        one_clear_error(console("collect"), 3, str(port))
        one_clear_error(console("doctor"), 3, str(port))
    assert kept(console) == 3


@contextmanager
def web(answer: Callable[[], bytes]) -> Iterator[str]:
    """A web server that always answers so."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            content = answer()
            self.send_response(200)
            self.send_header("Content-Type", "application/rss+xml")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None: ...

    with serving(Handler) as port:
        yield f"http://127.0.0.1:{port}/rss"


SOUND_FEED = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>t</title>
<item><guid>1</guid><title>Sin agua</title><description>Vecinos sin agua</description>
<pubDate>Mon, 02 Nov 2026 12:00:00 GMT</pubDate></item></channel></rss>"""


GARBAGE = {
    "nothing": b"",
    "noise": hashlib.shake_128(b"noise").digest(5000),
    "a login page": b"<html>login</html>",
    "never closed": b"<rss" * 1000,
    "cut off": b"<rss><channel><ite",
}


@pytest.mark.parametrize("garbage", GARBAGE.values(), ids=list(GARBAGE))
def test_a_feed_of_garbage_costs_only_itself(console: Console, garbage: bytes) -> None:
    remember(console)
    content = [garbage]
    with web(lambda: content[0]) as url:
        keys = f'channel = "feed"\nhandle = "n"\nurls = ["{url}"]\nallow_private = true\nbackfill = "1000 days"\n'
        console.write_settings(f"{HEAD}[accounts.noticias]\n{keys}")
        ran = console("collect")
        assert ran.code in (0, 1, 3), ran.said
        assert "Our own fault" not in ran.said
        assert kept(console) == 3
        content[0] = SOUND_FEED
        console("doctor")
        with Inbox.open(console.home / "inbox.db") as inbox, inbox.writing() as tx:
            tx.exec_driver_sql("UPDATE stream SET next_try_at = NULL")
        assert console("collect").code == 0
    assert kept(console) == 4


@pytest.mark.real
def test_a_mail_of_a_gigabyte_is_quarantined_by_its_header_alone(
    console: Console, mail: Mail, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = mail.address("office")
    mail.citizen_sends(mail.address(), office, "Antes")
    mail.wait_for(office)
    sparse_mail(mail, office)
    mailbox(console, mail, office, monkeypatch)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    ran = console("collect", "--json")
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert ran.code in (0, 1), ran.said
    assert kept(console) == 1
    assert (after - before) < 300_000, "kilobytes: the body was never read"
    (quarantined,) = [json.loads(line) for line in console("quarantine", "list", "--json").out.splitlines()]
    assert "MB" in quarantined["reason"]


def sparse_mail(mail: Mail, address: str) -> None:
    """A gigabyte that takes no room on the disk, laid into the mailbox's folder under the size that it has."""
    folder = Path(mail.servers.home) / "mail" / address.partition("@")[0] / "new"
    owner = folder.stat()
    name = folder / f"1762000000.M1P1.localhost,S={GIGABYTE},W={GIGABYTE}"
    head = f"From: c@{mail.domain}\r\nTo: {address}\r\nSubject: enorme\r\nMessage-ID: <huge@x>\r\n\r\n"
    with name.open("wb") as out:
        out.write(head.encode())
        out.truncate(GIGABYTE)
    os.chown(name, owner.st_uid, owner.st_gid)


PROGRAM = """
import resource, signal, sys
from social_console.annotate import annotate
from social_console.cli import run
annotate("la lengua se carga antes")  # its model is unpacked into the temporary folder
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
limit = int(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
sys.exit(run(sys.argv[2:]))
"""


def test_a_full_disk_stores_whole_steps_or_nothing(console: Console) -> None:
    """The system refuses to let any file grow past a limit, as a full disk would."""
    remember(console)
    lines = console.home.parent / "many.jsonl"
    row = {"created_at": "2026-11-02T12:00:00Z", "text": "agua " * 200, "author": {"handle": "c"}}
    lines.write_text("".join(json.dumps(row | {"id": f"m{n}"}) + "\n" for n in range(2000)))
    limit = str((console.home / "inbox.db").stat().st_size + 400_000)
    args = ["--home", str(console.home), "--language", "en", "import", str(lines)]
    ran = subprocess.run([sys.executable, "-c", PROGRAM, limit, *args], capture_output=True, text=True, check=False)
    one_clear_error(Ran(ran.returncode, ran.stdout, ran.stderr), 4, "inbox.db")
    before = kept(console)
    assert before >= 3
    assert console("import", str(lines)).code == 0
    with Inbox.open(console.home / "inbox.db") as inbox, inbox.reading() as tx:
        assert tx.exec_driver_sql("SELECT count(*) FROM mention").scalar_one() == 2003


@pytest.mark.skipif(os.geteuid() != 0, reason="mounting a small disk takes root")
def test_a_small_disk_that_is_full_is_told_by_name(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(disk)]
    mounted = subprocess.run(command, capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip("this machine lets nobody mount")
    try:
        console = Console(disk / "home")
        console("init", "--yes")
        remember(console)
        filler = disk / "filler"
        with pytest.raises(OSError), filler.open("wb", buffering=0) as out:
            while True:
                out.write(b"x" * 65_536)
        one_clear_error(bring(console, 500, 100, tmp_path), 4, "full")
        one_clear_error(console("backup"), 4, "MB")
        filler.unlink()
        assert kept(console) == 3
        assert bring(console, 500, 100, tmp_path).code == 0
        assert kept(console) == 503
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_a_locked_inbox_is_told_and_the_act_can_be_repeated(console: Console) -> None:
    remember(console)
    writer = sqlite3.connect(console.home / "inbox.db", isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    try:
        one_clear_error(console("note", "1", "x"), 4, "Another program", "Try again")
        assert console("list", "--view", "all").code == 0, "reading goes on"
    finally:
        writer.execute("ROLLBACK")
        writer.close()
    assert console("note", "1", "x").code == 0
    assert kept(console) == 3


@pytest.mark.parametrize("length", [0, 50, 4096, 100_000])
def test_a_truncated_inbox_is_told_and_left_as_it_is(console: Console, length: int) -> None:
    remember(console)
    folder = Path(console("backup", "--json").json["folder"])
    database = console.home / "inbox.db"
    with sqlite3.connect(database) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    content = database.read_bytes()[:length]
    database.write_bytes(content)
    for end in ("-wal", "-shm"):
        database.with_name(database.name + end).unlink(missing_ok=True)
    one_clear_error(console("list"), 4, "restore")
    assert database.read_bytes() == content, "kept for whoever can save more of it"
    assert console("restore", "--force", str(folder)).code == 0
    assert kept(console) == 3


def test_what_a_full_disk_holds_no_report_of_is_said_as_such(console: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(target: Path, text: str, *, mode: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(target))

    monkeypatch.setattr("social_console.cli.report.write_whole", full)
    ran = console("report", "-o", str(console.home / "report.md"))
    assert ran.code == 4
    assert "disk is full" in ran.err


def test_a_terminal_that_knows_no_accents_breaks_nothing(console: Console) -> None:
    remember(console, 1)
    assert console("note", "1", "Año nuevo: ¿qué más?").code == 0

    def told(*args: str) -> str:
        command = (sys.executable, "-m", "social_console", "--home", str(console.home), *args)
        environ = os.environ | {"PYTHONIOENCODING": "ascii"}
        return subprocess.run(command, capture_output=True, text=True, encoding="ascii", check=True, env=environ).stdout

    assert "A?o nuevo: ?qu? m?s?" in told("show", "1")
    assert json.loads(told("show", "1", "--json"))["events"][-1]["text"] == "Año nuevo: ¿qué más?"
