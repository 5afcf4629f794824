"""What a feed account needs to know."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, field_validator

Seconds = Annotated[float, Field(gt=0, le=600)]


class FeedSettings(BaseModel):
    """One or several RSS or Atom feeds, read one-way."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    urls: tuple[str, ...] = Field(min_length=1)
    """The feeds' addresses (http or https)."""
    allow_private: bool = False
    """Whether addresses inside this network may be read; otherwise a feed could be led to spy on it."""
    timeout: Seconds = 15.0
    """Seconds to wait for the next bytes."""
    deadline: Seconds = 60.0
    """Seconds for one feed as a whole, redirects included."""
    max_bytes: Annotated[int, Field(ge=1_000, le=100_000_000)] = 5_000_000
    """A longer feed is refused."""
    max_redirects: Annotated[int, Field(ge=0, le=20)] = 5
    """How many redirects are followed; each is checked like the first address."""
    proxy: str = ""
    """An HTTP proxy's address, where there is no other way out; it then does the looking up of names."""
    user_agent: str = "social-console"
    """What the server is told about who asks."""

    @field_validator("urls")
    @classmethod
    def _http(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for url in value:
            if not url.lower().startswith(("http://", "https://")):
                raise ValueError(f"not an http(s) address: {url[:80]}")
        return value
