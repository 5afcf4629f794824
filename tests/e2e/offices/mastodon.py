"""The office on Mastodon: mastodon_mock behind the proxy."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from social_console.connectors import post_text
from tests.e2e.offices.proxied import Proxied
from tests.real.mastodon import Mastodon, Person
from tests.real.proxy import Proxy


class MastodonOffice(Proxied):
    """A town's account of the session's server."""

    lists = r"^GET /api/v1/notifications"
    posts = r"^POST /api/v1/statuses"

    def __init__(self, folder: Path, proxy: Proxy, server: Mastodon, **more: Any) -> None:
        self.server = server
        self.account, self.people = server.person("alcaldia"), {"maria": server.person("maria")}
        told = {"base_url": proxy.base_url, "page_size": 3, **more}
        secrets = {"access_token": self.account.access_token}
        super().__init__(folder, proxy, "mastodon", self.account.username, told, secrets)

    def person(self, who: str) -> Person:
        """A citizen, new if need be."""
        if who not in self.people:
            self.people[who] = self.server.person(who)
        return self.people[who]

    def asks(self, text: str, who: str = "maria", **more: Any) -> str:
        said = f"@{self.account.username} {text}"
        return str(self.server.posts(self.person(who), said, **more)["id"])

    def flood(self, numbers: range) -> None:
        self.server.mentions(self.person("vecina"), self.account, [f"Pregunta {number}" for number in numbers])

    def answers_back(self, question: str, text: str) -> None:
        (answer,) = self.under(question)
        self.asks(text, in_reply_to_id=answer["id"])

    def answers(self, question: str) -> list[str]:
        name = f"@{self.people['maria'].username} "
        return [str(one["plain"]).removeprefix(name) for one in self.under(question)]

    def under(self, question: str) -> list[dict[str, Any]]:
        """Our posts below it, as the server tells them."""
        found = self.server.answers(self.people["maria"], question)
        return [one for one in found if one["account"]["id"] == self.account.id]

    def posted(self) -> list[str]:
        path = f"/api/v1/accounts/{self.account.id}/statuses?limit=40"
        return [post_text.to_text(one["content"]) for one in self.server.ask("GET", path, self.account)]


@contextmanager
def opened(request: pytest.FixtureRequest, folder: Path, **options: Any) -> Iterator[MastodonOffice]:
    """People of one's own on the session's server."""
    server: Mastodon = request.getfixturevalue("mastodon")
    with closing(Proxy(server.port)) as proxy:
        yield MastodonOffice(folder, proxy, server, **options)
