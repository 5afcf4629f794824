"""What a server answers, or does not, as the contract's errors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from social_console import clock
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
    UnknownOutcome,
)
from social_console.i18n import gettext as _
from social_console.text import plain

LONGEST_WAIT = timedelta(days=1)
SERVER_FAULT = 500
REFUSED = (400, 405, 406, 411, 413, 414, 415, 422, 501)


@dataclass(frozen=True, slots=True)
class Heard:
    """The last answer's status, if there was one; else whether the request never left."""

    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    never_sent: bool = False

    def header(self, name: str) -> str:
        """Whatever its capitals."""
        return next((value for key, value in self.headers.items() if key.lower() == name), "")


def reading(error: Exception, heard: Heard, server: str) -> ConnectorError:
    """Nothing was changed by the request."""
    if heard.status is None:
        return _unreachable(server)
    found = _refusal(error, heard, server)
    if found is not None:
        return found
    if heard.status >= SERVER_FAULT:
        return _ailing(server, heard.status)
    return nonsense(server)


def sending(error: Exception, heard: Heard, server: str) -> ConnectorError:
    """Whatever is not a clear refusal may have been done all the same."""
    if heard.status is None:
        return _unreachable(server) if heard.never_sent else UnknownOutcome(_("The connection broke while posting."))
    found = _refusal(error, heard, server)
    if found is not None:
        return found
    said = _("{server} answered {status} to the post.")
    return UnknownOutcome(said.format(server=_told(server), status=heard.status))


def nonsense(server: str) -> Transient:
    """An answer that is none."""
    said = _("{server} gave an answer that cannot be read.").format(server=_told(server))
    return Transient(said, remedy=_("It is tried again by itself; if it lasts, check base_url."))


def _refusal(error: Exception, heard: Heard, server: str) -> ConnectorError | None:
    """A clear no, which changed nothing."""
    status, here = heard.status or 0, {"server": _told(server), "status": heard.status, "words": _words(error)}
    found: ConnectorError | None = None
    if status == 401:
        found = AuthError(
            _("{server} does not accept the access token: {words}").format(**here),
            remedy=_("Make a new token under Preferences, Development, and set access_token."),
        )
    elif status == 402:
        found = QuotaExhausted(
            _("{server} wants to be paid first (402): {words}").format(**here),
            remedy=_("Ask whoever runs the server."),
        )
    elif status == 403:
        found = PermissionDenied(
            _("{server} does not allow it: {words}").format(**here),
            remedy=_("The application needs the scopes read and write:statuses."),
        )
    elif status in (404, 410):
        found = Gone(_("{server} does not have it (any more): {words}").format(**here))
    elif status == 429:
        found = RateLimited(_("{server} asks for patience (429).").format(**here), retry_at=retry_at(heard))
    elif status in REFUSED:
        found = Rejected(_("{server} refuses it ({status}): {words}").format(**here), reason=str(status))
    elif 300 <= status < 400:
        found = ConfigError(
            _("{server} has moved ({status}).").format(**here),
            remedy=_("Write the server's own address as base_url."),
        )
    return found


def retry_at(heard: Heard) -> datetime | None:
    """When a 429 ends: Retry-After in seconds, else X-RateLimit-Reset (a date on Mastodon, seconds since 1970 on
    GoToSocial) by the server's own clock."""
    now = clock.now()
    after = heard.header("retry-after").strip()
    if after.isdigit():
        return now + min(timedelta(seconds=int(after[:9])), LONGEST_WAIT)
    reset = _instant(heard.header("x-ratelimit-reset").strip())
    if reset is None:
        return None
    left = reset - (_http_date(heard.header("date")) or now)
    return now + min(max(left, timedelta(0)), LONGEST_WAIT)


def _instant(value: str) -> datetime | None:
    try:
        if value.isdigit():
            return datetime.fromtimestamp(int(value), UTC)
        found = datetime.fromisoformat(value)
        return found if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _http_date(value: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(value)
    except (ValueError, TypeError, OverflowError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _unreachable(server: str) -> Transient:
    said = _("{server} cannot be reached.").format(server=_told(server))
    return Transient(said, remedy=_("It is tried again by itself; if it lasts, check base_url and the network."))


def _ailing(server: str, status: int) -> Transient:
    said = _("{server} is out of order ({status}).").format(server=_told(server), status=status)
    return Transient(said, remedy=_("It is tried again by itself."))


def _words(error: Exception) -> str:
    """The server's own words: the library gives them last, after status and reason."""
    said = error.args[-1] if len(error.args) == 4 else ""
    return plain(str(said or ""), limit=200, newlines=False).strip() or _("no reason given")


def _told(server: str) -> str:
    return plain(server.split("://", 1)[-1], limit=100, newlines=False)
