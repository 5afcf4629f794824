"""What Reddit really said, served over HTTP to the real client: recordings from the sources of PRAW and prawcore.

`Recordings.find()` looks into $SOCIAL_CONSOLE_REDDIT_RECORDINGS, else `build/reddit-recordings`, for

    pip download --no-deps --no-build-isolation --no-binary :all: -d build/reddit-recordings praw==8.0.3 prawcore==4.0.0
"""

from __future__ import annotations

import json
import os
import tarfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.real import needs
from tests.serving import serving

ARCHIVES = ("praw-8.0.3.tar.gz", "prawcore-4.0.0.tar.gz")
PLACEHOLDERS = {
    "<USERNAME>": "bboe_bot",
    "<REFRESH_TOKEN>": "rt",
    "<ACCESS_TOKEN>": "at",
    "<USER_AGENT>": "ua",
    "<TEST_SUBREDDIT>": "redditdev",
    "<CLIENT_ID>": "cid",
    "<CLIENT_SECRET>": "sec",
}
KEPT = ("content-type", "location", "retry-after", "www-authenticate")

Key = tuple[str, str, tuple[tuple[str, str], ...]]
Recorded = dict[str, Any]


@dataclass
class Recordings:
    """The two archives. `cassette("TestInbox.test_mentions")` is one test's conversation."""

    folder: Path

    @classmethod
    def find(cls) -> Recordings:
        """Skips the test where they are not here."""
        named = os.environ.get("SOCIAL_CONSOLE_REDDIT_RECORDINGS")
        folder = Path(named) if named else Path(__file__).parents[2] / "build" / "reddit-recordings"
        if not all((folder / name).is_file() for name in ARCHIVES):
            needs.missing(f"Reddit's recordings are not in {folder} (see tests/real/reddit_recordings.py)")
        return cls(folder)

    def cassette(self, name: str) -> list[Recorded]:
        """Its interactions, with names in place of the placeholders."""
        text = _read(self.folder)[name]
        for placeholder, value in PLACEHOLDERS.items():
            text = text.replace(placeholder, value)
        found: list[Recorded] = json.loads(text)["interactions"]
        return found


@cache
def _read(folder: Path) -> dict[str, str]:
    found = {}
    for archive in ARCHIVES:
        with tarfile.open(folder / archive) as tar:
            for member in tar:
                file = tar.extractfile(member) if "/cassettes/" in member.name else None
                if file is not None:
                    found[Path(member.name).stem] = file.read().decode("utf-8")
    return found


@dataclass
class Replay:
    """Answers as recorded: by method, path and query in order (the last one repeats), else by method and path.

    `instead`: what every request that is no request for a token gets.
    """

    answers: dict[Key, list[Recorded]] = field(default_factory=lambda: defaultdict(list))
    by_path: dict[tuple[str, str], Recorded] = field(default_factory=dict)
    instead: Recorded | None = None
    requests: list[str] = field(default_factory=list)
    base_url: str = ""

    def take(self, interactions: list[Recorded]) -> None:
        """One more conversation to answer from."""
        for one in interactions:
            method, uri = one["request"]["method"], one["request"]["uri"]
            self.answers[_key(method, uri)].append(one["response"])
            self.by_path.setdefault((method, urlsplit(uri).path), one["response"])

    def answer(self, method: str, uri: str) -> Recorded | None:
        """The next recorded answer."""
        self.requests.append(f"{method} {urlsplit(uri).path}")
        if self.instead is not None and "access_token" not in uri:
            return self.instead
        queue = self.answers.get(_key(method, uri))
        if queue:
            return queue.pop(0) if len(queue) > 1 else queue[0]
        return self.by_path.get((method, urlsplit(uri).path))


def _key(method: str, uri: str) -> Key:
    parts = urlsplit(uri)
    return method, parts.path, tuple(sorted(parse_qsl(parts.query)))


class Request(BaseHTTPRequestHandler):
    """One request."""

    protocol_version = "HTTP/1.1"
    replay: Replay

    def do_GET(self) -> None:
        """As recorded."""
        self._serve()

    def do_POST(self) -> None:
        """As recorded."""
        self._serve()

    def _serve(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        found = self.replay.answer(self.command, self.path)
        if found is None:
            found = {"status": {"code": 599}, "headers": {}, "body": {"string": '{"error": "not recorded"}'}}
        body = (found["body"].get("string") or "").encode()
        self.send_response(found["status"]["code"])
        for name, values in found["headers"].items():
            if name.lower() in KEPT or "ratelimit" in name.lower():
                for value in values if isinstance(values, list) else [values]:
                    self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as its base class
        """Say nothing."""


@contextmanager
def replaying(*conversations: list[Recorded]) -> Iterator[Replay]:
    """These conversations on a free port."""
    replay = Replay()
    for one in conversations:
        replay.take(one)
    handler = type("Handler", (Request,), {"replay": replay})
    with serving(handler) as port:
        replay.base_url = f"http://127.0.0.1:{port}"
        yield replay
