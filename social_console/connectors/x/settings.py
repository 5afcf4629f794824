"""What an account on X needs to know, typed. Address, time-outs and prices are settings."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator

Seconds = Annotated[float, Field(gt=0, le=300)]
Dollars = Annotated[float, Field(ge=0, le=1_000_000)]

QUERY_LIMIT = 512
"""Characters of a query, as recent search takes them."""
NO_REPOSTS = " -is:retweet"


class XSettings(BaseModel):
    """One account on X, read and answered through its API v2. The account's handle is its username."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    api_key: SecretStr | None = None
    """The app's API key (consumer key), from the developer console."""
    api_key_secret: SecretStr | None = None
    """The app's API key secret (consumer secret)."""
    access_token: SecretStr | None = None
    """The access token of this very account, with read and write permission."""
    access_token_secret: SecretStr | None = None
    """The secret that belongs to the access token."""

    user_id: str = ""
    """The account's number; empty: taken from the access token, else asked for (which costs one read)."""
    queries: tuple[str, ...] = ()
    """Searches among the posts of the last seven days, in X's query language, each at most 512 characters."""
    needs_summon: bool = True
    """Whether X lets us reply only to posts that mention or quote us; false for an Enterprise contract."""
    max_length: Annotated[int, Field(ge=1, le=25_000)] = 280
    """The longest post, in X's weighted characters: 280, or 25000 with Premium."""

    late: Annotated[float, Field(ge=0, le=86_400)] = 600.0
    """Seconds by which a post may become visible late: what was younger at the last reading is read once more."""
    page_size: Annotated[int, Field(ge=5, le=100)] = 100
    """Posts a page (X takes 5 to 100; a search at least 10)."""
    thread_depth: Annotated[int, Field(ge=0, le=10)] = 2
    """How many steps upwards an unknown thread is completed while reading; each costs one request a page."""
    ancestors: Annotated[int, Field(ge=1, le=100)] = 20
    """How many posts above one are fetched when its whole thread is asked for."""

    monthly_budget: Dollars = 0.0
    """US dollars for a calendar month (UTC): reading stops before it is overrun, replies are shown against it; 0: no
    limit of ours."""
    price_per_read: Dollars = 0.005
    """US dollars for a post that is read."""
    price_per_own_read: Dollars = 0.001
    """US dollars for a post of the account's own that is read."""
    price_per_user: Dollars = 0.010
    """US dollars for a profile that comes with a post."""
    price_per_post: Dollars = 0.015
    """US dollars for a post that is made."""
    price_per_post_with_url: Dollars = 0.200
    """US dollars for a post with a link in it."""

    base_url: str = Field(default="https://api.twitter.com", pattern=r"^https?://[^/\s?#]+(/[^\s?#]*)?$")
    """Where the API is; anything else than the default is for tests (requests are signed for the default)."""
    web_url: str = Field(default="https://x.com", pattern=r"^https?://[^/\s?#]+$")
    """Where people read posts: what permalinks begin with."""
    connect_timeout: Seconds = 10.0
    """Seconds to wait for a connection."""
    timeout: Seconds = 30.0
    """Seconds to wait for the next bytes of an answer."""
    deadline: Seconds = 60.0
    """Seconds that one whole answer may take."""
    max_answer: Annotated[int, Field(ge=10_000)] = 20_000_000
    """Bytes; a longer answer is not read."""

    @field_validator("queries", mode="after")
    @classmethod
    def _short_enough(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        found = tuple(dict.fromkeys(query.strip() for query in value if query.strip()))
        for query in found:
            if len(sent_query(query)) > QUERY_LIMIT:
                raise ValueError(f"a query is longer than {QUERY_LIMIT} characters: {query[:40]}…")
        return found


def sent_query(query: str) -> str:
    """As it is asked: without reposts, unless the query itself speaks of them."""
    return query if "is:retweet" in query else f"({query}){NO_REPOSTS}" if " OR " in query else query + NO_REPOSTS
