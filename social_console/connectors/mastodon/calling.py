"""One conversation with a server through Mastodon.py: nothing waits, nothing is tried twice, every answer ends."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import requests
from mastodon import Mastodon

from social_console.connectors.mastodon import faults
from social_console.connectors.mastodon.settings import MastodonSettings
from social_console.errors import AuthError, ConnectorError, UnknownOutcome
from social_console.i18n import gettext as _

T = TypeVar("T")
CHUNK = 65_536
_CONNECTING = (requests.exceptions.ConnectTimeout, requests.exceptions.InvalidURL, requests.exceptions.MissingSchema)
_UNHEARD = ("x-ratelimit-", "deprecation")
_NEVER_SENT = ("NewConnectionError", "NameResolutionError", "ConnectTimeoutError", "SSLError", "ProxyError")


class Session(requests.Session):
    """Remembers what the server last answered: the library's own errors do not tell it for sure."""

    def __init__(self, settings: MastodonSettings) -> None:
        super().__init__()
        self._settings = settings
        self.heard = faults.Heard()

    def request(self, method: Any, url: Any, **how: Any) -> requests.Response:  # type: ignore[override]
        """As `requests` does, with an end to every answer; a post is never carried on to another address."""
        self.heard = faults.Heard()
        how |= {"stream": True, "timeout": (self._settings.connect_timeout, self._settings.timeout)}
        if str(method).upper() not in ("GET", "HEAD"):
            how["allow_redirects"] = False
        try:
            answer = super().request(method, url, **how)
        except requests.RequestException as error:
            self.heard = faults.Heard(never_sent=_never_sent(error))
            raise
        self.heard = faults.Heard(status=answer.status_code, headers=dict(answer.headers))
        for name in [name for name in answer.headers if name.lower().startswith(_UNHEARD)]:
            del answer.headers[name]  # the library would fail on one that it cannot read, or warn on standard error
        self._read(answer)
        return answer

    def _read(self, answer: requests.Response) -> None:
        """The body, within its deadline and size."""
        end, parts, size = time.monotonic() + self._settings.deadline, [], 0
        while part := answer.raw.read1(CHUNK, decode_content=True):
            parts.append(part)
            size += len(part)
            if size > self._settings.max_bytes or time.monotonic() > end:
                answer.close()
                raise requests.exceptions.ContentDecodingError("the answer does not end")
        answer._content = b"".join(parts)  # where `requests` keeps what it has read
        answer.raw.release_conn()


class Api:
    """The server of one account."""

    def __init__(self, settings: MastodonSettings) -> None:
        self.settings = settings
        self._session = Session(settings)
        self._client = Mastodon(
            api_base_url=settings.base_url,
            ratelimit_method="throw",
            request_timeout=settings.timeout,
            session=self._session,
            user_agent=settings.user_agent,
            version_check_mode="none",
        )
        if settings.access_token is not None:  # not through the constructor, which might take it for a file's name
            self._client.access_token = settings.access_token.get_secret_value()
        self._me: Mapping[str, Any] | None = None

    def ask(self, question: Callable[[Mastodon], T], *, login: bool = True) -> T:
        """What the server answers; its faults and the network's as the contract's errors."""
        self._check_token(login)
        try:
            return question(self._client)
        except ConnectorError:
            raise
        except Exception as error:  # the library lets through whatever it meets
            raise faults.reading(error, self._session.heard, self.settings.base_url) from None

    def tell(self, order: Callable[[Mastodon], T]) -> T:
        """The same for what changes something: any doubt is `UnknownOutcome`."""
        self._check_token(True)
        try:
            return order(self._client)
        except Exception as error:
            raise faults.sending(error, self._session.heard, self.settings.base_url) from None

    def me(self) -> Mapping[str, Any]:
        """Our own account there, asked once."""
        if self._me is None:
            found = self.ask(lambda client: client.account_verify_credentials())
            if not isinstance(found, Mapping) or not found.get("id"):
                raise faults.nonsense(self.settings.base_url)
            self._me = found
        return self._me

    @property
    def my_id(self) -> str:
        """Its id."""
        return str(self.me()["id"])

    def close(self) -> None:
        """Give the connections back."""
        self._session.close()

    def _check_token(self, login: bool) -> None:
        if login and self.settings.access_token is None:
            raise AuthError(
                _("The Mastodon account has no access token."),
                remedy=_("Set its secret access_token (docs/channels/mastodon.md says where to get it)."),
            )


def doubtful() -> UnknownOutcome:
    """The server took the post, and its answer is none."""
    return UnknownOutcome(_("The server's answer does not say whether the post was made."))


def _never_sent(error: requests.RequestException) -> bool:
    """Whether the request certainly did not reach the server."""
    if isinstance(error, _CONNECTING):
        return True
    reason: object = error.args[0] if error.args else None
    reason = getattr(reason, "reason", reason)
    return type(reason).__name__ in _NEVER_SENT
