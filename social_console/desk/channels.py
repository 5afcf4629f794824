"""What a channel takes as a reply, asked of each account's connector once."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from social_console.connectors.base import Capabilities, Connector, TextLimits
    from social_console.settings import Account


class Channels:
    """Of one desk. `connect`: as `connectors.connect`."""

    def __init__(self, connect: Callable[[Account], Connector] | None) -> None:
        self._connect = connect
        self._limits: dict[str, TextLimits] = {}
        self._capabilities: dict[str, Capabilities] = {}

    def limits(self, account: Account) -> TextLimits:
        """How long a reply by this account may be; maybe asked of its server. Raises what the connector raises."""
        if account.label not in self._limits:
            with closing(self.connector(account)) as connector:
                self._limits[account.label] = connector.limits()
        return self._limits[account.label]

    def capabilities(self, account: Account) -> Capabilities:
        """What its connector can do; no server is asked. Raises what the connector raises."""
        if account.label not in self._capabilities:
            with closing(self.connector(account)) as connector:
                self._capabilities[account.label] = connector.capabilities
        return self._capabilities[account.label]

    def connector(self, account: Account) -> Connector:
        """A new one, to be closed by who asked."""
        from social_console import connectors

        return (self._connect or connectors.connect)(account)
