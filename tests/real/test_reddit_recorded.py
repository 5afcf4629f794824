"""What Reddit really said, through the real client: recordings that PRAW's and prawcore's own tests made."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from social_console.connectors.base import Budget, Outgoing, Page, StreamSpec
from social_console.connectors.reddit import RedditConnector, RedditSettings
from social_console.errors import (
    AuthError,
    ConfigError,
    ConnectorError,
    Gone,
    PermissionDenied,
    RateLimited,
    Rejected,
    Transient,
    UnknownOutcome,
)
from social_console.model import AccountRef, Direction, Mention, Tombstone, Visibility
from tests.real.reddit_recordings import Recordings, Replay, replaying

pytestmark = pytest.mark.real

LONG_AGO = timedelta(days=18_000)


@pytest.fixture(scope="session")
def recordings() -> Recordings:
    return Recordings.find()


def connector(replay: Replay, handle: str = "bboe_bot", **others: object) -> RedditConnector:
    told = {"client_id": "cid", "client_secret": "sec", "refresh_token": "rt", "parents": False, "timeout": 5}
    urls = {"oauth_url": replay.base_url, "reddit_url": replay.base_url}
    account = AccountRef(institution="town", channel="reddit", handle=handle, backfill=LONG_AGO)
    return RedditConnector(RedditSettings.model_validate(told | urls | others), account)


def first_page(replay: Replay, name: str, handle: str = "bboe_bot", *, own: bool = False, **others: object) -> Page:
    one = connector(replay, handle, **others)
    try:
        return next(iter(one.fetch(StreamSpec(name=name, own=own), None, Budget())))
    finally:
        one.close()


@pytest.mark.parametrize(
    ("cassette", "stream", "size"),
    [
        ("TestInbox.test_mentions", "mentions", 16),
        ("TestInbox.test_comment_replies", "replies", 64),
        ("TestInbox.test_submission_replies", "post-replies", 64),
    ],
)
def test_an_inbox_is_read_whole_without_a_request_for_what_it_lacks(
    recordings: Recordings, cassette: str, stream: str, size: int
) -> None:
    with replaying(recordings.cassette(cassette)) as replay:
        page = first_page(replay, stream, page_size=size)
        assert len(replay.requests) == 2, "a token and one page: nothing was fetched in silence"
    found = [one for one in page.items if isinstance(one, Mention)]
    assert len(found) == len(page.items) == size
    assert not page.bad
    for one in found:
        assert one.id.startswith("t1_")
        assert one.in_reply_to is not None
        assert one.in_reply_to.startswith(("t1_", "t3_"))
        assert one.conversation is not None
        assert one.conversation.startswith("t3_"), "the post stands in the item's context"
        assert one.url is not None
        assert one.url.startswith("https://www.reddit.com/r/")
        assert "?" not in one.url
        assert one.created_at.tzinfo is UTC
        assert one.author.key
        assert one.text


def test_private_messages_are_private(recordings: Recordings) -> None:
    with replaying(recordings.cassette("TestInbox.test_messages")) as replay:
        page = first_page(replay, "messages", messages=True)
    found = [one for one in page.items if isinstance(one, Mention)]
    assert len(found) >= 90
    assert {one.visibility for one in found} == {Visibility.PRIVATE}
    assert {one.kind for one in found} == {"message"}
    assert all(one.automatic for one in found if one.author.handle == "reddit")
    assert found[0].subject == "Test message"


def test_the_comments_of_a_subreddit(recordings: Recordings) -> None:
    with replaying(recordings.cassette("TestSubredditListings.test_comments")) as replay:
        page = first_page(replay, "comments:r/askreddit", subreddits=("r/askreddit",))
    assert len(page.items) >= 90
    assert all(isinstance(one, Mention) and one.conversation and one.url is None for one in page.items)


def test_our_own_posts_are_outbound_and_name_whom_they_answer(recordings: Recordings) -> None:
    recorded = recordings.cassette("TestRedditorListings.test_comments__new")
    for one in recorded:
        one["request"]["uri"] = one["request"]["uri"].replace("/user/spez/comments", "/user/spez/overview")
    with replaying(recorded) as replay:
        page = first_page(replay, "own", "spez", own=True)
    found = [one.mention if not isinstance(one, Mention | Tombstone) else one for one in page.items]
    mentions = [one for one in found if isinstance(one, Mention)]
    assert {one.direction for one in mentions} == {Direction.OUT}
    on_posts = [one for one in mentions if one.in_reply_to and one.in_reply_to.startswith("t3_")]
    assert on_posts
    assert all(len(one.to) == 1 for one in on_posts if one.to)
    assert any(one.to for one in on_posts)


def test_a_search_among_posts(recordings: Recordings) -> None:
    with replaying(recordings.cassette("TestSubreddit.test_search")) as replay:
        page = first_page(replay, "query:praw oauth search", queries=("praw oauth search",))
    found = [one if isinstance(one, Mention) else one.mention for one in page.items if not isinstance(one, Tombstone)]
    assert found
    assert all(one.id.startswith("t3_") and one.subject and one.text for one in found)
    assert all(one.conversation == one.id and one.in_reply_to is None for one in found)


def test_a_post_that_was_deleted_and_looked_up(recordings: Recordings) -> None:
    """`api/info` as recorded, a hundred in one answer."""
    with replaying(recordings.cassette("TestReddit.test_info")) as replay:
        one = connector(replay)
        changes = list(one.refresh(["t1_d7ltv00", "t3_5dec00"]))
        one.close()
        assert replay.requests.count("GET /api/info/") == 1
    assert {type(each).__name__ for each in changes} <= {"Revision", "Tombstone"}
    assert any(isinstance(each, Tombstone) for each in changes), "among a hundred some are deleted"


def test_a_reply_and_a_reply_that_reddit_does_not_show(recordings: Recordings) -> None:
    target = Mention(id="t1_d1616q2", channel="reddit", account="a", created_at=datetime.now(UTC), text="?")
    me = recordings.cassette("TestUser.test_me")
    with replaying(me, recordings.cassette("TestComment.test_reply")) as replay:
        one = connector(replay, "PyAPITestUser2", refresh_token=None, password="x")
        receipt = one.send(one.prepare(Outgoing(text="Comment reply", now=datetime.now(UTC)), target))
        one.close()
        assert replay.requests.count("POST /api/comment/") == 1
    assert (receipt.ref, receipt.mention.in_reply_to) == ("t1_d1680wu", "t1_d1616q2")
    with replaying(me, recordings.cassette("TestComment.test_reply__none")) as replay:
        one = connector(replay, "PyAPITestUser2", refresh_token=None, password="x")
        with pytest.raises(UnknownOutcome):
            one.send(one.prepare(Outgoing(text="TEST", now=datetime.now(UTC)), target))
        one.close()
        assert replay.requests.count("POST /api/comment/") == 1


SAID: dict[str, type[ConnectorError]] = {
    "too__many_requests__with_retry_headers": RateLimited,
    "too__many_requests__without_retry_headers": RateLimited,
    "forbidden": PermissionDenied,
    "not_found": Gone,
    "bad_gateway": Transient,
    "bad_json": Transient,
    "bad_request": Rejected,
    "cloudflare_connection_timed_out": Transient,
    "cloudflare_unknown_error": Transient,
    "gateway_timeout": Transient,
    "internal_server_error": Transient,
    "service_unavailable": Transient,
    "conflict": Transient,
    "redirect": PermissionDenied,
    "redirect_301": PermissionDenied,
    "too_large": Rejected,
    "uri_too_long": ConfigError,
    "unavailable_for_legal_reasons": PermissionDenied,
    "unexpected_status_code": Transient,
    "unsupported_media_type": Rejected,
    "with_insufficient_scope": PermissionDenied,
    "with_invalid_access_token": AuthError,
    "okay_with_0_byte_content": Transient,
    "no_content": Transient,
}
CERTAIN = (RateLimited, PermissionDenied, Gone, Rejected, AuthError)


@contextmanager
def broken(recordings: Recordings, name: str) -> Iterator[Replay]:
    """A token as recorded, then the recorded refusal of everything."""
    with replaying(recordings.cassette("TestInbox.test_mentions")) as replay:
        replay.instead = recordings.cassette(f"TestSession.test_request__{name}")[-1]["response"]
        yield replay


@pytest.mark.parametrize("name", SAID)
def test_what_reddit_said_when_it_said_no_becomes_the_contracts_error(recordings: Recordings, name: str) -> None:
    with broken(recordings, name) as replay:
        with pytest.raises(ConnectorError) as caught:
            first_page(replay, "mentions")
        assert isinstance(caught.value, SAID[name]), repr(caught.value)
        assert caught.value.message
        assert len([one for one in replay.requests if "access_token" not in one]) == 1, "asked once"


@pytest.mark.parametrize("name", SAID)
def test_a_post_that_met_it_was_sent_once_and_is_certain_only_where_reddit_refused(
    recordings: Recordings, name: str
) -> None:
    """PRAW by itself sent three against a 503."""
    target = Mention(id="t1_a", channel="reddit", account="a", created_at=datetime.now(UTC), text="?")
    with broken(recordings, name) as replay:
        one = connector(replay)
        one._is_us = True
        with pytest.raises(ConnectorError) as caught:
            one.send(one.prepare(Outgoing(text="hola", now=datetime.now(UTC)), target))
        one.close()
        assert replay.requests.count("POST /api/comment/") == 1
    certain = SAID[name] in CERTAIN and not name.startswith("redirect") and name != "uri_too_long"
    if certain:
        assert isinstance(caught.value, SAID[name]), repr(caught.value)
    elif name != "uri_too_long":
        assert isinstance(caught.value, UnknownOutcome), repr(caught.value)


def test_a_login_that_is_refused(recordings: Recordings) -> None:
    names = ("TestAuthorizer.test_refresh__with_invalid_token", "TestScriptAuthorizer.test_refresh__with_invalid_otp")
    for name in names:
        with replaying(recordings.cassette(name)) as replay, pytest.raises(AuthError):
            first_page(replay, "mentions")
