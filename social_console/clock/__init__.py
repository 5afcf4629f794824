"""Time as this program counts it: the present instant, lengths, calendars, promises (DESIGN 6, 8.5)."""

from social_console.clock.calendar import (
    Calendar,
    due,
    holidays_of,
    is_open,
    next_opening,
    working_seconds,
)
from social_console.clock.durations import parse_duration, timedelta_of
from social_console.clock.instant import EARLIEST, NEVER, now
from social_console.clock.pauses import Pause, due_with_pauses
from social_console.clock.promises import Promises

__all__ = [
    "EARLIEST",
    "NEVER",
    "Calendar",
    "Pause",
    "Promises",
    "due",
    "due_with_pauses",
    "holidays_of",
    "is_open",
    "next_opening",
    "now",
    "parse_duration",
    "timedelta_of",
    "working_seconds",
]
