"""What an error while sending means for the reply: try again, give it up, or nobody knows (CONNECTORS: errors)."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from social_console.connectors.waiting import said_until
from social_console.errors import (
    AuthError,
    ConfigError,
    ConnectorError,
    Gone,
    PermissionDenied,
    QuotaExhausted,
    RateLimited,
    Rejected,
    Transient,
)
from social_console.i18n import gettext as _
from social_console.model import ReplyState
from social_console.text import plain

FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=1)
_PAUSE = timedelta(minutes=15)
"""After refused credentials: nobody should lock the account by trying."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """Where the reply goes, why, and when it is tried again. `pause`: no other reply of this account is tried now."""

    state: ReplyState
    code: str
    reason: str
    again_at: datetime | None = None
    pause: bool = False


def of_sending(error: BaseException, *, attempts: int, now: datetime) -> Meaning:
    """From `send`: only what the contract calls certain is certain; all else may have been posted."""
    reason = told(error)
    if isinstance(error, RateLimited | QuotaExhausted):
        return _again(error, reason, said_until(error, now) or now + back_off(attempts), pause=True)
    if isinstance(error, AuthError):
        return _again(error, reason, now + _PAUSE, pause=True)
    if isinstance(error, ConfigError):
        return _again(error, reason, now + FIRST_WAIT, pause=True)
    if isinstance(error, Transient):
        return _again(error, reason, now + back_off(attempts))
    if isinstance(error, PermissionDenied | Gone | Rejected):
        code = error.reason if isinstance(error, Rejected) and error.reason else error.code
        return Meaning(state=ReplyState.FAILED, code=code, reason=reason)
    return Meaning(state=ReplyState.UNKNOWN, code="unknown-outcome", reason=reason)


def of_preparing(error: Exception, *, attempts: int, now: datetime) -> Meaning:
    """Before anything could have gone out: what is not certain to fail again is tried again."""
    meaning = of_sending(error, attempts=attempts, now=now)
    if meaning.state is not ReplyState.UNKNOWN:
        return meaning
    return Meaning(state=ReplyState.FAILED, code=code_of(error), reason=meaning.reason)


def _again(error: ConnectorError, reason: str, at: datetime, *, pause: bool = False) -> Meaning:
    return Meaning(state=ReplyState.QUEUED, code=error.code, reason=reason, again_at=at, pause=pause)


def back_off(attempts: int) -> timedelta:
    """Twice as long each time, up to an hour; a fifth more or less, so that not all come back at once."""
    wait: timedelta = min(FIRST_WAIT * 2 ** min(attempts, 10), LONGEST_WAIT)
    return wait * random.uniform(0.8, 1.2)  # noqa: S311 (nothing secret)


def code_of(error: BaseException) -> str:
    """Stable and short."""
    return error.code if isinstance(error, ConnectorError) else "foreign"


def told(error: BaseException) -> str:
    """What to say of it: its own words where it is ours, else only its kind (texts of strangers may hold secrets)."""
    if isinstance(error, ConnectorError):
        return plain(error.message, limit=500, newlines=False)
    return _("The connector broke off: {kind}.").format(kind=type(error).__name__)
