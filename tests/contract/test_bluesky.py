"""The Bluesky connector keeps the contract, on the servers that Bluesky itself runs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from social_console.connectors.contract import ConnectorContract, World
from tests.contract.bluesky_world import BlueskyWorld
from tests.real.bluesky import Bluesky
from tests.real.proxy import Proxy


@pytest.mark.real
class TestBluesky(ConnectorContract):
    @pytest.fixture
    def world(self, bluesky: Bluesky) -> Iterator[World]:
        with closing(Proxy(bluesky.port)) as proxy:
            yield BlueskyWorld(bluesky, proxy)
