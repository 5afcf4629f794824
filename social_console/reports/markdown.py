"""A report to be read: plain sentences, then figures, then those who have waited longest."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from social_console import measures
from social_console.i18n import gettext as _
from social_console.i18n import ngettext
from social_console.reports.period import Period
from social_console.reports.report import Facts, Group, Report, Row, longest_unanswered
from social_console.reports.tables import (
    age_title,
    clock_title,
    group_title,
    outcome_title,
    spread_rows,
    value_title,
)
from social_console.reports.words import NOTHING, cell, day, duration, minute, number, percent


def markdown(report: Report, *, rows: bool = False) -> str:
    """The whole text."""
    parts = [
        f"# {title(report)}",
        " ".join(sentences(report)),
        *_figures(report),
        *(part for by, groups in report.groups.items() for part in _group(by, groups)),
        *_longest(report),
        *(_all_rows(report) if rows else ()),
        _sources(report),
    ]
    return "\n\n".join(parts) + "\n"


def title(report: Report) -> str:
    """Whose report it is, and of when."""
    if not report.name:
        return _("Report: {period}").format(period=span(report.period))
    return _("{name}. Report: {period}").format(name=cell(report.name), period=span(report.period))


def span(period: Period) -> str:
    """The period in words, its last day included."""
    last = period.local(period.until - timedelta(microseconds=1)) if period.until else None
    first = period.local(period.since) if period.since else None
    if first and last:
        return _("{first} to {last}").format(first=day(first), last=day(last))
    if first:
        return _("since {first}").format(first=day(first))
    return _("until {last}").format(last=day(last)) if last else _("from the beginning")


def sentences(report: Report) -> Iterator[str]:
    """What the figures say, for who reads no tables."""
    totals = report.totals
    opened = ngettext(
        "{n} moment was opened in this period.", "{n} moments were opened in this period.", totals.moments
    )
    yield opened.format(n=number(totals.moments))
    if not totals.moments:
        return
    yield _answered(report)
    if totals.first.wall.n:
        yield _speed(report)
    for clock in measures.CLOCKS:
        kept = totals.standards[clock]
        if kept.attainment is not None:
            yield _("{clock} within the promised time: {share} ({met} of {all}).").format(
                clock=clock_title(clock),
                share=percent(kept.attainment),
                met=number(kept.met),
                all=number(kept.met + kept.breached),
            )
    yield _backlog(report)
    yield _coverage(report)


def _answered(report: Report) -> str:
    totals = report.totals
    if not totals.needing_reply:
        return _("None of them needed a reply.")
    share = percent(totals.answered / totals.needing_reply)
    text = _("{needing} needed a reply: {answered} have one ({share}) and {never} have none.")
    return text.format(
        needing=number(totals.needing_reply),
        answered=number(totals.answered),
        share=share,
        never=number(totals.never_answered),
    )


def _speed(report: Report) -> str:
    first = report.totals.first
    text = _(
        "Half of the first responses came within {median}, nine in ten within {p90} "
        "(in working time: {working_median} and {working_p90}; n = {n})."
    )
    return text.format(
        median=duration(first.wall.median),
        p90=duration(first.wall.p90),
        working_median=duration(first.working.median),
        working_p90=duration(first.working.p90),
        n=number(first.wall.n),
    )


def _backlog(report: Report) -> str:
    found, at = report.totals.backlog, report.period.local(report.period.backlog_at)
    text = _("Neither closed nor dismissed on {at}: {n}; snoozed besides: {snoozed}.")
    return text.format(at=minute(at), n=number(found.open), snoozed=number(found.snoozed))


def _coverage(report: Report) -> str:
    if not report.coverage:
        return _("No gap in reading the channels is known for this period.")
    return _("The channels could not be read all the time: see the gaps below.")


def _figures(report: Report) -> Iterator[str]:
    totals = report.totals
    yield "## " + _("Figures")
    counts = [
        (_("Moments"), totals.moments),
        (_("Needing a reply"), totals.needing_reply),
        (_("Answered"), totals.answered),
        (_("of these, by hand"), totals.by_hand),
        (_("Never answered"), totals.never_answered),
        (_("Closed"), totals.closed),
        *((_("closed without a reply: {why}").format(why=outcome_title(why)), n)
          for why, n in totals.closed_without_reply.items()),
        (_("Reopened"), totals.reopened),
        (_("Dismissed"), totals.dismissed),
    ]  # fmt: skip
    yield table(("", _("Moments")), ((cell(name), number(count)) for name, count in counts))
    heads = ("", "n", _("Median"), _("Nine in ten"), _("Mean"), _("Median, working"), _("Nine in ten, working"))
    yield table(heads, spread_rows(totals))
    yield from _standards(report)
    ages = [(age_title(age), number(n)) for (age, _limit), n in zip(measures.AGES, totals.backlog.ages, strict=True)]
    yield table((_("Backlog by age"), _("Moments")), [*ages, (_("snoozed ones"), number(totals.backlog.snoozed))])


def _standards(report: Report) -> Iterator[str]:
    kept = report.totals.standards
    if not any(one.met + one.breached + one.pending for one in kept.values()):
        return
    lines = (
        (clock_title(clock), number(one.met), number(one.breached), number(one.pending), percent(one.attainment))
        for clock, one in kept.items()
    )
    yield table((_("Service standard"), _("Met"), _("Breached"), _("Not yet due"), _("Attainment")), lines)


def _group(by: str, groups: Iterable[Group]) -> Iterator[str]:
    heads = (
        group_title(by), _("Moments"), _("Needing a reply"), _("Answered"), _("Never answered"),
        _("First response, median"), _("Nine in ten"), "n", _("Attainment"), _("Backlog"),
    )  # fmt: skip
    yield f"## {group_title(by)}"
    yield table(heads, (_group_line(by, group) for group in groups))


def _group_line(by: str, group: Group) -> tuple[str, ...]:
    figures = group.figures
    first = figures.first.wall
    return (
        cell(value_title(by, group.key)),
        *(number(n) for n in (figures.moments, figures.needing_reply, figures.answered, figures.never_answered)),
        duration(first.median),
        duration(first.p90),
        number(first.n),
        percent(figures.standards["first"].attainment),
        number(figures.backlog.open + figures.backlog.snoozed),
    )


def _longest(report: Report) -> Iterator[str]:
    yield "## " + _("Longest without an answer")
    longest = longest_unanswered(report.rows)
    if not longest:
        yield _("Nobody in this report waits for an answer.")
        return
    heads = (_("Folio"), _("Waiting since"), _("For"), _("Channel"), _("Owner"), _("What they wrote"))
    yield table(heads, (_longest_line(row, report.period) for row in longest), words=(0, 1, 3, 4, 5))


def _longest_line(row: Row, period: Period) -> tuple[str, ...]:
    since = row.waiting_since or row.opened_at
    facts = row.facts
    waiting = duration((period.as_of - since).total_seconds())
    return (
        cell(facts.folio),
        minute(period.local(since)),
        waiting,
        cell(facts.channel),
        cell(row.owner or NOTHING),
        _("(restricted)") if row.restricted else _said(facts),
    )


def _said(facts: Facts) -> str:
    return _("(deleted by its author)") if facts.deleted else cell(facts.text, 160)


def _all_rows(report: Report) -> Iterator[str]:
    yield "## " + _("Moments")
    heads = (
        _("Folio"), _("Opened"), _("Channel"), _("Status"), _("Priority"), _("Owner"), _("Service standard"),
        _("First response"), _("working"), _("Closed"),
    )  # fmt: skip
    yield table(heads, (_row_line(row, report.period) for row in report.rows), words=(0, 1, 2, 3, 4, 5, 6, 9))


def _row_line(row: Row, period: Period) -> tuple[str, ...]:
    return (
        cell(row.facts.folio),
        minute(period.local(row.opened_at)),
        cell(row.facts.channel),
        status_title(row.status),
        value_title("priority", row.priority),
        cell(row.owner or NOTHING),
        cell(row.standard or NOTHING),
        duration(row.first_response_s),
        duration(row.first_response_working_s),
        minute(period.local(row.closed_at)) if row.closed_at else NOTHING,
    )


def status_title(status: str) -> str:
    """A status as it is said."""
    return {
        "new": _("new"),
        "open": _("open"),
        "waiting": _("waiting for the citizen"),
        "closed": _("closed"),
        "dismissed": _("dismissed"),
    }.get(status, status)


def _sources(report: Report) -> str:
    period = report.period
    lines = [
        _("As of {at} ({zone}).").format(at=minute(period.local(period.as_of)), zone=period.zone.key),
        _("Definitions: version {version} ({hash}).").format(version=measures.VERSION, hash=measures.HASH),
    ]
    if report.rule_sets:
        lines.append(_("Rule sets: {hashes}.").format(hashes=", ".join(one[:12] for one in report.rule_sets)))
    if report.calendars:
        named = ", ".join(f"{name} ({version})" for name, version in report.calendars.items())
        lines.append(_("Calendars: {calendars}.").format(calendars=named))
    gaps = [f"- {_gap(gap, period)}" for gap in report.coverage]
    return "\n".join(["## " + _("What this rests on"), "", *(f"- {cell(line, 400)}" for line in lines), *gaps])


def _gap(gap: Any, period: Period) -> str:
    text = _("{stream} could not be read from {since} to {until}: {reason}.")
    return text.format(
        stream=cell(gap.get("stream") or gap.get("connector") or NOTHING),
        since=_instant(gap.get("since"), period),
        until=_instant(gap.get("until"), period),
        reason=cell(gap.get("reason") or NOTHING),
    )


def _instant(at: Any, period: Period) -> str:
    return minute(period.local(at)) if isinstance(at, datetime) else "?"


def table(heads: Sequence[str], lines: Iterable[Sequence[str]], *, words: Collection[int] = (0,)) -> str:
    """Cells are escaped already. The columns in `words` are set to the left, the others, of numbers, to the right."""
    rule = ["---" if column in words else "---:" for column in range(len(heads))]
    return "\n".join(f"| {' | '.join(line)} |" for line in (heads, rule, *lines))
