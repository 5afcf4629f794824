"""What a run of `collect` brought, connector by connector."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from social_console.errors import (
    AuthError,
    BadItem,
    ConfigError,
    ConsoleError,
    CursorExpired,
    Gone,
    PermissionDenied,
    QuotaExhausted,
    RateLimited,
)
from social_console.model import Json
from social_console.outbox import Sent
from social_console.upkeep.standing import BlindStream

if TYPE_CHECKING:
    from social_console.connectors.base import Gap
    from social_console.escalate import Escalated


_ANSWERED = (
    AuthError,
    BadItem,
    ConfigError,
    CursorExpired,
    Gone,
    PermissionDenied,
    QuotaExhausted,
    RateLimited,
)


def unreached(error: BaseException) -> bool:
    """Whether the channel was not reached at all, as opposed to one that answered, if only to refuse us."""
    return not isinstance(error, _ANSWERED)


@dataclass(slots=True, kw_only=True)
class Read:
    """One account, read once. `error` is what stopped it, if anything did."""

    account: str
    channel: str
    new: int = 0
    updated: int = 0
    duplicate: int = 0
    quarantined: int = 0
    gaps: int = 0
    lost: list[tuple[str, Gap]] = field(default_factory=list)
    """Stretches that the channel can no longer give, each with its stream."""
    moments: set[int] = field(default_factory=set)
    next_try: datetime | None = None
    error: ConsoleError | None = None
    pages: int = 0
    waited: bool = False
    """It was not tried: its next try is still to come."""
    blind_streams: tuple[BlindStream, ...] = ()
    """The streams that are blind now, and since when."""

    spending: Json = None
    """What the month has cost so far and what is left of its budget, in US dollars; None where nothing costs."""

    @property
    def blind(self) -> bool:
        """Whether it could not be read to its end."""
        return self.error is not None or self.waited

    @property
    def unreachable(self) -> bool:
        """Nothing of it could be reached, as opposed to: it was, and refused us, or broke off."""
        return self.error is not None and self.pages == 0 and unreached(self.error)

    def as_json(self) -> dict[str, Any]:
        """As `collect --json` shows it."""
        return {
            "account": self.account,
            "channel": self.channel,
            "new": self.new,
            "updated": self.updated,
            "duplicate": self.duplicate,
            "quarantined": self.quarantined,
            "gaps": self.gaps,
            "lost": [
                {"stream": stream, "reason": gap.reason, "since": gap.since, "until": gap.until}
                for stream, gap in self.lost
            ],
            "blind": [each.as_json() for each in self.blind_streams],
            "spending": self.spending,
            "next_try": self.next_try,
            "error": self.error.as_json() if self.error else None,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Somebody whom a rule wants told of a mention. Never of a machine's, never of history."""

    to: tuple[str, ...]
    moment: int
    author: str
    """Untrusted, like `text`."""
    text: str

    def as_json(self) -> dict[str, Any]:
        """As `collect --json` shows it."""
        return {"to": list(self.to), "moment": self.moment, "author": self.author, "text": self.text}


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """One run: what was read, what was escalated, what went out."""

    already_running: bool = False
    reads: tuple[Read, ...] = ()
    escalated: tuple[Escalated, ...] = ()
    notices: tuple[Notice, ...] = ()
    sent: Sent = field(default_factory=Sent)

    @property
    def new(self) -> int:
        """New mentions, over all accounts."""
        return sum(read.new for read in self.reads)

    @property
    def exit_code(self) -> int:
        """DESIGN 5: 1 where something fell short, 2 for settings, 3 where nothing could be reached; the highest."""
        codes = [0, 1 if self.sent.fell_short else 0]
        for read in self.reads:
            codes.append(1 if read.blind else 0)
            codes.append(read.error.exit_code if read.error and read.error.exit_code == 2 else 0)
        if self.reads and all(read.unreachable for read in self.reads):
            codes.append(3)
        return max(codes)

    def as_json(self) -> dict[str, Any]:
        """The summary of `collect --json`."""
        return {
            "already_running": self.already_running,
            "connectors": [read.as_json() for read in self.reads],
            "escalated": [each.as_json() for each in self.escalated],
            "notices": [each.as_json() for each in self.notices],
            "outbox": self.sent.as_json(),
        }
