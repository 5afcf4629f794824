"""Answers under our own posts that do not name us: they notify nobody, so they are looked for.

State: `{"v": 1, "server": …, "seen": {post: answers that it had}}`; a post is looked under when it has more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from social_console import clock
from social_console.connectors.base import Budget, Page
from social_console.connectors.mastodon import parsing, walking
from social_console.connectors.mastodon.parsing import Status
from social_console.connectors.mastodon.place import Place
from social_console.errors import Gone
from social_console.model import Direction, Json, Mention, Revision

if TYPE_CHECKING:
    from social_console.connectors.mastodon.reading import Reader

VERSION = 1


def pages(reader: Reader, state: Json, budget: Budget) -> Iterator[Page]:
    """One page for each post that has more answers than it had, and a last one."""
    server, spent = reader.api.settings.base_url, walking.Spent(budget)
    seen = _seen(state, server)
    ours = _recent(reader)
    for post in ours:
        ident, count = parsing.identity(post.get("id")), post.get("replies_count") or 0
        if ident is None or not isinstance(count, int) or count == seen.get(ident, 0):
            continue
        items, bad = reader.items(_answers(reader, ident))
        seen[ident] = count
        inbound = tuple(one for one in items if _inbound(one))
        yield Page(items=inbound, bad=tuple(bad), state=_state(server, seen), done=False)
        if spent.over(max(len(inbound), 1)):
            return
    alive = {parsing.identity(post.get("id")) for post in ours}
    yield Page(state=_state(server, {key: value for key, value in seen.items() if key in alive}), done=True)


def _recent(reader: Reader) -> list[Status]:
    """Our posts of the last hours that have answers, newest first."""
    settings = reader.api.settings
    floor = clock.now() - timedelta(hours=settings.replies_hours)
    ask = reader.asking_own()
    steps = walking.back(ask, Place(settings.base_url), floor, Budget(), settings.page_size)
    return [one for step in steps for one in step.entries if one.get("replies_count")]


def _answers(reader: Reader, ident: str) -> list[Status]:
    """What directly answers a post of ours; nothing where the post is gone."""
    try:
        found = reader.context(ident, "descendants")
    except Gone:
        return []
    mine = reader.api.my_id
    return [one for one in found if str(one.get("in_reply_to_account_id")) == mine]


def _inbound(item: object) -> bool:
    mention = item.mention if isinstance(item, Revision) else item
    return isinstance(mention, Mention) and mention.direction is Direction.IN


def _seen(state: Json, server: str) -> dict[str, int]:
    """A state of another server or version is worth nothing and costs nothing: all is looked at once more."""
    told: Any = state if isinstance(state, Mapping) else {}
    if told.get("v") != VERSION or told.get("server") != server or not isinstance(told.get("seen"), Mapping):
        return {}
    return {str(key): int(value) for key, value in told["seen"].items()}


def _state(server: str, seen: Mapping[str, int]) -> Json:
    return {"v": VERSION, "server": server, "seen": dict(seen)}
