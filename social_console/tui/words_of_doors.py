"""What the composer's borders and buttons say: which door, which act, which account (DESIGN 8.8)."""

from __future__ import annotations

from typing import Protocol

from social_console.i18n import gettext as _
from social_console.text import plain

NAMES = {"x": "X", "email": "", "demo": "", "reddit": "Reddit", "mastodon": "Mastodon", "bluesky": "Bluesky"}


class Addressed(Protocol):
    """Something that goes from an account to somebody."""

    @property
    def channel(self) -> str: ...
    @property
    def account(self) -> str: ...
    @property
    def to(self) -> str: ...
    @property
    def visibility(self) -> str: ...


def channel_name(channel: str) -> str:
    """`x` → `X`."""
    return NAMES.get(channel) or plain(channel, limit=30, newlines=False).capitalize()


def door_title(visibility: str) -> str:
    """The border's title."""
    return {
        "public": _("PUBLIC REPLY"),
        "private": _("PRIVATE REPLY"),
        "internal": _("INTERNAL NOTE"),
    }[visibility]


def act_words(letter: Addressed) -> str:
    """The button's words: the act and the account."""
    to, account = plain(letter.to, limit=60, newlines=False), plain(letter.account, limit=60, newlines=False)
    if letter.channel == "email":
        return _("Send e-mail to {to} as {account}").format(to=to, account=account)
    channel = channel_name(letter.channel)
    if letter.visibility == "private":
        return _("Send message on {channel} to {to} as {account}").format(channel=channel, to=to, account=account)
    return _("Publish on {channel} as {account}").format(channel=channel, account=account)
