"""Logging in with a device code (RFC 8628) at Microsoft 365, Google or another provider, and refreshing.

Nothing here waits: whoever logs in shows the code, then asks `poll` every `interval` seconds.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

import httpx
from pydantic import SecretStr

from social_console import clock
from social_console.connectors.email.faults import told
from social_console.connectors.email.settings import EmailSettings
from social_console.connectors.email.tokens import Tokens, log_in_again
from social_console.errors import AuthError, ConfigError, RateLimited, Transient
from social_console.i18n import gettext as _

MICROSOFT = "https://login.microsoftonline.com/{tenant}/oauth2/v2.0/"
MICROSOFT_SCOPE = "https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send offline_access"
GOOGLE_DEVICE = "https://oauth2.googleapis.com/device/code"
GOOGLE_TOKEN = "https://oauth2.googleapis.com/token"  # noqa: S105 - an address
GOOGLE_SCOPE = "https://mail.google.com/"
DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"
SLOWER = 5
"""Seconds that `slow_down` adds (RFC 8628, 3.5)."""
LARGEST = 200_000

Fields = dict[str, str | SecretStr]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceCode:
    """What the person does: open `address`, type `user_code`. `interval` in seconds, `expires` in UTC."""

    device_code: SecretStr
    user_code: str
    address: str
    interval: int
    expires: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """One authorisation server."""

    client_id: str
    client_secret: SecretStr | None
    device_url: str
    token_url: str
    scope: str
    timeout: float

    @classmethod
    def of(cls, settings: EmailSettings) -> Provider:
        """From the settings; each address that they give outranks the provider's usual one."""
        device, token, scope = _usual(settings)
        made = cls(
            client_id=settings.oauth_client_id,
            client_secret=settings.oauth_client_secret,
            device_url=settings.oauth_device_url or device,
            token_url=settings.oauth_token_url or token,
            scope=settings.oauth_scope or scope,
            timeout=settings.timeout,
        )
        if not (made.client_id and made.device_url and made.token_url):
            raise ConfigError(
                _("The login at the provider is not set up."),
                remedy=_("Set oauth_client_id (and, for another provider, oauth_device_url and oauth_token_url)."),
            )
        return made

    def begin(self) -> DeviceCode:
        """Ask for a code. Raises `ConfigError` where the provider does not know our application."""
        answer = self._post(self.device_url, {"client_id": self.client_id, "scope": self.scope})
        if "error" in answer:
            raise ConfigError(
                _("The provider refuses the login: {error}").format(error=_reason(answer)),
                remedy=_("Check oauth_client_id, and that the application may use device codes."),
            )
        try:
            return DeviceCode(
                device_code=SecretStr(str(answer["device_code"])),
                user_code=told(answer["user_code"]),
                address=told(answer.get("verification_uri") or answer["verification_url"]),
                interval=max(int(answer.get("interval", 5)), 1),
                expires=clock.now() + timedelta(seconds=int(answer["expires_in"])),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise self._nonsense(self.device_url) from error

    def poll(self, code: DeviceCode) -> Tokens | DeviceCode:
        """The tokens, once the person has said yes; until then the code again, perhaps with a longer interval.

        Raises `AuthError` where the person said no, or took too long.
        """
        fields: Fields = {"grant_type": DEVICE_GRANT, "client_id": self.client_id, "device_code": code.device_code}
        answer = self._post(self.token_url, fields)
        error = answer.get("error")
        if error == "authorization_pending":
            return code
        if error == "slow_down":
            return replace(code, interval=code.interval + SLOWER)
        if error is not None:
            raise AuthError(
                _("The login did not succeed: {error}").format(error=_reason(answer)), remedy=log_in_again()
            )
        return self._tokens(answer, None)

    def refresh(self, tokens: Tokens) -> Tokens:
        """A new access token. Raises `AuthError` where the provider wants the person again."""
        if tokens.refresh is None:
            raise AuthError(_("The login has run out."), remedy=log_in_again())
        fields: Fields = {"grant_type": "refresh_token", "client_id": self.client_id, "refresh_token": tokens.refresh}
        answer = self._post(self.token_url, fields)
        if answer.get("error") in ("temporarily_unavailable", "server_error"):
            raise Transient(_("The provider cannot renew the login now: {error}").format(error=_reason(answer)))
        if "error" in answer:
            raise AuthError(_("The login has run out: {error}").format(error=_reason(answer)), remedy=log_in_again())
        return self._tokens(answer, tokens.refresh)

    def _tokens(self, answer: dict[str, Any], refresh: SecretStr | None) -> Tokens:
        try:
            given = answer.get("refresh_token")
            return Tokens(
                access=SecretStr(str(answer["access_token"])),
                refresh=SecretStr(str(given)) if given else refresh,
                expires=clock.now() + timedelta(seconds=int(answer.get("expires_in", 3600))),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise self._nonsense(self.token_url) from error

    def _post(self, url: str, fields: Fields) -> dict[str, Any]:
        """The JSON of the answer, be it success or one of the errors that OAuth names."""
        if self.client_secret is not None and url == self.token_url:
            fields = fields | {"client_secret": self.client_secret}
        opened = {key: one if isinstance(one, str) else one.get_secret_value() for key, one in fields.items()}
        try:
            answer = httpx.post(url, data=opened, timeout=self.timeout, headers={"Accept": "application/json"})
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise Transient(
                _("The login page {url} cannot be reached: {error}").format(url=told(url), error=type(error).__name__),
                remedy=_("It is tried again by itself; if it lasts, check this machine's network."),
            ) from None
        if answer.status_code == httpx.codes.TOO_MANY_REQUESTS:
            raise RateLimited(_("The provider asks for patience."))
        if answer.status_code >= 500:
            raise Transient(_("{url} answered {status}.").format(url=told(url), status=answer.status_code))
        return self._json(url, answer)

    def _json(self, url: str, answer: httpx.Response) -> dict[str, Any]:
        try:
            found = answer.json() if len(answer.content) <= LARGEST else None
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise self._nonsense(url)
        return found

    def _nonsense(self, url: str) -> Transient:
        return Transient(_("{url} gave an answer that makes no sense.").format(url=told(url)))


def _usual(settings: EmailSettings) -> tuple[str, str, str]:
    if settings.oauth_provider == "microsoft":
        base = MICROSOFT.format(tenant=quote(settings.oauth_tenant, safe=""))
        return base + "devicecode", base + "token", MICROSOFT_SCOPE
    if settings.oauth_provider == "google":
        return GOOGLE_DEVICE, GOOGLE_TOKEN, GOOGLE_SCOPE
    return "", "", ""


def _reason(answer: dict[str, Any]) -> str:
    return told(answer.get("error_description") or answer.get("error"))
