"""A post as X gives it, by its old field names or its new ones, as a mention.

The post's name is its first: an edit makes a new one, and `edit_history…[0]` stays. What answers it names the newest,
which is kept in `extra`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from social_console.connectors.base import Unreadable
from social_console.errors import BadItem
from social_console.i18n import gettext as _
from social_console.model import AccountRef, Author, Direction, Json, Media, Mention, Revision
from social_console.text import plain

Post = Mapping[str, Any]

_EPOCH = 1_288_834_974_657
"""Milliseconds: when X's ids began to tell the time."""
_PICTURE = re.compile(r"/(?:photo|video)/\d+$")
_ESCAPED = re.compile(r"&(amp|lt|gt);")
_MEANT = {"amp": "&", "lt": "<", "gt": ">"}


@dataclass(frozen=True, slots=True)
class Me:
    """The account: its number, and its username without an @."""

    id: str
    handle: str


@dataclass(frozen=True, slots=True)
class Beside:
    """What came with a page: the posts that its posts name, their authors, their pictures."""

    posts: Mapping[str, Post] = field(default_factory=dict)
    users: Mapping[str, Post] = field(default_factory=dict)
    media: Mapping[str, Post] = field(default_factory=dict)

    @classmethod
    def of(cls, answer: Mapping[str, Any]) -> Beside:
        """From `includes`; odd parts are passed over."""
        includes = answer.get("includes")
        if not isinstance(includes, dict):
            return cls()
        posts = [*_listed(includes, "tweets"), *_listed(includes, "posts")]
        return cls(
            {str(one.get("id")): one for one in posts},
            {str(one.get("id")): one for one in _listed(includes, "users")},
            {str(one.get("media_key")): one for one in _listed(includes, "media")},
        )


def listed(answer: Mapping[str, Any]) -> list[Any]:
    """The posts of an answer, readable or not, whether one was asked for or many."""
    data = answer.get("data")
    return data if isinstance(data, list) else [] if data is None else [data]


def _listed(of: Mapping[str, Any], key: str) -> list[Post]:
    found = of.get(key)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def history(post: Post) -> tuple[str, ...]:
    """The names that the post has had, oldest first; the only one where nothing was edited."""
    for key in ("edit_history_tweet_ids", "edit_history_post_ids"):
        found = post.get(key)
        if isinstance(found, list) and found:
            return tuple(str(one) for one in found)
    return (str(post.get("id")),)


def referenced(post: Post, kind: str) -> str | None:
    """The post that this one answers (`replied_to`), quotes (`quoted`) or only repeats (`retweeted`)."""
    for one in (*_listed(post, "referenced_tweets"), *_listed(post, "referenced_posts")):
        if one.get("type") in (kind, "reposted" if kind == "retweeted" else kind) and one.get("id"):
            return str(one["id"])
    return None


def created_at(post: Post) -> datetime:
    """As X says it, else as its id tells it. ValueError where neither does."""
    said = post.get("created_at")
    if isinstance(said, str):
        return datetime.fromisoformat(said).astimezone(UTC)
    id_ = str(post.get("id"))
    if not (id_.isascii() and id_.isdigit() and 1 << 40 <= int(id_) < 1 << 63):
        raise ValueError("no created_at")
    return datetime.fromtimestamp(((int(id_) >> 22) + _EPOCH) / 1000, UTC)


def id_at(at: datetime) -> str:
    """The least id that a post of that instant can have."""
    return str((int(at.timestamp() * 1000) - _EPOCH) << 22)


