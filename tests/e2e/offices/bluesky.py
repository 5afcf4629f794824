"""The office on Bluesky: the company's own servers behind the proxy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.offices.proxied import Proxied
from tests.real.bluesky import PASSWORD, POST, Bluesky, Person
from tests.real.proxy import Proxy

WRITES = 100
"""So many posts in one call."""


class BlueskyOffice(Proxied):
    """A town's account of the session's network."""

    lists = r"listNotifications"
    posts = r"^POST .*putRecord"

    def __init__(self, folder: Path, proxy: Proxy, network: Bluesky, **more: Any) -> None:
        self.network = network
        self.account = network.person("town")
        self.people: dict[str, Person] = {"maria": network.person("maria")}
        self.citizen = self.people["maria"]
        self.session_file = folder.with_name(f"{folder.name}.session.json")
        told = {"service": proxy.base_url, "session_file": str(self.session_file), "page_size": 3, **more}
        super().__init__(folder, proxy, "bluesky", self.account.handle, told, {"password": PASSWORD})

    def person(self, who: str) -> Person:
        """A citizen, new if need be."""
        if who not in self.people:
            self.people[who] = self.network.person(who)
        return self.people[who]

    def asks(self, text: str, who: str = "maria", **more: Any) -> str:
        uri = self.person(who).says(f"@{self.account.handle} {text}", **more)
        self.network.settle()
        return uri

    def flood(self, numbers: range) -> None:
        for start in range(numbers.start, numbers.stop, WRITES):
            some = range(start, min(start + WRITES, numbers.stop))
            self.person(f"vecino{start % 7}").says_all([f"@{self.account.handle} Pregunta {number}" for number in some])
        self.network.settle()

    def answers_back(self, question: str, text: str) -> None:
        (answer,) = self.under(question)
        self.citizen.says(text, under=answer["uri"])
        self.network.settle()

    def answers(self, question: str) -> list[str]:
        return [str(one["record"]["text"]) for one in self.under(question)]

    def under(self, question: str) -> list[dict[str, Any]]:
        """Our posts right below it, as everybody sees them."""
        return [one for one in self.network.answers(question) if one["author"]["did"] == self.account.did]

    def posted(self) -> list[str]:
        self.network.settle()
        asked = {"repo": self.account.did, "collection": POST, "limit": 100}
        found = self.account.ask("com.atproto.repo.listRecords", **asked)["records"]
        return [str(one["value"]["text"]) for one in found]

    def refusal(self) -> Mapping[str, str]:
        reset = str(int(self.now.timestamp()) + 600)
        return {"ratelimit-reset": reset, "ratelimit-limit": "10", "ratelimit-remaining": "0"}


@contextmanager
def opened(request: pytest.FixtureRequest, folder: Path, **options: Any) -> Iterator[BlueskyOffice]:
    """People of one's own on the session's network."""
    network: Bluesky = request.getfixturevalue("bluesky")
    with closing(Proxy(network.port)) as proxy:
        yield BlueskyOffice(folder, proxy, network, **options)
