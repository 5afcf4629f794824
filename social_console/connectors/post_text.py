"""What the fediverse calls `content` (HTML of a post) as plain text.

Links keep their whole address, mentions and hashtags are the words that their author wrote, a remote person keeps the
server's name. What the servers hide for the eye only (`https://`, the end of a long address) is there again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape

from social_console.connectors import markup

NAMED = re.compile(r"<a\b((?:[^<>\"']|\"[^\"<>]*\"|'[^'<>]*')*)>(.{0,2000}?)</a\s*>", re.I | re.S)
ATTRIBUTE = re.compile(r"\b(href|class|rel)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.I)
INNER = re.compile(r"<[^<>]*>")


def to_text(html: str, names: Mapping[str, str] | None = None) -> str:
    """The post as a person would read it. `names`: address of a profile → `user@server`, for mentions of people
    elsewhere, whom the markup shows without their server."""
    known = {_plainer(url): name for url, name in (names or {}).items()}
    return markup.to_text(NAMED.sub(lambda match: _anchor(match, known), html[: markup.LONGEST]))


def _anchor(match: re.Match[str], names: Mapping[str, str]) -> str:
    """Mentions and hashtags become words; every other link stays for `markup`, which knows when to show it."""
    attributes = {found[1].lower(): found[2] or found[3] or found[4] or "" for found in ATTRIBUTE.finditer(match[1])}
    classes = attributes.get("class", "").lower().split()
    if not {"mention", "hashtag"} & set(classes) and attributes.get("rel", "").lower() != "tag":
        return match[0]
    shown = INNER.sub("", match[2])
    name = names.get(_plainer(unescape(attributes.get("href", ""))), "")
    if "@" in name and shown.strip().startswith("@") and "hashtag" not in classes:
        return "@" + name.lstrip("@").replace("&", "&amp;").replace("<", "&lt;")
    return shown


def _plainer(url: str) -> str:
    return url.strip().rstrip("/").casefold()
