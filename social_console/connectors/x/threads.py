"""What a post answers: the thread above it, as far as it is between us and its author.

What others said in between is not ours to keep; the conversation's link leads there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from social_console.connectors.x.asking import AT_ONCE
from social_console.connectors.x.posts import Beside, Post, history, listed, referenced
from social_console.errors import BadItem, ConnectorError
from social_console.model import Direction, Mention, Revision

if TYPE_CHECKING:
    from social_console.connectors.x.asking import Asking
    from social_console.connectors.x.meter import Meter
    from social_console.connectors.x.posts import Reader


class Threads:
    """Of one account. `depth`: how many requests one page may cost for this."""

    def __init__(self, asking: Asking, reader: Reader, meter: Meter, *, depth: int, longest: int) -> None:
        self._asking = asking
        self._reader = reader
        self._meter = meter
        self._depth = depth
        self._longest = longest

    def with_parents(self, posts: Sequence[Any], beside: Beside) -> Beside:
        """Besides what came with the page, what its threads lack. A fault here costs context, never the page."""
        known: dict[str, Post] = {str(post.get("id")): post for post in posts if isinstance(post, dict)}
        wanted = [post for post in known.values() if not self._ours(post)]
        for _step in range(self._depth):
            wanted = [parent for post in wanted if (parent := self._parent(post, known, beside))]
            above = {name for post in wanted if (name := referenced(post, "replied_to"))}
            names = sorted(above - known.keys() - beside.posts.keys())[:AT_ONCE]
            if not names or self._meter.affords(len(names)) < len(names):
                break
            try:
                answer = self._asking.posts(names)
            except ConnectorError:
                break
            beside = _joined(beside, answer)
        return beside

    def above(self, items: Sequence[Mention | Revision], beside: Beside) -> list[Mention | Revision]:
        """Of the posts beside, those in whose thread our own citizens stand: our words, and their own."""
        found: dict[str, Mention | Revision] = {}
        waiting = [item for item in items if _mention(item).direction is Direction.IN]
        by_name = {history(post)[0]: post for post in beside.posts.values()}
        while waiting:
            item = _mention(waiting.pop())
            post = by_name.get(item.in_reply_to or "")
            if post is None or item.in_reply_to in found:
                continue
            parent = self._read(post, item, beside)
            if parent is not None:
                found[_mention(parent).id] = parent
                waiting.append(parent)
        return list(found.values())

    def ancestors(self, name: str) -> Iterator[Mention]:
        """Everything above the post called `name`, nearest first, whoever wrote it."""
        above: str | None = name
        beside = Beside()
        for _step in range(self._longest + 1):
            if above is None:
                return
            if above not in beside.posts:
                answer = self._asking.posts([above])
                beside = _joined(beside, answer)
            post = beside.posts.get(above)
            if post is None:
                return
            if above != name:
                try:
                    yield _mention(self._reader.item(post, beside))
                except BadItem:
                    return
            above = referenced(post, "replied_to")

    def _read(self, post: Post, child: Mention, beside: Beside) -> Mention | Revision | None:
        author = str(post.get("author_id"))
        if author not in (self._reader.me.id, child.author.id):
            return None
        try:
            item = self._reader.item(post, beside)
        except BadItem:
            return None
        if isinstance(item, Revision) or item.direction is Direction.OUT or self._reader.summoned(post, beside):
            return item
        return replace(item, history=True)  # said to others: shown, but no promise counts from it

    def _parent(self, post: Post, known: dict[str, Post], beside: Beside) -> Post | None:
        name = referenced(post, "replied_to")
        parent = None if name is None else known.get(name) or beside.posts.get(name)
        same = parent is not None and str(parent.get("author_id")) in (self._reader.me.id, str(post.get("author_id")))
        return parent if same else None

    def _ours(self, post: Post) -> bool:
        return str(post.get("author_id")) == self._reader.me.id


def _joined(beside: Beside, answer: Any) -> Beside:
    more = Beside.of(answer)
    looked_up = {str(post.get("id")): post for post in listed(answer) if isinstance(post, dict)}
    return Beside(
        {**more.posts, **beside.posts, **looked_up},
        {**beside.users, **more.users},
        {**beside.media, **more.media},
    )


def _mention(item: Mention | Revision) -> Mention:
    return item.mention if isinstance(item, Revision) else item
