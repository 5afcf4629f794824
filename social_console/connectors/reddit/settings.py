"""What a Reddit account needs to know, typed. Every address and every time-out is a setting."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator

Seconds = Annotated[float, Field(gt=0, le=300)]
SUBREDDIT = re.compile(r"(?:/?r/)?([A-Za-z0-9_]{2,21})/?")


class RedditSettings(BaseModel):
    """One Reddit user. The account's handle is its name, without u/."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    client_id: str = ""
    """The id of the application that Reddit approved (under its name on the page of applications)."""
    client_secret: SecretStr | None = None
    """The application's secret; an installed application has none."""
    refresh_token: SecretStr | None = None
    """The permanent token of the user; none: the password is used (applications of type script only)."""
    password: SecretStr | None = None
    """The user's password, for an application of type script."""
    user_agent: str = ""
    """How the program names itself, as Reddit asks for; empty: made from the handle."""

    subreddits: tuple[str, ...] = ()
    """Subreddits of which every new post and comment is read (or those with one of `keywords`)."""
    keywords: tuple[str, ...] = ()
    """Of the subreddits only what holds one of these words or phrases; empty: everything."""
    queries: tuple[str, ...] = ()
    """Searches among posts, in Reddit's own query language. Reddit does not search comments."""
    search_in: str = "all"
    """The subreddit to search in; all: everywhere."""
    messages: bool = False
    """Whether to read private messages; since they became chats Reddit refuses this to most applications."""
    parents: bool = True
    """Whether to fetch what a citizen's comment answers, where it is not known: one request more a page."""

    page_size: Annotated[int, Field(ge=1, le=100)] = 100
    """Items a request."""
    timeout: Seconds = 20
    """Seconds that a connection, and each word of an answer, may take."""
    deadline: Seconds = 60
    """Seconds that a whole answer may take."""
    max_bytes: Annotated[int, Field(ge=10_000)] = 20 * 1024 * 1024
    """Longer answers are not read."""
    oauth_url: str = "https://oauth.reddit.com"
    """Where the API is."""
    reddit_url: str = "https://www.reddit.com"
    """Where tokens are given out."""
    web_url: str = "https://www.reddit.com"
    """What permalinks begin with."""

    @field_validator("subreddits")
    @classmethod
    def _names(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(_subreddit(name) for name in names))

    @field_validator("search_in")
    @classmethod
    def _name(cls, name: str) -> str:
        return _subreddit(name)

    @field_validator("oauth_url", "reddit_url", "web_url")
    @classmethod
    def _address(cls, url: str) -> str:
        if not re.match(r"https?://[^/]", url):
            raise ValueError("an address begins with https://")
        return url.rstrip("/")


def _subreddit(name: str) -> str:
    match = SUBREDDIT.fullmatch(name.strip())
    if match is None:
        raise ValueError("a subreddit's name has 2 to 21 letters, digits and underscores")
    return match[1]
