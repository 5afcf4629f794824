"""Calls of one server, logged in. Errors are the contract's; nothing is tried twice but what a stale token refused."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import httpx
from atproto_client.request import Request, Response

from social_console.connectors.bluesky import faults
from social_console.connectors.bluesky.session import Keeper, Session
from social_console.connectors.bluesky.settings import BlueskySettings
from social_console.errors import AuthError, ConfigError, Rejected, Transient
from social_console.i18n import gettext as _

Answer = Mapping[str, Any]
_LOGIN = "com.atproto.server.createSession"
_RENEW = "com.atproto.server.refreshSession"


class Service:
    """The account's server. One at a time may renew the session."""

    def __init__(self, settings: BlueskySettings, handle: str) -> None:
        self._settings = settings
        self._handle = handle.strip().lstrip("@").lower()
        self._request = Request(timeout=settings.timeout, event_hooks={"response": [_stay_here, self._read]})
        self._keeper = Keeper(
            settings.session_file.expanduser() if settings.session_file else None, f"{settings.service} {self._handle}"
        )
        self._session: Session | None = None
        self._lock = threading.RLock()
        self.limits: Mapping[str, str] = {}
        """What the last answer said of the rate limits (`ratelimit-…`)."""

    @property
    def did(self) -> str:
        """Our own name; logs in where nobody has yet."""
        return self._now().did

    @property
    def handle(self) -> str:
        """As the server knows us."""
        return self._now().handle

    @property
    def token(self) -> str:
        """The present access token."""
        return self._now().access

    def query(self, method: str, **params: Any) -> Answer:
        """A question; what is None is left out."""
        return self._authorised(method, {name: one for name, one in params.items() if one is not None}, None, False)

    def call(self, method: str, body: Mapping[str, Any], *, making: bool = False) -> Answer:
        """A deed. `making`: where its outcome is not certain, `UnknownOutcome`."""
        return self._authorised(method, {}, body, making)

    def did_of(self, handle: str) -> str | None:
        """Whose handle it is; None: nobody's."""
        try:
            answer = self.query("com.atproto.identity.resolveHandle", handle=handle)
        except Rejected:
            return None
        return str(answer.get("did") or "") or None

    def log_in(self) -> Session:
        """Anew, with the password."""
        if self._settings.password is None:
            raise ConfigError(
                _("There is no app password for {handle}.").format(handle=self._handle),
                remedy=_("Keep it where the other secrets are: SOCIAL_CONSOLE_<ACCOUNT>_PASSWORD."),
            )
        told = {"identifier": self._handle, "password": self._settings.password.get_secret_value()}
        return self._keep(self._ask(_LOGIN, {}, told, None))

    def close(self) -> None:
        """The connections; the session stays good."""
        self._request.close()

    def _authorised(
        self, method: str, params: Mapping[str, Any], body: Mapping[str, Any] | None, making: bool
    ) -> Answer:
        session = self._now()
        try:
            return self._ask(method, params, body, session.access, making)
        except faults.StaleSession:  # refused before anything was done: the same again, with a good token
            return self._ask(method, params, body, self._renewed(session).access, making)

    def _now(self) -> Session:
        with self._lock:
            if self._session is None:
                self._session = self._keeper.load() or self.log_in()
            return self._session

    def _renewed(self, stale: Session) -> Session:
        """Another run may have renewed it already; else with the refresh token; else with the password."""
        with self._lock:
            if self._session is not None and self._session.access != stale.access:
                return self._session
            kept = self._keeper.load()
            if kept is not None and kept.access != stale.access:
                self._session = kept
                return kept
            try:
                return self._keep(self._ask(_RENEW, {}, None, stale.refresh, post=True))
            except (AuthError, Rejected):
                return self.log_in()

    def _keep(self, answer: Answer) -> Session:
        try:
            session = Session(
                did=str(answer["did"]),
                handle=str(answer["handle"]),
                access=str(answer["accessJwt"]),
                refresh=str(answer["refreshJwt"]),
            )
        except KeyError:
            raise faults.malformed() from None
        if answer.get("active") is False:
            raise AuthError(_("The account {handle} is not active at Bluesky.").format(handle=session.handle))
        self._session = session
        self._keeper.save(session)
        return session

    def _ask(
        self,
        method: str,
        params: Mapping[str, Any],
        body: Mapping[str, Any] | None,
        token: str | None,
        making: bool = False,
        *,
        post: bool = False,
    ) -> Answer:
        url = f"{self._settings.service}/xrpc/{method}"
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        try:
            if body is not None or post:
                answer = self._request.post(url, headers=headers, **({"json": body} if body is not None else {}))
            else:
                answer = self._request.get(url, headers=headers, params=dict(params))
        except Exception as error:  # the library's, its transport's, or of what was not JSON
            raise _fault(error, making) from error
        return self._content(answer, making)

    def _read(self, response: httpx.Response) -> None:
        """The whole answer, with an end in time and in size: a time-out alone counts from each byte to the next."""
        end, body = time.monotonic() + self._settings.deadline, bytearray()
        for chunk in response.iter_bytes():
            body += chunk
            if len(body) > self._settings.max_bytes or time.monotonic() > end:
                response.close()
                raise httpx.ReadTimeout("the answer did not end in time", request=response.request)
        response._content = bytes(body)

    def _content(self, answer: Response, making: bool) -> Answer:
        self.limits = {name: value for name, value in answer.headers.items() if name.startswith("ratelimit-")}
        if isinstance(answer.content, dict):
            return answer.content
        if not answer.content:
            return {}
        raise faults.malformed(making=making)


def _fault(error: Exception, making: bool) -> Exception:
    if isinstance(error, ValueError) and not isinstance(error, httpx.InvalidURL):
        return faults.malformed(making=making)
    return faults.of(error, making=making)


def _stay_here(response: httpx.Response) -> None:
    """A password is not handed on to wherever a server points."""
    if response.is_redirect:
        host = urlsplit(str(response.url)).hostname
        raise Transient(
            _("{host} sends us elsewhere, where we do not follow.").format(host=host),
            remedy=_("Check `service` in social-console.toml."),
        )
