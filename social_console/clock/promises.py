"""What an institution has promised, and on which calendars: all that the clocks of a moment need from a rule set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache

from social_console.clock.calendar import Calendar
from social_console.model import Duration, Priority, Standard


@dataclass(frozen=True, slots=True)
class Promises:
    """`standards` strictest first; `follow_ups` says for each area how long a referral may take."""

    standards: tuple[Standard, ...] = ()
    default_standard: str | None = None
    default_priority: Priority = Priority.NORMAL
    calendars: Mapping[str, Calendar] = field(default_factory=dict)
    default_calendar: str = ""
    follow_ups: Mapping[str, Duration] = field(default_factory=dict)
    by_name: Mapping[str, tuple[int, Standard]] = field(init=False, repr=False, compare=False)
    """Each standard with its rank: 0 is the strictest."""
    pausing: bool = field(init=False, repr=False, compare=False)
    """Some standard has a clock that stands still now and then."""

    def __post_init__(self) -> None:
        ranks = {standard.name: (rank, standard) for rank, standard in enumerate(self.standards)}
        object.__setattr__(self, "by_name", ranks)
        versions = (one for standard in self.standards for one in (standard, *standard.later))
        object.__setattr__(self, "pausing", any(one.pauses for one in versions))

    @classmethod
    def none(cls) -> Promises:
        """No promise at all: nothing ever falls due."""
        return _NONE

    def standard(self, name: str | None, at: datetime | None = None) -> Standard | None:
        """What that name promises, if the rule set still has it: as in force at `at`, else as it stands last."""
        found = self.by_name.get(name) if name is not None else None
        if found is None:
            return None
        standard = found[1]
        return self._in_force(standard, at) if standard.later or standard.since else standard

    def versions(self, name: str, since: datetime | None, until: datetime) -> tuple[Standard, ...]:
        """What that name promised between two instants (None: from the beginning; `until` is outside), in order."""
        usual = self.by_name[name][1]
        every = (usual, *usual.later)
        first, last = since and self.standard(name, since), self.standard(name, until - timedelta.resolution)
        return every[every.index(first) if first else 0 : every.index(last) + 1] if last else ()

    def _in_force(self, standard: Standard, at: datetime | None) -> Standard | None:
        """The version of the local date, on the calendar that each runs on; None before the first."""
        found = None
        for version in (standard, *standard.later):
            if at is None or version.since is None or version.since <= self._day(version, at):
                found = version
        return found

    def _day(self, standard: Standard, at: datetime) -> date:
        return self.calendar(standard.calendar).local(at).date()

    def calendar(self, name: str | None = None) -> Calendar:
        """The calendar of that name, else the default one, else one that is always open, in UTC."""
        found = self.calendars.get(name) if name else None
        return found or self.calendars.get(self.default_calendar) or always_open()


@cache
def always_open() -> Calendar:
    """Day and night, every day, in UTC."""
    return Calendar("always", "UTC", {"mon-sun": ("00:00-24:00",)})


_NONE = Promises()
