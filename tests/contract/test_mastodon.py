"""Mastodon keeps the contract, against a server that others wrote."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from social_console.connectors.contract import ConnectorContract, World
from tests.contract.mastodon import MastodonWorld
from tests.real.mastodon import Mastodon
from tests.real.proxy import Proxy


@pytest.mark.real
class TestMastodon(ConnectorContract):
    @pytest.fixture
    def world(self, mastodon: Mastodon) -> Iterator[World]:
        with closing(Proxy(mastodon.port)) as proxy:
            yield MastodonWorld(mastodon, proxy)
