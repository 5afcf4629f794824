"""The bytes of a feed as mentions. feedparser is only ever given bytes: a string may make it open a file or a URL."""

from __future__ import annotations

import calendar
import io
import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin

from social_console import clock
from social_console.connectors.base import Unreadable
from social_console.connectors.email.headers import digest
from social_console.connectors.feed.faults import told
from social_console.connectors.feed.fetching import Document
from social_console.connectors.markup import to_text
from social_console.errors import Transient
from social_console.i18n import gettext as _
from social_console.model import Author, Media, Mention

CHANNEL = "feed"
BEGINNING = 100_000
ROOT = re.compile(rb"<(?:[a-zA-Z]+:)?(?:rss|feed|rdf)[\s>]", re.I)
ABSOLUTE = re.compile(r"^(?:https?|urn|tag):", re.I)
LONGEST_TEXT = 100_000
MOST_ENTRIES = 2_000
MOST_RAW = 100_000


@dataclass(frozen=True, slots=True)
class Entry:
    """A mention, what its text comes to, and when its author says that it changed."""

    mention: Mention
    digest: str
    updated: datetime | None


@dataclass(frozen=True, slots=True)
class Feed:
    """`title`: what the feed calls itself."""

    title: str
    entries: tuple[Entry, ...]
    bad: tuple[Unreadable, ...] = ()


def parse(document: Document, source: str, account: str) -> Feed:
    """`source` is the feed's address in the settings. Raises `Transient` for what is no feed at all; a feed with
    faults (`bozo`) is read as far as it goes."""
    raw = document.content or b""
    _refuse_what_is_none(raw, source)
    parsed: Mapping[str, Any] = _feedparser(raw, document, source)
    if not parsed.get("version") and not parsed.get("entries"):
        raise _no_feed(source)
    head = parsed.get("feed", {})
    title = _line(head.get("title"))
    about = _About(source, document.url, account, title, _lang(head.get("language")))
    unique: dict[str, Entry] = {}
    bad: list[Unreadable] = []
    for number, one in enumerate(parsed.get("entries", ())[:MOST_ENTRIES]):
        try:
            entry = _entry(one, about)
        except (ValueError, TypeError, AttributeError, LookupError) as error:
            bad.append(_unreadable(f"{source}#{number}", one, error))
        else:
            unique[entry.mention.id] = entry
    return Feed(title, tuple(sorted(unique.values(), key=lambda one: one.mention.created_at)), tuple(bad))


def _refuse_what_is_none(raw: bytes, source: str) -> None:
    bare = raw[:BEGINNING].replace(b"\x00", b"")
    if not ROOT.search(bare):
        raise _no_feed(source)
    if b"<!entity" in raw.replace(b"\x00", b"").lower():
        raise Transient(_("{url} defines entities of its own, which no feed needs.").format(url=told(source)))


def _feedparser(raw: bytes, document: Document, source: str) -> Mapping[str, Any]:
    import feedparser

    head = {"content-type": document.type or "application/xml", "content-location": document.url}
    try:
        found: Mapping[str, Any] = feedparser.parse(
            io.BytesIO(raw), response_headers=head, sanitize_html=False, resolve_relative_uris=False
        )
    except Exception as error:  # its lenient parser may fail in any way
        raise _no_feed(source) from error
    return found


def _no_feed(source: str) -> Transient:
    return Transient(
        _("{url} gives something that is no feed.").format(url=told(source)),
        remedy=_("Open it in a browser: an RSS or Atom address is needed, not a web page's."),
    )


@dataclass(frozen=True, slots=True)
class _About:
    """What all entries of a feed share."""

    source: str
    base: str
    account: str
    title: str
    lang: str | None


def _entry(one: dict[str, Any], about: _About) -> Entry:
    title, link = _line(one.get("title")), _link(one, about.base)
    text = _text(one)[:LONGEST_TEXT]
    if not (text or title):
        raise ValueError("empty")
    published, updated = (_time(dict.get(one, name)) for name in ("published_parsed", "updated_parsed"))
    now = clock.now()
    mention = Mention(
        id=_key(one, about.source, link or digest(title, text)),
        channel=CHANNEL,
        account=about.account,
        created_at=min(published or updated or now, now),
        text=text or title,
        author=Author(id=about.source, name=_line(one.get("author")) or about.title or None),
        subject=title or None,
        url=link or None,
        lang=about.lang,
        kind="article",
        media=tuple(_media(one, about.base)),
    )
    return Entry(mention, digest(title, text, link), min(updated, now) if updated else None)


def _unreadable(ref: str, one: object, error: Exception) -> Unreadable:
    reason = _("The entry cannot be read: {error}").format(error=type(error).__name__)
    return Unreadable(ref=ref, reason=reason, raw=repr(one)[:MOST_RAW].encode("utf-8", "replace"))


def _key(one: Mapping[str, Any], source: str, otherwise: str) -> str:
    """The entry's id, else its link, else what it says. An id that is only a number counts within its feed."""
    key = _line(one.get("id"))[:2000] or otherwise
    return key if ABSOLUTE.match(key) else f"{source}#{key}"


def _link(one: Mapping[str, Any], base: str) -> str:
    try:
        link = urljoin(base, _line(one.get("link")))
    except ValueError:
        return ""
    return link[:2000] if link.lower().startswith(("http://", "https://")) and one.get("link") else ""


def _text(one: Mapping[str, Any]) -> str:
    """The longest of what the entry gives as its text."""
    given = [str(part.get("value") or "") for part in one.get("content", ()) if isinstance(part, Mapping)]
    given.append(str(one.get("summary") or ""))
    return _clean(to_text(max(given, key=len)))


def _media(one: Mapping[str, Any], base: str) -> Iterator[Media]:
    for part in list(one.get("enclosures", ()))[:20]:
        href = str(part.get("href") or "")
        if href.lower().startswith(("http://", "https://")):
            size = str(part.get("length") or "")
            yield Media(
                type=_line(part.get("type"))[:100], url=href[:2000], size=int(size) if size.isdecimal() else None
            )


def _time(parsed: time.struct_time | None) -> datetime | None:
    if parsed is None:
        return None
    try:
        return datetime.fromtimestamp(calendar.timegm(parsed), UTC)
    except (ValueError, OverflowError, OSError, TypeError):
        return None


def _lang(value: object) -> str | None:
    match = re.match(r"[a-zA-Z]{2,3}", str(value or ""))
    return match[0].lower() if match else None


def _line(value: object) -> str:
    """One line; markup read as text."""
    text = str(value or "")
    return _clean(" ".join((to_text(text) if "<" in text or "&" in text else text).split()))[:2000]


def _clean(text: str) -> str:
    return text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode("utf-8")
