"""The office on Reddit: our small stateful Reddit behind the proxy."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.offices.proxied import Proxied
from tests.real.proxy import Proxy
from tests.real.reddit import Reddit, running

SECRET = ("client_secret", "refresh_token")


class RedditOffice(Proxied):
    """`u/alcaldia`; citizens ask under the thread of the week."""

    lists = r"^GET /message/mentions"
    posts = r"^POST /api/comment"

    def __init__(self, folder: Path, proxy: Proxy, reddit: Reddit, **more: Any) -> None:
        self.reddit = reddit
        told = {"oauth_url": proxy.base_url, "reddit_url": proxy.base_url, "page_size": 3, **more}
        settings = {name: value for name, value in reddit.settings(**told).items() if name not in SECRET}
        secrets = {"client_secret": reddit.secret, "refresh_token": reddit.refresh_token}
        super().__init__(folder, proxy, "reddit", reddit.user, settings, secrets)

    def asks(self, text: str, who: str = "maria") -> str:
        return self.reddit.comments(who, f"u/{self.reddit.user} {text}").name

    def flood(self, numbers: range) -> None:
        self.reddit.clock = min(self.reddit.clock, datetime.now(UTC) - timedelta(seconds=len(numbers)))
        for number in numbers:
            self.asks(f"Pregunta {number}", f"vecino{number % 100}")

    def answers_back(self, question: str, text: str) -> None:
        (answer,) = self.reddit.replies(question)
        self.reddit.comments("maria", text, answer.name)

    def answers(self, question: str) -> list[str]:
        return [one.text for one in self.reddit.replies(question) if one.author == self.reddit.user]

    def posted(self) -> list[str]:
        return [one.text for one in self.reddit.things.values() if one.author == self.reddit.user]


@contextmanager
def opened(request: pytest.FixtureRequest, folder: Path, **options: Any) -> Iterator[RedditOffice]:
    """A Reddit of its own."""
    with running(Reddit(listing=100_000)) as reddit:
        port = int(reddit.base_url.rsplit(":", 1)[1])
        with closing(Proxy(port)) as proxy:
            yield RedditOffice(folder, proxy, reddit, **options)
