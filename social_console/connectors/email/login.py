"""The whole login with a device code, for whoever has a screen to show the code on."""

from __future__ import annotations

from collections.abc import Callable

from social_console import clock
from social_console.connectors.email.oauth import DeviceCode, Provider
from social_console.connectors.email.settings import EmailSettings
from social_console.connectors.email.tokens import Tokens, log_in_again
from social_console.errors import AuthError, Transient
from social_console.i18n import gettext as _


def log_in(
    settings: EmailSettings,
    *,
    keep: Callable[[Tokens], str],
    tell: Callable[[str, str, int], None],
    pause: Callable[[float], object],
) -> str:
    """Ask for a code, `tell(address, code, minutes)` it, `pause(seconds)` between questions, `keep` the tokens.

    Returns what `keep` returned: where they are. Raises `AuthError` if the person refuses or takes too long.
    """
    provider = Provider.of(settings)
    code = provider.begin()
    tell(code.address, code.user_code, max(round((code.expires - clock.now()).total_seconds() / 60), 1))
    waited = 0.0
    allowed = (code.expires - clock.now()).total_seconds()
    while waited < allowed:
        pause(code.interval)
        waited += code.interval
        answer = _asked(provider, code)
        if isinstance(answer, Tokens):
            return keep(answer)
        code = answer
    raise AuthError(_("Nobody typed the code in time."), remedy=log_in_again())


def _asked(provider: Provider, code: DeviceCode) -> Tokens | DeviceCode:
    """A network that fails for a moment ends no login (RFC 8628, 3.5)."""
    try:
        return provider.poll(code)
    except Transient:
        return code
