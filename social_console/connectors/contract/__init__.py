"""The contract as tests, for whoever writes a connector; and a plugin of pytest.

    # tests/conftest.py of your package
    import pytest
    from social_console.connectors.contract import World

    pytest_plugins = ["social_console.connectors.contract"]

    class MyWorld: ...                       # your network, real or a fake: see `World`

    @pytest.fixture
    def world() -> World:
        return MyWorld()

    # tests/test_contract.py
    from social_console.connectors.contract import ConnectorContract

    class TestContract(ConnectorContract):
        pass

Each test gets a world of its own. What your channel cannot do (reply, edit, …) its `capabilities` say; those tests
then check that it refuses honestly. `docs/connectors.md` explains the promises behind the tests.

clauses.py    the promises, each with what to do where it is broken
world.py      what an author provides, and how a connector is read
saying.py, reading.py, answering.py    the tests
watching.py   sees sleeping and reaching for the network
suite.py      the tests as one class
plugin.py     how failures are told

Nothing here asserts (PYTEST_DONT_REWRITE): a conftest.py may import from it before it names it as a plugin.
"""

from social_console.connectors.contract.clauses import CLAUSES, Broken, Clause
from social_console.connectors.contract.plugin import (
    pytest_configure,
    pytest_report_header,
    pytest_runtest_makereport,
    pytest_terminal_summary,
    world,
)
from social_console.connectors.contract.suite import ConnectorContract, contract
from social_console.connectors.contract.world import (
    HOSTILE,
    Connect,
    World,
    incoming,
    items,
    mentions,
    outgoing,
    read,
)

__all__ = [
    "CLAUSES",
    "HOSTILE",
    "Broken",
    "Clause",
    "Connect",
    "ConnectorContract",
    "World",
    "contract",
    "incoming",
    "items",
    "mentions",
    "outgoing",
    "pytest_configure",
    "pytest_report_header",
    "pytest_runtest_makereport",
    "pytest_terminal_summary",
    "read",
    "world",
]
