"""What the app view gives, read: whole, or set apart, never half."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from social_console.connectors.bluesky.posts import Posts
from social_console.errors import BadItem
from social_console.model import AccountRef, Direction, Mention

US, ANA = "did:plc:us", "did:plc:ana"
POSTS = Posts(AccountRef(institution="town", channel="bluesky", handle="town.test"), US, "https://bsky.app")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


def a_view(did: str = ANA, key: str = "3k", **more: Any) -> dict[str, Any]:
    record = {"$type": "app.bsky.feed.post", "text": "hola", "createdAt": "2026-11-21T10:00:00.000Z"}
    view: dict[str, Any] = {
        "uri": f"at://{did}/app.bsky.feed.post/{key}",
        "cid": "bafy",
        "author": {"did": did, "handle": "ana.test", "displayName": "Ana"},
        "record": record | more.pop("record", {}),
        "indexedAt": "2026-11-21T10:00:05.000Z",
    }
    return view | more


def test_a_mention_says_who_when_where_and_how() -> None:
    profile = {"handle": "ana.test", "followersCount": 7, "verification": {"verifiedStatus": "valid"}}
    reply = {
        "root": {"uri": f"at://{US}/app.bsky.feed.post/1", "cid": "r"},
        "parent": {"uri": f"at://{US}/app.bsky.feed.post/2", "cid": "p"},
    }
    view = a_view(record={"reply": reply, "langs": ["es", "en"]}, likeCount=3, replyCount=0)
    mention = POSTS.mention(view, None, profile)
    assert (mention.id, mention.name) == (view["uri"], view["uri"])
    assert (mention.author.id, mention.author.handle, mention.author.followers) == (ANA, "ana.test", 7)
    assert mention.author.verified is True
    assert mention.created_at == datetime(2026, 11, 21, 10, tzinfo=UTC)
    assert (mention.conversation, mention.in_reply_to) == (reply["root"]["uri"], reply["parent"]["uri"])
    assert mention.lang == "es"
    assert mention.extra["root"] == reply["root"]
    assert mention.extra["counts"] == {"likes": 3, "replies": 0}
    assert mention.url == f"https://bsky.app/profile/{ANA}/post/3k"


def test_a_date_from_the_future_is_when_it_was_first_seen() -> None:
    view = a_view(record={"createdAt": "2099-01-01T00:00:00Z"})
    assert POSTS.mention(view).created_at == datetime(2026, 11, 21, 10, 0, 5, tzinfo=UTC)


def test_our_own_is_addressed_to_whom_it_answers() -> None:
    ours, theirs = f"at://{US}/app.bsky.feed.post/2", f"at://{ANA}/app.bsky.feed.post/1"
    reply = {"root": {"uri": theirs, "cid": "r"}, "parent": {"uri": ours, "cid": "p"}}
    mention = POSTS.mention(a_view(US, record={"reply": reply}))
    assert mention.direction is Direction.OUT
    assert mention.to == (ANA,)
    assert POSTS.mention(a_view(US)).to == ()


def test_a_handle_that_is_nobodys_any_more_is_none() -> None:
    assert POSTS.mention(a_view(), None, {"handle": "handle.invalid"}).author.handle is None


def test_who_calls_itself_a_bot_writes_automatically() -> None:
    label = {"val": "bot", "src": ANA}
    assert POSTS.mention(a_view(), None, {"did": ANA, "handle": "a.test", "labels": [label]}).automatic
    others = {"did": ANA, "handle": "a.test", "labels": [label | {"src": "did:plc:somebody"}]}
    assert not POSTS.mention(a_view(), None, others).automatic


def test_pictures_and_links_are_listed_with_their_descriptions() -> None:
    image = {"alt": "un hoyo", "image": {"mimeType": "image/jpeg", "size": 9}}
    embed = {"$type": "app.bsky.embed.images", "images": [image]}
    shown = {"embed": {"images": [{"fullsize": "https://cdn.example/1"}]}}
    (listed,) = POSTS.mention(a_view(record={"embed": embed}), shown).media
    assert (listed.name, listed.type, listed.url, listed.size) == ("un hoyo", "image/jpeg", "https://cdn.example/1", 9)
    card = {"$type": "app.bsky.embed.external", "external": {"uri": "https://x.example", "title": "X"}}
    (listed,) = POSTS.mention(a_view(record={"embed": card})).media
    assert listed.url == "https://x.example"


@pytest.mark.parametrize(
    "broken",
    [
        {},
        {"uri": "at://did:plc:ana"},
        a_view(record={"text": None}),
        a_view(record={"createdAt": "yesterday"}, indexedAt=None),
        a_view(record={"reply": {"parent": None}}),
        a_view() | {"record": "text"},
        a_view() | {"uri": "at://did:plc:ana/app.bsky.feed.like/3k"},
    ],
)
def test_what_is_no_post_is_set_apart_as_it_came(broken: dict[str, Any]) -> None:
    with pytest.raises(BadItem) as caught:
        POSTS.mention(broken)
    assert caught.value.raw


@given(JSON, st.sampled_from(["record", "author", "cid", "embed", "labels", "viewer", "indexedAt", "likeCount"]))
def test_whatever_a_server_sends_is_a_mention_or_is_set_apart(value: Any, name: str) -> None:
    _read(a_view() | {name: value})


@given(JSON, st.sampled_from(["text", "reply", "langs", "embed", "createdAt", "facets"]))
def test_whatever_an_author_declares_is_a_mention_or_is_set_apart(value: Any, name: str) -> None:
    _read(a_view(record={name: value}))


def _read(view: dict[str, Any]) -> None:
    try:
        assert isinstance(POSTS.mention(view), Mention)
    except BadItem as error:
        assert error.message
