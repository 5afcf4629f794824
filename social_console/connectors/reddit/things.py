"""Reddit's things as mentions. Only what an answer holds is read: an inbox item lacks permalink, link_id, edited.

A thing's fullname (`t1_…` comment, `t3_…` post, `t4_…` private message) is its id and what answers name; the post's is
the conversation. Names of users never change and are in every answer, ids are not: the citizen is known by the name.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from social_console import clock
from social_console.connectors.base import Unreadable
from social_console.errors import BadItem
from social_console.i18n import gettext as _
from social_console.model import Author, Direction, Json, Media, Mention, Revision, Tombstone, Visibility

COMMENT, POST, MESSAGE = "t1", "t3", "t4"
GONE = {"[deleted]": "deleted", "[removed]": "removed", "[ Removed by Reddit ]": "removed"}
MACHINES = frozenset({"automoderator", "reddit"})
COUNTS = {"score": "score", "ups": "ups", "num_comments": "comments"}
KEPT = (
    *("subreddit", "subreddit_subscribers", "link_title", "author_fullname", "type", "distinguished"),
    *("author_flair_text", "over_18", "locked"),
)


@dataclass(frozen=True, slots=True)
class Thing:
    """One child of a listing: its kind and what Reddit says of it."""

    kind: str
    data: Mapping[str, Any]

    @property
    def name(self) -> str:
        """The fullname."""
        return str(self.data["name"])

    @property
    def created(self) -> datetime:
        """As published."""
        return datetime.fromtimestamp(float(self.data["created_utc"]), UTC)

    @property
    def edited_at(self) -> datetime | None:
        """When it was last changed, where Reddit says so (never of inbox items)."""
        edited = self.data.get("edited")
        if isinstance(edited, bool) or not isinstance(edited, int | float):
            return None
        return datetime.fromtimestamp(edited, UTC)

    @property
    def author(self) -> str | None:
        """The user's name; None where the account was deleted."""
        name = self.data.get("author")
        return None if name in (None, "", "[deleted]") else str(name)

    @property
    def parent(self) -> str | None:
        """The fullname of what it answers."""
        found = self.data.get("parent_id") if self.kind != POST else None
        return str(found) if found else None

    @property
    def text(self) -> str:
        """What its author wrote; of a post that is but a link, its title."""
        if self.kind == POST:
            return str(self.data.get("selftext") or self.data.get("title") or "")
        return str(self.data.get("body") or "")

    @property
    def gone(self) -> str:
        """`deleted` by its author, `removed` by others, or nothing."""
        said = self.data.get("selftext" if self.kind == POST else "body")
        if self.kind == POST and self.data.get("removed_by_category") == "deleted":
            return "deleted"
        return GONE.get(str(said).strip(), "") if said else ""


@dataclass(frozen=True, slots=True)
class Reader:
    """Makes mentions of things, as the account `handle` sees them. `web_url`: what permalinks begin with."""

    account: str
    handle: str
    web_url: str
    channel: str = "reddit"

    def ours(self, name: str | None) -> bool:
        """Whether a user is the account itself."""
        return name is not None and name.casefold() == self.handle.casefold()

    def item(self, thing: Thing) -> Mention | Revision | Tombstone:
        """The thing as it stands now: withdrawn, changed, or as it was written."""
        if thing.gone:
            return self.tombstone(thing)
        mention = self.mention(thing)
        edited = thing.edited_at
        return mention if edited is None else Revision(mention=mention, edited_at=min(edited, clock.now()))

    def tombstone(self, thing: Thing) -> Tombstone:
        """Reddit does not say when it was."""
        return Tombstone(
            id=thing.name, channel=self.channel, account=self.account, deleted_at=clock.now(), reason=thing.gone
        )

    def mention(self, thing: Thing) -> Mention:
        """As it is published now."""
        data, ours = thing.data, self.ours(thing.author)
        path = str(data.get("permalink") or data.get("context") or "").partition("?")[0]
        private = thing.kind == MESSAGE or data.get("subreddit_type") == "private"
        return Mention(
            id=thing.name,
            channel=self.channel,
            account=self.account,
            created_at=thing.created,
            text=thing.text,
            author=_author(thing),
            direction=Direction.OUT if ours else Direction.IN,
            conversation=_conversation(thing, path),
            in_reply_to=thing.parent,
            to=self._to(thing) if ours else (),
            subject=_subject(thing),
            url=self.web_url + path if path.startswith("/") else None,
            visibility=Visibility.PRIVATE if private else Visibility.PUBLIC,
            kind="message" if thing.kind == MESSAGE else "post",
            automatic=(thing.author or "").casefold() in MACHINES,
            media=tuple(_media(data)),
            extra=_extra(data),
        )

    def _to(self, thing: Thing) -> tuple[str, ...]:
        """Whom we answered, as far as the thing itself tells."""
        if thing.kind == MESSAGE:
            return _keys(thing.data.get("dest"))
        if thing.kind == COMMENT and thing.parent == thing.data.get("link_id"):
            return _keys(thing.data.get("link_author"))
        return ()


