"""Who am I, which scopes has the token, how many requests are left."""

from __future__ import annotations

from social_console.connectors.base import CheckResult
from social_console.connectors.reddit import faults
from social_console.connectors.reddit.client import PATHS, Client
from social_console.connectors.reddit.settings import RedditSettings
from social_console.errors import ConfigError
from social_console.i18n import gettext as _

SCOPES = ("identity", "read", "privatemessages", "history", "submit", "edit")
"""Who we are; posts and comments; the inbox; what we wrote; to answer; to take an answer back."""


def check(client: Client, handle: str, settings: RedditSettings) -> CheckResult:
    """Raises what a refused login raises; what is merely wanting is a note."""
    found = who(client)
    notes = []
    if not found:
        notes.append(_("The token belongs to an application, not to a user: nothing of the inbox can be read."))
    elif found.casefold() != handle.casefold():
        notes.append(_("The token belongs to u/{found}, not to u/{handle}.").format(found=found, handle=handle))
    ok = not notes
    scopes = client.scopes
    missing = [scope for scope in SCOPES if scope not in scopes and "*" not in scopes]
    if missing:
        notes.append(_("The token lacks these scopes: {scopes}.").format(scopes=", ".join(missing)))
    if client.remaining is not None:
        notes.append(_("{n} requests are left in this window.").format(n=client.remaining))
    if settings.messages:
        client.get(PATHS["messages"], limit=1)
    return CheckResult(
        ok=ok and not missing, identity=f"u/{found}" if found else "", scopes=tuple(sorted(scopes)), notes=tuple(notes)
    )


def who(client: Client) -> str:
    """The user's name; empty for a token without a user."""
    answer = client.get(PATHS["me"])
    return faults.told(answer.get("name") or "") if isinstance(answer, dict) else ""


def require_identity(client: Client, handle: str) -> None:
    """Raises `ConfigError` where the token is somebody else's."""
    found = who(client)
    if found.casefold() != handle.casefold():
        message = _("The token belongs to u/{found}, not to u/{handle}.").format(found=found, handle=handle)
        raise ConfigError(message, remedy=_("Authorise the application as u/{handle}.").format(handle=handle))
