"""The promises that the core relies on."""

from __future__ import annotations

from social_console.connectors.contract import ConnectorContract


class TestContract(ConnectorContract):
    """On the `world` of conftest.py."""
