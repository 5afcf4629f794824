"""What goes wrong with X, as the contract's errors, each with what to do.

The same answer means different things to a read, which changed nothing, and to a post, which may have been made:
`reading` and `sending` say which is meant.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from social_console import clock
from social_console.errors import (
    AuthError,
    ConfigError,
    ConnectorError,
    CursorExpired,
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

if TYPE_CHECKING:
    import requests

DUPLICATE = "duplicate"


class BadQuestion(ConfigError):
    """X does not understand what it was asked (400)."""


@contextmanager
def reading() -> Iterator[None]:
    """Whatever happens inside, as a `ConnectorError`; nothing was changed over there."""
    try:
        yield
    except ConnectorError:
        raise
    except Exception as error:  # the library raises AttributeError, ValueError and others on odd answers
        raise _of_reading(error) from error


@contextmanager
def sending() -> Iterator[None]:
    """The same around a post: only what is certain is certain."""
    try:
        yield
    except ConnectorError:
        raise
    except Exception as error:  # as above; here any doubt counts
        raise _of_sending(error) from error


def _of_reading(error: Exception) -> ConnectorError:
    response = _response(error)
    if response is None:
        return _network(error)
    common = _common(response)
    if common is not None:
        return common
    said, status = told(response), response.status_code
    if status == 400:
        return BadQuestion(
            _("X does not understand the request: {said}").format(said=said),
            remedy=_("Check the queries in social-console.toml, in X's query language."),
        )
    if status == 403:
        return PermissionDenied(_("X does not permit this: {said}").format(said=said))
    if status == 404:
        return Gone(_("X does not have it: {said}").format(said=said))
    return Transient(_("X answered {status}: {said}").format(status=status, said=said), remedy=again())


def _of_sending(error: Exception) -> ConnectorError:
    response = _response(error)
    if response is None:
        return _network(error) if _never_left(error) else in_doubt(error)
    common = _common(response)
    if common is not None:
        return common
    status = response.status_code
    if status == 403:
        return _refused(told(response))
    if status == 404:
        return Gone(_("What this answers is no longer on X."))
    if 400 <= status < 500 and status != 408:
        return Rejected(_("X refuses this post: {said}").format(said=told(response)), reason=f"http-{status}")
    return in_doubt(error)


def again() -> str:
    """What to do about what passes."""
    return _("It is tried again by itself; if it lasts, look at X's status page.")


def in_doubt(error: object) -> UnknownOutcome:
    """The post may have been made."""
    return UnknownOutcome(
        _("X did not say whether the post was made ({kind}).").format(kind=type(error).__name__),
        remedy=_("The account's own posts are looked through by themselves in a while."),
    )


def _response(error: Exception) -> requests.Response | None:
    import tweepy

    return error.response if isinstance(error, tweepy.HTTPException) else None


def _common(response: requests.Response) -> ConnectorError | None:
    """What means the same to a read and to a post: it certainly was not done."""
    said, status = told(response), response.status_code
    if status == 401:
        return AuthError(
            _("X refuses the keys of this account: {said}").format(said=said),
            remedy=_("Make new keys in the developer console, then run: social-console connectors check"),
        )
    if status == 402:
        return QuotaExhausted(
            _("X wants to be paid first: {said}").format(said=said),
            remedy=_("Buy credits in the developer console; reading goes on by itself."),
        )
    if status == 429:
        return _too_many(response, said)
    return _closed_to_the_app(said) if status == 403 else None


def _closed_to_the_app(said: str) -> AuthError | None:
    """A 403 that meets whatever the account does."""
    low = said.casefold()
    if "oauth1 app permissions" in low or "client-not-enrolled" in low or "appropriate level of api access" in low:
        return AuthError(
            _("The app may not do this: {said}").format(said=said),
            remedy=_("Set the app to “Read and write” in the developer console, then make a new access token."),
        )
    if "locked" in low or "suspended" in low:
        return AuthError(
            _("The account is locked or suspended: {said}").format(said=said),
            remedy=_("Log in at x.com with this account and do what it asks."),
        )
    return None


def _too_many(response: requests.Response, said: str) -> ConnectorError:
    if "usage" in said.casefold() and "cap" in said.casefold():
        return QuotaExhausted(
            _("The month's reads on X are used up: {said}").format(said=said), until=next_month(clock.now())
        )
    return RateLimited(_("X asks for patience: {said}").format(said=said), retry_at=_reset(response.headers))


def _reset(headers: Mapping[str, str]) -> datetime | None:
    """When the limit that was met is over: the day's, where the day's is the one, else the quarter of an hour's."""
    for kind in ("x-user-limit-24hour", "x-app-limit-24hour"):
        if headers.get(f"{kind}-remaining") == "0":
            return _instant(headers.get(f"{kind}-reset"))
    return _instant(headers.get("x-rate-limit-reset"))


