"""A web server's door that misbehaves at chosen requests, before or after they were carried out, in order."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Literal

Action = Literal["cut", "hang", "answer", "half", "call"]
PATIENCE = 60.0


@dataclass(frozen=True)
class Trouble:
    """When a request's path holds `path`, do `action`, before it is passed on or `after` it was carried out: cut the
    connection, say nothing, answer something else, send half of the answer, or call `told` and cut."""

    path: str
    action: Action = "cut"
    after: bool = False
    status: int = 500
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    told: Callable[[], None] = lambda: None


class Door(ThreadingHTTPServer):
    """Passes everything on to `target` (a port of 127.0.0.1), but for one trouble at a time."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, target: int) -> None:
        super().__init__(("127.0.0.1", 0), _Request)
        self.target = target
        self.troubles: list[Trouble] = []
        self.requests: list[str] = []
        self.silence = threading.Event()
        self.url = f"http://127.0.0.1:{self.server_address[1]}"

    def break_next(self, *troubles: Trouble) -> None:
        """In this order, each for the next request that it fits."""
        self.troubles = list(troubles)

    def asked(self, path: str) -> int:
        """How many requests held this in their paths."""
        return sum(path in one for one in self.requests)

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that hang up are what this is for."""


@contextmanager
def running(target: int) -> Iterator[Door]:
    """On a free port."""
    door = Door(target)
    thread = threading.Thread(target=door.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield door
    finally:
        door.silence.set()
        door.shutdown()
        door.server_close()
        thread.join()


class _Request(BaseHTTPRequestHandler):
    server: Door
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """As everything else."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.requests.append(f"{self.command} {self.path}")
        waiting = self.server.troubles
        trouble = waiting.pop(0) if waiting and waiting[0].path in self.path else None
        if trouble is not None and not trouble.after:
            self._misbehave(trouble)
            return
        status, headers, answer = self._passed_on(body)
        if trouble is None:
            self._answer(status, headers, answer)
        elif trouble.action == "half":
            self._answer(status, headers, answer, half=True)
        else:
            self._misbehave(trouble)

    do_POST = do_GET

    def _passed_on(self, body: bytes) -> tuple[int, dict[str, str], bytes]:
        there = http.client.HTTPConnection("127.0.0.1", self.server.target, timeout=PATIENCE)
        headers = {name: value for name, value in self.headers.items() if name.lower() not in ("host", "connection")}
        headers["Accept-Encoding"] = "identity"
        try:
            there.request(self.command, self.path, body or None, headers)
            answer = there.getresponse()
            kept = {n: v for n, v in answer.getheaders() if n.lower() not in ("transfer-encoding", "connection")}
            return answer.status, kept, answer.read()
        finally:
            there.close()

    def _misbehave(self, trouble: Trouble) -> None:
        if trouble.action == "answer":
            self._answer(trouble.status, dict(trouble.headers), trouble.body)
            return
        if trouble.action == "hang":
            self.server.silence.wait(PATIENCE)
        if trouble.action == "call":
            trouble.told()
        self.close_connection = True

    def _answer(self, status: int, headers: dict[str, str], body: bytes, *, half: bool = False) -> None:
        self.send_response(status)
        for name, value in headers.items():
            if name.lower() != "content-length":
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: len(body) // 2] if half else body)
        self.close_connection = self.close_connection or half

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as its base class
        """Say nothing."""
