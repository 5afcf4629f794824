"""What the server answers, or does not, as the contract's errors."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

import httpx
from atproto_client.exceptions import InvokeTimeoutError, RateLimitExceededError, RequestErrorBase

from social_console import clock
from social_console.errors import (
    AuthError,
    ConfigError,
    ConnectorError,
    PermissionDenied,
    QuotaExhausted,
    RateLimited,
    Rejected,
    Transient,
    UnknownOutcome,
)
from social_console.i18n import gettext as _
from social_console.text import plain

LONGEST_WAIT = timedelta(days=1)
STALE = ("ExpiredToken", "InvalidToken")
SHUT = ("AccountTakedown", "AccountDeactivated", "AuthFactorTokenRequired", "AccountSuspended")
_NOT_REACHED = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)


class StaleSession(AuthError):
    """The access token is not good any more; another may be."""


def of(error: Exception, *, making: bool = False) -> ConnectorError:
    """`making`: the request makes a post, so that what is not certain is `UnknownOutcome`."""
    if isinstance(error, ConnectorError):
        return error
    response = error.response if isinstance(error, RequestErrorBase) else None
    if response is not None:
        return _answered(error, response.status_code, *_told(response.content), making=making)
    if making and not isinstance(error.__cause__ or error, _NOT_REACHED):
        return _unknown()
    late = isinstance(error, InvokeTimeoutError | httpx.TimeoutException)
    reason = _("no answer in time") if late else type(error.__cause__ or error).__name__
    return Transient(
        _("The Bluesky server cannot be reached: {reason}.").format(reason=reason),
        remedy=_("It is tried again by itself; if it lasts, check `service` in social-console.toml."),
    )


def malformed(*, making: bool = False) -> ConnectorError:
    """An answer that is not what the protocol says."""
    return _unknown() if making else Transient(_("The Bluesky server's answer makes no sense."))


def _answered(error: Exception, status: int, name: str, message: str, *, making: bool) -> ConnectorError:
    said = {"status": status, "said": f"{name} {message}".strip()}
    if isinstance(error, RateLimitExceededError):
        return RateLimited(_("Bluesky asks for patience (429)."), retry_at=_retry_at(error))
    if name in STALE or status == 401 or name in SHUT:
        kind = StaleSession if name in STALE else AuthError
        return kind(_("Bluesky refuses the login: {said}").format(**said), remedy=_remedy())
    if (status >= 500 and status != 501) or status in (408, 409):
        if making and status != 409:
            return _unknown()
        return Transient(_("The Bluesky server has a fault of its own ({status}): {said}").format(**said))
    return _refused(status, name, said)


def _refused(status: int, name: str, said: Mapping[str, object]) -> ConnectorError:
    if status == 402:
        return QuotaExhausted(_("The Bluesky server wants to be paid (402): {said}").format(**said))
    if status == 403:
        return PermissionDenied(_("Bluesky does not permit this: {said}").format(**said))
    if status in (404, 501):
        return ConfigError(
            _("There is no such service there ({status}): {said}").format(**said),
            remedy=_("Check `service` in social-console.toml."),
        )
    return Rejected(_("Bluesky does not take this ({status}): {said}").format(**said), reason=name or str(status))


def _unknown() -> UnknownOutcome:
    return UnknownOutcome(
        _("The connection ended before Bluesky confirmed the post."), remedy=_("It is looked up by itself.")
    )


def _retry_at(error: RateLimitExceededError) -> datetime | None:
    now, after = clock.now(), error.retry_after
    try:
        at = error.reset_at or (now + timedelta(seconds=after) if after is not None else None)
    except (ValueError, OverflowError, OSError):
        return None
    return min(max(at, now), now + LONGEST_WAIT) if at else None


def _told(content: object) -> tuple[str, str]:
    """The error's name and its words, as one short safe line each."""
    name, message = getattr(content, "error", None), getattr(content, "message", None)
    return tuple(plain(str(one or ""), limit=200, newlines=False).strip() for one in (name, message))  # type: ignore[return-value]


def _remedy() -> str:
    return _("Make a new app password at Bluesky (Settings → Privacy and security) and keep it as `password`.")
