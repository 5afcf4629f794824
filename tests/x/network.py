"""X in memory: people, posts, edits, deletions, who summoned whom; and what its API says of them.

Kept to what is known of the real one: newest first, 800 mentions and no further, `since_id` moved in silence, ids that
tell the time, an edit makes a new id, addressees put in front of replies, links shortened, & < > written as in HTML.
"""

from __future__ import annotations

import base64
import html
import itertools
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

EPOCH = 1_288_834_974_657
LINK = re.compile(r"https?://\S+")
HANDLE = re.compile(r"(?<!\w)@(\w{1,15})")


@dataclass
class User:
    """Somebody on X."""

    id: str
    username: str
    name: str
    followers: int = 10
    verified: bool = False


@dataclass
class Post:
    """One version of a post. `versions` is shared by all versions."""

    id: str
    author: str
    text: str
    at: datetime
    conversation: str
    in_reply_to: str | None = None
    quotes: str | None = None
    reposts: str | None = None
    named: tuple[str, ...] = ()
    versions: list[str] = field(default_factory=list)
    deleted: bool = False
    withheld: bool = False
    """Passed over in lists, so that pages come short."""
    protected: bool = False
    long: bool = False
    media: tuple[str, ...] = ()
    lang: str = "es"


class Refused(Exception):
    """An answer that is no success."""

    def __init__(self, status: int, title: str, detail: str, **more: Any) -> None:
        super().__init__(detail)
        self.status = status
        self.body = {"title": title, "detail": detail, "type": "about:blank", "status": status, **more}


