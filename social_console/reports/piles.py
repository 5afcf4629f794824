"""What a report gathers: the totals, and for each name of `--by` a pile under each key."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from social_console.measures import Figures, Queue, Tally
from social_console.model import Priority
from social_console.reports.report import Group

BY = ("channel", "account", "tag", "priority", "owner", "area", "standard", "place", "day", "week", "month")
"""What `--by` takes."""
TIMES = frozenset({"day", "week", "month"})
_PRIORITIES = {priority.label: priority.value for priority in Priority}

Keys = Callable[[str], Iterable[str | None]]
"""For a name of `BY` the keys that a moment stands under."""


class Pile:
    """What is gathered under one key."""

    __slots__ = ("queue", "tally")

    def __init__(self) -> None:
        self.tally, self.queue = Tally(), Queue()

    def figures(self) -> Figures:
        """Of all that came under the key."""
        return self.tally.figures(self.queue.backlog())


class Piles:
    """The totals and the groups."""

    def __init__(self, by: Sequence[str]) -> None:
        self.total = Pile()
        self.under: dict[str, dict[str | None, Pile]] = {name: defaultdict(Pile) for name in by}

    def of(self, keys: Keys, *, counted: bool) -> list[Pile]:
        """Where a moment belongs; one opened before the period (not `counted`) belongs to no day of it."""
        found = [self.total]
        for name, piles in self.under.items():
            if counted or name not in TIMES:
                found += [piles[key] for key in keys(name)]
        return found

    def groups(self, name: str) -> tuple[Group, ...]:
        """Times as they come, priorities from the highest, the rest by size; what is under nothing last."""
        groups = [Group(key=key, figures=pile.figures()) for key, pile in self.under[name].items()]
        return tuple(sorted(groups, key=lambda group: _order(name, group)))


def time_key(name: str, local: datetime) -> str:
    """The day, week or month of a local time."""
    if name == "week":
        year, week, _day = local.isocalendar()
        return f"{year}-W{week:02}"
    return local.date().isoformat()[: 7 if name == "month" else 10]


def _order(name: str, group: Group) -> tuple[bool, int, str]:
    if name in TIMES:
        return group.key is None, 0, group.key or ""
    if name == "priority":
        return group.key is None, -_PRIORITIES.get(group.key or "", -1), ""
    return group.key is None, -group.figures.moments, group.key or ""
