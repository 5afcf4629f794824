"""Figures over a period as Markdown, CSV or JSON (DESIGN 5, 7). The same inputs give the same bytes."""

from social_console.reports.charter import charter, charter_json
from social_console.reports.columns import Columns
from social_console.reports.explain import Explanation, explain, explained
from social_console.reports.formats import FORMATS, as_document, check_format, write
from social_console.reports.gather import Source, decided_by, gather, opening_of
from social_console.reports.period import Period, period
from social_console.reports.piles import BY
from social_console.reports.reading import promises_of, read, read_one
from social_console.reports.report import Facts, Group, Report, Row
from social_console.reports.tables import flat
from social_console.reports.threshold import Threshold, no_figures, threshold

__all__ = [
    "BY",
    "FORMATS",
    "Columns",
    "Explanation",
    "Facts",
    "Group",
    "Period",
    "Report",
    "Row",
    "Source",
    "Threshold",
    "as_document",
    "charter",
    "charter_json",
    "check_format",
    "decided_by",
    "explain",
    "explained",
    "flat",
    "gather",
    "no_figures",
    "opening_of",
    "period",
    "promises_of",
    "read",
    "read_one",
    "threshold",
    "write",
]
