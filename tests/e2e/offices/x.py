"""The office on X: our fake of it behind the proxy. Both clocks stand still until `later`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.offices.proxied import Proxied
from tests.real.proxy import Proxy
from tests.x.network import Network
from tests.x.server import Site, running
from tests.x.world import KEYS


class XOffice(Proxied):
    """`town` on X."""

    lists = r"^GET /2/users/\w+/mentions"
    posts = r"^POST /2/tweets"

    def __init__(self, folder: Path, proxy: Proxy, site: Site, *, timeout: float = 20.0, **more: Any) -> None:
        self.site, self.network = site, site.network
        secrets = {"access_token": self.network.institution("town"), **KEYS}
        self.town = self.network.user("town").id
        told = {"base_url": proxy.base_url, "timeout": timeout, "deadline": timeout * 2, "interval": "1m"}
        super().__init__(folder, proxy, "x", "town", {"page_size": 5, **told, **more}, secrets)
        self.network.clock = lambda: self.now
        self.later(timedelta(0))

    def asks(self, text: str, who: str = "maria") -> str:
        return self.network.post(who, f"@town {text}")

    def flood(self, numbers: range) -> None:
        start = self.now - timedelta(seconds=20) * len(numbers)
        for place, number in enumerate(numbers):
            at = start + timedelta(seconds=20) * place
            self.network.post(f"vecino{number % 100}", f"@town Pregunta {number}", at=at)

    def answers_back(self, question: str, text: str) -> None:
        (answer,) = self._under(question)
        self.later(timedelta(minutes=1))
        self.network.post("maria", f"@town {text}", in_reply_to=answer.id)

    def answers(self, question: str) -> list[str]:
        return [one.text for one in self._under(question)]

    def posted(self) -> list[str]:
        return [one.text for one in self.network.posts.values() if one.author == self.town]

    def standing(self) -> list[str]:
        return [one.text for one in self.network.posts.values() if one.author == self.town and not one.deleted]

    def refusal(self) -> Mapping[str, str]:
        reset = str(int(self.now.timestamp()) + 600)
        return {"x-rate-limit-reset": reset, "x-rate-limit-remaining": "0"}

    def collect(self) -> dict[str, Any]:
        """Whenever it is due again: reading costs money."""
        self.later(timedelta(minutes=2))
        return super().collect()

    def _under(self, question: str) -> list[Any]:
        return [one for one in self.network.answers(question) if one.author == self.town]


@contextmanager
def opened(request: pytest.FixtureRequest, folder: Path, **options: Any) -> Iterator[XOffice]:
    """A fake of its own."""
    with running(Network(reach=100_000)) as site, closing(Proxy(_port(site.base_url))) as proxy:
        yield XOffice(folder, proxy, site, **options)


def _port(url: str) -> int:
    return int(url.rsplit(":", 1)[1])
