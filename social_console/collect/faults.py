"""What an error while reading means: what is told, and when it is tried again. Core owns waiting (DESIGN 8.6)."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from social_console.connectors import missing_library
from social_console.connectors.waiting import said_until
from social_console.errors import (
    AuthError,
    ConfigError,
    ConnectorError,
    ConsoleError,
    Gone,
    PermissionDenied,
    QuotaExhausted,
    RateLimited,
)
from social_console.i18n import gettext as _

SHORTEST = timedelta(minutes=1)
LONGEST = timedelta(hours=1)
_PAUSE = timedelta(hours=1)
"""Where only a person can help: trying often might lock the account."""
_ENDED = timedelta(days=1)


def next_try(error: BaseException, *, now: datetime, tried_at: datetime | None, failing: bool) -> datetime:
    """When the stream is read again. Unless the channel says when: twice the time since the last failed try."""
    if said := said_until(error, now):
        return said
    if isinstance(error, AuthError | ConfigError | PermissionDenied):
        return now + _PAUSE
    if isinstance(error, Gone):
        return now + _ENDED
    waited = now - tried_at if failing and tried_at else SHORTEST / 2
    wait = min(max(waited * 2, SHORTEST), LONGEST)
    return now + wait * random.uniform(0.8, 1.2)  # noqa: S311 (nothing secret)


def as_ours(error: BaseException) -> ConsoleError:
    """The error as one of ours: a plugin may raise anything, and its words may hold what nobody should read."""
    if isinstance(error, ConsoleError):
        return error
    library = missing_library(error)
    if library:
        message = _("The connector needs the library “{library}”, which is not installed here.").format(library=library)
        return ConfigError(
            message, remedy=_("Install it beside social-console: pip install {name}").format(name=library)
        )
    message = _("The connector broke off: {kind}.").format(kind=type(error).__name__)
    return ConnectorError(message, remedy=_("Tell its author; the other connectors go on."))


def meets_all(error: BaseException) -> bool:
    """Whether every stream of the account would meet it."""
    return isinstance(error, AuthError | ConfigError | RateLimited | QuotaExhausted)


def cannot_reread(name: str) -> ConnectorError:
    """The connector gives no way to read an item again."""
    said = _("The connector “{name}” cannot read single items again.").format(name=name)
    return ConnectorError(said, remedy=_("`quarantine show` prints it as it came; `quarantine drop` lets it go."))
