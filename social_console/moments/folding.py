"""What the fold keeps in mind between one mention or event and the next, and what each changes.

A person's act settles what that person could know. A mention that was first seen after the moment was closed, or
after our reply was written, is not settled by it and re-opens the moment, although it was published before.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from social_console.clock import Pause, Promises
from social_console.model import Event, Status, Verdict
from social_console.moments.timeline import Heard
from social_console.moments.values import RULES, Values

_NOBODY: Mapping[int, Event] = {}
_THANKS = frozenset({"thanks"})
CITIZEN = "citizen"
ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class Wait:
    """The citizen waits from `since` (the earliest unanswered mention) to the next human outbound, if it came."""

    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Close:
    """One close. `answered`: some human outbound had come before it."""

    at: datetime
    outcome: str
    answered: bool


Said = tuple[datetime, Verdict | None]
"""Since when rules say what of a mention."""


def _until(said: Sequence[Said], still: Callable[[Verdict | None], bool]) -> datetime | None:
    """Since when it is so no more by what rules said anew; None where it still is, or never was."""
    since: datetime | None = None
    for at, verdict in reversed(said):
        if still(verdict):
            return since
        since = at
    return None


def _keeps(verdict: Verdict | None) -> bool:
    return verdict is None or verdict.dismiss is None


class Folding:
    """The variables of one fold. Mentions and events are given in order of (when, id)."""

    __slots__ = (
        "all_dismissed",
        "as_of",
        "closed_at",
        "closes",
        "ended_known",
        "excused_at",
        "first_live",
        "first_response",
        "follow_up",
        "kept_until",
        "last_out_at",
        "latest_seen",
        "n_in",
        "n_out",
        "newest",
        "opening",
        "ours",
        "outcome",
        "owed_until",
        "paused_at",
        "pauses",
        "pending",
        "promise_kept_at",
        "promised_at",
        "promises",
        "reason",
        "referral",
        "referred_to",
        "reopened",
        "replies",
        "snooze",
        "started_at",
        "status",
        "status_by",
        "touched",
        "values",
        "void",
        "waits",
        "written",
    )  # fmt: skip

    def __init__(
        self,
        promises: Promises,
        void: frozenset[int],
        as_of: datetime | None,
        *,
        ours: Mapping[int, Event] = _NOBODY,
        written: Mapping[int, Event] = _NOBODY,
    ) -> None:
        self.promises, self.void, self.as_of = promises, void, as_of
        self.ours, self.written = ours, written
        self.touched = False
        self.values = Values(promises)
        self.status, self.status_by = Status.NEW, CITIZEN
        self.all_dismissed = True
        self.owed_until: datetime | None = None
        self.kept_until: datetime | None = None
        self.opening: Heard | None = None
        self.newest: Heard | None = None
        self.started_at: datetime | None = None
        self.first_live: datetime | None = None
        self.promised_at: datetime | None = None
        self.promise_kept_at: datetime | None = None
        self.pending: list[Heard] = []
        self.latest_seen: datetime | None = None
        self.excused_at: datetime | None = None
        self.last_out_at: datetime | None = None
        self.first_response: tuple[datetime, str] | None = None
        self.waits: list[Wait] = []
        self.closes: list[Close] = []
        self.paused_at: datetime | None = None
        self.pauses: list[Pause] = []
        self.closed_at: datetime | None = None
        self.ended_known: datetime | None = None
        self.outcome: str | None = None
        self.reason: str | None = None
        self.snooze: tuple[datetime, datetime] | None = None
        self.follow_up: tuple[datetime, datetime] | None = None
        self.referral = False
        self.referred_to: str | None = None
        self.replies: dict[Any, str] = {}
        self.reopened = self.n_in = self.n_out = 0

    # mentions

    def hear(self, heard: Heard) -> None:
        """One mention, of either direction."""
        if self.started_at is None:
            self.started_at = heard.at
        if heard.direction == "out":
            self._hear_out(heard)
        else:
            self._hear_in(heard)

    def _hear_in(self, heard: Heard) -> None:
        self.n_in += 1
        self.newest = heard
        verdict = self._verdict(heard)
        if verdict is not None:
            self.values.hear(verdict)
        owes = self._owes(heard, verdict)
        if heard.redecided:
            if self.status in (Status.WAITING, Status.CLOSED):
                self.owed_until = _until(self._redecided(heard), lambda it: self._owes(heard, it)) or self.owed_until
            self.kept_until = _until(self._redecided(heard), _keeps) or self.kept_until
        if self.opening is None:
            self.opening = heard
        if not heard.history and self.first_live is None:
            self.first_live = heard.at
        if owes:
            self.pending.append(heard)
            if self.promised_at is None and not heard.history:
                self.promised_at = heard.at
        if not heard.automatic:
            self.snooze = None
            if self.latest_seen is None or heard.seen_at > self.latest_seen:
                self.latest_seen = heard.seen_at
        self._status_after_in(owes, verdict)

    def _owes(self, heard: Heard, verdict: Verdict | None) -> bool:
        """Whether this mention owes a reply, and so re-opens: bare thanks and machines only when they open."""
        if verdict is not None and (verdict.no_reply is not None or verdict.dismiss is not None):
            return False
        return self.opening is None or not (heard.automatic or heard.asks == _THANKS)

    def _status_after_in(self, owes: bool, verdict: Verdict | None) -> None:
        rule = verdict.dismiss if verdict is not None else None
        self.all_dismissed = self.all_dismissed and rule is not None
        if self.status == Status.NEW or (self.status == Status.DISMISSED and self.status_by == RULES):
            self._decide_again(rule)
        elif owes:
            self.reopen(CITIZEN)

    def _decide_again(self, rule: str | None) -> None:
        if self.all_dismissed:
            self.status, self.status_by, self.reason = Status.DISMISSED, RULES, f"rule:{rule}"
        elif self.status == Status.DISMISSED:
            self.status, self.status_by = (Status.OPEN if self.touched else Status.NEW), CITIZEN
            self.reason = None

    def _hear_out(self, heard: Heard) -> None:
        self.n_out += 1
        if heard.automatic or heard.id in self.void:
            return
        written = self.ours.get(heard.id)
        self.stood_open(heard.at, ELSEWHERE)
        if written is not None:
            self.respond(heard.at, "sent", written.seen_at)
            return
        self.respond(heard.at, ELSEWHERE, None)
        if self.opening is not None and self.status in (Status.NEW, Status.OPEN):
            self.status, self.status_by = Status.WAITING, ELSEWHERE

    def respond(self, at: datetime, how: str, known: datetime | None) -> None:
        """A human outbound that arrived. It answers what was known when it was written (`known`; None: all)."""
        self.last_out_at = at
        if self.opening is None:
            return
        if self.first_response is None:
            self.first_response = (at, how)
        if self.promised_at is not None and self.promise_kept_at is None:
            self.promise_kept_at = at
        if self.pending:
            self._settle(at, known)
        if self.follow_up is not None and (not self.referral or self.follow_up[0] <= at):
            self.follow_up = None
        if "bounced" in self.replies.values():
            self.replies = {reply: state for reply, state in self.replies.items() if state != "bounced"}

    def _settle(self, at: datetime, known: datetime | None) -> None:
        left = [heard for heard in self.pending if heard.seen_at > known] if known is not None else []
        if len(left) < len(self.pending):
            settled = next(heard for heard in self.pending if heard not in left) if left else self.pending[0]
            self.waits.append(Wait(settled.at, at))
        self.pending = left

    def _verdict(self, heard: Heard) -> Verdict | None:
        return self._redecided(heard)[-1][1] if heard.redecided else heard.verdict

    def _redecided(self, heard: Heard) -> list[Said]:
        """What rules said of it, oldest first."""
        later = [each for each in heard.redecided if self.as_of is None or each[0] <= self.as_of]
        return [(heard.at, heard.verdict), *later]

    # statuses

    def mark(self, at: datetime) -> None:
        """Note since when the moment stands as waiting, and until when it did."""
        waits = self.status == Status.WAITING
        if waits and self.paused_at is None:
            self.paused_at = at
        elif not waits and self.paused_at is not None:
            self.pauses.append(Pause(self.paused_at, at))
            self.paused_at = None

    def stood_open(self, at: datetime, by: str) -> None:
        """What owes nothing only since rules judged anew was open when somebody worked on it before: it stays so."""
        owed, kept = self.owed_until, self.kept_until
        self.owed_until = self.kept_until = None
        if self.status == Status.DISMISSED and self.status_by == RULES:
            until = kept
        else:
            until = owed if self.status in (Status.WAITING, Status.CLOSED) else None
        if until is not None and at < until:
            self.become(Status.OPEN, by)

    def reopen(self, by: str) -> None:
        """Waiting and closed become open."""
        if self.status in (Status.WAITING, Status.CLOSED):
            self.become(Status.OPEN, by)

    def become(self, status: Status, by: str) -> None:
        if self.status == Status.CLOSED and status != Status.CLOSED:
            self.reopened += 1
            self.closed_at = self.outcome = None
        self.status, self.status_by, self.reason = status, by, None
        self.owed_until = None

    def close(self, event: Event, by: str, outcome: str, known: datetime) -> None:
        if self.status != Status.CLOSED:
            self.become(Status.CLOSED, by)
            self.closed_at, self.outcome = event.at, outcome
            self.closes.append(Close(event.at, outcome, self.first_response is not None))
        self.rest(known)
        self.reopen_for_news(known)

    def rest(self, known: datetime) -> None:
        self.ended_known = known
        self.follow_up = self.snooze = None
        self.referral = False

    def reopen_for_news(self, known: datetime) -> None:
        """What the person could not know stands unsettled."""
        if self.latest_seen is not None and self.latest_seen > known:
            if any(heard.seen_at > known for heard in self.pending):
                self.reopen(CITIZEN)
