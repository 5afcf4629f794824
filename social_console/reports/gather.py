"""From the timelines of moments to a report: fold each as of then, measure it, and sum up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter
from typing import Any

from social_console.clock import Promises, working_seconds
from social_console.measures import Figures, Sample, backlog, sample, summarise
from social_console.model import Direction, Priority, Status
from social_console.moments import Course, Heard, State, Timeline, fold, follow
from social_console.reports.measured import calendar_of, measured
from social_console.reports.period import Period
from social_console.reports.report import Facts, Group, Report, Row, longest_unanswered

_when = attrgetter("at", "id")
BY = ("channel", "account", "tag", "priority", "owner", "area", "standard", "place", "day", "week", "month")
"""What `--by` takes."""
_ENOUGH = 1000
"""How many unanswered moments are kept in mind before all but the longest are let go."""
_TIMES = frozenset({"day", "week", "month"})
_PRIORITIES = {priority.label: priority.value for priority in Priority}


@dataclass(slots=True, kw_only=True)
class Source:
    """What a report is made of, apart from the period.

    `promises_of` gives the promises of a rule set by its hash (None: those in force now); `areas_of` an owner's areas.
    """

    entries: Iterable[tuple[Facts, Timeline]]
    """The moments opened in the period and before, as far as they matter, always in the same order."""
    promises_of: Callable[[str | None], Promises]
    areas_of: Callable[[str], tuple[str, ...]]
    coverage: Sequence[Mapping[str, Any]] = ()
    name: str = ""


@dataclass(slots=True)
class _Pile:
    """What is gathered under one key."""

    samples: list[Sample] = field(default_factory=list)
    waiting: list[tuple[datetime, bool]] = field(default_factory=list)

    def figures(self, at: datetime) -> Figures:
        return summarise(self.samples, backlog(self.waiting, at))


class _Piles:
    """The totals, and for each name of `--by` a pile under each key."""

    def __init__(self, source: Source, period: Period, by: Sequence[str]) -> None:
        self.source, self.period = source, period
        self.total = _Pile()
        self.under: dict[str, dict[str | None, _Pile]] = {name: defaultdict(_Pile) for name in by}

    def add(self, facts: Facts, state: State, part: Sample) -> None:
        """A moment that was opened in the period."""
        for pile in self._of(facts, state, True):
            pile.samples.append(part)

    def add_backlog(self, facts: Facts, then: State, now: State | None = None) -> None:
        """A moment whenever opened, if it waited `then`; grouped as it stands `now` if it is of the period."""
        if then.opening is None or then.status in (Status.CLOSED, Status.DISMISSED):
            return
        at = self.period.backlog_at
        asleep = then.snoozed_until is not None and then.snoozed_until > at
        for pile in self._of(facts, now or then, now is not None):
            pile.waiting.append((_opened(then), asleep))

    def _of(self, facts: Facts, state: State, counted: bool) -> Iterator[_Pile]:
        """Where a moment belongs; one opened before the period (not `counted`) belongs to no day of it."""
        yield self.total
        for name, piles in self.under.items():
            if counted or name not in _TIMES:
                for key in _keys(name, facts, state, self.source, self.period):
                    yield piles[key]

    def groups(self, name: str) -> tuple[Group, ...]:
        """Times as they come, priorities from the highest, the rest by size; what is under nothing last."""
        at = self.period.backlog_at
        groups = [Group(key=key, figures=pile.figures(at)) for key, pile in self.under[name].items()]
        return tuple(sorted(groups, key=lambda group: _order(name, group)))


def gather(source: Source, period: Period, by: Sequence[str] = (), *, rows: bool = False) -> Report:
    """The report of `period`; one list of groups for each name in `by`; all rows, or those who wait longest."""
    piles, used = _Piles(source, period, by), _Used()
    kept: list[Row] = []
    for facts, timeline in source.entries:
        opening = opening_of(timeline)
        if opening is None or opening.at > period.as_of:
            continue
        rule_set = decided_by(opening)
        promises = source.promises_of(rule_set)
        if not period.holds(opening.at):
            piles.add_backlog(facts, fold(timeline, promises, as_of=period.backlog_at))
            continue
        course = follow(timeline, promises, as_of=period.as_of)
        piles.add(facts, course.state, sample(measured(course, promises, timeline.one_way), period.as_of))
        piles.add_backlog(facts, _then(timeline, promises, course.state, period), course.state)
        used.note(rule_set, promises, course.state)
        if rows or course.state.unanswered:
            kept.append(row_of(facts, course, promises))
            if not rows and len(kept) > _ENOUGH:
                kept = list(longest_unanswered(kept))
    return Report(
        period=period,
        name=source.name,
        totals=piles.total.figures(period.backlog_at),
        groups={name: piles.groups(name) for name in by},
        rows=tuple(kept) if rows else longest_unanswered(kept),
        coverage=tuple(source.coverage),
        rule_sets=tuple(sorted(used.rule_sets)),
        calendars=dict(sorted(used.calendars.items())),
    )


@dataclass(slots=True)
class _Used:
    """Which rule sets and calendars had a say."""

    rule_sets: set[str] = field(default_factory=set)
    calendars: dict[str, str] = field(default_factory=dict)

    def note(self, rule_set: str | None, promises: Promises, state: State) -> None:
        if rule_set is not None:
            self.rule_sets.add(rule_set)
        calendar = calendar_of(state, promises)
        if calendar.name not in self.calendars:
            self.calendars[calendar.name] = calendar.version


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
    if name in _TIMES:
        yield _time_key(name, period.local(_opened(state))) if state.opening is not None else None
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


def _time_key(name: str, local: datetime) -> str:
    if name == "week":
        year, week, _day = local.isocalendar()
        return f"{year}-W{week:02}"
    return local.date().isoformat()[: 7 if name == "month" else 10]


def _order(name: str, group: Group) -> tuple[bool, int, str]:
    if name in _TIMES:
        return group.key is None, 0, group.key or ""
    if name == "priority":
        return group.key is None, -_PRIORITIES.get(group.key or "", -1), ""
    return group.key is None, -group.figures.moments, group.key or ""


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