def children(answer: Json) -> tuple[list[Thing], list[Unreadable], str | None]:
    """A listing's things, what in it makes no sense, and the name of the place where it goes on."""
    listing = answer["data"]
    things, bad = [], []
    for child in listing["children"]:
        try:
            thing = _thing(child)
        except BadItem as error:
            bad.append(Unreadable(ref=error.ref, reason=error.message, raw=error.raw))
            continue
        if thing is not None:
            things.append(thing)
    after = listing.get("after")
    return things, bad, str(after) if after else None


def _thing(child: Any) -> Thing | None:
    try:
        if child["kind"] not in (COMMENT, POST, MESSAGE):
            return None
        thing = Thing(child["kind"], child["data"])
        thing.name, thing.created, thing.edited_at  # noqa: B018 - each raises where it cannot be read
    except (KeyError, TypeError, ValueError, OverflowError, OSError) as error:
        raise _unreadable(child) from error
    return thing


def _unreadable(child: Any) -> BadItem:
    raw = json.dumps(child, ensure_ascii=False, default=str).encode("utf-8", "replace")
    data = child.get("data") if isinstance(child, dict) else None
    ref = str(data.get("name") or "") if isinstance(data, dict) else ""
    return BadItem(_("An item of Reddit's makes no sense."), ref=ref, raw=raw)


def _author(thing: Thing) -> Author:
    if thing.author is None:  # one deleted account is not the next
        return Author(id=f"deleted:{thing.name}", name="[deleted]")
    return Author(handle=thing.author)


def _conversation(thing: Thing, path: str) -> str:
    data = thing.data
    if thing.kind == POST:
        return thing.name
    if thing.kind == MESSAGE:
        return str(data.get("first_message_name") or thing.parent or thing.name)
    if data.get("link_id"):
        return str(data["link_id"])
    parts = path.split("/")  # /r/NAME/comments/ID/…
    if len(parts) > 4 and parts[3] == "comments":
        return f"{POST}_{parts[4]}"
    return thing.parent or thing.name


def _extra(data: Mapping[str, Any]) -> dict[str, Json]:
    kept = {name: data[name] for name in KEPT if data.get(name) is not None}
    counts = {name: data[key] for key, name in COUNTS.items() if isinstance(data.get(key), int)}
    return kept | {"counts": counts}


def _subject(thing: Thing) -> str | None:
    if thing.kind == COMMENT:
        return None
    return str(thing.data.get("title" if thing.kind == POST else "subject") or "") or None


def _media(data: Mapping[str, Any]) -> Iterator[Media]:
    """Pictures and films of the post or comment, and what a link leads to: listed, never opened."""
    for key, one in (data.get("media_metadata") or {}).items():
        source = one.get("s") if isinstance(one, dict) else None
        url = source.get("u") or source.get("gif") or source.get("mp4") if isinstance(source, dict) else None
        if url:
            yield Media(name=str(key), type=str(one.get("m") or ""), url=str(url))
    film = (data.get("media") or {}).get("reddit_video") if isinstance(data.get("media"), dict) else None
    if isinstance(film, dict) and film.get("fallback_url"):
        yield Media(type="video/mp4", url=str(film["fallback_url"]))
    elif data.get("is_self") is False and data.get("url") and not data.get("media_metadata"):
        kind = "image" if data.get("post_hint") == "image" else "link"
        yield Media(type=kind, url=str(data["url"]))


def _keys(name: object) -> tuple[str, ...]:
    return (Author(handle=str(name)).key,) if name and name != "[deleted]" else ()
