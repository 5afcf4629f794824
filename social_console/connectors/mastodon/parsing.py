"""A status, as the server gives it, to a `Mention`. Ids are opaque strings."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from social_console.connectors import post_text
from social_console.connectors.base import Unreadable
from social_console.errors import BadItem
from social_console.i18n import gettext as _
from social_console.model import AccountRef, Author, Direction, Json, Media, Mention, Revision, Visibility

PRIVATE = ("private", "direct", "limited", "local_private")
ID = re.compile(r"[A-Za-z0-9_.~=-]{1,200}")
Status = Mapping[str, Any]


def mention(status: Status, account: AccountRef, my_id: str) -> Mention:
    """The post. Raises `BadItem` where it lacks what a mention needs."""
    author = _mapping(status.get("account"))
    ident = identity(status.get("id"))
    if not ident or not author.get("id"):
        raise BadItem(_("The post has no id or no author."), ref=ident or "", raw=raw(status))
    outbound = str(author["id"]) == my_id
    html = _string(status.get("content"))
    return Mention(
        id=ident,
        channel=account.channel,
        account=account.handle,
        created_at=instant(status.get("created_at"), ident, status),
        text=post_text.to_text(html, _names(status)) if outbound else _addressed_to_us(status, html, my_id),
        author=_author(author),
        direction=Direction.OUT if outbound else Direction.IN,
        in_reply_to=identity(status.get("in_reply_to_id")),
        to=_addressed(status, my_id) if outbound else (),
        subject=_string(status.get("spoiler_text")).strip() or None,
        url=_address(status),
        lang=_string(status.get("language")) or None,
        visibility=Visibility.PRIVATE if status.get("visibility") in PRIVATE else Visibility.PUBLIC,
        kind="message" if status.get("visibility") == "direct" else "post",
        automatic=bool(author.get("bot")) and not outbound,
        media=tuple(_media(one) for one in _sequence(status.get("media_attachments")) if isinstance(one, Mapping)),
        raw=html or None,
        extra=_extra(status, author),
    )


def revised(status: Status, account: AccountRef, my_id: str) -> Mention | Revision:
    """The same, as a revision where its author has changed it since."""
    found = mention(status, account, my_id)
    if status.get("edited_at") is None:
        return found
    return Revision(mention=found, edited_at=instant(status["edited_at"], found.id, status))


def unreadable(status: Status, error: BadItem) -> Unreadable:
    """For the quarantine; `ref` is what `reread` asks for again."""
    return Unreadable(ref=error.ref or identity(status.get("id")) or "?", reason=error.message, raw=raw(status))


def identity(value: object) -> str | None:
    """An id as it stands in an address; None where there is none or where it could lead elsewhere."""
    if value is None or isinstance(value, bool):
        return None
    text = str(value)
    return text if ID.fullmatch(text) and text.strip(".") else None


def instant(value: object, ref: str = "", status: Status | None = None) -> datetime:
    """Aware and in UTC."""
    try:
        found = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadItem(_("The post's time cannot be read."), ref=ref, raw=raw(status or {})) from None


def raw(status: Status) -> bytes:
    """As it came."""
    return json.dumps(dict(status), default=str, ensure_ascii=False).encode("utf-8", "replace")


def _author(account: Status) -> Author:
    followers = account.get("followers_count")
    fields = [one for one in _sequence(account.get("fields")) if isinstance(one, Mapping)]
    return Author(
        id=str(account["id"]),
        handle=_string(account.get("acct")) or None,
        name=_string(account.get("display_name")).strip() or None,
        followers=followers if isinstance(followers, int) and followers >= 0 else None,
        verified=any(one.get("verified_at") for one in fields),
    )


def _addressed(status: Status, my_id: str) -> tuple[str, ...]:
    """Whom a post of ours is for: the author of what it answers first, then those whom it names."""
    named = [str(one["id"]) for one in _sequence(status.get("mentions")) if isinstance(one, Mapping) and one.get("id")]
    answered = status.get("in_reply_to_account_id")
    everybody = dict.fromkeys([*([str(answered)] if answered else []), *named])
    return tuple(key for key in everybody if key != my_id)


def _addressed_to_us(status: Status, html: str, my_id: str) -> str:
    """The text without our own name before it, which nearly every mention has (`raw` keeps it)."""
    text = post_text.to_text(html, _names(status))
    named = [one for one in _sequence(status.get("mentions")) if isinstance(one, Mapping)]
    for ours in (str(one.get("acct")) for one in named if str(one.get("id")) == my_id):
        rest = re.sub(rf"^@{re.escape(ours)}(?:@[\w.-]+)?(?:[ \n]+|$)", "", text, flags=re.I)
        return rest or text
    return text


def _names(status: Status) -> dict[str, str]:
    named = [one for one in _sequence(status.get("mentions")) if isinstance(one, Mapping)]
    return {str(one["url"]): str(one["acct"]) for one in named if one.get("url") and one.get("acct")}


def _address(status: Status) -> str | None:
    for key in ("url", "uri"):
        value = _string(status.get(key))
        if value.lower().startswith(("http://", "https://")):
            return value
    return None


def _media(one: Status) -> Media:
    return Media(
        name=_string(one.get("description")),
        type=_string(one.get("type")),
        url=_string(one.get("url")) or _string(one.get("remote_url")),
    )


def _extra(status: Status, author: Status) -> dict[str, Json]:
    """What answering needs again, and counts. Nothing that changes from one reading to the next but the counts."""
    counts = {name: status.get(f"{name}_count") for name in ("replies", "reblogs", "favourites")}
    found: dict[str, Json] = {
        "acct": _string(author.get("acct")),
        "visibility": _string(status.get("visibility")),
        "uri": _string(status.get("uri")),
        "counts": {name: count for name, count in counts.items() if isinstance(count, int)},
    }
    tags = [_string(one.get("name")) for one in _sequence(status.get("tags")) if isinstance(one, Mapping)]
    poll = _mapping(status.get("poll"))
    options = [_string(one.get("title")) for one in _sequence(poll.get("options")) if isinstance(one, Mapping)]
    quote = _mapping(_mapping(status.get("quote")).get("quoted_status"))
    more: dict[str, Json] = {"tags": tags, "poll": options, "quotes": _address(quote)}
    return found | {name: value for name, value in more.items() if value}


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _sequence(value: object) -> Sequence[Any]:
    return value if isinstance(value, list | tuple) else ()


def _string(value: object) -> str:
    return value if isinstance(value, str) else ""
