"""`connectors check`: who we are, what we may do, and what the server keeps from us."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from social_console.connectors.base import CheckResult
from social_console.connectors.mastodon.calling import Api
from social_console.connectors.mastodon.limits import Length
from social_console.errors import ConnectorError
from social_console.i18n import gettext as _
from social_console.text import plain

WANTED = ("read:accounts", "read:notifications", "read:statuses", "write:statuses")
KEPT_BACK = (
    "for_private_mentions",
    "for_not_following",
    "for_not_followers",
    "for_new_accounts",
    "for_limited_accounts",
)


def check(api: Api, handle: str, length: Length) -> CheckResult:
    """Log in; a handle that is not the token's is no success."""
    me = api.me()
    acct = plain(str(me.get("acct") or ""), limit=200, newlines=False)
    same = _same(handle, me, api.settings.base_url)
    scopes = _scopes(api)
    notes = [
        _("A post may have {maximum} characters; an address counts {url}.").format(
            maximum=length.maximum, url=length.url_characters
        )
    ]
    if not same:
        notes.append(_("The token belongs to @{acct}, not to {handle}.").format(acct=acct, handle=handle))
    missing = [scope for scope in WANTED if scopes and not _covers(scopes, scope)]
    if missing:
        notes.append(_("The token lacks these scopes: {scopes}.").format(scopes=", ".join(missing)))
    notes += _filtered(api)
    return CheckResult(ok=same and not missing, identity=f"@{acct}", scopes=scopes, notes=tuple(notes))


def _same(handle: str, me: Mapping[str, Any], base_url: str) -> bool:
    """`@town`, `town` and `town@server` are one; the server's name may differ from its address."""
    user, _at, server = handle.strip().lstrip("@").casefold().partition("@")
    if user != str(me.get("username") or me.get("acct") or "").casefold():
        return False
    hosts = f"{me.get('url') or ''} {base_url}".casefold()
    return not server or server.split(":")[0] in hosts or server.split(".", 1)[-1] in hosts


def _scopes(api: Api) -> tuple[str, ...]:
    """As the server lists them (Mastodon from 4.3); none where it does not."""
    with suppress(ConnectorError):
        found: Any = api.ask(lambda client: client.app_verify_credentials())
        scopes = found.get("scopes") if isinstance(found, Mapping) else None
        return tuple(str(one) for one in scopes or ())
    return ()


def _covers(scopes: tuple[str, ...], wanted: str) -> bool:
    return wanted in scopes or wanted.partition(":")[0] in scopes


def _filtered(api: Api) -> list[str]:
    """Since 4.3 a server may keep back what strangers write: it then reaches no application."""
    with suppress(ConnectorError):
        policy: Any = api.ask(lambda client: client.notifications_policy())
        if not isinstance(policy, Mapping):
            return []
        kept = [name for name in KEPT_BACK if policy.get(name) not in (None, "accept")]
        if kept:
            said = _("The server keeps back notifications ({names}): set them to be accepted in its preferences.")
            return [said.format(names=", ".join(kept))]
    return []
