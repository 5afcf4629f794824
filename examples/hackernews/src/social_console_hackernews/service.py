"""One question to Hacker News, one answer. Nothing is tried twice and nothing waits: the core does.

Two services: a search (Algolia), about 10,000 requests an hour for one address, and single items (Firebase), whose
limit is not published. Neither wants a key.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

import httpx
from social_console import clock
from social_console.errors import ConfigError, ConnectorError, PermissionDenied, RateLimited, Transient

from social_console_hackernews.settings import HackerNewsSettings


class Service:
    """Keeps its connections open until `close`."""

    def __init__(self, settings: HackerNewsSettings) -> None:
        self._settings = settings
        self._client: httpx.Client | None = None

    def search(self, **asked: str | int) -> dict[str, Any]:
        """`hits`, newest first, with `nbPages`. Raises Transient, RateLimited, PermissionDenied, ConfigError."""
        found = self._get(f"{self._settings.search_url}/search_by_date", asked)
        if not isinstance(found, dict) or not isinstance(found.get("hits"), list):
            raise Transient("The search of Hacker News answered something else than hits.")
        return found

    def item(self, name: str) -> dict[str, Any] | None:
        """A story or comment; None where there is none of that name."""
        return self._object(f"{self._settings.items_url}/item/{quote(name, safe='')}.json")

    def user(self, name: str) -> dict[str, Any] | None:
        """Names of users are case-sensitive; None where there is nobody of that name."""
        return self._object(f"{self._settings.items_url}/user/{quote(name, safe='')}.json")

    def close(self) -> None:
        """The next question opens new connections."""
        client, self._client = self._client, None
        if client is not None:
            client.close()

    def _object(self, url: str) -> dict[str, Any] | None:
        found = self._get(url, {})
        if found is not None and not isinstance(found, dict):
            raise Transient("Hacker News answered something else than an item.")
        return found

    def _get(self, url: str, asked: dict[str, str | int]) -> Any:
        try:
            with self._open().stream("GET", url, params=asked) as answer:
                error = _error(answer)
                if error is not None:
                    raise error
                return json.loads(self._body(answer))
        except httpx.HTTPError as error:
            raise Transient(f"Hacker News did not answer: {type(error).__name__}.") from error
        except ValueError as error:
            raise Transient("What Hacker News answered is no JSON.") from error

    def _body(self, answer: httpx.Response) -> bytes:
        body = bytearray()
        for part in answer.iter_bytes():
            body += part
            if len(body) > self._settings.max_bytes:
                raise Transient("Hacker News answers without end.", remedy="Lower page_size, or raise max_bytes.")
        return bytes(body)

    def _open(self) -> httpx.Client:
        if self._client is None:
            self._client = httpx.Client(
                timeout=self._settings.timeout,
                proxy=self._settings.proxy or None,
                trust_env=False,
                headers={"User-Agent": "social-console"},
            )
        return self._client


def _error(answer: httpx.Response) -> ConnectorError | None:
    status = answer.status_code
    if status == httpx.codes.OK:
        return None
    if status == httpx.codes.TOO_MANY_REQUESTS:
        return RateLimited("Hacker News asks for patience (429).", retry_at=_retry_at(answer))
    if status in (401, 403):
        return PermissionDenied(f"Hacker News does not let us read ({status}).", remedy="Ask less often.")
    if 300 <= status < 500:
        return ConfigError(
            f"Hacker News does not understand the question ({status}).",
            remedy="Look at search_url and items_url of this account.",
        )
    return Transient(f"Hacker News answered {status}.", remedy="It is tried again by itself.")


def _retry_at(answer: httpx.Response) -> datetime | None:
    seconds = answer.headers.get("Retry-After", "")
    return clock.now() + timedelta(seconds=int(seconds)) if seconds.isdigit() else None
