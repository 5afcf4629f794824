"""What the app view knows of posts and people, asked by the twenty-five."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from social_console import clock
from social_console.connectors.bluesky.naming import parts
from social_console.connectors.bluesky.posts import Posts, View, owner
from social_console.connectors.bluesky.service import Service
from social_console.errors import BadItem, Rejected
from social_console.model import Mention, Revision, Tombstone

AT_ONCE = 25
HIGHEST = 80
"""Posts above one that a thread shows."""


def views(service: Service, uris: Iterable[str]) -> dict[str, View]:
    """The posts that there are, by address. One may be missing because it is gone, or because somebody blocks."""
    found: dict[str, View] = {}
    for some in _by(AT_ONCE, uris):
        found |= _keyed(service.query("app.bsky.feed.getPosts", uris=some).get("posts"), "uri")
    return found


def profiles(service: Service, dids: Iterable[str]) -> dict[str, View]:
    """People with their followers, by did."""
    found: dict[str, View] = {}
    for some in _by(AT_ONCE, dids):
        found |= _keyed(service.query("app.bsky.actor.getProfiles", actors=some).get("profiles"), "did")
    return found


def is_gone(service: Service, uri: str) -> bool:
    """Whether its author has deleted it, and it is not merely hidden from us."""
    name = parts(uri)
    if name is None:
        return False
    try:
        service.query("com.atproto.repo.getRecord", repo=name.did, collection=name.collection, rkey=name.key)
    except Rejected as error:
        if error.reason == "RecordNotFound":
            return True
        if error.reason != "InvalidRequest":  # the whole account is not there: perhaps only for a while
            raise
    return False


def refresh(service: Service, posts: Posts, refs: Sequence[str]) -> Iterator[Revision | Tombstone]:
    """How they are now; those that are gone as tombstones. The network does not say when."""
    for some in _by(AT_ONCE, refs):
        there = views(service, some)
        people = profiles(service, (owner(uri) for uri in there))
        for uri in some:
            if uri in there:
                try:
                    mention = posts.mention(there[uri], None, people.get(owner(uri)))
                except BadItem:
                    continue
                yield Revision(mention=mention, edited_at=clock.now())
            elif is_gone(service, uri):
                account = posts.account
                yield Tombstone(id=uri, channel=account.channel, account=account.handle, deleted_at=clock.now())


def ancestors(service: Service, posts: Posts, ref: str) -> Iterator[Mention]:
    """What stands above `ref`, nearest first, as far as it can be seen."""
    try:
        answer = service.query("app.bsky.feed.getPostThread", uri=ref, depth=0, parentHeight=HIGHEST)
    except Rejected as error:
        if error.reason in ("NotFound", "InvalidRequest"):
            return
        raise
    node = (answer.get("thread") or {}).get("parent")
    while isinstance(node, dict) and isinstance(node.get("post"), dict):
        try:
            yield posts.mention(node["post"])
        except BadItem:
            return
        node = node.get("parent")


def _keyed(answer: Any, key: str) -> dict[str, View]:
    return {str(one[key]): one for one in answer or () if isinstance(one, dict) and key in one}


def _by(many: int, names: Iterable[str]) -> Iterator[list[str]]:
    each = list(dict.fromkeys(names))
    for start in range(0, len(each), many):
        yield each[start : start + many]
