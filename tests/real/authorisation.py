"""A provider's login on 127.0.0.1: device codes, tokens, and the question whether a token is good."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs

from tests.serving import serving

Answer = tuple[int, dict[str, object]]


@dataclass
class Provider:
    """`user` is whose mailbox a good token opens. `answers` are given to the next questions at /token, in order."""

    user: str = ""
    base_url: str = ""
    answers: list[Answer] = field(default_factory=list)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    refused: bool = False
    count: int = 0

    def answer(self, path: str, fields: dict[str, str]) -> Answer:
        """As RFC 8628, RFC 6749 and RFC 7662 say."""
        self.asked.append((path, fields))
        if path == "/device":
            return self._device(fields)
        if path == "/introspect":
            good = fields.get("token", "").startswith("good-")
            return 200, {"active": "true" if good else "false", "username": self.user if good else ""}
        if self.answers:
            return self.answers.pop(0)
        return self.tokens()

    def tokens(self, **others: object) -> Answer:
        """New ones."""
        self.count += 1
        told: dict[str, object] = {"access_token": f"good-{self.count}", "expires_in": 3600, "token_type": "Bearer"}
        return 200, told | {"refresh_token": f"refresh-{self.count}"} | others

    def _device(self, fields: dict[str, str]) -> Answer:
        if fields.get("client_id") != "our-app":
            return 400, {"error": "unauthorized_client", "error_description": "who?\x1b[31m"}
        return 200, {
            "device_code": "device-secret",
            "user_code": "ABCD-EFGH",
            "verification_uri": f"{self.base_url}/type-it-here",
            "expires_in": 60,
            "interval": 5,
        }


@contextmanager
def running(provider: Provider) -> Iterator[Provider]:
    """On a free port."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
            status, told = provider.answer(
                self.path.split("?")[0], {key: one[0] for key, one in parse_qs(body).items()}
            )
            content = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as its base class
            """Say nothing."""

    with serving(Handler) as port:
        provider.base_url = f"http://127.0.0.1:{port}"
        yield provider
