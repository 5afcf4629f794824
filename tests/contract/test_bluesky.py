"""The Bluesky connector keeps the contract, on the servers that Bluesky itself runs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from social_console.connectors.contract import ConnectorContract, World
from tests.contract.bluesky_world import BlueskyWorld
from tests.real import door
from tests.real.bluesky import Bluesky


@pytest.mark.real
class TestBluesky(ConnectorContract):
    @pytest.fixture
    def world(self, bluesky: Bluesky) -> Iterator[World]:
        with door.running(bluesky.port) as its_door:
            yield BlueskyWorld(bluesky, its_door)
