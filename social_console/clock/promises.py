"""What an institution has promised, and on which calendars: all that the clocks of a moment need from a rule set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
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

    def __post_init__(self) -> None:
        ranks = {standard.name: (rank, standard) for rank, standard in enumerate(self.standards)}
        object.__setattr__(self, "by_name", ranks)

    @classmethod
    def none(cls) -> Promises:
        """No promise at all: nothing ever falls due."""
        return _NONE

    def standard(self, name: str | None) -> Standard | None:
        """The standard of that name, if the rule set still has it."""
        found = self.by_name.get(name) if name is not None else None
        return found[1] if found else None

    def calendar(self, name: str | None = None) -> Calendar:
        """The calendar of that name, else the default one, else one that is always open, in UTC."""
        found = self.calendars.get(name) if name else None
        return found or self.calendars.get(self.default_calendar) or always_open()


@cache
def always_open() -> Calendar:
    """Day and night, every day, in UTC."""
    return Calendar("always", "UTC", {"mon-sun": ("00:00-24:00",)})


_NONE = Promises()
