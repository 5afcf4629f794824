"""What a Mastodon account needs to know."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator

Seconds = Annotated[float, Field(gt=0, le=300)]
Hours = Annotated[float, Field(ge=0, le=24 * 30)]


class MastodonSettings(BaseModel):
    """One account on one server that speaks Mastodon's API. The account's handle is its `user@server`."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    base_url: str = Field(min_length=1)
    """The server's address, as https://mastodon.example."""
    access_token: SecretStr | None = None
    """The access token of the application that the account made under Preferences, Development."""
    hashtags: tuple[str, ...] = ()
    """Hashtags to read besides what is addressed to us, with or without #."""
    notification_types: tuple[str, ...] = ("mention",)
    """Which notifications are mentions; add "quote" where the server is Mastodon 4.5 or newer."""
    replies: bool = True
    """Whether to look under our own posts for answers that do not name us (they notify nobody)."""
    replies_hours: Hours = 72.0
    """For so many hours after a post of ours its answers are looked for."""
    overlap_hours: Hours = 24.0
    """Hours of a hashtag that are read again each time, because posts from other servers arrive late."""
    contexts: Annotated[int, Field(ge=0, le=80)] = 20
    """For so many answers a page it is looked up what they answer, one request each."""
    page_size: Annotated[int, Field(ge=1, le=80)] = 40
    """Posts a request; servers give at most 40 or 80."""
    connect_timeout: Seconds = 10.0
    """Seconds to wait for a connection."""
    timeout: Seconds = 30.0
    """Seconds to wait for the server's next bytes."""
    deadline: Annotated[float, Field(gt=0, le=600)] = 120.0
    """Seconds that the body of one answer may take as a whole."""
    max_bytes: Annotated[int, Field(ge=10_000, le=100_000_000)] = 20_000_000
    """A longer answer is refused."""
    max_characters: Annotated[int, Field(ge=1)] = 500
    """How long a post may be, where the server does not say."""
    url_characters: Annotated[int, Field(ge=1)] = 23
    """What an address counts, where the server does not say."""
    user_agent: str = "social-console"
    """What the server is told about who asks."""

    @field_validator("base_url")
    @classmethod
    def _http(cls, value: str) -> str:
        if not value.lower().startswith(("http://", "https://")):
            raise ValueError(f"not an http(s) address: {value[:80]}")
        return value.rstrip("/")

    @field_validator("hashtags")
    @classmethod
    def _bare(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        found = tuple(tag.strip().lstrip("#").casefold() for tag in value)
        for tag in found:
            if not tag.replace("_", "a").isalnum():
                raise ValueError(f"not a hashtag: {tag[:80]}")
        return tuple(dict.fromkeys(found))
