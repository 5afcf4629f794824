"""How one moment counts: each interval and each promise, with what began it, what ended it, and what was promised."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from social_console import measures
from social_console.clock import NEVER, Promises, working_seconds
from social_console.i18n import gettext as _
from social_console.measures import Asked, Measured, Sample, sample, verdict_of
from social_console.model import Standard
from social_console.moments import Course, Timeline, follow
from social_console.reports.gather import row_of
from social_console.reports.measured import measured
from social_console.reports.report import Facts, Row
from social_console.reports.tables import clock_title, outcome_title
from social_console.reports.words import NOTHING, cell, duration, minute


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """One moment as of an instant. `rule_set` decided its opening."""

    as_of: datetime
    zone: ZoneInfo
    rule_set: str | None
    row: Row | None
    course: Course
    moment: Measured | None
    sample: Sample | None
    standard: Standard | None

    def as_json(self) -> dict[str, Any]:
        """The row of `report --rows`, with what it was made of."""
        document: dict[str, Any] = {
            "definitions": {"version": measures.VERSION, "hash": measures.HASH},
            "as_of": self.as_of,
            "rule_set": self.rule_set,
            "moment": self.row.as_json() if self.row else None,
        }
        if self.moment is None or self.sample is None:
            return document
        return document | {
            "needing_reply": self.sample.answered or self.sample.never_answered,
            "answered": self.sample.answered,
            "never_answered": self.sample.never_answered,
            "calendar": {"name": self.moment.calendar.name, "version": self.moment.calendar.version},
            "standard": self.standard.name if self.standard else None,
            "legal": self.standard.legal if self.standard else None,
            "first_response": self._interval(self.moment.opened_at, self.moment.response_at)
            | {"how": self.moment.response_how, "from_seen_s": self.sample.from_seen},
            "next_responses": [self._interval(wait.since, wait.until) for wait in self.moment.later],
            "closes": [
                self._interval(self.moment.opened_at, close.at) | {"outcome": close.outcome, "answered": close.answered}
                for close in self.course.closes
            ],
            "promises": [
                {"clock": clock, "since": asked.since, "due": asked.due, "kept": asked.until}
                | {"verdict": verdict_of(asked, self.as_of)}
                for clock, asked in self.promises()
            ],
        }

    def promises(self) -> Iterator[tuple[str, Asked]]:
        """What was promised of which clock, where anything was."""
        if self.moment is None:
            return
        asked = [("first", self.moment.first), *(("next", wait) for wait in self.moment.later)]
        for clock, one in [*asked, ("resolution", self.moment.resolution)]:
            if one is not None and one.due is not None:
                yield clock, one

    def _interval(self, since: datetime, until: datetime | None) -> dict[str, Any]:
        assert self.moment is not None  # noqa: S101 - asked only where there is one
        wall = round((until - since).total_seconds(), 3) if until else None
        working = round(working_seconds(self.moment.calendar, since, until), 3) if until else None
        return {"since": since, "until": until, "s": wall, "working_s": working}


def explain(
    facts: Facts, timeline: Timeline, promises: Promises, *, rule_set: str | None, zone: ZoneInfo, as_of: datetime
) -> Explanation:
    """How the moment counts in a report as of then."""
    course = follow(timeline, promises, as_of=as_of)
    moment = measured(course, promises, timeline.one_way) if course.state.opening is not None else None
    return Explanation(
        as_of=as_of,
        zone=zone,
        rule_set=rule_set,
        row=row_of(facts, course, promises) if moment is not None else None,
        course=course,
        moment=moment,
        sample=sample(moment, as_of) if moment is not None else None,
        standard=promises.standard(course.state.standard, course.promised_at),
    )


def explained(explanation: Explanation) -> str:
    """The same for a person to read."""
    return "\n".join(_lines(explanation)) + "\n"


def _lines(told: Explanation) -> Iterator[str]:
    row, moment = told.row, told.moment
    if row is None or moment is None or told.sample is None:
        yield _("As of {at}, no citizen had written in it: it counts in nothing.").format(at=_at(told, told.as_of))
        return
    yield "# " + _("Moment {folio}").format(folio=cell(row.facts.folio))
    yield ""
    yield _("Opened {at}, first seen {seen}.").format(at=_at(told, moment.opened_at), seen=_at(told, moment.seen_at))
    yield _counts(told.sample)
    yield _calendar(told)
    yield ""
    yield from _intervals(told, moment)
    yield from _promises(told)


def _counts(part: Sample) -> str:
    if part.answered:
        return _("It needed a reply and has one.")
    if part.never_answered:
        return _("It needs a reply and has none.")
    return _("No reply is owed, or it was closed or dismissed without one: it is not among those needing a reply.")


def _calendar(told: Explanation) -> str:
    assert told.moment is not None  # noqa: S101 - asked only where there is one
    standard = told.standard.name if told.standard else NOTHING
    text = _("Service standard: {standard}; working time by the calendar {calendar}.")
    line = text.format(standard=cell(standard), calendar=cell(told.moment.calendar.name))
    legal = told.standard.legal if told.standard else None
    return f"{line} {cell(legal)}." if legal else line


def _intervals(told: Explanation, moment: Measured) -> Iterator[str]:
    if moment.response_at is not None or moment.owed:
        yield _line(told, clock_title("first"), moment.opened_at, moment.response_at)
    for wait in moment.later:
        yield _line(told, clock_title("next"), wait.since, wait.until)
    for close in told.course.closes:
        name = _("Closed: {outcome}").format(outcome=outcome_title(close.outcome))
        yield _line(told, name, moment.opened_at, close.at)


def _line(told: Explanation, name: str, since: datetime, until: datetime | None) -> str:
    assert told.moment is not None  # noqa: S101 - asked only where there is one
    if until is None:
        return "- " + _("{name}: not yet, waiting since {since}").format(name=name, since=_at(told, since))
    text = _("{name}: from {since} to {until}, {wall} ({working} in working time)")
    return "- " + text.format(
        name=name,
        since=_at(told, since),
        until=_at(told, until),
        wall=duration((until - since).total_seconds()),
        working=duration(working_seconds(told.moment.calendar, since, until)),
    )


def _promises(told: Explanation) -> Iterator[str]:
    verdicts = {"met": _("met"), "breached": _("breached"), "pending": _("not yet due"), None: _("left out")}
    text = _("Promised: {clock} by {due}: {verdict}")
    for clock, asked in told.promises():
        assert asked.due is not None  # noqa: S101 - promises() gives those only
        verdict = verdicts[verdict_of(asked, told.as_of)]
        if asked.due == NEVER:
            yield "- " + _("Promised: {clock}; it stands still: {verdict}").format(
                clock=clock_title(clock), verdict=verdict
            )
            continue
        yield "- " + text.format(clock=clock_title(clock), due=_at(told, asked.due), verdict=verdict)


def _at(told: Explanation, at: datetime) -> str:
    return minute(at.astimezone(told.zone))
