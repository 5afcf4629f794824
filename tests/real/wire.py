"""A wire between a client and a server on 127.0.0.1 that breaks once, at a chosen word of the conversation."""

from __future__ import annotations

import re
import socket
import threading
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

Side = Literal["client", "server", "connect"]
Action = Literal["cut-before", "cut-inside", "cut-after", "hang", "tell", "replace"]


@dataclass(frozen=True)
class Break:
    """When a line from `side` matches, do `action`: close both ends before passing it on, after its first two bytes
    or after all of it, pass nothing on any more, pass it on and `tell`, or pass `instead` on (which may name groups
    of the pattern). `connect` needs no line."""

    side: Side
    pattern: bytes = b""
    action: Action = "cut-before"
    instead: bytes = b""
    skip: int = 0
    """So many matches pass unharmed first."""
    times: int = 1


class Wire:
    """Listens on `port` and speaks to `target`. `break_next` arms it for the next conversation that matches."""

    def __init__(self, target: int) -> None:
        self.target = target
        self.armed: Break | None = None
        self.broken = 0
        self._passed = self._before = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self._lock = threading.Lock()
        self.holding = threading.Event()
        """Nothing is passed on any more, whoever waits for it waits; or it was told that the line has passed."""
        threading.Thread(target=self._accept, daemon=True).start()

    def break_next(self, fault: Break | None) -> None:
        """Once."""
        with self._lock:
            self.armed, self._passed, self._before = fault, 0, self.broken
            self.holding.clear()

    def close(self) -> None:
        """No more conversations."""
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _address = self._listener.accept()
            except OSError:
                return
            if self._take("connect", b"") is not None:
                client.close()
                continue
            server = socket.create_connection(("127.0.0.1", self.target))
            for end in (client, server):
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for side, source, sink in (("client", client, server), ("server", server, client)):
                threading.Thread(target=self._carry, args=(side, source, sink), daemon=True).start()

    def _carry(self, side: Side, source: socket.socket, sink: socket.socket) -> None:
        hanging = False
        try:
            with source.makefile("rb") as lines:
                for line in iter(lambda: lines.readline(65_536), b""):
                    fault = self._take(side, line)
                    if fault is not None and fault.action == "cut-before":
                        break
                    if fault is not None and fault.action == "hang":
                        hanging = True
                        self.holding.set()
                    if hanging:
                        continue
                    sink.sendall(_instead(fault, line))
                    if fault is not None and fault.action == "tell":
                        self.holding.set()
                    if fault is not None and fault.action in ("cut-inside", "cut-after"):
                        break
        except OSError:
            pass
        for one in (source, sink):
            _shut(one)

    def _take(self, side: Side, line: bytes) -> Break | None:
        """The armed fault, if this is its moment."""
        with self._lock:
            fault = self.armed
            if fault is None or fault.side != side or not re.search(fault.pattern, line):
                return None
            if self._passed < fault.skip:
                self._passed += 1
                return None
            self.broken += 1
            if self.broken - self._before >= fault.times:
                self.armed = None
            return fault


def _instead(fault: Break | None, line: bytes) -> bytes:
    if fault is not None and fault.action == "cut-inside":
        return line[:2]
    if fault is None or fault.action != "replace":
        return line
    match = re.search(fault.pattern, line)
    return match.expand(fault.instead) if match else line


def _shut(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
