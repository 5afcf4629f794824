"""The lean way of a report: what stored columns tell of a moment goes into the piles, and the others are left over.

A column says how things stand now, by the promises in force when the moment last changed. It serves where the report
is as of now and the promises that count are the same ones; elsewhere a moment is folded (`gather`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from social_console.measures import Standing, age_group, sampled, tells_all
from social_console.model import Priority
from social_console.reports.piles import TIMES, Pile, time_key

if TYPE_CHECKING:
    from social_console.reports.gather import Gathering

_START = datetime(1970, 1, 1, tzinfo=UTC)
_MICRO = timedelta(microseconds=1)
_QUARTER = 15 * 60 * 1_000_000
"""Every zone's days begin at a quarter of an hour in UTC."""
_LABELS = {priority.value: priority.label for priority in Priority}
_ENDED = ("closed", "dismissed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """What is stored of the moments of a report."""

    opened: Iterable[Standing]
    """In the period."""
    before: Iterable[Standing]
    """Before it, and maybe in its backlog."""
    hold: Callable[[str | None, int], bool]
    """Whether columns written at an instant (microseconds) are by the promises of the rule set of this hash."""
    revised: frozenset[int]
    """The moments where something was undone, or a person said that no reply is owed: their columns do not tell all."""
    restless: frozenset[int]
    """The moments whose columns do not tell how they stood when the backlog is counted, where that is not now."""


class Told:
    """One run over the columns: what they tell is added, the ids of the others are given back, to be folded."""

    def __init__(self, into: Gathering, columns: Columns) -> None:
        self._into, self._columns = into, columns
        period = into.period
        self._as_of, self._at = _micros(period.as_of), _micros(period.backlog_at)
        self._then_is_now = self._at == self._as_of
        self._times: dict[tuple[str, int], str] = {}

    def before(self) -> Iterator[int]:
        """Of what was opened before the period only the backlog counts."""
        for moment in self._columns.before:
            now = self._then_is_now and moment.changed_at <= self._as_of
            if not (now and self._columns.hold(moment.rule_set, moment.changed_at)):
                yield moment.id
            elif moment.status not in _ENDED:
                self._wait(moment, self._piles(moment, counted=False))

    def opened(self) -> Iterator[int]:
        """Of what was opened in the period everything."""
        for moment in self._columns.opened:
            if moment.opened_at > self._as_of:
                continue
            if not (self._columns.hold(moment.rule_set, moment.changed_at) and self._tells(moment)):
                yield moment.id
                continue
            self._add(moment)

    def _add(self, moment: Standing) -> None:
        promises = self._into.source.promises_of(moment.rule_set)
        standard = promises.standard(moment.standard, _instant(moment.opened_at)) if moment.standard else None
        calendar = promises.calendar(standard.calendar if standard else None)
        sample = sampled(moment, calendar, self._as_of)
        piles = self._piles(moment, counted=True)
        for pile in piles:
            pile.tally.add(sample)
        if self._waits(moment):
            self._wait(moment, piles)
        self._into.used.note(moment.rule_set, calendar)
        if moment.unanswered and moment.waiting_since is not None:
            self._into.longest.add(_instant(moment.waiting_since), moment.id)

    def _tells(self, moment: Standing) -> bool:
        if moment.id in self._columns.revised or not tells_all(moment, self._as_of):
            return False
        if self._then_is_now or moment.opened_at > self._at:
            return True
        return moment.last_in_at <= self._at and moment.id not in self._columns.restless

    def _waits(self, moment: Standing) -> bool:
        """Whether it is of the backlog, at its instant."""
        if self._then_is_now:
            return moment.status not in _ENDED
        closed = moment.closed_at is not None and moment.closed_at <= self._at
        return moment.opened_at <= self._at and moment.status != "dismissed" and not closed

    def _wait(self, moment: Standing, piles: Iterable[Pile]) -> None:
        asleep = self._then_is_now and moment.snoozed_until is not None and moment.snoozed_until > self._at
        age = age_group(timedelta(microseconds=self._at - moment.opened_at))
        for pile in piles:
            pile.queue.add(age, asleep)

    def _piles(self, moment: Standing, *, counted: bool) -> list[Pile]:
        return self._into.piles.of(lambda name: self._keys(name, moment), counted=counted)

    def _keys(self, name: str, moment: Standing) -> Iterable[str | None]:
        if name in TIMES:
            return (self._time(name, moment.opened_at),)
        if name == "tag":
            return _tags(moment.tags) or (None,)
        if name == "area":
            return (self._into.source.areas_of(moment.owner) if moment.owner is not None else ()) or (None,)
        if name == "priority":
            return (_LABELS[moment.priority],)
        return (getattr(moment, name),)

    def _time(self, name: str, at: int) -> str:
        quarter = at // _QUARTER
        found = self._times.get((name, quarter))
        if found is None:
            found = self._times[name, quarter] = time_key(name, self._into.period.local(_instant(at)))
        return found


@lru_cache(4096)
def _tags(written: str) -> tuple[str, ...]:
    return tuple(json.loads(written))


def _micros(at: datetime) -> int:
    return (at - _START) // _MICRO


def _instant(at: int) -> datetime:
    return _START + timedelta(microseconds=at)
