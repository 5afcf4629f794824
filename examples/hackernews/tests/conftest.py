"""Every test gets a Hacker News of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.server import Server, Site
from tests.world import HackerNews

pytest_plugins = ["social_console.connectors.contract"]


@pytest.fixture
def world() -> Iterator[HackerNews]:
    with Server(Site()) as server:
        yield HackerNews(server)
