"""The suite as one class."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from social_console.connectors.base import Connector
from social_console.connectors.contract.answering import Answers
from social_console.connectors.contract.reading import Reads
from social_console.connectors.contract.saying import SaysWhatItIs
from social_console.connectors.contract.world import Connect, World


class ConnectorContract(SaysWhatItIs, Reads, Answers):
    """Inherit from it, and have a fixture `world`, in the class or in conftest.py."""

    @pytest.fixture
    def connect(self, world: World) -> Iterator[Connect]:
        """`world.connector`, each closed when the test ends."""
        opened: list[Connector] = []

        def connect() -> Connector:
            opened.append(world.connector())
            return opened[-1]

        yield connect
        for connector in opened:
            connector.close()


def contract(make: Callable[[], World]) -> type[ConnectorContract]:
    """The suite for a world that `make` makes without more ado: `TestContract = contract(MyWorld)`.

    A world that has a `close` is closed after each test.
    """

    class TestContract(ConnectorContract):
        @pytest.fixture
        def world(self) -> Iterator[World]:
            made = make()
            yield made
            close = getattr(made, "close", None)
            if close is not None:
                close()

    return TestContract
