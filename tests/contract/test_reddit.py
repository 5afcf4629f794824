"""The Reddit connector keeps the contract."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from social_console.connectors.contract import ConnectorContract, World
from tests.contract.reddit import RedditWorld
from tests.real.reddit import Reddit, running


class TestReddit(ConnectorContract):
    @pytest.fixture
    def world(self) -> Iterator[World]:
        with running(Reddit()) as reddit:
            yield RedditWorld(reddit)
