"""From the samples of many moments to figures: counts, medians, attainment, backlog."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import floor, fsum
from typing import Any, NamedTuple

CLOCKS = ("first", "next", "resolution")
AGES = (
    ("under_1_day", timedelta(days=1)),
    ("1_to_3_days", timedelta(days=3)),
    ("3_to_7_days", timedelta(days=7)),
    ("7_to_30_days", timedelta(days=30)),
    ("over_30_days", timedelta.max),
)


class Timed(NamedTuple):
    """An interval in seconds: by the wall's clock, and inside the calendar."""

    wall: float
    working: float


class Promise(NamedTuple):
    """`clock`: first, next or resolution; `verdict`: met, breached or pending."""

    clock: str
    verdict: str


class Sample(NamedTuple):
    """One moment's part in every figure."""

    answered: bool = False
    by_hand: bool = False
    never_answered: bool = False
    closed: bool = False
    reopened: bool = False
    dismissed: bool = False
    closed_unanswered: str | None = None
    first: Timed | None = None
    from_seen: float | None = None
    later: tuple[Timed, ...] = ()
    resolution: Timed | None = None
    last_resolution: Timed | None = None
    promises: tuple[Promise, ...] = ()


@dataclass(frozen=True, slots=True)
class Stats:
    """Seconds; None where n is 0."""

    n: int = 0
    median: float | None = None
    p90: float | None = None
    mean: float | None = None

    def as_json(self) -> dict[str, Any]:
        """To the millisecond."""
        medians = {"median_s": _rounded(self.median), "p90_s": _rounded(self.p90)}
        return {"n": self.n, **medians, "mean_s": _rounded(self.mean)}


@dataclass(frozen=True, slots=True)
class Spread:
    """One measure: by the wall's clock and in working time."""

    wall: Stats = Stats()
    working: Stats = Stats()

    def as_json(self) -> dict[str, Any]:
        """As `report --format json` promises it."""
        return self.wall.as_json() | {
            "working_median_s": _rounded(self.working.median),
            "working_p90_s": _rounded(self.working.p90),
        }


@dataclass(frozen=True, slots=True)
class Kept:
    """How one clock's promises were kept."""

    met: int = 0
    breached: int = 0
    pending: int = 0

    @property
    def attainment(self) -> float | None:
        """met ÷ (met + breached); None where neither."""
        settled = self.met + self.breached
        return self.met / settled if settled else None

    def as_json(self) -> dict[str, Any]:
        """Attainment as a fraction, to four places."""
        attainment = self.attainment
        return {
            "met": self.met,
            "breached": self.breached,
            "pending": self.pending,
            "attainment": round(attainment, 4) if attainment is not None else None,
        }


@dataclass(frozen=True, slots=True)
class Backlog:
    """Moments neither closed nor dismissed. `ages` counts those that are not snoozed."""

    open: int = 0
    snoozed: int = 0
    ages: tuple[int, ...] = (0,) * len(AGES)

    def as_json(self) -> dict[str, Any]:
        """`total` is both."""
        by_age = {name: count for (name, _limit), count in zip(AGES, self.ages, strict=True)}
        return {"total": self.open + self.snoozed, "open": self.open, "snoozed": self.snoozed, "by_age": by_age}


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """All figures of one set of moments."""

    moments: int = 0
    answered: int = 0
    by_hand: int = 0
    never_answered: int = 0
    closed: int = 0
    reopened: int = 0
    dismissed: int = 0
    closed_without_reply: dict[str, int] = field(default_factory=dict)
    first: Spread = Spread()
    first_by_hand: Spread = Spread()
    from_seen: Stats = Stats()
    later: Spread = Spread()
    resolution: Spread = Spread()
    last_resolution: Spread = Spread()
    standards: dict[str, Kept] = field(default_factory=dict)
    backlog: Backlog = Backlog()

    @property
    def needing_reply(self) -> int:
        """answered + never_answered."""
        return self.answered + self.never_answered

    def as_json(self) -> dict[str, Any]:
        """The keys of DESIGN 5, never translated; what is counted apart stands beside what it is apart from."""
        return {
            "moments": self.moments,
            "needing_reply": self.needing_reply,
            "answered": self.answered,
            "answered_by_hand": self.by_hand,
            "never_answered": self.never_answered,
            "closed": self.closed,
            "closed_without_reply": self.closed_without_reply,
            "dismissed": self.dismissed,
            "reopened": self.reopened,
            "first_response": self.first.as_json()
            | {"by_hand": self.first_by_hand.as_json(), "from_seen": self.from_seen.as_json()},
            "next_response": self.later.as_json(),
            "resolution": self.resolution.as_json() | {"last": self.last_resolution.as_json()},
            "standards": {clock: self.standards.get(clock, Kept()).as_json() for clock in CLOCKS},
            "backlog": self.backlog.as_json(),
        }


def percentile(ordered: Sequence[float], fraction: float) -> float:
    """By linear interpolation between closest ranks; `ordered` ascending and not empty."""
    rank = (len(ordered) - 1) * fraction
    low = floor(rank)
    if low + 1 >= len(ordered):
        return ordered[-1]
    return ordered[low] + (ordered[low + 1] - ordered[low]) * (rank - low)


def stats(values: Iterable[float]) -> Stats:
    """The same whatever the order of `values`."""
    ordered = sorted(values)
    if not ordered:
        return Stats()
    n = len(ordered)
    return Stats(n, percentile(ordered, 0.5), percentile(ordered, 0.9), fsum(ordered) / n)


class Queue:
    """A backlog gathered one waiting moment at a time."""

    __slots__ = ("_ages", "_snoozed")

    def __init__(self) -> None:
        self._ages, self._snoozed = [0] * len(AGES), 0

    def add(self, age: int, asleep: bool) -> None:
        """One that waits; `age`: its `age_group`; `asleep`: snoozed then."""
        if asleep:
            self._snoozed += 1
        else:
            self._ages[age] += 1

    def backlog(self) -> Backlog:
        """Of all that were added."""
        return Backlog(sum(self._ages), self._snoozed, tuple(self._ages))


def age_group(age: timedelta) -> int:
    """Its place in `AGES`."""
    return next(place for place, (_name, limit) in enumerate(AGES) if age < limit)


def backlog(entries: Iterable[tuple[datetime, bool]], at: datetime) -> Backlog:
    """`entries`: when each waiting moment was opened, and whether it is snoozed, at `at`."""
    queue = Queue()
    for opened_at, asleep in entries:
        queue.add(age_group(at - opened_at), asleep)
    return queue.backlog()


def _rounded(seconds: float | None) -> float | None:
    return round(seconds, 3) if seconds is not None else None
