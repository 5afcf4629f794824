"""A Mastodon server (mastodon_mock) with a town's account and its citizens. The fixture `mastodon` runs it.

The server lives as long as the test session; every test takes people of its own (`mastodon.person("ana")`).
"""

from __future__ import annotations

import http.client
import json
import secrets
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from social_console.connectors import post_text
from tests.real import needs

EARLIER = 10**9
"""The names of posts count up from the server's start: these are free."""


@dataclass(frozen=True)
class Person:
    """An account of this server."""

    id: str
    username: str
    access_token: str


@dataclass
class Mastodon:
    """The server, and what people do there."""

    port: int
    database: Path

    @property
    def base_url(self) -> str:
        """Where it stands."""
        return f"http://127.0.0.1:{self.port}"

    def person(self, name: str) -> Person:
        """Somebody new."""
        told = self.ask("POST", "/api/v1/_mock/dev_user", body={"username": f"{name}_{secrets.token_hex(4)}"})
        return Person(told["id"], told["username"], told["access_token"])

    def posts(self, who: Person, text: str, **more: Any) -> dict[str, Any]:
        """A new status."""
        found: dict[str, Any] = self.ask("POST", "/api/v1/statuses", who, {"status": text, **more})
        return found

    def mentions(self, who: Person, whom: Person, texts: Sequence[str]) -> None:
        """Posts of the last hours that mention somebody, laid past the API: ten thousand would take it minutes."""
        sample = int(self.posts(who, f"@{whom.username} {texts[-1]}")["id"])
        start = datetime.now(UTC) - timedelta(seconds=len(texts))
        with closing(sqlite3.connect(self.database, timeout=30)) as database:
            for number, text in enumerate(texts[:-1]):
                values = {"text": f"@{whom.username} {text}", "content": f"<p>@{whom.username} {text}</p>"}
                name, at = sample - EARLIER + number, f"{start + timedelta(seconds=number):%Y-%m-%d %H:%M:%S.%f}"
                _copied(database, "statuses", "id", sample, {**values, "id": name, "created_at": at})
                for table in ("status_mentions", "notifications"):
                    dated = {"created_at": at} if table == "notifications" else {}
                    _copied(database, table, "status_id", sample, {"id": name, "status_id": name, **dated})
            database.commit()

    def edits(self, who: Person, ref: str, text: str) -> None:
        """Another text for it."""
        self.ask("PUT", f"/api/v1/statuses/{ref}", who, {"status": text})

    def deletes(self, who: Person, ref: str) -> None:
        """Gone."""
        self.ask("DELETE", f"/api/v1/statuses/{ref}", who)

    def answers(self, who: Person, ref: str) -> list[dict[str, Any]]:
        """What `who` sees directly under a post, oldest first; `plain` is its text."""
        found = self.ask("GET", f"/api/v1/statuses/{ref}/context", who)["descendants"]
        direct = [one for one in found if one["in_reply_to_id"] == ref]
        return [one | {"plain": post_text.to_text(one["content"])} for one in direct]

    def fault(self, effect: dict[str, Any], path: str, methods: tuple[str, ...] = ("GET",)) -> None:
        """The next request to `path` (a regular expression) suffers `effect`, once."""
        match = {"methods": list(methods), "path_regex": path}
        self.ask("POST", "/api/v1/_mock/faults", body={"match": match, "effect": effect, "count": 1})

    def ask(self, method: str, path: str, who: Person | None = None, body: dict[str, Any] | None = None) -> Any:
        """One request as JSON."""
        client = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Content-Type": "application/json"}
        if who is not None:
            headers["Authorization"] = f"Bearer {who.access_token}"
        try:
            client.request(method, path, json.dumps(body) if body is not None else None, headers)
            answer = client.getresponse()
            said = answer.read()
        finally:
            client.close()
        assert answer.status < 300, f"{method} {path}: {answer.status} {said!r}"
        return json.loads(said) if said else None


def _copied(database: sqlite3.Connection, table: str, key: str, sample: int, changed: Mapping[str, Any]) -> None:
    """The row of the sample once more, with other values."""
    names = [row[1] for row in database.execute(f"PRAGMA table_info({table})")]
    some = ", ".join(f":{name}" if name in changed else name for name in names)
    database.execute(f"INSERT INTO {table} SELECT {some} FROM {table} WHERE {key} = {sample}", changed)  # noqa: S608 (names of its own)


@pytest.fixture(scope="session")
def mastodon() -> Iterator[Mastodon]:
    """One server for the whole session."""
    with running() as server:
        yield server


@contextmanager
def running() -> Iterator[Mastodon]:
    """A server of one's own."""
    if find_spec("mastodon_mock") is None:
        needs.missing("mastodon_mock is not installed (pip install mastodon_mock)")
    port = needs.free_port()
    with tempfile.TemporaryDirectory(prefix="mastodon-") as folder:
        config = Path(folder) / "mastodon.toml"
        database = Path(folder) / "mastodon.db"
        told = f'[server]\nhost = "127.0.0.1"\nport = {port}\n[database]\npath = "{database}"\n'
        config.write_text(told, "utf-8")
        command = [sys.executable, "-m", "mastodon_mock", "serve", "--config", str(config)]
        with (Path(folder) / "said").open("wb") as said:
            process = subprocess.Popen([*command, "--log-level", "error"], cwd=folder, stdout=said, stderr=said)
        try:
            yield _ready(Mastodon(port, database), process, Path(folder) / "said")
        finally:
            process.terminate()
            process.wait(20)


def _ready(server: Mastodon, process: subprocess.Popen[bytes], said: Path) -> Mastodon:
    pause = threading.Event()
    for _attempt in range(600):
        if process.poll() is not None:
            break
        with suppress(OSError, AssertionError):
            server.ask("GET", "/api/v2/instance")
            return server
        pause.wait(0.05)
    raise RuntimeError(f"mastodon_mock does not answer: {said.read_text('utf-8', 'replace')[-2000:]}")
