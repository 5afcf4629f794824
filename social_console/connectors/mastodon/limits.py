"""How long a post may be, counted as Mastodon's servers count it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from social_console.model import Mention

URL = re.compile(r"https?://[^\s<>\"“”]+", re.I)
AFTER_URL = ".,;:!?'\")]}»…"
REMOTE = re.compile(r"(^|[^/\w])@([a-z0-9_]+)@[a-z0-9.-]+[a-z0-9]", re.I)


@dataclass(slots=True)
class Length:
    """`maximum` characters as people see them; an address counts `url_characters`, `@ana@other.example` as `@ana`."""

    maximum: int | None = 500
    url_characters: int = 23
    acct: str = ""
    """Whose name goes before a text that lacks it."""
    warning: str = ""
    """The content warning that is kept; it counts too."""

    def towards(self, target: Mention) -> Length:
        """The same for a reply to `target`."""
        return replace(self, acct=acct_of(target), warning=target.subject or "")

    def measure(self, text: str) -> int:
        """In characters as people see them (a family emoji is one), with what a reply brings besides its text."""
        return self._count(addressed(text, self.acct)) + self._count(self.warning)

    def _count(self, text: str) -> int:
        import regex

        counted = REMOTE.sub(r"\1@\2", URL.sub(self._address, text))
        return len(regex.findall(r"\X", counted))

    def _address(self, match: re.Match[str]) -> str:
        address = match[0].rstrip(AFTER_URL)
        return "x" * self.url_characters + match[0][len(address) :]


def acct_of(mention: Mention) -> str:
    """How its author is named in a text."""
    return str(mention.extra.get("acct") or mention.author.handle or "")


def addressed(text: str, acct: str) -> str:
    """With the citizen's name before it, unless it is in there: who is not named is not told, nor shown what is
    private."""
    if not acct or re.search(rf"(?<![\w/@])@{re.escape(acct)}(?![\w@])", text, re.I):
        return text
    return f"@{acct} {text}"


def of_instance(said: object, otherwise: Length) -> Length:
    """From what `/api/v2/instance` says, or an older server's `/api/v1/instance`."""
    told = said if isinstance(said, Mapping) else {}
    statuses = _mapping(_mapping(told.get("configuration")).get("statuses"))
    maximum = _count(statuses.get("max_characters")) or _count(told.get("max_toot_chars"))
    return Length(
        maximum or otherwise.maximum,
        _count(statuses.get("characters_reserved_per_url")) or otherwise.url_characters,
    )


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None
