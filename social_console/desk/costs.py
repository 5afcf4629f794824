"""What replies cost this month, on channels that charge, and what is left of the month's budget."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from social_console.connectors.base import Budgeted, Metered, Priced
from social_console.i18n import gettext as _

if TYPE_CHECKING:
    from social_console.connectors.base import Connector
    from social_console.desk.channels import Channels
    from social_console.settings import Account, Settings
    from social_console.store import Inbox


def left(channels: Channels, inbox: Inbox, settings: Settings, account: Account | None) -> float | None:
    """US dollars left of the account's budget, by what was read and sent this month (UTC); None where it has none.

    Its server is not asked.
    """
    if account is None or account.reply == "off":
        return None
    try:
        with closing(channels.connector(account)) as connector:
            if not isinstance(connector, Budgeted):
                return None
            recall(connector, inbox, settings, account)
            return connector.left()
    except Exception:  # a plugin may raise anything
        return None


def recall(connector: Connector, inbox: Inbox, settings: Settings, account: Account) -> None:
    """Tell a connector that counts what has been spent on all streams of its account, elsewhere, and on replies."""
    from social_console import store

    if isinstance(connector, Metered):
        with inbox.reading() as tx:
            connector.recall(store.spent_states(tx, account.label))
    if isinstance(connector, Budgeted):
        connector.replied(_of_replies(connector, inbox, settings, account))


def _of_replies(connector: Connector, inbox: Inbox, settings: Settings, account: Account) -> float:
    """US dollars for what went out this month by this account; 0 where a post costs nothing."""
    from social_console import store

    limits = connector.limits()
    return store.cost_of_replies(inbox, settings, account, limits.cost) if isinstance(limits, Priced) else 0.0


def budget_words(dollars: float, budget_left: float) -> str:
    """What is left once this is paid; where it goes beyond, that."""
    rest = budget_left - dollars
    if rest < 0:
        said = _("This goes beyond the month's budget, of which ${left:.2f} are left.")
        return said.format(left=max(budget_left, 0.0))
    return _("Of the month's budget ${left:.2f} are left after it.").format(left=rest)
