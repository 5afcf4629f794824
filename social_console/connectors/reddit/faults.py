"""What goes wrong with Reddit, as the contract's errors, each with what to do."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

import requests
from praw.exceptions import PRAWException, RedditAPIException
from prawcore import exceptions as core
from urllib3 import exceptions as wire

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

TAKE_A_BREAK = re.compile(r"(\d+) (millisecond|second|minute|hour)s?")
UNITS = {
    "millisecond": timedelta(milliseconds=1),
    "second": timedelta(seconds=1),
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
}
GONE = {"DELETED_COMMENT", "DELETED_LINK", "DELETED_THING", "NO_THING_ID"}
DOUBTFUL = {"SOMETHING_IS_BROKEN", "SERVER_ERROR", "INTERNAL_SERVER_ERROR"}
FORBIDDEN = {"SUBREDDIT_NOTALLOWED", "USER_BLOCKED", "USER_BLOCKED_MESSAGE", "BANNED_FROM_SUBREDDIT", "NOT_WHITELISTED"}


def told(text: object) -> str:
    """Reddit's own words, fit to be shown: one short line."""
    return plain(str(text), limit=200, newlines=False).strip()


@contextmanager
def reading() -> Iterator[None]:
    """Whatever fails inside changes nothing there: the error says when to try again, or what a person must do."""
    try:
        yield
    except ConnectorError:
        raise
    except Exception as error:
        raise of_reading(error) from error


@contextmanager
def posting() -> Iterator[None]:
    """Inside, a post is under way: what is not certainly no post is an `UnknownOutcome`."""
    try:
        yield
    except ConnectorError:
        raise
    except Exception as error:
        raise of_posting(error) from error


def of_reading(error: Exception) -> ConnectorError:
    """The contract's word for what prawcore, praw or the network raised."""
    if isinstance(error, ConnectorError):
        return error
    if isinstance(error, core.RequestException):
        return _network(error.original_exception)
    if isinstance(error, RedditAPIException):
        return said_no([[one.error_type, one.message, one.field] for one in error.items])
    for kind, meaning in _MEANINGS.items():
        if isinstance(error, kind):
            return meaning(error)
    return nonsense()


def of_posting(error: Exception) -> ConnectorError:
    """Certain are only refusals that Reddit spoke itself, and that there never was a connection."""
    meant = of_reading(error)
    certain = isinstance(error, RedditAPIException | core.OAuthException)
    if isinstance(error, core.ResponseException):
        certain = 400 <= error.response.status_code < 500 and error.response.status_code not in (408, 409)
    if isinstance(error, core.RequestException):
        certain = _never_connected(error.original_exception)
    if certain:
        return meant
    return UnknownOutcome(
        _("Reddit did not say whether it took the answer: {error}").format(error=meant.message),
        remedy=_("It is looked up there before anything is sent again."),
    )


def said_no(errors: Sequence[Sequence[object]]) -> ConnectorError:
    """Reddit's own errors in an answer: [type, message, field] each."""
    first = [*(errors[0] if errors and isinstance(errors[0], list | tuple) else errors), "", ""]
    kind, message = str(first[0]).upper(), told(first[1] or first[0])
    if kind == "RATELIMIT":
        return RateLimited(_("Reddit asks for patience: {answer}").format(answer=message), retry_at=_break(message))
    if kind in GONE:
        return Gone(_("What was to be answered is gone: {answer}").format(answer=message))
    if kind in FORBIDDEN:
        return PermissionDenied(_("Reddit does not let us answer here: {answer}").format(answer=message))
    if kind in DOUBTFUL:
        return UnknownOutcome(_("Reddit did not say whether it took the answer: {error}").format(error=message))
    return Rejected(_("Reddit refuses the answer: {answer}").format(answer=message), reason=kind.lower())


def rate_limited(headers: Mapping[str, str]) -> RateLimited:
    """429, or the window that is used up; Retry-After counts seconds or names a date."""
    at = _retry_at(headers.get("retry-after")) or _retry_at(headers.get("x-ratelimit-reset"))
    return RateLimited(_("Reddit asks for patience."), retry_at=at)


def nonsense() -> Transient:
    """An answer that nothing can be made of."""
    return Transient(_("Reddit gave an answer that makes no sense."), remedy=_again())


def too_slow() -> requests.ReadTimeout:
    """The answer did not end in time, or would not end."""
    return requests.ReadTimeout("the answer did not end in time")


def token_refused(answer: str = "") -> AuthError:
    """Neither the application nor the user is known by these secrets."""
    return AuthError(
        _("Reddit refuses the login: {answer}").format(answer=told(answer))
        if answer
        else _("Reddit refuses the login."),
        remedy=_("Check client_id, client_secret and refresh_token or password (docs/channels/reddit.md)."),
    )


