"""`rules publish`, `diff`, `stats`, `suggest-tests`, `schema`: the rules and the inbox."""

from __future__ import annotations

import operator
import re
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from social_console.cli.asking import agreed
from social_console.cli.context import Session, pass_session
from social_console.cli.output import emit, emit_lines, json_option, say, table
from social_console.cli.progress import Progress
from social_console.cli.rules import FILE, reader_now, rule_file, rules, say_tests, surroundings_of
from social_console.cli.rules_told import local, say_diff, say_judged, say_lines, say_totals
from social_console.errors import UsageError
from social_console.i18n import gettext as _
from social_console.i18n import ngettext

if TYPE_CHECKING:
    from social_console.publish import Published
    from social_console.rules import RuleSet
    from social_console.rules.replay import Diff
    from social_console.rules.tallying import Tally


def moment_ago(session: Session, text: str) -> datetime:
    """`30d`, `2 weeks`, `2026-10-01` or a full time, as an instant; without an offset, on the institution's clock."""
    from social_console.clock import now, timedelta_of

    try:
        if re.match(r"\d{4}-\d\d-\d\d", text):
            at = datetime.fromisoformat(text)
            return at if at.tzinfo else at.replace(tzinfo=session.settings.timezone)
        return now() - timedelta_of(text)
    except ValueError:
        message = _("“{value}” is no time: write 30d, 2 weeks or 2026-10-01.").format(value=text)
        raise UsageError(message) from None


# ── publish ──────────────────────────────────────────────────────────────────────────────────────────────


@rules.command("publish", help=_("Check, test, and put a rule file in force."))
@FILE
@click.option("--since", default="30d", help=_("Show what would have changed since then; 30d if not said."))
@click.option("--redecide", type=click.Choice(["open"]), help=_("Judge open moments anew as well."))
@click.option("--yes", is_flag=True, help=_("Do not ask."))
@json_option
@pass_session
def publish(session: Session, *, file: Path | None, since: str, redecide: str | None, yes: bool, as_json: bool) -> int:
    """1 where a test fails, 2 where the file has faults: then the last sound rules stay in force."""
    from social_console import publish as publishing
    from social_console.clock import now

    running = _in_force(session)
    publishing.may_publish(running, session.operator)
    found = publishing.candidate(rule_file(session, file), surroundings=surroundings_of(session))
    if found.failing:
        _refuse(found.failing, len(found.tests), as_json=as_json)
        return 1
    changes = _replayed(session, running, found.rule_set, moment_ago(session, since))
    if not as_json:
        say_totals(changes)
    if not yes and not _confirmed(as_json=as_json):
        say(_("Nothing was published; the last sound rules stay in force."))
        return 1
    if _in_force(session).hash != running.hash:
        remedy = _("`rules log` says by whom; `rules diff` what would change now.")
        raise UsageError(_("Other rules were put in force meanwhile; nothing was published."), remedy=remedy)
    done = publishing.put(session.inbox, found, by=session.operator, now=now())
    judged = publishing.redecide(session.inbox, done.rule_set, by=session.operator, now=now()) if redecide else 0
    if as_json:
        emit({"published": True, **done.as_json(), "diff": changes.totals, "redecided": judged})
    else:
        _say_published(done, judged)
    return 0


def _confirmed(*, as_json: bool) -> bool:
    """Ask; where nobody can be asked, only `--yes` puts rules in force."""
    if as_json or not sys.stdin.isatty():
        remedy = _("Look at what would change (`rules diff`), then say --yes.")
        raise UsageError(_("Nobody can be asked here; nothing was published."), remedy=remedy)
    return agreed(_("Put these rules in force?"))


def _refuse(failing: Sequence[Any], total: int, *, as_json: bool) -> None:
    if as_json:
        emit({"published": False, "failing": [one.as_json() for one in failing]})
        return
    say_tests(failing, total)
    say(_("Nothing was published; the last sound rules stay in force."))


def _in_force(session: Session) -> RuleSet:
    """What decides now; asking puts nothing in force."""
    from social_console import store
    from social_console.rules import empty

    return store.load_rules(session.inbox) or empty()


def _replayed(session: Session, before: RuleSet, after: RuleSet, since: datetime) -> Diff:
    """The past under both, with a word on stderr where it takes long."""
    from social_console import publish as publishing

    progress = Progress()
    try:
        return publishing.diff(
            session.inbox,
            before,
            after,
            since,
            told=lambda n: progress.show(_("{n} messages").format(n=n)),
            reader=reader_now(session),
        )
    finally:
        progress.clear()


def _say_published(done: Published, judged: int) -> None:
    if not done.changed:
        say(_("These very rules are in force already ({hash}).").format(hash=done.rule_set.hash[:12]))
    else:
        count = len(done.rule_set.rules)
        written = ngettext("{n} rule", "{n} rules", count).format(n=count)
        tested = ngettext("{n} test passed", "{n} tests passed", done.tests).format(n=done.tests)
        said = _("In force: {rules}, {tests}, hash {hash}, by {by}.")
        say(said.format(rules=written, tests=tested, hash=done.rule_set.hash[:12], by=done.by))
    say_judged(judged)


