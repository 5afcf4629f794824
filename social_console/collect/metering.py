"""Where reading costs money: what each stream's state tells of it goes to the connector before it reads.

Only the core knows all streams; only the connector knows prices and budget.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from social_console.connectors.base import Budgeted, Metered
from social_console.desk.costs import of_replies

if TYPE_CHECKING:
    from social_console.collect.thinking import Thinker
    from social_console.connectors.base import Connector
    from social_console.model import Json
    from social_console.settings import Account


def recall(connector: Connector, states: Mapping[str, Json], thinker: Thinker, account: Account) -> None:
    """Tell a connector that counts what has been spent on all streams of its account, and on replies."""
    if isinstance(connector, Metered):
        connector.recall(states)
    if isinstance(connector, Budgeted):
        connector.replied(of_replies(connector, thinker.inbox, thinker.settings, account))


def kept(connector: Connector, stream: str, state: Json) -> Json:
    """The state of a stream that the core keeps, with what was spent on it."""
    return {**state, "meter": connector.meter(stream)} if isinstance(connector, Metered) else state
