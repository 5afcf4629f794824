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
    """Of a report gathered by `standard`: an entry for each, in the order of the rules."""
    return {
        "definitions": {"version": measures.VERSION, "hash": measures.HASH},
        "period": report.period.as_json(),
        "as_of": report.period.as_of,
        "standards": [
            {
                "standard": standard.name,
                "legal": standard.legal,
                "calendar": promises.calendar(standard.calendar).name,
                "moments": figures.moments,
                "promises": {
                    clock: {"promised": written(length)} | figures.standards.get(clock, Kept()).as_json()
                    for clock, length in lengths(standard)
                },
            }
            for standard, figures in _kept(report, promises)
        ],
    }


def charter(report: Report, promises: Promises) -> str:
    """The sheet as it is hung up: plain sentences are its title, the table the rest."""
    heads = (
        _("Service standard"), _("What is promised"), _("Within"), _("Moments"), _("Met"), _("Breached"),
        _("Not yet due"), _("Attainment"), _("Legal ground"),
    )  # fmt: skip
    lines = [line for standard, figures in _kept(report, promises) for line in _lines(standard, figures)]
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


def _kept(report: Report, promises: Promises) -> Iterator[tuple[Standard, Figures]]:
    found = {group.key: group.figures for group in report.groups["standard"]}
    for name in promises.by_name:
        standard = promises.standard(name, report.period.as_of)
        if standard is not None:
            yield standard, found.get(name, Figures())


def _lines(standard: Standard, figures: Figures) -> Iterator[tuple[str, ...]]:
    for clock, length in lengths(standard):
        kept = figures.standards.get(clock, Kept())
        yield (
            cell(standard.name),
            clock_title(clock),
            _said(length),
            number(figures.moments),
            number(kept.met),
            number(kept.breached),
            number(kept.pending),
            percent(kept.attainment),
            cell(standard.legal or NOTHING),
        )


def _said(length: Duration) -> str:
    n = length.amount
    if length.unit == "working_days":
        return ngettext("{n} working day", "{n} working days", n).format(n=number(n))
    if length.unit == "days":
        return ngettext("{n} day", "{n} days", n).format(n=number(n))
    if n % 60:
        return ngettext("{n} working minute", "{n} working minutes", n).format(n=number(n))
    return ngettext("{n} working hour", "{n} working hours", n // 60).format(n=number(n // 60))
