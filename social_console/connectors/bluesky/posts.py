"""A post as the app view gives it → a mention."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from social_console import clock
from social_console.connectors.base import Unreadable
from social_console.connectors.bluesky.naming import POST, Name, parts
from social_console.errors import BadItem
from social_console.i18n import gettext as _
from social_console.model import AccountRef, Author, Direction, Media, Mention
from social_console.text import plain

View = Mapping[str, Any]
COUNTS = {"likeCount": "likes", "replyCount": "replies", "repostCount": "reposts", "quoteCount": "quotes"}
_NOBODY = "handle.invalid"


@dataclass(frozen=True, slots=True)
class Posts:
    """Reads posts on behalf of one account."""

    account: AccountRef
    did: str
    web_url: str

    def mention(self, view: View, more: View | None = None, profile: View | None = None) -> Mention:
        """`view` has uri, cid, author, record, indexedAt; `more` the same post's counts and pictures; `profile` its
        author's followers. Raises `BadItem`."""
        try:
            return self._mention(view, more or view, profile or view.get("author") or {})
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
            ref = str(view.get("uri") or "")
            said = plain(f"{type(error).__name__}: {error}", limit=200, newlines=False)
            raise BadItem(_("This is no post: {said}").format(said=said), ref=ref, raw=raw(view)) from error

    def _mention(self, view: View, more: View, profile: View) -> Mention:
        record, uri = view["record"], str(view["uri"])
        name = parts(uri)
        if name is None or name.collection != POST or not isinstance(record["text"], str):
            raise ValueError(uri)
        reply = record.get("reply") or {}
        own = name.did == self.did
        langs = [str(one) for one in record.get("langs") or ()]
        return Mention(
            id=uri,
            channel=self.account.channel,
            account=self.account.handle,
            created_at=published(view),
            text=record["text"],
            author=author(name.did, profile),
            direction=Direction.OUT if own else Direction.IN,
            conversation=str(reply["root"]["uri"]) if reply else uri,
            in_reply_to=str(reply["parent"]["uri"]) if reply else None,
            to=self._addressees(reply) if own else (),
            url=f"{self.web_url}/profile/{name.did}/post/{name.key}",
            lang=langs[0] if langs else None,
            automatic=not own and _is_bot(profile),
            media=tuple(media(record, more.get("embed") or {})),
            extra=_extra(view, more, reply, langs),
        )

    def _addressees(self, reply: View) -> tuple[str, ...]:
        """Whom we answer: the parent's author; in a thread of our own, who began it."""
        names = (parts(str(reply[above]["uri"])) for above in ("parent", "root") if reply)
        return next(((name.did,) for name in names if name is not None and name.did != self.did), ())


def published(view: View) -> datetime:
    """As the network sorts it: when it was declared to be written, unless it was seen before that."""
    said = (view["record"].get("createdAt"), view.get("indexedAt"))
    times = [at for at in map(instant, said) if at is not None]
    if not times:
        raise ValueError("createdAt")
    return min(times)


def instant(value: object) -> datetime | None:
    """None for what is no time; one without an offset is taken for UTC."""
    try:
        at = datetime.fromisoformat(str(value))
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def author(did: str, profile: View) -> Author:
    """The did is the person: handles change hands."""
    handle = str(profile.get("handle") or "")
    followers = profile.get("followersCount")
    checked = profile.get("verification") or {}
    states = (checked.get("verifiedStatus"), checked.get("trustedVerifierStatus"))
    return Author(
        id=did,
        handle=handle if handle and handle != _NOBODY else None,
        name=str(profile.get("displayName") or "") or None,
        followers=followers if isinstance(followers, int) else None,
        verified="valid" in states if profile else None,
    )


def media(record: View, shown: View) -> Iterator[Media]:
    """Pictures, the film, the page that is linked to: listed with their descriptions, never opened."""
    embed = record.get("embed") or {}
    embed, shown = embed.get("media") or embed, shown.get("media") or shown
    urls = [str(one.get("fullsize") or "") for one in shown.get("images") or ()]
    for place, one in enumerate(embed.get("images") or ()):
        yield _file(one.get("alt"), one.get("image") or {}, urls[place] if place < len(urls) else "")
    if embed.get("video"):
        yield _file(embed.get("alt"), embed["video"], str(shown.get("playlist") or ""))
    if linked := embed.get("external"):
        yield Media(name=str(linked.get("title") or ""), type="text/html", url=str(linked.get("uri") or ""))


def unreadable(error: BadItem) -> Unreadable:
    """For quarantine."""
    return Unreadable(ref=error.ref, reason=error.message, raw=error.raw)


def raw(view: object) -> bytes:
    """As it came."""
    return json.dumps(view, ensure_ascii=False, default=str).encode("utf-8", "replace")


def owner(uri: str | None) -> str:
    """Whose post it is."""
    name: Name | None = parts(uri or "")
    return name.did if name else ""


def newest(times: Iterable[datetime | None]) -> datetime | None:
    """The latest that is not from the future."""
    now = clock.now()
    return max((min(at, now) for at in times if at is not None), default=None)


def _extra(view: View, more: View, reply: View, langs: list[str]) -> dict[str, Any]:
    """What an answer needs (cid, root), how much is going on, and whether it may be answered at all."""
    found: dict[str, Any] = {"cid": str(view["cid"])}
    if reply:
        found["root"] = {"uri": str(reply["root"]["uri"]), "cid": str(reply["root"]["cid"])}
    counts = {name: more[key] for key, name in COUNTS.items() if isinstance(more.get(key), int)}
    embed = view["record"].get("embed") or {}
    quoted = (embed.get("record") or {}).get("record", embed.get("record") or {}).get("uri")
    optional = {
        "counts": counts,
        "langs": langs if len(langs) > 1 else None,
        "quotes": quoted,
        "closed": bool((more.get("viewer") or {}).get("replyDisabled")),
    }
    return found | {name: value for name, value in optional.items() if value}


def _file(alt: object, blob: View, url: str) -> Media:
    size = blob.get("size")
    kind = str(blob.get("mimeType") or "")
    return Media(name=str(alt or ""), type=kind, url=url, size=size if isinstance(size, int) else None)


def _is_bot(profile: View) -> bool:
    """By its owner's own label."""
    labels = profile.get("labels") or ()
    return any(one.get("val") == "bot" and one.get("src") == profile.get("did") for one in labels)
