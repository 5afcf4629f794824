"""Posts of other servers arrive late in a hashtag's list, below what was read already: an overlap finds them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest

from social_console.connectors.base import Budget, Page, StreamSpec
from social_console.connectors.contract import mentions
from social_console.connectors.mastodon import MastodonSettings
from social_console.connectors.mastodon.calling import Api
from social_console.connectors.mastodon.reading import Reader
from social_console.model import AccountRef

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
ACCOUNT = AccountRef(institution="town", channel="mastodon", handle="town", backfill=timedelta(days=7))
AGUA = StreamSpec(name="query:#agua", newest_first=True, overlap=timedelta(hours=24))


class Server:
    """One hashtag's list, newest first by the time that a post was written."""

    def __init__(self) -> None:
        self.posts: list[dict[str, Any]] = []
        self.settings = MastodonSettings(base_url="https://m.example", page_size=2)
        self.my_id = "0"

    def says(self, text: str, at: datetime) -> None:
        number = f"{int(at.timestamp())}"
        self.posts.append(
            {
                "id": number,
                "created_at": at.isoformat(),
                "content": f"<p>{text}</p>",
                "account": {"id": "7", "acct": "ana@far.example", "display_name": "Ana"},
                "visibility": "public",
                "mentions": [],
                "url": f"https://far.example/@ana/{number}",
            }
        )

    def ask(self, question: Callable[[Any], Any]) -> Any:
        return question(self)

    def timeline_hashtag(self, tag: str, *, limit: int, max_id: str | None = None) -> list[dict[str, Any]]:
        there = sorted(self.posts, key=lambda one: int(one["id"]), reverse=True)
        return [one for one in there if max_id is None or int(one["id"]) < int(max_id)][:limit]


def texts(pages: list[Page]) -> list[str]:
    return sorted(one.text for one in mentions(pages).values())


def test_a_post_that_federates_a_day_late_is_read_and_one_that_comes_later_is_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SOCIAL_CONSOLE_NOW", NOW.isoformat())
    server = Server()
    reader = Reader(cast(Api, server), ACCOUNT)
    server.says("a tiempo", NOW - timedelta(minutes=5))
    state = [*reader.pages(AGUA, None, Budget())][-1].state
    server.says("tarde", NOW - timedelta(hours=23))
    server.says("demasiado tarde", NOW - timedelta(hours=25))
    assert texts([*reader.pages(AGUA, state, Budget())]) == ["a tiempo", "tarde"]
