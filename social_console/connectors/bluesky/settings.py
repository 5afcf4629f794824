"""What a Bluesky account needs to know, typed. Every address and every time-out is a setting."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator

from social_console.clock import timedelta_of

Seconds = Annotated[float, Field(gt=0, le=300)]
DAY = timedelta(days=1)


class BlueskySettings(BaseModel):
    """One account. Its handle (`town.bsky.social`, or a domain of one's own) is the account's handle."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    password: SecretStr | None = None
    """An app password (Settings → Privacy and security → App passwords); never the account's own."""
    session_file: Path | None = None
    """Where the session is kept between runs, with mode 0600, outside the home folder. Without it each run logs in
    anew, which Bluesky allows 300 times a day."""
    service: str = "https://bsky.social"
    """The server where the account lives: another address for a server of one's own."""
    web_url: str = "https://bsky.app"
    """Where links to posts lead."""

    queries: tuple[str, ...] = ()
    """What to search for besides: words, "whole phrases", #tags, from:…, domain:…; one stream each."""
    langs: tuple[str, ...] = ()
    """The languages that replies are declared in (es, pt-BR); none: what they are written in, else as the citizen's
    post declares."""
    overlap: Annotated[timedelta, Field(ge=DAY, le=timedelta(days=30))] = DAY
    """How far back each read looks again. A post is sorted by the date that its author's program declared, so that
    what arrives late lies below what was read already."""
    thread_depth: Annotated[int, Field(ge=0, le=20)] = 5
    """How many posts of a citizen's own above one that mentions us are fetched with it."""
    page_size: Annotated[int, Field(ge=1, le=100)] = 50
    """Posts a page."""
    timeout: Seconds = 20.0
    """Seconds to wait for the next bytes of an answer."""
    deadline: Annotated[float, Field(gt=0, le=600)] = 60.0
    """Seconds that one whole answer may take."""
    max_bytes: Annotated[int, Field(ge=10_000, le=100_000_000)] = 20_000_000
    """A longer answer is not read."""

    @field_validator("overlap", mode="before")
    @classmethod
    def _length(cls, value: object) -> object:
        return timedelta_of(value) if isinstance(value, str) else value

    @field_validator("service", "web_url")
    @classmethod
    def _http(cls, value: str) -> str:
        if not value.lower().startswith(("http://", "https://")):
            raise ValueError(f"not an http(s) address: {value[:80]}")
        return value.rstrip("/").removesuffix("/xrpc")

    @field_validator("queries")
    @classmethod
    def _each_once(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one.strip() for one in value if one.strip()))
