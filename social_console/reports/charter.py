"""The sheet of promises: what each service standard promises, by what right, and how it was kept in a period."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from social_console import measures
from social_console.clock import Promises
from social_console.i18n import gettext as _
from social_console.i18n import ngettext
from social_console.measures import Figures, Kept
from social_console.model import Duration, Standard
from social_console.reports.markdown import span, table
from social_console.reports.report import Report
from social_console.reports.tables import clock_title
from social_console.reports.words import NOTHING, cell, number, percent


def charter_json(report: Report, promises: Promises) -> dict[str, Any]:
    """Of a report gathered by `standard`: an entry for each, in the order of the rules, as promised last in the period.

    `versions` says all that was promised in it, one after another: each moment was judged by the one of its day.
    """
    return {
        "definitions": {"version": measures.VERSION, "hash": measures.HASH},
        "period": report.period.as_json(),
        "as_of": report.period.as_of,
        "standards": [
            {
                "standard": last.name,
                "legal": last.legal,
                "calendar": promises.calendar(last.calendar).name,
                "moments": figures.moments,
                "promises": {
                    clock: {"promised": written(length)} | figures.standards.get(clock, Kept()).as_json()
                    for clock, length in lengths(last)
                },
                "versions": [_version_json(one, promises) for one in versions],
            }
            for versions, figures in _kept(report, promises)
            for last in versions[-1:]
        ],
    }


def charter(report: Report, promises: Promises) -> str:
    """The sheet as it is hung up: plain sentences are its title, the table the rest."""
    heads = (
        _("Service standard"), _("What is promised"), _("Within"), _("Moments"), _("Met"), _("Breached"),
        _("Not yet due"), _("Attainment"), _("Legal ground"),
    )  # fmt: skip
    lines = [line for versions, figures in _kept(report, promises) for line in _lines(versions, figures)]
    title = "# " + _("Promises kept: {period}").format(period=span(report.period))
    body = table(heads, lines, words=(0, 1, 2, 8)) if lines else _("The rules make no promise.")
    definitions = _("Definitions: version {version} ({hash}).")
    return "\n\n".join([title, body, definitions.format(version=measures.VERSION, hash=measures.HASH)]) + "\n"


def lengths(standard: Standard) -> Iterator[tuple[str, Duration]]:
    """The clocks that a standard promises, each with how long."""
    for clock, length in (
        ("first", standard.first_response),
        ("next", standard.next_response or standard.first_response),
        ("resolution", standard.resolution),
    ):
        if length is not None:
            yield clock, length


def written(length: Duration) -> str:
    """As in rules.yaml: `4h`, `30m`, `5 working days`, `10 days`."""
    if length.unit == "working_minutes":
        return f"{length.amount // 60}h" if length.amount % 60 == 0 else f"{length.amount}m"
    noun = "working day" if length.unit == "working_days" else "day"
    return f"{length.amount} {noun}{'' if length.amount == 1 else 's'}"


def _version_json(standard: Standard, promises: Promises) -> dict[str, Any]:
    return {
        "from": standard.since.isoformat() if standard.since else None,
        "legal": standard.legal,
        "calendar": promises.calendar(standard.calendar).name,
        "promised": {clock: written(length) for clock, length in lengths(standard)},
    }


def _kept(report: Report, promises: Promises) -> Iterator[tuple[tuple[Standard, ...], Figures]]:
    """Each standard's versions in the period, with what became of them together."""
    found = {group.key: group.figures for group in report.groups["standard"]}
    for name in promises.by_name:
        versions = promises.versions(name, report.period.since, report.period.backlog_at)
        if versions:
            yield versions, found.get(name, Figures())


def _lines(versions: tuple[Standard, ...], figures: Figures) -> Iterator[tuple[str, ...]]:
    legal = "; ".join(dict.fromkeys(one.legal for one in versions if one.legal))
    for clock in dict.fromkeys(clock for one in versions for clock, _length in lengths(one)):
        kept = figures.standards.get(clock, Kept())
        yield (
            cell(versions[0].name),
            clock_title(clock),
            "; ".join(_within(one, clock, one is not versions[0]) for one in versions),
            number(figures.moments),
            number(kept.met),
            number(kept.breached),
            number(kept.pending),
            percent(kept.attainment),
            cell(legal or NOTHING),
        )


def _within(standard: Standard, clock: str, changed: bool) -> str:
    length = dict(lengths(standard)).get(clock)
    said = _said(length) if length else NOTHING
    return _("from {date}: {promise}").format(date=standard.since, promise=said) if changed else said


def _said(length: Duration) -> str:
    n = length.amount
    if length.unit == "working_days":
        return ngettext("{n} working day", "{n} working days", n).format(n=number(n))
    if length.unit == "days":
        return ngettext("{n} day", "{n} days", n).format(n=number(n))
    if n % 60:
        return ngettext("{n} working minute", "{n} working minutes", n).format(n=number(n))
    return ngettext("{n} working hour", "{n} working hours", n // 60).format(n=number(n // 60))
