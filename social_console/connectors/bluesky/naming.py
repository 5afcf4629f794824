"""Names of posts: `at://did/collection/key`, and keys made of the time (TID)."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

POST = "app.bsky.feed.post"
_LETTERS = "234567abcdefghijklmnopqrstuvwxyz"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LENGTH = 13


class Name(NamedTuple):
    """The parts of an at:// address."""

    did: str
    collection: str
    key: str

    @property
    def uri(self) -> str:
        """The address again."""
        return f"at://{self.did}/{self.collection}/{self.key}"


def parts(uri: str) -> Name | None:
    """None for what is no address of a record."""
    pieces = uri.removeprefix("at://").split("/")
    return Name(*pieces) if uri.startswith("at://") and len(pieces) == 3 and all(pieces) else None


def new_key(now: datetime) -> str:
    """A TID: 53 bits of microseconds, 10 bits of chance, in letters that sort."""
    number = ((now - _EPOCH) // timedelta(microseconds=1)) << 10 | secrets.randbits(10)
    return "".join(_LETTERS[number >> shift & 31] for shift in range(60, -1, -5))


def time_of(key: str) -> datetime | None:
    """When a TID was made; None for another kind of key."""
    if len(key) != _LENGTH or key[0] not in _LETTERS[:16] or any(letter not in _LETTERS for letter in key):
        return None
    number = 0
    for letter in key:
        number = number << 5 | _LETTERS.index(letter)
    return _EPOCH + timedelta(microseconds=number >> 10)
