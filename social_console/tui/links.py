"""Addresses that strangers gave: only http(s), only where nothing is hidden in them, only by an operator's key."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from social_console.i18n import gettext as _
from social_console.text import plain

if TYPE_CHECKING:
    from social_console.tui.screens.inbox import InboxScreen


def sound(url: str | None) -> str | None:
    """The address, if it may be opened."""
    if url is None or " " in url or plain(url, newlines=False) != url:
        return None
    return url if url.startswith(("http://", "https://")) else None


def has_browser() -> bool:
    """Whether a link can open in a window; a text browser would write over this screen."""
    if sys.platform in ("darwin", "win32"):
        return "SSH_CONNECTION" not in os.environ
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def follow(screen: InboxScreen, url: str) -> None:
    """Open a sound address; where there is no browser, copy it."""
    if has_browser():
        screen.app.open_url(url)
    else:
        screen.app.copy_to_clipboard(url)
        screen.say(_("There is no browser here; copied: {url}").format(url=url))
