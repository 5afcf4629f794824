"""An HTTP proxy between a client and a server on 127.0.0.1 that breaks once, at a chosen request.

Faults that leave the server untouched: `refuse`, `cut-before`, `hang-before`. After it has done what was asked:
`cut-after`, `hang-after`, `cut-in-answer`, `nonsense`, `endless`, `status` (with `status`, `headers`, `body`).
`status-before` answers itself and asks nobody; `tell` breaks nothing, and `holding` tells that the answer is out.
"""

from __future__ import annotations

import http.client
import re
import socket
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

DROPPED = ("connection", "transfer-encoding", "content-length", "keep-alive", "host")
HELD = 30.0


@dataclass(frozen=True)
class Fault:
    """What happens to the next request whose `METHOD path` matches."""

    kind: str
    request: str = ""
    status: int = 500
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b'{"error": "out of order"}'
    skip: int = 0


class Proxy:
    """Listens on `port` and speaks to `target`, without the headers in `stripped`; `requests` is all that came by."""

    def __init__(self, target: int, stripped: Sequence[str] = ()) -> None:
        self.target = target
        self.stripped = (*DROPPED, *stripped)
        self.requests: list[str] = []
        self._armed: list[Fault] = []
        self._passed = 0
        self._lock = threading.Lock()
        self._over = threading.Event()
        self.holding = threading.Event()
        """Somebody has been kept waiting: what the fault lets happen before has happened."""
        proxy = self

        class Handler(_Handler):
            owner = proxy

        self._server = _Server(("127.0.0.1", 0), Handler)
        self.port = int(self._server.server_address[1])
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def base_url(self) -> str:
        """Where clients are sent."""
        return f"http://127.0.0.1:{self.port}"

    def break_next(self, *faults: Fault) -> None:
        """Each once, in this order; without any, nothing breaks any more."""
        with self._lock:
            self._armed, self._passed = [*faults], 0
            self.holding.clear()

    @property
    def armed(self) -> bool:
        """Whether what `break_next` asked for is still to come."""
        return bool(self._armed)

    def asked(self, path: str) -> int:
        """How many requests held this in their paths."""
        return sum(path in one for one in self.requests)

    def close(self) -> None:
        """No more conversations; whoever hangs is let go."""
        self._over.set()
        self._server.shutdown()
        self._server.server_close()

    def hold(self) -> None:
        """Say nothing, until the end."""
        self.holding.set()
        self._over.wait(HELD)

    def take(self, request: str) -> Fault | None:
        """The armed fault, if this is its moment."""
        with self._lock:
            self.requests.append(request)
            fault = self._armed[0] if self._armed else None
            if fault is None or not re.search(fault.request, request):
                return None
            if self._passed < fault.skip:
                self._passed += 1
                return None
            del self._armed[0]
            self._passed = 0
            return fault


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that are killed hang up."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    owner: Proxy

    def _do(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        fault = self.owner.take(f"{self.command} {self.path}")
        if fault is None:
            self._answer(*self._asked(body))
        elif fault.kind == "status-before":
            self._answer(fault.status, fault.headers, fault.body)
        elif fault.kind in ("refuse", "cut-before", "hang-before"):
            if fault.kind == "hang-before":
                self.owner.hold()
            self._cut()
        else:
            self._spoil(fault, *self._asked(body))

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _do

    def _spoil(self, fault: Fault, status: int, headers: dict[str, str], answer: bytes) -> None:
        """The server has done it; what the client hears of it is another matter."""
        if fault.kind == "tell":
            self._answer(status, headers, answer)
            self.owner.holding.set()
        elif fault.kind == "status":
            self._answer(fault.status, fault.headers, fault.body)
        elif fault.kind == "nonsense":
            self._answer(200, headers, b'{"half": [')
        elif fault.kind == "endless":
            self._endless()
        else:
            if fault.kind == "cut-in-answer":
                self._answer(status, headers, answer[: len(answer) // 2], claimed=len(answer))
            elif fault.kind == "hang-after":
                self.owner.hold()
            self._cut()

    def _asked(self, body: bytes) -> tuple[int, dict[str, str], bytes]:
        server = http.client.HTTPConnection("127.0.0.1", self.owner.target, timeout=HELD)
        try:
            headers = {key: value for key, value in self.headers.items() if key.lower() not in self.owner.stripped}
            server.request(self.command, self.path, body or None, headers)
            answer = server.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read()
        finally:
            server.close()

    def _answer(self, status: int, headers: Mapping[str, str], body: bytes, claimed: int | None = None) -> None:
        with suppress(OSError):
            self.send_response_only(status)
            for key, value in headers.items():
                if key.lower() not in DROPPED:
                    self.send_header(key, value)
            self.send_header("Content-Length", str(len(body) if claimed is None else claimed))
            self.end_headers()
            self.wfile.write(body)

    def _endless(self) -> None:
        with suppress(OSError):
            self.send_response_only(200)
            self.send_header("Connection", "close")
            self.end_headers()
            for _piece in range(10_000):
                self.wfile.write(b" " * 10_000)
        self._cut()

    def _cut(self) -> None:
        self.close_connection = True
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is http.server's
        """Nothing."""
