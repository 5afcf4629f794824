"""Checks and proofs of channels that charge are paid for too: in the month's budget, where there is an inbox."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from social_console.errors import ConsoleError
from social_console.settings import Account, Settings

if TYPE_CHECKING:
    from social_console.connectors.base import Connector


@contextmanager
def counted(settings: Settings, account: Account, connector: Connector) -> Iterator[None]:
    """Whatever `connector` asks inside counts; a check is no worse for an inbox that cannot be opened."""
    from social_console import store
    from social_console.connectors.base import Budgeted, Priced

    if not settings.database.exists():
        yield
        return
    try:
        inbox = store.Inbox.open(settings.database)
    except ConsoleError:
        yield
        return
    with closing(inbox), store.counted(inbox, account.label, connector):
        limits = connector.limits() if isinstance(connector, Budgeted) else None
        if isinstance(connector, Budgeted) and isinstance(limits, Priced):
            connector.replied(store.cost_of_replies(inbox, settings, account, limits.cost))
        yield
