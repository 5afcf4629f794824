"""Figures over a period as Markdown, CSV or JSON (DESIGN 5, 7). The same inputs give the same bytes."""

from social_console.reports.formats import FORMATS, write
from social_console.reports.gather import BY, Source, gather
from social_console.reports.period import Period, period
from social_console.reports.report import Facts, Group, Report, Row
from social_console.reports.threshold import Threshold, threshold

__all__ = [
    "BY",
    "FORMATS",
    "Facts",
    "Group",
    "Period",
    "Report",
    "Row",
    "Source",
    "Threshold",
    "gather",
    "period",
    "threshold",
    "write",
]
