"""Our small Reddit, as the contract suite wants it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from social_console.connectors.base import Connector
from social_console.connectors.reddit import RedditConnector, RedditSettings
from social_console.errors import (
    AuthError,
    ConnectorError,
    PermissionDenied,
    RateLimited,
    Transient,
)
from social_console.model import AccountRef
from tests.real.reddit import READ_FAULTS, SEND_FAULTS, Reddit

NOT_TRANSIENT: Mapping[str, type[ConnectorError]] = {
    "429": RateLimited,
    "429 with a date": RateLimited,
    "429 without a word": RateLimited,
    "token 429": RateLimited,
    "403": PermissionDenied,
    "451": PermissionDenied,
    "redirect": PermissionDenied,
    "insufficient scope": PermissionDenied,
    "blocked": PermissionDenied,
    "token 401": AuthError,
    "token error": AuthError,
}


class RedditWorld:
    """A town's account; citizens mention it under the thread of the week."""

    read_faults: Mapping[str, type[ConnectorError]] = {
        fault: NOT_TRANSIENT.get(fault, Transient) for fault in READ_FAULTS
    }
    send_faults: Sequence[str] = SEND_FAULTS

    def __init__(self, reddit: Reddit) -> None:
        self.reddit = reddit
        self.base_url = reddit.base_url

    def connector(self) -> Connector:
        told = self.reddit.settings(page_size=3, parents=False, timeout=0.5, deadline=2)
        account = AccountRef(institution="town", channel="reddit", handle=self.reddit.user)
        return RedditConnector(RedditSettings.model_validate(told), account)

    def citizen_posts(self, text: str, *, author: str = "ana", in_reply_to: str | None = None) -> str:
        return self.reddit.comments(author, text, in_reply_to or "", mentions=True).name

    def answers_to(self, ref: str, author: str = "ana") -> Sequence[str]:
        return [one.text for one in self.reddit.replies(ref) if one.author == self.reddit.user]

    def edit(self, ref: str, text: str) -> None:
        self.reddit.edit(ref, text)

    def delete(self, ref: str) -> None:
        self.reddit.remove(ref)

    def break_next(self, fault: str) -> None:
        self.reddit.release()
        self.reddit.fault = fault

    def carries(self, text: str) -> bool:
        return True
