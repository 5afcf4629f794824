"""Figures gathered one moment at a time: what is kept of a moment is a few numbers, however many there are."""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any, Final

from social_console.measures.figures import CLOCKS, Backlog, Figures, Kept, Promise, Sample, Spread, Timed, stats


class _Times:
    """Intervals, by the wall's clock and inside the calendar."""

    __slots__ = ("wall", "working")

    def __init__(self) -> None:
        self.wall, self.working = array("d"), array("d")

    def add(self, timed: Timed) -> None:
        self.wall.append(timed[0])
        self.working.append(timed[1])

    def spread(self) -> Spread:
        return Spread(stats(self.wall), stats(self.working))


_Kind = tuple[Any, ...]
"""A sample without its intervals: the fields before `first`, and `promises`. There are few."""


class Tally:
    """Samples of many moments; `figures` are the same whatever their order."""

    __slots__ = ("_from_seen", "_kinds", "_last", "_later", "_resolution", "_response", "_response_by_hand")

    def __init__(self, samples: Iterable[Sample] = ()) -> None:
        self._kinds: defaultdict[_Kind, int] = defaultdict(int)
        self._response, self._response_by_hand = _Times(), _Times()
        self._later, self._resolution, self._last = _Times(), _Times(), _Times()
        self._from_seen = array("d")
        for sample in samples:
            self.add(sample)

    def add(self, sample: Sample) -> None:
        """One more moment."""
        self._kinds[sample[:7] + sample[12:]] += 1
        _by_kind, first, from_seen, later, resolution, last, _promises = sample[6:]
        if first is not None:
            (self._response_by_hand if sample.by_hand else self._response).add(first)
        if from_seen is not None and not sample.by_hand:
            self._from_seen.append(from_seen)
        for timed in later:
            self._later.add(timed)
        if resolution is not None:
            self._resolution.add(resolution)
        if last is not None:
            self._last.add(last)

    def figures(self, waiting: Backlog | None = None) -> Figures:
        """The figures of these moments; `waiting` is their backlog."""
        promised: Counter[Promise] = Counter()
        unanswered: Counter[str] = Counter()
        for (*_flags, outcome, promises), n in self._kinds.items():
            unanswered.update({outcome: n} if outcome else {})
            for promise in promises:
                promised[promise] += n
        flags = {name: self._count(place) for place, name in enumerate(_FLAGS)}
        return Figures(
            moments=sum(self._kinds.values()),
            **flags,
            closed_without_reply=dict(sorted(unanswered.items())),
            first=self._response.spread(),
            first_by_hand=self._response_by_hand.spread(),
            from_seen=stats(self._from_seen),
            later=self._later.spread(),
            resolution=self._resolution.spread(),
            last_resolution=self._last.spread(),
            standards={clock: _kept(promised, clock) for clock in CLOCKS},
            backlog=waiting or Backlog(),
        )

    def _count(self, place: int) -> int:
        return sum(n for kind, n in self._kinds.items() if kind[place])


_FLAGS: Final = ("answered", "by_hand", "never_answered", "closed", "reopened", "dismissed")


def _kept(promised: Counter[Promise], clock: str) -> Kept:
    return Kept(*(promised[Promise(clock, verdict)] for verdict in ("met", "breached", "pending")))


def summarise(samples: Iterable[Sample], waiting: Backlog | None = None) -> Figures:
    """The figures of these moments; `waiting` is their backlog."""
    return Tally(samples).figures(waiting)
