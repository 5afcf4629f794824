"""What an account must know. The account's `handle` is the institution's user there, if it has one."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class HackerNewsSettings(BaseModel):
    """Nothing secret: everybody may read Hacker News."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    queries: tuple[str, ...] = ()
    """Words to look for in stories and comments; each is a stream of its own."""
    search_url: str = "https://hn.algolia.com/api/v1"
    """Where the search stands, without a slash at the end."""
    items_url: str = "https://hacker-news.firebaseio.com/v0"
    """Where single items and users are asked for."""
    site_url: str = "https://news.ycombinator.com"
    """Where people read; permalinks lead there."""
    page_size: Annotated[int, Field(ge=1, le=1000)] = 100
    """Items a request."""
    threads: Annotated[int, Field(ge=1, le=100)] = 50
    """In how many of the threads that we spoke in last answers to us are looked for."""
    overlap: timedelta = timedelta(hours=1)
    """How far back each reading looks again, for what the search was told late (ISO 8601: "PT1H")."""
    timeout: Annotated[float, Field(gt=0, le=120)] = 15.0
    """Seconds to wait for the next bytes."""
    max_bytes: Annotated[int, Field(ge=10_000)] = 20_000_000
    """A longer answer is refused."""
    proxy: str = ""
    """An HTTP proxy's address, where there is no other way out."""
