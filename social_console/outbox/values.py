"""What became of replies in one run of the outbox."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from social_console.model import ReplyState


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One reply that was touched, or should have gone out and did not. `reason` is in the user's language."""

    reply: int
    moment: int
    account: str
    state: ReplyState
    code: str = ""
    """The error's code, where there was one."""
    reason: str = ""
    again_at: datetime | None = None
    """When it is tried, or looked for, again."""
    part: int | None = None
    """Which of `parts` this row is, of a reply in several posts."""
    parts: int | None = None

    def as_json(self) -> dict[str, Any]:
        """As `outbox send --json` shows it."""
        return {
            "reply": self.reply,
            "moment": self.moment,
            "account": self.account,
            "state": self.state.value,
            "code": self.code,
            "reason": self.reason,
            "again_at": self.again_at,
            "part": self.part,
            "parts": self.parts,
        }


@dataclass(frozen=True, slots=True)
class Sent:
    """How each reply stands at the end, in the order in which they were settled or tried."""

    outcomes: tuple[Outcome, ...] = ()

    def count(self, state: ReplyState) -> int:
        """How many are in `state` now."""
        return sum(outcome.state is state for outcome in self.outcomes)

    @property
    def fell_short(self) -> bool:
        """Whether something that was due is not where it belongs."""
        return any(outcome.state is not ReplyState.SENT for outcome in self.outcomes)

    def as_json(self) -> dict[str, Any]:
        """Counts by state, then each."""
        counts = {state.value: self.count(state) for state in ReplyState if self.count(state)}
        return {
            "sent": self.count(ReplyState.SENT),
            "counts": counts,
            "replies": [outcome.as_json() for outcome in self.outcomes],
        }
