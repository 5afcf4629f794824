"""From the timelines of moments to a report: fold each as of then, measure it, and sum up."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import nsmallest
from operator import attrgetter, itemgetter
from typing import Any

from social_console.clock import Calendar, Promises, working_seconds
from social_console.measures import age_group, sample
from social_console.model import Direction, Status
from social_console.moments import Course, Heard, State, Timeline, fold, follow
from social_console.reports.columns import Columns, Told
from social_console.reports.measured import calendar_of, measured
from social_console.reports.period import Period
from social_console.reports.piles import TIMES, Piles, time_key
from social_console.reports.report import LONGEST, Facts, Report, Row, longest_unanswered

_when = attrgetter("at", "id")
_ENOUGH = 1000
"""How many unanswered moments are kept in mind before all but the longest are let go."""


@dataclass(slots=True, kw_only=True)
class Source:
    """What a report is made of, apart from the period.

    `promises_of` gives the promises of a rule set by its hash (None: those in force now); `areas_of` an owner's areas.
    """

    entries: Iterable[tuple[Facts, Timeline]]
    """The moments opened in the period and before, as far as they matter, always in the same order."""
    promises_of: Callable[[str | None], Promises]
    areas_of: Callable[[str], tuple[str, ...]]
    columns: Columns | None = None
    """What is stored of the same moments; None: not to be relied on."""
    entries_of: Callable[[Iterable[int]], Iterable[tuple[Facts, Timeline]]] = lambda ids: ()
    """Some of the entries, by their ids."""
    coverage: Sequence[Mapping[str, Any]] = ()
    name: str = ""


class Gathering:
    """A report on its way: moments are added one by one."""

    def __init__(self, source: Source, period: Period, by: Sequence[str], *, rows: bool) -> None:
        self.source, self.period, self.by = source, period, by
        self.piles, self.used, self.longest = Piles(by), Used(), Longest()
        self._rows: list[Row] | None = [] if rows else None

    def take(self) -> None:
        """Everything: from columns where they tell what is asked, else from the timelines."""
        columns = self.source.columns
        if columns is None or self._rows is not None or "place" in self.by:
            self.add_all(self.source.entries)
            return
        told = Told(self, columns)
        self.add_all(self.source.entries_of(array("q", told.before())))
        self.add_all(self.source.entries_of(array("q", told.opened())))

    def add_all(self, entries: Iterable[tuple[Facts, Timeline]]) -> None:
        """Each moment folded as of then."""
        for facts, timeline in entries:
            opening = opening_of(timeline)
            if opening is not None and opening.at <= self.period.as_of:
                self._add(facts, timeline, opening)

    def _add(self, facts: Facts, timeline: Timeline, opening: Heard) -> None:
        period, rule_set = self.period, decided_by(opening)
        promises = self.source.promises_of(rule_set)
        if not period.holds(opening.at):
            self._wait(facts, fold(timeline, promises, as_of=period.backlog_at))
            return
        course = follow(timeline, promises, as_of=period.as_of)
        part = sample(measured(course, promises, timeline.one_way), period.as_of)
        for pile in self.piles.of(self._keys(facts, course.state), counted=True):
            pile.tally.add(part)
        self._wait(facts, _then(timeline, promises, course.state, period), course.state)
        self.used.note(rule_set, calendar_of(course.state, promises))
        if self._rows is not None:
            self._rows.append(row_of(facts, course, promises))
        elif course.state.waiting_since is not None:
            self.longest.add(course.state.waiting_since, row_of(facts, course, promises))

    def _wait(self, facts: Facts, then: State, now: State | None = None) -> None:
        """A moment whenever opened, if it waited `then`; grouped as it stands `now` if it is of the period."""
        if then.opening is None or then.status in (Status.CLOSED, Status.DISMISSED):
            return
        asleep = then.snoozed_until is not None and then.snoozed_until > self.period.backlog_at
        age = age_group(self.period.backlog_at - _opened(then))
        for pile in self.piles.of(self._keys(facts, now or then), counted=now is not None):
            pile.queue.add(age, asleep)

    def _keys(self, facts: Facts, state: State) -> Callable[[str], Iterable[str | None]]:
        return lambda name: _keys(name, facts, state, self.source, self.period)

    def rows(self) -> tuple[Row, ...]:
        """All, or those who wait longest."""
        if self._rows is not None:
            return tuple(self._rows)
        found, unread = self.longest.found()
        for facts, timeline in self.source.entries_of(unread):
            promises = self.source.promises_of(decided_by(opening_of(timeline)))
            found.append(row_of(facts, follow(timeline, promises, as_of=self.period.as_of), promises))
        return longest_unanswered(found)


def gather(source: Source, period: Period, by: Sequence[str] = (), *, rows: bool = False) -> Report:
    """The report of `period`; one list of groups for each name in `by`; all rows, or those who wait longest."""
    gathering = Gathering(source, period, by, rows=rows)
    gathering.take()
    return Report(
        period=period,
        name=source.name,
        totals=gathering.piles.total.figures(),
        groups={name: gathering.piles.groups(name) for name in by},
        rows=gathering.rows(),
        coverage=tuple(source.coverage),
        rule_sets=tuple(sorted(gathering.used.rule_sets)),
        calendars=gathering.used.calendars(),
    )


class Used:
    """Which rule sets and calendars had a say."""

    def __init__(self) -> None:
        self.rule_sets: set[str] = set()
        self._versions: dict[tuple[str | None, str], str] = {}

    def note(self, rule_set: str | None, calendar: Calendar) -> None:
        """One moment's."""
        if rule_set is not None:
            self.rule_sets.add(rule_set)
        if (rule_set, calendar.name) not in self._versions:
            self._versions[rule_set, calendar.name] = calendar.version

    def calendars(self) -> dict[str, str]:
        """Each calendar's version; all of them where one name meant several."""
        versions = defaultdict(set)
        for (_rule_set, name), version in self._versions.items():
            versions[name].add(version)
        return {name: ", ".join(sorted(found)) for name, found in sorted(versions.items())}


