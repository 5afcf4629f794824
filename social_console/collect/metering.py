"""Where reading costs money: what was spent is kept with the stream, and what the month has cost is told.

Only the core knows all streams; only the connector knows prices and budget (`desk.costs.recall` tells it before).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from social_console import clock
from social_console.connectors.base import Budgeted, Metered

if TYPE_CHECKING:
    from social_console.collect.thinking import Thinker
    from social_console.connectors.base import Connector
    from social_console.model import Json
    from social_console.settings import Account


def kept(connector: Connector, stream: str, state: Json) -> Json:
    """The state of a stream that the core keeps, with what was spent on it."""
    return {**state, "meter": connector.meter(stream)} if isinstance(connector, Metered) else state


def told(connector: Connector, thinker: Thinker, account: Account) -> Json:
    """What the month has cost so far and what is left of its budget; kept for `doctor`. None where nothing costs."""
    from social_console import store

    if not isinstance(connector, Budgeted):
        return None
    try:
        spent, left = connector.spent(), connector.left()
    except Exception:  # a plugin may raise anything; what was read is read
        return None
    said = {
        "month": f"{clock.now():%Y-%m}",
        "spent": round(spent, 4),
        "left": None if left is None else round(max(left, 0.0), 4),
    }
    with thinker.inbox.writing() as tx:
        store.tell_spending(tx, account.label, said)
    return said
