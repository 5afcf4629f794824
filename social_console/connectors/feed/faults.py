"""What a web server answers, as the contract's errors."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx

from social_console import clock
from social_console.errors import ConnectorError, Gone, PermissionDenied, RateLimited, Transient
from social_console.i18n import gettext as _
from social_console.text import plain

LONGEST_WAIT = timedelta(days=7)


def told(words: object) -> str:
    """A stranger's words in one short safe line."""
    return plain(str(words), limit=300, newlines=False).strip()


def answer_fault(url: httpx.URL, answer: httpx.Response) -> ConnectorError | None:
    """None for an answer that brings a feed, or the news that there is nothing new."""
    status = answer.status_code
    if status == httpx.codes.NOT_MODIFIED or 200 <= status < 300:
        return None
    said = {"url": told(url), "status": status}
    if status == httpx.codes.GONE:
        return Gone(
            _("The feed {url} has ended (410).").format(**said), remedy=_("Take it out of urls in social-console.toml.")
        )
    if status == httpx.codes.TOO_MANY_REQUESTS or (status >= 500 and "retry-after" in answer.headers):
        return RateLimited(
            _("{url} asks for patience ({status}).").format(**said),
            retry_at=retry_at(answer.headers.get("retry-after", "")),
        )
    if status in (401, 402, 403, 451):
        return PermissionDenied(
            _("{url} may not be read ({status}).").format(**said), remedy=_("Ask whoever runs the site.")
        )
    return Transient(
        _("{url} answered {status}.").format(**said),
        remedy=_("It is tried again by itself; if it lasts, check the address in social-console.toml."),
    )


def retry_at(value: str) -> datetime | None:
    """Retry-After, in seconds or as a date; at most a week ahead."""
    now = clock.now()
    try:
        at = now + timedelta(seconds=int(value)) if value.strip().isdigit() else parsedate_to_datetime(value)
        at = at if at.tzinfo else at.replace(tzinfo=UTC)
    except (ValueError, TypeError, OverflowError):
        return None
    return min(max(at.astimezone(UTC), now), now + LONGEST_WAIT)


def transport_fault(url: httpx.URL, error: Exception) -> ConnectorError:
    """No answer, or none that is HTTP."""
    reason = _("no answer in time") if isinstance(error, TimeoutError | httpx.TimeoutException) else told(error)
    return Transient(
        _("{url} cannot be read: {error}").format(url=told(url), error=reason or type(error).__name__),
        remedy=_("It is tried again by itself; if it lasts, check the address in social-console.toml."),
    )
