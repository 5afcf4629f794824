"""The contract as tests, for whoever writes a connector.

    # tests/test_contract.py of your package
    import pytest
    from social_console.connectors.contract import ConnectorContract, World

    class MyWorld: ...                       # your network, real or a fake: see `World`

    class TestContract(ConnectorContract):
        @pytest.fixture
        def world(self) -> World:
            return MyWorld()

Add `pytest_plugins = ["social_console.connectors.contract"]` to your conftest.py for readable failures. Each test
gets a world of its own. What your channel cannot do (reply, edit, …) its `capabilities` say; those tests then
check that it refuses honestly. `docs/connectors.md` explains the promises behind the tests.
"""

import pytest

pytest.register_assert_rewrite("social_console.connectors.contract.suite", "social_console.connectors.contract.world")

from social_console.connectors.contract.suite import Connect, ConnectorContract  # noqa: E402 - rewritten first
from social_console.connectors.contract.world import (  # noqa: E402
    HOSTILE,
    World,
    incoming,
    items,
    mentions,
    outgoing,
    read,
)

__all__ = [
    "HOSTILE",
    "Connect",
    "ConnectorContract",
    "World",
    "incoming",
    "items",
    "mentions",
    "outgoing",
    "read",
]