@dataclass(frozen=True, slots=True)
class Reader:
    """Makes mentions of posts, for one account. `summons`: whether it matters who was mentioned."""

    account: AccountRef
    me: Me
    web_url: str = "https://x.com"
    summons: bool = True

    def items(self, posts: Iterable[Any], beside: Beside) -> tuple[list[Mention | Revision], list[Unreadable]]:
        """Those that say something; reposts say nothing. What cannot be read is set apart."""
        found: list[Mention | Revision] = []
        bad: list[Unreadable] = []
        for post in posts:
            try:
                if not (isinstance(post, dict) and referenced(post, "retweeted")):
                    found.append(self.item(post, beside))
            except BadItem as error:
                bad.append(Unreadable(ref=error.ref, reason=error.message, raw=error.raw))
        return found, bad

    def item(self, post: Any, beside: Beside) -> Mention | Revision:
        """One post. Raises BadItem."""
        try:
            mention = self._mention(post, beside)
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError) as error:
            raise unreadable(post, error) from error
        names = history(post)
        if len(names) > 1 and str(post["id"]) == names[-1]:
            return Revision(mention=mention, edited_at=mention.created_at)
        return mention

    def _mention(self, post: Post, beside: Beside) -> Mention:
        author = self._author(post, beside)
        own = author.id == self.me.id
        if _name(post, "id") is None:
            raise ValueError("no id")
        given = _given_text(post)
        text = _shown(given, post)
        parent = referenced(post, "replied_to")
        return Mention(
            id=history(post)[0],
            channel=self.account.channel,
            account=self.account.handle,
            created_at=created_at(post),
            text=text,
            author=author,
            direction=Direction.OUT if own else Direction.IN,
            conversation=_name(post, "conversation_id"),
            in_reply_to=_first_name(parent, beside),
            to=self._to(post, beside) if own else (),
            url=permalink(self.web_url, author.handle, history(post)[-1]),
            lang=_lang(post),
            media=_media(post, beside),
            raw=given if given != text else None,
            extra=self._extra(post, beside, own=own),
        )

    def _author(self, post: Post, beside: Beside) -> Author:
        id_ = _name(post, "author_id")
        if id_ is None:
            raise ValueError("no author_id")
        user = beside.users.get(id_, {})
        counts = user.get("public_metrics")
        followers = counts.get("followers_count") if isinstance(counts, dict) else None
        handle = _name(user, "username") or (self.me.handle if id_ == self.me.id else None)
        verified = user.get("verified")
        return Author(
            id=id_,
            handle=handle,
            name=_name(user, "name"),
            followers=followers if isinstance(followers, int) else None,
            verified=verified if isinstance(verified, bool) else None,
        )

    def _to(self, post: Post, beside: Beside) -> tuple[str, ...]:
        quoted = beside.posts.get(referenced(post, "quoted") or "", {})
        found = [_name(post, "in_reply_to_user_id"), _name(quoted, "author_id")]
        return tuple(dict.fromkeys(one for one in found if one and one != self.me.id))

    def _extra(self, post: Post, beside: Beside, *, own: bool) -> dict[str, Json]:
        extra: dict[str, Json] = {"latest": history(post)[-1]}
        counts = post.get("public_metrics")
        if isinstance(counts, dict):
            extra["counts"] = {str(key): value for key, value in counts.items() if isinstance(value, int)}
        if quoted := referenced(post, "quoted"):
            extra["quotes"] = quoted
        if self.summons and not own:
            extra["summoned"] = self.summoned(post, beside)
        return extra

    def summoned(self, post: Post, beside: Beside) -> bool:
        """Whether its author has mentioned or quoted us: only then does X let us reply."""
        quoted = beside.posts.get(referenced(post, "quoted") or "", {})
        if _name(quoted, "author_id") == self.me.id:
            return True
        places = [_note(post).get("entities"), post.get("entities")]
        named = [one for place in places if isinstance(place, dict) for one in _listed(place, "mentions")]
        if any(str(one.get("id")) == self.me.id or _same(one.get("username"), self.me.handle) for one in named):
            return True
        return re.search(rf"(?i)(?<!\w)@{re.escape(self.me.handle)}(?!\w)", _given_text(post)) is not None


def unreadable(post: Any, error: Exception) -> BadItem:
    """For quarantine, with the post as it came."""
    ref = str(post.get("id", "")) if isinstance(post, dict) else ""
    reason = plain(str(error), limit=200, newlines=False)
    return BadItem(
        _("A post cannot be read: {reason}").format(reason=reason),
        ref=ref,
        raw=json.dumps(post, ensure_ascii=False).encode("utf-8", "surrogatepass"),
    )


def permalink(web_url: str, handle: str | None, name: str) -> str:
    """Where people read it; X finds it without its author's name as well."""
    return f"{web_url}/{handle or 'i'}/status/{name}"


def _note(post: Post) -> Mapping[str, Any]:
    for key in ("note_tweet", "note_post"):
        found = post.get(key)
        if isinstance(found, dict):
            return found
    return {}


def _given_text(post: Post) -> str:
    """Of a long post the whole text, as it came."""
    text = _note(post).get("text") or post["text"]
    if not isinstance(text, str):
        raise ValueError("the text is no text")
    return text


def _shown(text: str, post: Post) -> str:
    """With the addresses that its author gave, and with the three signs that X writes otherwise."""
    note = _note(post).get("entities")
    entities = note if isinstance(note, dict) else post.get("entities")
    for link in _links(entities):
        short, whole = link
        text = text.replace(short, whole)
    return _ESCAPED.sub(lambda found: _MEANT[found[1]], text).rstrip(" ") if entities else unescaped(text)


def unescaped(text: str) -> str:
    """X writes &, < and > as in HTML, and nothing else."""
    return _ESCAPED.sub(lambda found: _MEANT[found[1]], text)


def _links(entities: Any) -> Iterator[tuple[str, str]]:
    if not isinstance(entities, dict):
        return
    for one in _listed(entities, "urls"):
        short, whole = one.get("url"), one.get("expanded_url")
        if not (isinstance(short, str) and isinstance(whole, str) and short.startswith("https://t.co/")):
            continue
        picture = one.get("media_key") or _PICTURE.search(whole)
        yield short, "" if picture else whole.replace("&", "&amp;")


def _media(post: Post, beside: Beside) -> tuple[Media, ...]:
    attached = post.get("attachments")
    keys = attached.get("media_keys") if isinstance(attached, dict) else None
    found = [beside.media.get(str(key), {"media_key": key}) for key in keys] if isinstance(keys, list) else []
    return tuple(
        Media(
            name=str(one.get("alt_text") or one.get("media_key") or ""),
            type=str(one.get("type") or ""),
            url=str(one.get("url") or one.get("preview_image_url") or ""),
        )
        for one in found
    )


def _first_name(name: str | None, beside: Beside) -> str | None:
    """The name that we know a post by, of the one by which another post calls it."""
    return history(beside.posts[name])[0] if name and name in beside.posts else name


def _lang(post: Post) -> str | None:
    """As X declares it; its own codes for “none” (`und`, `qme`, `zxx`, …) say nothing."""
    lang = _name(post, "lang")
    return None if lang in (None, "und", "zxx") or str(lang).startswith(("qm", "qh", "qs", "qa")) else lang


def _name(of: Mapping[str, Any], key: str) -> str | None:
    found = of.get(key)
    return str(found) if isinstance(found, str | int) and not isinstance(found, bool) and str(found) else None


def _same(left: object, right: str) -> bool:
    return isinstance(left, str) and left.casefold() == right.casefold()
