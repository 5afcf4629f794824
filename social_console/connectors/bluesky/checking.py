"""Who am I, what may I do, how often: for `connectors check` and `doctor`."""

from __future__ import annotations

import base64
import json

from social_console.connectors.base import CheckResult
from social_console.connectors.bluesky.service import Service
from social_console.i18n import gettext as _

APP_PASSWORD = ("com.atproto.appPass", "com.atproto.appPassPrivileged")


def check(service: Service, handle: str, *, keeps_session: bool) -> CheckResult:
    """One page is read, which proves that the session is good."""
    service.query("app.bsky.notification.listNotifications", priority="false", limit=1)
    scope = _scope(service.token)
    notes = []
    if service.handle.lower() != handle.strip().lstrip("@").lower():
        notes.append(
            _("The account's handle is {handle} now: change it in social-console.toml.").format(handle=service.handle)
        )
    if scope and scope not in APP_PASSWORD:
        notes.append(_("This is the account's own password: an app password can be taken back, and does less harm."))
    if not keeps_session:
        notes.append(_("Each run logs in anew, which Bluesky allows 300 times a day: name a session_file."))
    if left := service.limits.get("ratelimit-remaining"):
        limit = service.limits.get("ratelimit-limit", "?")
        notes.append(_("{left} of {limit} requests are left in this period.").format(left=left, limit=limit))
    scopes = tuple(filter(None, ("read", "post", scope)))
    return CheckResult(ok=True, identity=f"{service.handle} ({service.did})", scopes=scopes, notes=tuple(notes))


def _scope(token: str) -> str:
    """What the server wrote into the token for itself; another server's may not be readable."""
    try:
        body = token.split(".")[1]
        return str(json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))).get("scope") or "")
    except (ValueError, IndexError, AttributeError):
        return ""