def _instant(seconds: str | None) -> datetime | None:
    try:
        return datetime.fromtimestamp(int(seconds or ""), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def next_month(now: datetime) -> datetime:
    """The first instant of the next calendar month, in UTC, by which X counts."""
    year, month = (now.year + 1, 1) if now.month == 12 else (now.year, now.month + 1)
    return datetime(year, month, 1, tzinfo=UTC)


def _refused(said: str) -> ConnectorError:
    """Which of its reasons to refuse a post X means: it tells them by words, not by codes."""
    low = said.casefold()
    if "duplicate" in low:
        return Rejected(
            _("X has this very text from us already."),
            reason=DUPLICATE,
            remedy=_("Change the wording."),
        )
    if "not been mentioned" in low or "not allowed" in low or "engaged by the author" in low:
        return not_summoned("")
    if "deleted or not visible" in low:
        return Gone(_("What this answers is no longer on X, or not for us."))
    if "too long" in low:
        return Rejected(_("The reply is too long for X."), reason="too-long", remedy=_("Shorten it."))
    return PermissionDenied(_("X does not permit this reply: {said}").format(said=said))


def not_summoned(url: str) -> PermissionDenied:
    """The platform takes replies only to whoever mentions or quotes us."""
    where = _("Answer by hand: {url}").format(url=url) if url else _("Answer by hand at x.com.")
    return PermissionDenied(
        _("X takes replies by program only to posts that mention or quote us."),
        remedy=where + " " + _("The answer is picked up from the account's own posts."),
    )


def told(response: requests.Response) -> str:
    """X's own words, fit to be shown: one short line, whatever the answer holds."""
    try:
        body: Any = response.json()
    except ValueError:
        body = None
    words = _words(body) if isinstance(body, dict) else []
    return plain(" · ".join(words) or f"HTTP {response.status_code}", limit=300, newlines=False).strip()


def _words(body: Mapping[str, Any]) -> list[str]:
    listed = body.get("errors")
    parts = [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
    found = [
        str(part[key]) for part in (body, *parts) for key in ("title", "detail", "message", "reason") if part.get(key)
    ]
    return list(dict.fromkeys(found))[:4]


def _network(error: Exception) -> Transient:
    """No answer, half an answer, or one that makes no sense."""
    import requests

    if isinstance(error, requests.exceptions.Timeout):
        said = _("X did not answer in time.")
    elif isinstance(error, requests.exceptions.ConnectionError) and _never_left(error):
        said = _("X cannot be reached.")
    elif isinstance(error, requests.exceptions.InvalidJSONError):
        said = _("X gave an answer that makes no sense.")
    elif isinstance(error, requests.exceptions.RequestException):
        said = _("The connection to X broke off.")
    else:
        said = _("X gave an answer that makes no sense.")
    return Transient(said, remedy=again())


def _never_left(error: Exception) -> bool:
    """Whether no connection came about, so that nothing can have been asked."""
    import requests
    from urllib3.exceptions import MaxRetryError, NewConnectionError

    if isinstance(error, requests.exceptions.ConnectTimeout | requests.exceptions.InvalidURL):
        return True
    reason = error.args[0] if error.args else None
    return isinstance(reason, MaxRetryError) and isinstance(reason.reason, NewConnectionError)


def lost_place(error: BadQuestion) -> CursorExpired:
    """A page token or a position that X does not know any more."""
    return CursorExpired(_("X does not know the stored position any more: {said}").format(said=error.message))
