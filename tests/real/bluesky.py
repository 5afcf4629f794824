"""A Bluesky of our own: what the company runs, on this machine. The fixture `bluesky` lasts as long as the session."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.real import needs, postgres

ROOT = Path(__file__).parents[2]
PASSWORD = "secret-of-the-tests"
POST = "app.bsky.feed.post"
PACKAGE = "@atproto/dev-env"


@dataclass
class Person:
    """An account, and what its owner does with the app."""

    network: Bluesky
    handle: str
    did: str
    token: str = field(repr=False)

    def says(self, text: str, *, under: str | None = None, at: datetime | None = None, **more: Any) -> str:
        """A post; returns its at:// address. Every `@handle.test` in it is a mention."""
        record = self.network.post(text, at) | more
        if under is not None:
            record["reply"] = self.network.reply_to(under)
        answer = self.call("com.atproto.repo.createRecord", repo=self.did, collection=POST, record=record)
        return str(answer["uri"])

    def says_all(self, texts: Sequence[str], at: datetime | None = None) -> None:
        """Posts in one go, the last one newest."""
        what = "com.atproto.repo.applyWrites#create"
        writes = [{"$type": what, "collection": POST, "value": self.network.post(text, at)} for text in texts]
        self.call("com.atproto.repo.applyWrites", repo=self.did, writes=writes)

    def edits(self, uri: str, text: str) -> None:
        """Puts another text in the post's place, as some apps do."""
        record = self.network.record(uri)["value"] | {"text": text}
        key = uri.rsplit("/", maxsplit=1)[-1]
        self.call("com.atproto.repo.putRecord", repo=self.did, collection=POST, rkey=key, record=record)

    def deletes(self, uri: str) -> None:
        """Takes the post back."""
        _, _, did, collection, rkey = uri.split("/")
        self.call("com.atproto.repo.deleteRecord", repo=did, collection=collection, rkey=rkey)

    def closes(self, uri: str) -> None:
        """Nobody may answer the post any more."""
        collection, key = "app.bsky.feed.threadgate", uri.rsplit("/", maxsplit=1)[-1]
        gate = {"$type": collection, "post": uri, "allow": [], "createdAt": _stamp(None)}
        self.call("com.atproto.repo.createRecord", repo=self.did, collection=collection, rkey=key, record=gate)

    def call(self, method: str, **body: Any) -> Any:
        """One procedure, as this person."""
        return self.network.call(method, body, self.token)

    def ask(self, method: str, **params: Any) -> Any:
        """One query, as this person."""
        return self.network.ask(method, self.token, **params)


