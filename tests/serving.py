"""A server of a test's own, on a free port of 127.0.0.1, in a thread."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import ThreadingHTTPServer
from socketserver import BaseRequestHandler, ThreadingTCPServer


@contextmanager
def serving(
    handler: type[BaseRequestHandler], kind: type[ThreadingHTTPServer | ThreadingTCPServer] = ThreadingHTTPServer
) -> Iterator[int]:
    """Its port, until the end; then nobody waits for what still hangs in a handler."""
    server = kind(("127.0.0.1", 0), handler)
    server.daemon_threads, server.block_on_close = True, False
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield int(server.server_address[1])
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
