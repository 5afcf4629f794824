"""Servers on 127.0.0.1 that have one thing wrong with them, whatever they are asked: over HTTP, and over IMAP."""

from __future__ import annotations

import json
import socket
import socketserver
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler

from tests.serving import serving

LOGINS: Mapping[str, object] = {
    "/api/v1/access_token": {"access_token": "t", "token_type": "bearer", "expires_in": 3600, "scope": "*"},
    "/xrpc/com.atproto.server.createSession": {
        "did": "did:plc:town",
        "handle": "town.test",
        "accessJwt": "a",
        "refreshJwt": "r",
    },
}
"""What is answered well all the same, so that the fault meets the reading and not the door."""


@dataclass(frozen=True)
class Answer:
    """A status with its fields and its body; or `how` it does not come: hang, cut, drip."""

    status: int = 200
    fields: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b"{}"
    how: str = ""


class _Handler(BaseHTTPRequestHandler):
    answer: Answer
    closing: threading.Event
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def _serve(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        with suppress(OSError):
            login = LOGINS.get(self.path.partition("?")[0])
            self._say(self.answer if login is None else Answer(body=json.dumps(login).encode()))

    def _say(self, answer: Answer) -> None:
        self.close_connection = True
        if answer.how == "hang":
            self.closing.wait(30)
            return
        self.send_response_only(answer.status)  # without a Date: these servers live in the test's own time
        for name, value in ({"Content-Type": "application/json", "Connection": "close"} | dict(answer.fields)).items():
            self.send_header(name, value)
        missing = 1000 if answer.how else 0
        self.send_header("Content-Length", str(len(answer.body) + missing))
        self.end_headers()
        self.wfile.write(answer.body)
        while answer.how == "drip" and not self.closing.wait(0.05):
            self.wfile.write(b" ")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as its base class
        """Say nothing."""


@contextmanager
def http(answer: Answer) -> Iterator[str]:
    """Its address."""
    closing = threading.Event()
    handler = type("Handler", (_Handler,), {"answer": answer, "closing": closing})
    with serving(handler) as port:
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            closing.set()


@dataclass(frozen=True)
class Mailbox:
    """What an IMAP server says: its greeting, and to LOGIN and SELECT. `how`: hang or cut, at the greeting."""

    greeting: bytes = b"* OK [CAPABILITY IMAP4rev1] ready"
    login: bytes = b"OK"
    select: bytes = b"OK"
    how: str = ""


class _Imap(socketserver.StreamRequestHandler):
    box: Mailbox
    closing: threading.Event

    def handle(self) -> None:
        with suppress(OSError):
            self._talk()

    def _talk(self) -> None:
        if self.box.how == "hang":
            self.closing.wait(30)
            return
        self.wfile.write(self.box.greeting + (b"" if self.box.how == "cut" else b"\r\n"))
        while self.box.how != "cut" and (line := self.rfile.readline()):
            tag, _space, rest = line.rstrip().partition(b" ")
            word = rest.split(b" ")[0].upper()
            said = {b"LOGIN": self.box.login, b"SELECT": self.box.select, b"EXAMINE": self.box.select}.get(word, b"OK")
            if word == b"CAPABILITY":
                self.wfile.write(b"* CAPABILITY IMAP4rev1\r\n")
            self.wfile.write(tag + b" " + said + b" done\r\n")


@contextmanager
def imap(box: Mailbox) -> Iterator[int]:
    """Its port."""
    closing = threading.Event()
    handler = type("Imap", (_Imap,), {"box": box, "closing": closing})
    with serving(handler, socketserver.ThreadingTCPServer) as port:
        try:
            yield port
        finally:
            closing.set()


def nobody_knows(*_args: object, **_named: object) -> None:
    """In place of `socket.getaddrinfo`: the name cannot be found."""
    raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
