"""The figures of a report as rows of words: what a table on paper and a sheet of cells both need."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from social_console.i18n import gettext as _
from social_console.measures import Figures, Spread, Stats
from social_console.reports.report import Report
from social_console.reports.words import NOTHING, duration, number


def group_title(by: str) -> str:
    """What a list of groups is headed by."""
    return {
        "channel": _("Channel"),
        "account": _("Account"),
        "tag": _("Tag"),
        "priority": _("Priority"),
        "owner": _("Owner"),
        "area": _("Area"),
        "standard": _("Service standard"),
        "place": _("Place"),
        "day": _("Day"),
        "week": _("Week"),
        "month": _("Month"),
    }[by]


def value_title(by: str, key: str | None) -> str:
    """A group's value as its reader knows it; names that people gave stay as they are."""
    if key is None:
        return _("(none)")
    if by == "priority":
        return {"low": _("low"), "normal": _("normal"), "high": _("high"), "urgent": _("urgent")}.get(key, key)
    return key


def spread_rows(figures: Figures) -> Iterator[tuple[str, ...]]:
    """name, n, median, nine in ten, mean, working median, working nine in ten."""
    yield _spread(_("First response"), figures.first)
    if figures.first_by_hand.wall.n:
        yield _spread(_("First response by hand"), figures.first_by_hand)
    if figures.from_seen.n:
        yield _stats(_("First response since it was seen"), figures.from_seen)
    yield _spread(_("Next response"), figures.later)
    yield _spread(_("Resolution (first close)"), figures.resolution)
    yield _spread(_("Resolution (last close)"), figures.last_resolution)


def clock_title(clock: str) -> str:
    """A clock's name."""
    names = {"first": _("First response"), "next": _("Next response"), "resolution": _("Resolution")}
    return names.get(clock, clock)


def age_title(age: str) -> str:
    """A class of ages."""
    return {
        "under_1_day": _("less than 1 day"),
        "1_to_3_days": _("1 to 3 days"),
        "3_to_7_days": _("3 to 7 days"),
        "7_to_30_days": _("7 to 30 days"),
        "over_30_days": _("more than 30 days"),
    }[age]


def outcome_title(outcome: str) -> str:
    """Why something was closed."""
    return {
        "answered": _("answered"),
        "resolved": _("resolved"),
        "referred": _("referred"),
        "no_reply": _("no reply was owed"),
        "duplicate": _("duplicate"),
        "other": _("other"),
    }.get(outcome, outcome)


def flat(figures: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    """`as_json` of figures with dots in place of nesting: the columns of CSV, the names of `--fail-on`."""
    found: dict[str, Any] = {}
    for key, value in figures.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict) and key != "closed_without_reply":
            found |= flat(value, name + ".")
        elif isinstance(value, dict):
            found[name] = sum(value.values())
        else:
            found[name] = value
    return found


def flat_lines(report: Report) -> Iterator[dict[str, Any]]:
    """One line for the totals and one for each group."""
    yield {"by": "", "key": "", **flat(report.totals.as_json())}
    for by, groups in report.groups.items():
        for group in groups:
            key = "" if group.key is None else group.key
            yield {"by": by, "key": key, **flat(group.figures.as_json())}


def _spread(name: str, spread: Spread) -> tuple[str, ...]:
    return (*_stats(name, spread.wall)[:5], duration(spread.working.median), duration(spread.working.p90))


def _stats(name: str, stats: Stats) -> tuple[str, ...]:
    lengths = (duration(stats.median), duration(stats.p90), duration(stats.mean))
    return (name, number(stats.n), *lengths, NOTHING, NOTHING)