# ── diff ─────────────────────────────────────────────────────────────────────────────────────────────────


@rules.command("diff", help=_("What the edited rules would have said otherwise of what came since. Changes nothing."))
@FILE
@click.option("--since", default="30d", help=_("From when on; 30d if not said."))
@click.option(
    "--against", metavar="FILE|REV", help=_("Compare with this file or git revision, not with what is in force.")
)
@click.option("--fail-on", metavar="COND", help=_("Exit 1 where this holds of the totals: dismissed>0."))
@json_option
@pass_session
def diff(
    session: Session, *, file: Path | None, since: str, against: str | None, fail_on: str | None, as_json: bool
) -> int:
    """Totals first, then by rule, then one by one."""
    from social_console.rules import load

    path = rule_file(session, file)
    before, after = _in_force(session) if against is None else _other(path, against), load(path)
    found = _replayed(session, before, after, moment_ago(session, since))
    failed = bool(fail_on) and _holds(fail_on or "", found.totals)
    if as_json:
        emit({"before": before.hash, "after": after.hash, **found.as_json(), "failed": failed})
    else:
        say_diff(found, session.settings.timezone)
    return 1 if failed else 0


def _other(path: Path, against: str) -> RuleSet:
    """A file of that name, else the rule file as it stood at a git revision."""
    from social_console.rules import load, read, refusal
    from social_console.rules.files import GitFiles

    if Path(against).is_file():
        return load(Path(against))
    loaded = read(path, texts=GitFiles(path.parent, against))
    if loaded.rule_set is None:
        raise refusal(loaded)
    return loaded.rule_set


_COMPARE = {
    ">": operator.gt, ">=": operator.ge, "<": operator.lt, "<=": operator.le, "=": operator.eq, "==": operator.eq,
}  # fmt: skip


def _holds(condition: str, totals: dict[str, int]) -> bool:
    found = re.fullmatch(r"\s*(\w+)\s*(>=|<=|==|=|>|<)\s*(\d+)\s*", condition)
    if found is None or found[1] not in totals:
        message = _("“{value}” is no condition.").format(value=condition)
        raise UsageError(
            message, remedy=_("Write one such as dismissed>0; of: {names}.").format(names=", ".join(totals))
        )
    return bool(_COMPARE[found[2]](totals[found[1]], int(found[3])))


# ── living with it ───────────────────────────────────────────────────────────────────────────────────────


@rules.command("stats", help=_("How often each rule fires, how often people take back what it gave, and when last."))
@click.option("--since", default="30d", help=_("From when on; 30d if not said."))
@json_option
@pass_session
def stats(session: Session, *, since: str, as_json: bool) -> None:
    """Days are those of the institution's clock."""
    from social_console import publish as publishing
    from social_console.clock import now
    from social_console.rules.tallying import days_between, tallies

    begin = moment_ago(session, since)
    found = tallies(session.rules, publishing.stories(session.inbox, begin, reader=session.reader))
    _date(session, found)
    days, zone = days_between(begin, now()), session.settings.timezone
    if as_json:
        emit_lines(one.as_json(days) for one in found)
        return
    rows = [
        (
            one.rule + (" " + _("(on trial)") if one.shadow else ""),
            one.matches,
            f"{one.matches / days:.1f}",
            one.overridden,
            "–" if one.precision is None else f"{one.precision:.0%}",
            local(one.last, zone)[:10] or "–",
            local(one.changed, zone)[:10] or "–",
        )
        for one in found
    ]
    table([_("rule"), _("matches"), _("a day"), _("taken back"), _("precision"), _("last"), _("changed")], rows)


def _date(session: Session, found: Sequence[Tally]) -> None:
    """Since when each rule stands as it does."""
    from social_console import store
    from social_console.rules.tallying import unchanged_since

    with session.inbox.reading() as tx:
        terms = store.rule_sets(tx)
    since = unchanged_since((term.since, term.meaning) for term in reversed(terms))
    for one in found:
        one.changed = since.get(one.rule)


@rules.command("suggest-tests", help=_("People's corrections as tests, ready to be pasted into the file."))
@click.option("--since", default="7d", help=_("From when on; 7d if not said."))
@json_option
@pass_session
def suggest_tests(session: Session, *, since: str, as_json: bool) -> None:
    """Retagged, reprioritised, or brought back after a rule had dismissed it."""
    from social_console import publish as publishing
    from social_console.rules.suggesting import stanza, suggestions

    found = list(suggestions(publishing.corrected(session.inbox, moment_ago(session, since), reader=session.reader)))
    if as_json:
        emit_lines(one.as_json() for one in found)
    elif found:
        say_lines(stanza(found, below=bool(session.rules.meaning.get("tests"))))
    else:
        say(_("Nobody corrected the rules."))


@rules.command("schema", help=_("Print the JSON Schema of rules.yaml, for editors."))
@json_option
def schema(*, as_json: bool) -> None:
    """It is JSON either way; `--json` makes it one line."""
    from social_console.rules import schema as schema_
    from social_console.rules import schema_text

    emit(schema_()) if as_json else click.echo(schema_text(), nl=False)
