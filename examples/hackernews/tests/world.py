"""Hacker News as the contract suite wants it: the town has told a story, and people answer it."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence

from social_console.connectors.base import Connector
from social_console.errors import ConfigError, ConnectorError, PermissionDenied, RateLimited, Transient
from social_console.model import AccountRef

from social_console_hackernews import HackerNewsConnector, HackerNewsSettings
from tests.server import Server


class HackerNews:
    """The first stream, and so the one that the suite reads, is what answers the town."""

    read_faults: Mapping[str, type[ConnectorError]] = {
        "500": Transient,
        "503": Transient,
        "429": RateLimited,
        "403": PermissionDenied,
        "400": ConfigError,
        "302": ConfigError,
        "cut": Transient,
        "silence": Transient,
        "half an answer": Transient,
        "a web page": Transient,
        "another object": Transient,
        "endless": Transient,
    }
    send_faults: Sequence[str] = ()

    def __init__(self, server: Server) -> None:
        self.server, self.site = server, server.site
        self.base_url = server.base_url
        self.story = self.site.say("town", "Ask us anything.", title="We are a small town")

    def connector(self, *queries: str) -> Connector:
        settings = HackerNewsSettings(
            queries=queries,
            search_url=f"{self.base_url}/api/v1",
            items_url=f"{self.base_url}/v0",
            page_size=3,
            timeout=2.0,
            max_bytes=50_000,
        )
        return HackerNewsConnector(settings, AccountRef(institution="town", channel="hackernews", handle="town"))

    def citizen_posts(self, text: str, *, author: str = "ana", in_reply_to: str | None = None) -> str:
        return str(self.site.say(author, text, int(in_reply_to) if in_reply_to else self.story))

    def answers_to(self, ref: str, author: str = "ana") -> Sequence[str]:
        return ()

    def edit(self, ref: str, text: str) -> None:
        self.site.items[int(ref)].text = text

    def delete(self, ref: str) -> None:
        self.site.items[int(ref)].deleted = True

    def break_next(self, fault: str) -> None:
        self.site.fault = fault

    def carries(self, text: str) -> bool:
        """HTML carries no control characters, and no byte order mark."""
        return not any(unicodedata.category(letter) == "Cc" or letter == "\ufeff" for letter in text)
