"""The X connector keeps the contract, against the fake, in the old field names and in the new."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from social_console.connectors.contract import ConnectorContract, World
from tests.x.network import Network
from tests.x.server import running
from tests.x.world import XWorld


class TestX(ConnectorContract):
    @pytest.fixture(params=["old", "new", "big ids"])
    def world(self, request: pytest.FixtureRequest) -> Iterator[World]:
        dialect = "new" if request.param == "new" else "old"
        with running(Network(dialect=dialect, big_ids=request.param == "big ids")) as site:
            yield XWorld(site)
