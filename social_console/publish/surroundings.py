"""What a rule file is checked against besides itself: who writes to the institution, by which channels it answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from social_console.errors import ConsoleError
from social_console.rules import Limit, Surroundings

if TYPE_CHECKING:
    from social_console.connectors.base import TextLimits
    from social_console.settings import Account, Settings


def surroundings(settings: Settings) -> Surroundings:
    """As the settings say. No server is asked: where one sets the limit, its usual one counts."""
    institutions = settings.institutions.values()
    languages = dict.fromkeys(lang for institution in institutions for lang in institution.languages)
    limits: dict[str, Limit] = {}
    for account in settings.accounts:
        found = _limits(account) if account.reply != "off" else None
        if found is not None and found.maximum is not None:
            known = limits.get(account.channel)
            if known is None or found.maximum < known.most:
                limits[account.channel] = Limit(found.maximum, found.measure)
    return Surroundings(tuple(languages), limits, _names(settings))


def _names(settings: Settings) -> dict[str, tuple[str, ...]]:
    from social_console import connectors

    accounts = settings.accounts
    return {
        "channel": tuple(dict.fromkeys((*connectors.names(), *(one.channel for one in accounts)))),
        "account": tuple(one.handle for one in accounts),
        "institution": tuple(settings.institutions),
    }


def _limits(account: Account) -> TextLimits | None:
    """None where the account is not set up yet: `doctor` says so, not the rules."""
    from social_console import connectors

    try:
        connector = connectors.connect(account)
    except ConsoleError:
        return None
    try:
        usual: TextLimits = getattr(connector, "usual_limits", connector.limits)()
    except ConsoleError:
        return None
    finally:
        connector.close()
    return usual
