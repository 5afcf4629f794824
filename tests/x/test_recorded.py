"""What the real X answered once, served to our client: recorded for tweepy's own tests, and two public reports of 429.

The recordings are no part of the repository (tests/real/needs.py says where they are looked for). They hold no
`includes`, and few fields: the contract itself is kept against the fake, which has them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from social_console.connectors.base import Budget, Outgoing, StreamSpec, Unreadable
from social_console.connectors.contract import incoming, mentions, read
from social_console.connectors.x import XConnector, XSettings
from social_console.errors import ConfigError, QuotaExhausted, RateLimited
from social_console.model import Mention, Tombstone
from tests.real import needs
from tests.x.server import Site, running
from tests.x.world import KEYS, PATIENT, account, connect


@pytest.fixture
def site() -> Iterator[Site]:
    with running() as site:
        site.network.institution("town")
        yield site


def recorded(name: str) -> dict[str, Any]:
    """One of the answers that the real X gave."""
    found: dict[str, Any] = json.loads(needs.shared("data", "x", f"{name}.json").read_text(encoding="utf-8"))
    return found


def served(site: Site, path: str, name: str) -> XConnector:
    site.canned[path] = recorded(name)
    given = {"base_url": site.base_url, "access_token": "783214-x", **KEYS, **PATIENT, "queries": ["tweepy"]}
    return XConnector(XSettings.model_validate(given), account("Twitter"))


@pytest.mark.parametrize(
    ("path", "name", "stream"),
    [
        ("/2/users/783214/mentions", "get_users_mentions", "mentions"),
        ("/2/users/783214/tweets", "get_users_tweets", "own"),
        ("/2/tweets/search/recent", "search_recent_tweets", "query:tweepy"),
        ("/2/tweets/search/recent", "log_search_recent_2025_relevancy", "query:tweepy"),
        ("/2/tweets/search/recent", "search_all_tweets", "query:tweepy"),
    ],
)
def test_recorded_pages_are_walked_and_what_they_lack_is_told(site: Site, path: str, name: str, stream: str) -> None:
    """Recorded without authors: nothing can be made of them but a reason; with authors, mentions."""
    connector = served(site, path, name)
    body = site.canned[path]["body"]
    page = next(iter(connector.fetch(StreamSpec(name=stream, own=stream == "own"), None, Budget())))
    assert len(page.bad) == len(body["data"])
    assert all("author_id" in one.reason for one in page.bad)
    for post in body["data"]:
        post["author_id"] = "42"
    body["meta"].pop("next_token", None)
    page = next(iter(connector.fetch(StreamSpec(name=stream, own=stream == "own"), None, Budget())))
    assert [one.id for one in page.items if isinstance(one, Mention)] == [post["id"] for post in body["data"]]
    assert page.done
    assert page.state["committed"]["newest"] == body["meta"]["newest_id"]


@pytest.mark.parametrize("name", ["log_stream_2022_links", "log_stream_2024_retweet_media"])
def test_recorded_posts_with_links_and_media_are_read(site: Site, name: str) -> None:
    body = recorded(name)["body"]
    raw = json.dumps(body["data"]).encode()
    connector = connect(site)
    found = connector.reread(Unreadable(ref="", reason="", raw=raw))
    assert isinstance(found, Mention)
    assert found.lang == "en"
    assert "t.co" not in found.text
    assert found.extra["counts"]


@pytest.mark.parametrize(
    ("name", "kind"), [("log_429_too_many_requests", RateLimited), ("log_429_usage_cap", QuotaExhausted)]
)
def test_recorded_refusals_are_understood(site: Site, name: str, kind: type[Exception]) -> None:
    connector = served(site, "/2/tweets/search/recent", name)
    with pytest.raises(kind):
        list(connector.fetch(StreamSpec(name="query:tweepy"), None, Budget()))


def test_the_recorded_account_is_known(site: Site) -> None:
    site.canned["/2/users/me"] = recorded("get_me")
    site.canned["/2/users/1072250532645998596/mentions"] = {"status": 200, "body": {"meta": {"result_count": 0}}}
    given = {"base_url": site.base_url, "access_token": "x", **KEYS, **PATIENT}
    found = XConnector(XSettings.model_validate(given), account("@TweepyDev")).check()
    assert found.identity == "@TweepyDev (1072250532645998596)"
    with pytest.raises(ConfigError):
        XConnector(XSettings.model_validate(given), account("other")).check()


def test_the_recorded_answer_to_a_post_is_its_receipt_and_it_can_be_taken_back(site: Site) -> None:
    connector = connect(site)
    question = site.network.post("ana", "@town ¿horario?")
    target = mentions(read(connector, incoming(connector)))[question]
    prepared = connector.prepare(Outgoing(text="Test Tweet", now=datetime.now(UTC)), target)
    site.canned["/2/tweets"] = recorded("create_and_delete_tweet")
    receipt = connector.send(prepared)
    assert receipt.ref == "1456012973835788293"
    site.canned[f"/2/tweets/{receipt.ref}"] = recorded("create_and_delete_tweet_1")
    connector.delete(receipt)
    assert [one[0] for one in site.log][-2:] == ["POST", "DELETE"]


def test_recorded_posts_that_are_there_are_no_tombstones(site: Site) -> None:
    site.canned["/2/tweets"] = answer = recorded("get_tweets")
    names = [post["id"] for post in answer["body"]["data"]]
    told = list(connect(site).refresh([*names, "20"]))
    assert [one for one in told if isinstance(one, Tombstone)] == [], "nor is what the answer does not speak of"