@dataclass
class Network:
    """All of it. `dialect`: old or new field names; `reach`: of the mentions timeline."""

    dialect: str = "old"
    reach: int = 800
    self_serve: bool = True
    clock: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))
    users: dict[str, User] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    big_ids: bool = False
    _heard: dict[str, set[str]] = field(default_factory=dict)
    _numbers: Any = field(default_factory=lambda: itertools.count(1))

    # ── what people do ──────────────────────────────────────────────────────────────────────────────────

    def user(self, username: str) -> User:
        """The one of this name, new if need be."""
        for one in self.users.values():
            if one.username.casefold() == username.casefold():
                return one
        made = User(str(1000 + len(self.users)), username, username.title())
        self.users[made.id] = made
        return made

    def institution(self, username: str) -> str:
        """An account with keys; returns its access token."""
        token = f"{self.user(username).id}-token"
        self.tokens[token] = self.user(username).id
        return token

    def post(self, author: str, text: str, *, in_reply_to: str | None = None, **more: Any) -> str:
        """Somebody says something; returns its id."""
        at = more.pop("at", None) or self.clock()
        id_ = self._new_id(at)
        parent = self.posts.get(in_reply_to or "")
        self.posts[id_] = Post(
            id=id_,
            author=self.user(author).id,
            text=text,
            at=at,
            conversation=parent.conversation if parent else id_,
            in_reply_to=in_reply_to,
            versions=[id_],
            **more,
        )
        return id_

    def edit(self, id_: str, text: str) -> str:
        """A new version, under a new id."""
        old = self.posts[self.posts[id_].versions[-1]]
        new = self._new_id(self.clock())
        self.posts[new] = Post(**{**vars(old), "id": new, "text": text, "at": self.clock()})
        old.versions.append(new)
        return new

    def delete(self, id_: str) -> None:
        """With all its versions."""
        for version in self.posts[id_].versions:
            self.posts[version].deleted = True

    def answers(self, id_: str) -> list[Post]:
        """What stands under a post, oldest first."""
        versions = self.posts[id_].versions
        return [one for one in self.posts.values() if one.in_reply_to in versions and not one.deleted]

    def _new_id(self, at: datetime) -> str:
        number = next(self._numbers)
        id_ = ((int(at.timestamp() * 1000) - EPOCH) << 22) + number
        return str(id_ + (1 << 64) if self.big_ids else id_)

    # ── what the API lists ──────────────────────────────────────────────────────────────────────────────

    def mentions(self, me: str) -> list[Post]:
        """Of the account, newest first, as far as the timeline reaches."""
        return self._newest(one for one in self.posts.values() if me in self._named(one))[: self.reach]

    def own(self, me: str) -> list[Post]:
        """The account's own, newest first."""
        return self._newest(one for one in self.posts.values() if one.author == me)[:3200]

    def search(self, query: str) -> list[Post]:
        """Posts of the last seven days that hold every word of it."""
        words = [word.strip("()").casefold() for word in query.split() if not word.startswith("-")]
        since = self.clock() - timedelta(days=7)
        found = (one for one in self.posts.values() if all(word in one.text.casefold() for word in words))
        return self._newest(one for one in found if one.at >= since and not one.reposts)

    def _newest(self, posts: Iterable[Post]) -> list[Post]:
        there = [one for one in posts if not one.deleted and one.id == one.versions[-1]]
        return sorted(there, key=lambda one: int(one.id), reverse=True)

    def _named(self, post: Post) -> set[str]:
        """Whom it mentions: by name, and whoever it answers. Kept, since a post never changes: an edit is a new one."""
        if post.id not in self._heard:
            self._heard[post.id] = self._names(post)
        return self._heard[post.id]

    def _names(self, post: Post) -> set[str]:
        by_name = {self.user(name).id for name in HANDLE.findall(post.text)}
        parent = self.posts.get(post.in_reply_to or "")
        answered = {parent.author} | self._named(parent) if parent else set()
        return (by_name | answered | set(post.named)) - {post.author}

    def page(self, posts: list[Post], asked: dict[str, str]) -> dict[str, Any]:
        """One page of a list."""
        size = int(asked.get("max_results", "10"))
        if since := asked.get("since_id"):
            posts = [one for one in posts if int(one.id) > int(since)]
        if start := asked.get("start_time"):
            posts = [one for one in posts if one.at >= datetime.fromisoformat(start)]
        if token := asked.get("pagination_token") or asked.get("next_token"):
            last = _read_token(token)
            posts = [one for one in posts if int(one.id) < last]
        some, more = posts[:size], posts[size:]
        meta: dict[str, Any] = {"result_count": 0}
        shown = [one for one in some if not one.withheld]
        if some:
            meta = {"result_count": len(shown), "newest_id": some[0].id, "oldest_id": some[-1].id}
        if more:
            meta["next_token"] = _token(some[-1].id)
        return self.answer(shown, asked, many=True) | {"meta": meta}

    def look_up(self, names: list[str], asked: dict[str, str]) -> dict[str, Any]:
        """These posts; what is not there stands in `errors` of the same answer."""
        there, errors = [], []
        for name in names:
            post = self.posts.get(name)
            if post is None or post.deleted:
                errors.append(_missing(name, "resource-not-found", "Not Found Error"))
            elif post.protected:
                errors.append(_missing(name, "not-authorized-for-resource", "Authorization Error"))
            else:
                there.append(post)
        found = self.answer(there, asked, many=True)
        if not there:
            found.pop("data")
        return found | ({"errors": errors} if errors else {})

    # ── posting ─────────────────────────────────────────────────────────────────────────────────────────

    def say(self, me: str, body: dict[str, Any]) -> dict[str, Any]:
        """As an app of the account posts."""
        text = str(body.get("text", ""))
        parent = self.posts.get(str((body.get("reply") or {}).get("in_reply_to_tweet_id", "")))
        if body.get("reply") and (parent is None or parent.deleted):
            raise Refused(403, "Forbidden", "You attempted to reply to a Tweet that is deleted or not visible to you.")
        recent = self.clock() - timedelta(days=1)
        own = (one for one in self.posts.values() if one.author == me and not one.deleted and one.at > recent)
        if any(one.text == text for one in own):
            raise Refused(403, "Forbidden", "You are not allowed to create a Tweet with duplicate content.")
        if parent is not None and self.self_serve and not self.summoned(me, parent):
            said = "Reply to this conversation is not allowed because you have not been mentioned or otherwise engaged"
            raise Refused(403, "Forbidden", said + " by the author of the post you are replying to.")
        id_ = self.post(self.users[me].username, text, in_reply_to=parent.id if parent else None)
        history = "edit_history_tweet_ids" if self.dialect == "old" else "edit_history_post_ids"
        return {"data": {"id": id_, "text": self._shown(self.posts[id_])[0], history: [id_]}}

    def summoned(self, me: str, post: Post) -> bool:
        """Whether its author mentioned or quoted the account, or is it: a thread of one's own goes on."""
        if post.author == me:
            return True
        quoted = self.posts.get(post.quotes or "")
        return me in self._named(post) or (quoted is not None and quoted.author == me)

    # ── how it is told ──────────────────────────────────────────────────────────────────────────────────

    def answer(self, posts: list[Post], asked: dict[str, str], *, many: bool) -> dict[str, Any]:
        """Posts with what was asked to come along."""
        fields = set(asked.get("tweet.fields", "").split(","))
        expansions = set(asked.get("expansions", "").split(","))
        data = [self._told(one, fields) for one in posts]
        includes: dict[str, Any] = {}
        beside = [self.posts[name] for one in posts for name in (one.in_reply_to, one.quotes) if name in self.posts]
        beside = [one for one in {one.id: one for one in beside}.values() if not one.deleted and not one.protected]
        if "referenced_tweets.id" in expansions and beside:
            includes["tweets" if self.dialect == "old" else "posts"] = [self._told(one, fields) for one in beside]
        if "author_id" in expansions:
            authors = [*posts, *(beside if "referenced_tweets.id.author_id" in expansions else [])]
            includes["users"] = [self._user(one) for one in dict.fromkeys(one.author for one in authors)]
        media = [key for one in posts for key in one.media]
        if "attachments.media_keys" in expansions and media:
            url = "https://pbs.twimg.com/media/{}.jpg"
            includes["media"] = [{"media_key": key, "type": "photo", "url": url.format(key)} for key in media]
        return {"data": data if many else data[0], **({"includes": includes} if includes else {})}

    def _user(self, id_: str) -> dict[str, Any]:
        user = self.users[id_]
        counts = {"followers_count": user.followers, "following_count": 1, "tweet_count": 5, "listed_count": 0}
        return {
            "id": id_, "name": user.name, "username": user.username, "verified": user.verified,
            "verified_type": "none", "public_metrics": counts,
        }  # fmt: skip

    def _told(self, post: Post, fields: set[str]) -> dict[str, Any]:
        old = self.dialect == "old"
        text, urls = self._shown(post)
        names = [
            {"username": self.users[one].username, "id": one, "start": 0, "end": 1} for one in sorted(self._named(post))
        ]
        entities = {"urls": urls, "mentions": names}
        kinds = {"replied_to": post.in_reply_to, "quoted": post.quotes, "retweeted": post.reposts}
        parent = self.posts.get(post.in_reply_to or "")
        whole: dict[str, Any] = {
            "author_id": post.author,
            "created_at": f"{post.at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.{post.at.microsecond // 1000:03d}Z",
            "conversation_id": post.conversation,
            "entities": {key: value for key, value in entities.items() if value},
            "lang": post.lang,
            "public_metrics": {"retweet_count": 1, "reply_count": 2, "like_count": 3, "quote_count": 0},
            "referenced_tweets" if old else "referenced_posts": [
                {"type": kind, "id": name} for kind, name in kinds.items() if name
            ],
            "attachments": {"media_keys": list(post.media)} if post.media else {},
            **({"in_reply_to_user_id": parent.author} if parent else {}),
        }
        if post.long:
            whole["note_tweet" if old else "note_post"] = {"text": text, "entities": entities}
            text = text[:270] + "…"
        asked = fields if old else fields | {"referenced_posts", "note_post"}
        history = "edit_history_tweet_ids" if old else "edit_history_post_ids"
        return {
            "id": post.id,
            "text": text,
            history: list(post.versions),
            **{key: value for key, value in whole.items() if key in asked and value not in ([], {})},
        }

    def _shown(self, post: Post) -> tuple[str, list[dict[str, Any]]]:
        """With addressees in front, links shortened, and signs escaped."""
        urls: list[dict[str, Any]] = []

        def short(found: re.Match[str]) -> str:
            tco = f"https://t.co/{len(urls)}{post.id[-9:]}"
            urls.append({"url": tco, "expanded_url": found[0], "display_url": found[0][8:20], "start": 0, "end": 23})
            return tco

        text = html.escape(LINK.sub(short, post.text), quote=False)
        for key in post.media:
            tco = f"https://t.co/m{key[-9:]}"
            urls.append(
                {"url": tco, "expanded_url": f"https://twitter.com/i/status/{post.id}/photo/1", "media_key": key}
            )
            text += f" {tco}"
        parent = self.posts.get(post.in_reply_to or "")
        if parent is not None and post.author in self.tokens.values() and parent.author != post.author:
            text = f"@{self.users[parent.author].username} {text}"
        return text, urls


def _token(last: str) -> str:
    return base64.urlsafe_b64encode(last.encode()).decode().strip("=")


def _read_token(token: str) -> int:
    try:
        return int(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
    except ValueError:
        said = "The `next_token` query parameter value is not valid"
        raise Refused(400, "Invalid Request", "One or more parameters to your request was invalid.",
                      errors=[{"message": said}]) from None  # fmt: skip


def _missing(name: str, kind: str, title: str) -> dict[str, Any]:
    return {
        "value": name, "resource_id": name, "resource_type": "tweet", "parameter": "ids", "title": title,
        "detail": f"Could not find tweet with ids: [{name}].", "type": f"https://api.twitter.com/2/problems/{kind}",
    }  # fmt: skip
