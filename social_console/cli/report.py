"""`report`: the figures of a period as Markdown, CSV or JSON."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from social_console.cli.context import Session, pass_session
from social_console.cli.failure import FULL
from social_console.cli.output import hint, json_option
from social_console.cli.progress import Progress
from social_console.cli.redaction import Redactor, own_handles, redact_option, redacted_report
from social_console.errors import Location, UsageError
from social_console.files import write_whole
from social_console.i18n import gettext as _

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from social_console.reports import Period, Report, Threshold


_BY = "channel, account, tag, priority, owner, area, standard, place, day, week, month"


@click.group("report", invoke_without_command=True, help=_("Response times of a period, as they stood at an instant."))
@click.option("--since", metavar="D", help=_("From this local day on, or from this time on."))
@click.option("--until", metavar="D", help=_("To this local day, included, or to before this time."))
@click.option("--month", metavar="2026-10", help=_("A whole month, instead of both."))
@click.option("--as-of", metavar="T", help=_("As things stood then, by what was published or done; else now."))
@click.option("--by", multiple=True, metavar="NAME,…", help=_("One list for each: {names}.").format(names=_BY))
@click.option("--format", "format_", default="md", metavar="md|csv|json", help=_("How to write it."))
@click.option("--json", "as_json", is_flag=True, help=_("The same as --format json."))
@click.option("--rows", is_flag=True, help=_("Every moment as well, one to a row."))
@click.option("--fail-on", multiple=True, metavar="E", help=_("Exit with 1 where this is true: “never_answered>0”."))
@click.option("-o", "--output", metavar="FILE", help=_("Write to this file instead of the screen."))
@redact_option
@click.pass_context
def report(
    context: click.Context,
    *,
    since: str | None,
    until: str | None,
    month: str | None,
    as_of: str | None,
    by: tuple[str, ...],
    format_: str,
    as_json: bool,
    rows: bool,
    fail_on: tuple[str, ...],
    output: str | None,
    redacted: bool,
) -> int:
    """Make one report; 1 where a threshold was crossed."""
    if context.invoked_subcommand is not None:
        _alone(context)
        return 0
    session: Session = context.obj
    from social_console.clock import now
    from social_console.reports import check_format, period, write

    form = "json" if as_json else format_
    check_format(form)
    groups = _groups(by)
    limits = _limits(fail_on)
    wanted = period(since, until, month, as_of, zone=_zone(session), now=now())
    made = _made(session, wanted, groups, rows=rows)
    if redacted:
        made = redacted_report(made, Redactor(own_handles(session)))
    _put(write(made, form, rows=rows), output)
    return _crossed(made, limits)


@report.command("explain", help=_("How one moment counts: each interval and promise, with its ends."))
@click.argument("moment")
@click.option("--as-of", metavar="T", help=_("As things stood then, by what was published or done; else now."))
@json_option
@pass_session
def explain_(session: Session, *, moment: str, as_of: str | None, as_json: bool) -> int:
    """Tell how one moment is measured."""
    from social_console.clock import now
    from social_console.reports import (
        as_document,
        decided_by,
        explain,
        explained,
        opening_of,
        period,
        promises_of,
        read_one,
    )

    rules, zone = session.rules, _zone(session)
    at = period(None, None, None, as_of, zone=zone, now=now()).as_of
    with session.inbox.reading() as tx:
        facts, timeline = read_one(tx, moment)
        rule_set = decided_by(opening_of(timeline))
        promises = promises_of(tx, rules)(rule_set)
    told = explain(facts, timeline, promises, rule_set=rule_set, zone=zone, as_of=at)
    sys.stdout.write(as_document(told.as_json()) if as_json else explained(told))
    return 0


@report.command("charter", help=_("The sheet of promises, and how they were kept in a period."))
@click.option("--since", metavar="D", help=_("From this local day on, or from this time on."))
@click.option("--until", metavar="D", help=_("To this local day, included, or to before this time."))
@click.option("--month", metavar="2026-10", help=_("A whole month, instead of both."))
@click.option("--as-of", metavar="T", help=_("As things stood then, by what was published or done; else now."))
@click.option("-o", "--output", metavar="FILE", help=_("Write to this file instead of the screen."))
@json_option
@pass_session
def charter_(
    session: Session,
    *,
    since: str | None,
    until: str | None,
    month: str | None,
    as_of: str | None,
    output: str | None,
    as_json: bool,
) -> int:
    """What each standard promises, and what became of it."""
    from social_console.clock import now
    from social_console.reports import as_document, charter, charter_json, period

    wanted = period(since, until, month, as_of, zone=_zone(session), now=now())
    made = _made(session, wanted, ("standard",))
    promises = session.rules.promises
    _put(as_document(charter_json(made, promises)) if as_json else charter(made, promises), output)
    return 0


def _made(session: Session, wanted: Period, groups: tuple[str, ...], *, rows: bool = False) -> Report:
    """Read and count, saying how far it has come."""
    from social_console.reports import gather, read

    progress, rules = Progress(), session.rules
    said = _("{n} moments read")
    try:
        with session.inbox.reading() as tx:
            source = read(tx, wanted, rules, name=session.settings.name, told=lambda n: progress.show(said.format(n=n)))
            return gather(source, wanted, groups, rows=rows)
    finally:
        progress.clear()


def _alone(context: click.Context) -> None:
    """Options before `explain` or `charter` would be lost without a word."""
    given = [name for name in context.params if context.get_parameter_source(name) == ParameterSource.COMMANDLINE]
    if given:
        message = _("Options of {command} stand after its name.")
        raise UsageError(message.format(command=f"report {context.invoked_subcommand}"))


def _zone(session: Session) -> ZoneInfo:
    """The default calendar's; the first institution's where the rules have no calendar."""
    promises = session.rules.promises
    return promises.calendar().zone if promises.calendars else session.settings.timezone


def _groups(by: tuple[str, ...]) -> tuple[str, ...]:
    from social_console.reports import BY

    names = tuple(dict.fromkeys(name.strip() for group in by for name in group.split(",") if name.strip()))
    for name in names:
        if name not in BY:
            message = _("A report is not made by “{name}”.").format(name=name)
            raise UsageError(message, remedy=_("There are: {known}.").format(known=", ".join(BY)))
    return names


def _limits(fail_on: tuple[str, ...]) -> list[Threshold]:
    """Read before anything is counted, so that a slip of the pen costs no waiting."""
    from social_console.reports import no_figures, threshold

    return [threshold(written, no_figures()) for written in fail_on]


def _crossed(made: Report, limits: list[Threshold]) -> int:
    from social_console.reports import flat

    figures = flat(made.totals.as_json())
    crossed = [limit for limit in limits if limit.crossed(figures)]
    for limit in crossed:
        text = _("Threshold crossed: {written} ({figure} is {value}).")
        hint(text.format(written=limit.written, figure=limit.figure, value=figures[limit.figure]))
    return 1 if crossed else 0


def _put(text: str, output: str | None) -> None:
    if output is None or output == "-":
        sys.stdout.write(text)
        return
    target = Path(output)
    try:
        write_whole(target, text, mode=target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask())
    except OSError as error:
        if error.errno in FULL:
            raise
        message = _("The report cannot be written to “{file}”: {reason}.")
        reason = error.strerror or str(error)
        raise UsageError(message.format(file=output, reason=reason), location=Location(file=output)) from error


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current