class Longest:
    """Those who wait longest, of however many: since when, which moment, and its row where it is made already."""

    def __init__(self) -> None:
        self._kept: list[tuple[datetime, int, Row | None]] = []

    def add(self, since: datetime, one: Row | int) -> None:
        """One who waits."""
        self._kept.append((since, one, None) if isinstance(one, int) else (since, one.facts.id, one))
        if len(self._kept) > _ENOUGH:
            self._kept = self._first()

    def found(self) -> tuple[list[Row], list[int]]:
        """The rows that there are, and the moments whose rows are still to be made."""
        first = self._first()
        return [row for *_, row in first if row is not None], [id_ for _since, id_, row in first if row is None]

    def _first(self) -> list[tuple[datetime, int, Row | None]]:
        return nsmallest(LONGEST, self._kept, key=itemgetter(0, 1))


def opening_of(timeline: Timeline) -> Heard | None:
    """The citizen's first mention."""
    return min((one for one in timeline.heard if one.direction == Direction.IN), key=_when, default=None)


def decided_by(opening: Heard | None) -> str | None:
    """The hash of the rule set that decided the opening mention."""
    verdict = opening.verdict if opening is not None else None
    return verdict.rule_set or None if verdict is not None else None


def _opened(state: State) -> datetime:
    assert state.opened_at is not None  # noqa: S101 - whoever has an opening has its time
    return state.opened_at


def _then(timeline: Timeline, promises: Promises, state: State, period: Period) -> State:
    """As it stood when the backlog is counted."""
    at = period.backlog_at
    return state if at == period.as_of else fold(timeline, promises, as_of=at)


def _keys(name: str, facts: Facts, state: State, source: Source, period: Period) -> Iterator[str | None]:
    if name in TIMES:
        yield time_key(name, period.local(_opened(state))) if state.opening is not None else None
    elif name in ("tag", "place", "area"):
        yield from _several(name, facts, state, source) or (None,)
    elif name in ("channel", "account"):
        yield str(getattr(facts, name))
    elif name == "priority":
        yield state.priority.label
    else:
        yield getattr(state, name)


def _several(name: str, facts: Facts, state: State, source: Source) -> Sequence[str]:
    if name == "tag":
        return tuple(state.tags)
    if name == "place":
        return facts.places
    return source.areas_of(state.owner) if state.owner is not None else ()


def row_of(facts: Facts, course: Course, promises: Promises) -> Row:
    """One line of `--rows`; the moment has an opening."""
    state = course.state
    opened, response = _opened(state), state.first_response_at
    calendar = calendar_of(state, promises)
    return Row(
        facts=facts,
        opened_at=opened,
        status=state.status.value,
        priority=state.priority.label,
        tags=tuple(state.tags),
        owner=state.owner,
        standard=state.standard,
        unanswered=state.unanswered,
        waiting_since=state.waiting_since,
        first_response_at=response,
        first_response_how=state.first_response_how,
        first_response_s=round((response - opened).total_seconds(), 3) if response else None,
        first_response_working_s=round(working_seconds(calendar, opened, response), 3) if response else None,
        first_due_at=state.first_due_at,
        first_closed_at=state.first_closed_at,
        closed_at=state.closed_at,
        outcome=state.outcome,
        dismissed_reason=state.dismissed_reason,
        reopened=state.reopened,
        history=state.history,
        restricted=state.restrict,
    )
