"""PRAW without its habits: it asks once, never waits, never looks for updates, and gives up in time.

Left alone, prawcore sends a POST three times against a 503 or a cut connection, and sleeps between requests. Here
every request is one request; a window that is used up is an error at once. Answers are taken as JSON: PRAW's objects
fetch by themselves whatever attribute an answer lacks.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import praw
import requests
from praw.endpoints import API_PATH
from prawcore.exceptions import InvalidToken, RequestException
from prawcore.rate_limit import RateLimiter
from prawcore.requestor import Requestor
from prawcore.sessions import RetryStrategy

from social_console import clock
from social_console.connectors.reddit import faults
from social_console.connectors.reddit.settings import RedditSettings
from social_console.errors import AuthError, ConfigError, RateLimited, Transient
from social_console.i18n import gettext as _
from social_console.model import Json

PATHS: Mapping[str, str] = API_PATH
CHUNK = 65_536


class Once(RetryStrategy):
    """No request is made again."""

    def _sleep_seconds(self) -> float | None:
        return None

    def consume_available_retry(self) -> RetryStrategy:
        """There are none."""
        return self

    def should_retry_on_failure(self) -> bool:
        """Never."""
        return False


class Window(RateLimiter):
    """Knows how many requests are left, and refuses at once what would have to wait."""

    closed_until: datetime | None = None

    def delay(self) -> None:
        """Raises `RateLimited` where prawcore would sleep until the window's end."""
        if self.closed_until is not None and clock.now() < self.closed_until:
            raise RateLimited(_("Reddit asks for patience."), retry_at=self.closed_until)

    def update(self, *, response_headers: Mapping[str, str]) -> None:
        """From Reddit's headers, where they are there and make sense."""
        try:
            self.remaining = int(float(response_headers["x-ratelimit-remaining"]))
            reset = int(float(response_headers["x-ratelimit-reset"]))
        except (KeyError, ValueError, OverflowError):
            return
        self.closed_until = clock.now() + timedelta(seconds=max(reset, 1)) if self.remaining <= 0 else None


class Bounded(Requestor):
    """One request over HTTP: never redirected, with an end in time and in size; 429 becomes an error here."""

    settings: RedditSettings

    def request(self, *args: Any, timeout: float | None = None, **kwargs: Any) -> requests.Response:
        """`timeout` is what PRAW would have; ours stand in the settings."""
        kwargs["allow_redirects"] = False
        response = super().request(*args, timeout=self.settings.timeout, stream=True, **kwargs)
        if response.status_code == 429:
            response.close()
            raise faults.rate_limited(response.headers)
        if response.status_code == 401:  # prawcore stumbles over one that does not say why
            response.headers.setdefault("www-authenticate", 'Bearer realm="reddit", error="invalid_token"')
        try:
            response._content = self._body(response)
        except Exception as error:
            response.close()
            raise RequestException(error, args, {}) from None
        if (kwargs.get("headers") or {}).get("Connection") == "close":
            self.close()  # prawcore says so for tokens; the pool would try that connection again
        return response

    def _body(self, response: requests.Response) -> bytes:
        end, body = time.monotonic() + self.settings.deadline, bytearray()
        while chunk := response.raw.read1(CHUNK, decode_content=True):
            body += chunk
            if len(body) > self.settings.max_bytes or time.monotonic() > end:
                raise faults.too_slow()
        if not response.raw.isclosed() and response.raw.length_remaining:
            raise requests.exceptions.ChunkedEncodingError("the answer was cut off")
        return bytes(body)


class Client:
    """One user's door to Reddit."""

    def __init__(self, settings: RedditSettings, handle: str) -> None:
        self._settings = settings
        self._handle = handle
        self._http = requests.Session()
        self._http.auth = _as_it_is  # a .netrc shall not replace the token
        self._reddit = self._made()
        self._session: Any = vars(self._reddit)["_core"]
        self._session._retry_strategy_class = Once
        self._window: Window = Window(window_size=600)
        self._session._rate_limiter = self._window
        self._proved: bool = False

    def get(self, path: str, **params: str | int) -> Json:
        """One GET, as JSON."""
        with faults.reading():
            return self._request(method="GET", path=path, params=params)

    def post(self, path: str, **data: str) -> Json:
        """One POST whose repetition would do no harm."""
        with faults.reading():
            return self._request(method="POST", path=path, data=data)

    def post_once(self, path: str, **data: str) -> Json:
        """One POST that may not be made twice: every doubt is an `UnknownOutcome`."""
        self.log_in()
        self._http.close()  # a connection that has idled may be half dead, which would be a doubt
        with faults.posting():
            return self._request(method="POST", path=path, data=data)

    def log_in(self) -> None:
        """A token that is good for a while. Fails before anything was posted."""
        with faults.reading():
            authorizer = self._session.authorizer
            if not authorizer.is_valid():
                authorizer.refresh()

    @property
    def scopes(self) -> frozenset[str]:
        """What the token may do; `*`: everything."""
        return frozenset(self._session.authorizer.scopes or ())

    @property
    def remaining(self) -> int | None:
        """Requests left in this window, where Reddit has said."""
        return self._window.remaining

    def close(self) -> None:
        """The connections."""
        self._http.close()

    def _request(self, **request: Any) -> Json:
        try:
            answer = self._reddit.request(**request)
        except InvalidToken as error:
            if not self._proved:
                raise faults.token_refused() from error
            self._proved = False  # prawcore has forgotten the token; the next request asks for another
            raise Transient(_("Reddit's token has ended; a new one is asked for.")) from error
        self._proved = True
        return answer

    def _made(self) -> praw.Reddit:
        told = self._settings
        secret, password = _value(told.client_secret), _value(told.password)
        token = _value(told.refresh_token)
        if not told.client_id:
            raise ConfigError(_("A Reddit account needs a client_id."), remedy=_("See docs/channels/reddit.md."))
        if not token and not (secret and password):
            raise AuthError(
                _("There is neither a refresh_token nor a client_secret with a password for this account."),
                remedy=_("See docs/channels/reddit.md."),
            )
        kind = type("BoundedBySettings", (Bounded,), {"settings": told})
        return praw.Reddit(
            site_name="DEFAULT",
            requestor_class=kind,
            requestor_kwargs={"session": self._http},
            client_id=told.client_id,
            client_secret=secret,
            refresh_token=token,
            username=None if token else self._handle,
            password=None if token else password,
            redirect_uri=None,
            user_agent=told.user_agent or f"linux:social-console:1 (by /u/{self._handle})",
            oauth_url=told.oauth_url,
            reddit_url=told.reddit_url,
            check_for_updates=False,
            check_for_async=False,
            ratelimit_seconds=-1,
        )


def _as_it_is(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request


def _value(secret: Any) -> str | None:
    return (secret.get_secret_value() or None) if secret is not None else None