@dataclass
class Bluesky:
    """The network's address, and a way to wait until everybody sees everything."""

    url: str
    process: subprocess.Popen[str]
    people: dict[str, Person] = field(default_factory=dict)

    @property
    def port(self) -> int:
        """Of the PDS."""
        return int(self.url.rsplit(":", 1)[1])

    def person(self, name: str) -> Person:
        """Somebody new; the handle begins with the name."""
        handle = f"{name[:8].lower()}-{secrets.token_hex(4)}.test"
        body = {"handle": handle, "email": f"{handle}@example.org", "password": PASSWORD}
        made = self.call("com.atproto.server.createAccount", body)
        self.people[handle] = person = Person(self, handle, made["did"], made["accessJwt"])
        return person

    def settle(self) -> None:
        """Until the app view has indexed whatever was posted."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write("settle\n")
        self.process.stdin.flush()
        said = self.process.stdout.readline().strip()
        if said != "SETTLED":
            raise RuntimeError(f"the network said {said!r}")

    def record(self, uri: str) -> Any:
        """`{"uri", "cid", "value"}` from its owner's repository."""
        _, _, did, collection, rkey = uri.split("/")
        return self.ask("com.atproto.repo.getRecord", None, repo=did, collection=collection, rkey=rkey)

    def post(self, text: str, at: datetime | None = None) -> dict[str, Any]:
        """The record of a post."""
        return {"$type": POST, "text": text, "createdAt": _stamp(at), "facets": self.mentions(text)}

    def reply_to(self, uri: str) -> dict[str, Any]:
        """What a reply under `uri` says of its place."""
        there = self.record(uri)
        parent = {"uri": uri, "cid": there["cid"]}
        return {"parent": parent, "root": there["value"].get("reply", {}).get("root", parent)}

    def mentions(self, text: str) -> list[dict[str, Any]]:
        """A facet for each person named in `text`."""
        found = []
        for handle, person in self.people.items():
            start = text.encode("utf-8", "replace").find(f"@{handle}".encode())
            if start >= 0:
                feature = {"$type": "app.bsky.richtext.facet#mention", "did": person.did}
                end = start + len(handle) + 1
                found.append({"index": {"byteStart": start, "byteEnd": end}, "features": [feature]})
        return found

    def answers(self, uri: str) -> list[Any]:
        """The posts right under `uri` that everybody sees, oldest first."""
        self.settle()
        person = next(iter(self.people.values()))
        thread = person.ask("app.bsky.feed.getPostThread", uri=uri, depth=1)["thread"]
        posts = [one["post"] for one in thread.get("replies", []) if "post" in one]
        return sorted(posts, key=lambda post: str(post["indexedAt"]))

    def call(self, method: str, body: Any, token: str | None = None) -> Any:
        """One procedure."""
        return _http(f"{self.url}/xrpc/{method}", token, json.dumps(body).encode())

    def ask(self, method: str, token: str | None = None, **params: Any) -> Any:
        """One query."""
        return _http(f"{self.url}/xrpc/{method}?{urlencode(params, doseq=True)}", token, None)


@pytest.fixture(scope="session")
def bluesky() -> Iterator[Bluesky]:
    """The network, started when a test first wants it."""
    with running() as network:
        yield network


@contextmanager
def running(*, rate_limits: bool = False) -> Iterator[Bluesky]:
    """A network on free ports. With `rate_limits` it minds how often one logs in, as the real one does."""
    node, modules = needs.program("node", "nodejs"), _modules()
    ports = {name: str(needs.free_port()) for name in ("PLC_PORT", "PDS_PORT", "BSKY_PORT")}
    with postgres.running() as database:
        environment = os.environ | ports | {"DB_POSTGRES_URL": database, "NODE_MODULES": str(modules)}
        process = subprocess.Popen(
            [node, str(Path(__file__).with_name("bluesky-net.cjs"))],
            env=environment | {"RATE_LIMITS": "1" if rate_limits else "0"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            yield Bluesky(_ready(process), process)
        finally:
            _stop(process)


def _ready(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    for line in process.stdout:
        if line.startswith("READY "):
            return str(json.loads(line.removeprefix("READY "))["pds"]).replace("localhost", "127.0.0.1")
    raise RuntimeError("the network did not start")


def _stop(process: subprocess.Popen[str]) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe:
            pipe.close()


def _modules() -> Path:
    told = os.environ.get("SOCIAL_CONSOLE_NODE_MODULES")
    modules = Path(told) if told else ROOT / "build" / "node" / "node_modules"
    if not (modules / PACKAGE).is_dir():
        needs.missing(f"{PACKAGE} is not in {modules} (npm install --prefix build/node {PACKAGE}@0.3.215)")
    if shutil.which("initdb") is None and not list(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        needs.missing("PostgreSQL is not installed (apt install postgresql)")
    return modules


def _http(url: str, token: str | None, body: bytes | None) -> Any:
    headers = {"Content-Type": "application/json"} if body is not None else {}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    request = urllib.request.Request(url, body, headers)  # noqa: S310 (127.0.0.1)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
            raw = answer.read()
    except urllib.error.HTTPError as error:
        raise RuntimeError(f"{url}: {error.code} {error.read()!r}") from None
    return json.loads(raw) if raw else None


def _stamp(at: datetime | None) -> str:
    return (at or datetime.now(UTC)).isoformat(timespec="milliseconds").replace("+00:00", "Z")