def _network(error: Exception) -> ConnectorError:
    if isinstance(error, ConnectorError):
        return error
    if isinstance(error, requests.exceptions.SSLError):
        return ConfigError(
            _("The certificate of Reddit's server is not valid."),
            remedy=_("Check oauth_url, reddit_url and this machine's proxy."),
        )
    if isinstance(error, requests.exceptions.Timeout | wire.TimeoutError):
        return Transient(_("Reddit did not answer in time."), remedy=_again())
    if isinstance(error, requests.exceptions.RequestException | wire.HTTPError | OSError):
        return Transient(_("Reddit cannot be reached: {kind}.").format(kind=type(error).__name__), remedy=_again())
    return nonsense()


def _never_connected(error: Exception) -> bool:
    if isinstance(error, requests.exceptions.ConnectTimeout):
        return True
    inner = error.args[0] if error.args else None
    return isinstance(getattr(inner, "reason", None), wire.NewConnectionError)


def _of_status(error: core.ResponseException) -> ConnectorError:
    """What prawcore has no class of its own for; also what the token's address answers."""
    status = error.response.status_code
    if status in (400, 401) and "/access_token" in (error.response.url or ""):
        return token_refused()
    if status == 429:
        return rate_limited(error.response.headers)
    if status == 402:
        return QuotaExhausted(
            _("Reddit wants to be paid first (402)."), remedy=_("See what the application's contract with Reddit says.")
        )
    if status in (401, 403):
        return _forbidden(error)
    return Transient(_("Reddit answered with status {status}.").format(status=status), remedy=_again())


def _forbidden(error: core.ResponseException) -> PermissionDenied:
    if "login" in error.response.text[:20_000].casefold() and "blocked" in error.response.text[:20_000].casefold():
        return PermissionDenied(
            _("Reddit blocks this machine or this application."),
            remedy=_("Since November 2025 applications need Reddit's approval: see docs/channels/reddit.md."),
        )
    return PermissionDenied(
        _("Reddit does not let us see or do this."),
        remedy=_("The subreddit may be private, or the account banned there."),
    )


def _insufficient(_error: Exception) -> PermissionDenied:
    return PermissionDenied(
        _("The token lacks a scope for this."),
        remedy=_("`social-console connectors check` names the missing ones; authorise the application again."),
    )


def _redirect(error: core.ResponseException) -> PermissionDenied:
    path = told(getattr(error, "path", ""))
    return PermissionDenied(
        _("Reddit sends us elsewhere instead of answering: {path}").format(path=path),
        remedy=_("What leads to /login is closed to this application; private messages are, since they became chats."),
    )


def _of_oauth(error: core.OAuthException) -> ConnectorError:
    return token_refused(error.error)


def _break(message: str) -> datetime | None:
    match = TAKE_A_BREAK.search(message)
    return clock.now() + int(match[1]) * UNITS[match[2]] + timedelta(seconds=1) if match else None


def _retry_at(value: str | None) -> datetime | None:
    if not value:
        return None
    try:
        return clock.now() + timedelta(seconds=max(float(value), 1.0))
    except (ValueError, OverflowError):
        pass
    try:
        at = parsedate_to_datetime(value)
    except ValueError:
        return None
    return at if at.tzinfo else None


def _again() -> str:
    return _("It is tried again by itself.")


_MEANINGS: Mapping[type[Exception], Callable[..., ConnectorError]] = {
    core.OAuthException: _of_oauth,
    core.InvalidToken: lambda error: token_refused(),
    core.InsufficientScope: _insufficient,
    core.Forbidden: _forbidden,
    core.UnavailableForLegalReasons: _forbidden,
    core.NotFound: lambda error: Gone(_("Reddit knows nothing there.")),
    core.Redirect: _redirect,
    core.BadJSON: lambda error: nonsense(),
    core.TooLarge: lambda error: Rejected(_("Reddit takes nothing that long."), reason="too-long"),
    core.URITooLong: lambda error: ConfigError(_("A search is too long for Reddit."), remedy=_("Shorten queries.")),
    core.ServerError: lambda error: Transient(
        _("Reddit is out of order (status {status}).").format(status=error.response.status_code), remedy=_again()
    ),
    core.BadRequest: lambda error: Rejected(_("Reddit does not understand the request."), reason="bad-request"),
    core.SpecialError: lambda error: Rejected(
        _("Reddit refuses the answer: {answer}").format(answer=told(error.message))
    ),
    core.ResponseException: _of_status,
    PRAWException: lambda error: nonsense(),
}
