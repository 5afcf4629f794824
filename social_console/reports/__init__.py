"""Figures over a period as Markdown, CSV or JSON (DESIGN 5, 7). The same inputs give the same bytes."""

from social_console.reports.formats import FORMATS, check_format, write
from social_console.reports.gather import BY, Source, gather
from social_console.reports.period import Period, period
from social_console.reports.reading import read
from social_console.reports.report import Facts, Group, Report, Row
from social_console.reports.tables import flat
from social_console.reports.threshold import Threshold, no_figures, threshold

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
    "check_format",
    "flat",
    "gather",
    "no_figures",
    "period",
    "read",
    "threshold",
    "write",
]
