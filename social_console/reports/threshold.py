"""`--fail-on`: a sentence about a figure that, where it is true, makes the command fall short (exit 1)."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from social_console.clock import timedelta_of
from social_console.errors import UsageError
from social_console.i18n import gettext as _
from social_console.measures import Figures
from social_console.reports.tables import flat

_WRITTEN = re.compile(r"\s*([a-z0-9_.]+)\s*(<=|>=|<|>|=)\s*(.+?)\s*")
_TESTS: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
}
_SHORT = {"attainment": "standards.first.attainment", "backlog": "backlog.total"}


@dataclass(frozen=True, slots=True)
class Threshold:
    """`figure` is a name as in the CSV's columns (`standards.first.attainment`)."""

    written: str
    figure: str
    test: str
    limit: float

    def crossed(self, figures: Mapping[str, Any]) -> bool:
        """Whether it is true of these figures; a figure that nothing was counted for is no cause to fail."""
        value = figures[self.figure]
        return value is not None and _TESTS[self.test](value, self.limit)


def no_figures() -> Mapping[str, Any]:
    """Every figure by its name, of no moments at all: what a threshold may name."""
    return flat(Figures().as_json())


def threshold(written: str, figures: Mapping[str, Any]) -> Threshold:
    """`never_answered>0`, `attainment<90%`, `first_response.median_s>4h`. UsageError names the figures there are."""
    found = _WRITTEN.fullmatch(written)
    if found is None:
        raise UsageError(_("{written} is no threshold: write for example “never_answered>0”.").format(written=written))
    figure = _SHORT.get(found[1], found[1])
    if figure not in figures:
        message = _("There is no figure {name}.").format(name=found[1])
        raise UsageError(message, remedy=_("There are: {known}.").format(known=", ".join(figures)))
    return Threshold(written.strip(), figure, found[2], _limit(found[3]))


def _limit(written: str) -> float:
    try:
        if written.endswith("%"):
            return float(written[:-1].replace(",", ".")) / 100
        return float(written)
    except ValueError:
        pass
    try:
        return timedelta_of(written).total_seconds()
    except ValueError:
        message = _("{written} is neither a number, a percentage nor a length of time.")
        raise UsageError(message.format(written=repr(written))) from None
