"""Where reading costs money: what each stream's state tells of it goes to the connector before it reads.

Only the core knows all streams; only the connector knows prices and budget.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from social_console.connectors.base import Metered

if TYPE_CHECKING:
    from social_console.connectors.base import Connector
    from social_console.model import Json


def recall(connector: Connector, states: Mapping[str, Json]) -> None:
    """Tell a connector that counts what has been spent on all streams of its account."""
    if isinstance(connector, Metered):
        connector.recall(states)


def kept(connector: Connector, stream: str, state: Json) -> Json:
    """The state of a stream that the core keeps, with what was spent on it."""
    return {**state, "meter": connector.meter(stream)} if isinstance(connector, Metered) else state
