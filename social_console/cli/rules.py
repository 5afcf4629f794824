"""`rules check`, `test`, `explain`: what a rule file says, without an inbox."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from social_console.cli.context import Session, pass_session
from social_console.cli.output import emit, emit_lines, hint, json_option, say
from social_console.errors import ConsoleError, Fault, Location, UsageError
from social_console.i18n import gettext as _
from social_console.i18n import ngettext

if TYPE_CHECKING:
    from social_console.model import Verdict
    from social_console.rules import Explanation, Loaded, RuleSet, Surroundings, TestResult
    from social_console.store import Reader

FILE = click.argument("file", required=False, type=click.Path(path_type=Path))


@click.group("rules", help=_("Check, test, explain and publish the rules."))
def rules() -> None:
    """The group itself does nothing."""


def rule_file(session: Session, file: Path | None) -> Path:
    """The file named, else the home's rules.yaml."""
    path = file if file is not None else session.home / "rules.yaml"
    if not path.is_file():
        message = _("There is no file “{name}”.").format(name=path)
        remedy = _("Name a file of rules; without one it is {file}.").format(file=session.home / "rules.yaml")
        raise UsageError(message, location=Location(file=str(path)), remedy=remedy)
    return path


# ── check ────────────────────────────────────────────────────────────────────────────────────────────────


@rules.command("check", help=_("Show every fault of a rule file at once, each with its place."))
@FILE
@click.option("--format", "form", type=click.Choice(["text", "json", "sarif", "github"]), default="text")
@click.option("--since", help=_("Also look at what came since then: what stems catch, which rules fire on too much."))
@click.option(
    "--matched-more-than",
    "most",
    metavar="N%",
    default="33%",
    help=_("With --since: tell of rules that fire on more than this share of the messages; 33% if not said."),
)
@click.option("--clauses", is_flag=True, help=_("Also tell of clauses that no test of their rule needs."))
@json_option
@pass_session
def check(
    session: Session, *, file: Path | None, form: str, since: str | None, most: str, clauses: bool, as_json: bool
) -> int:
    """2 where there is a fault; warnings change nothing."""
    from social_console.rules import examine
    from social_console.rules.formats import as_github, as_sarif
    from social_console.rules.lint import untested_clauses
    from social_console.rules.load import again

    path = rule_file(session, file)
    around = surroundings_of(session)
    known = around is not None and bool(around.languages)
    loaded = examine(path, surroundings=around)
    if loaded.rule_set is not None and clauses:
        untested_clauses(loaded.rule_set, loaded.reading)
    if loaded.rule_set is not None and since is not None:
        _remark_on_past(session, loaded, since, share(most))
    loaded = again(loaded)
    faults = [_as_typed(fault, path) for fault in loaded.faults] if file is not None else list(loaded.faults)
    errors = [fault for fault in faults if fault.severity == "error"]
    if as_json or form == "json":
        hash_ = loaded.rule_set.hash if loaded.rule_set else None
        told = {"file": str(path), "ok": not errors, "hash": hash_, "faults": [f.as_json() for f in faults]}
        emit({**told, "not_checked": [] if known else ["languages", "channels"]})
    elif form == "sarif":
        emit(as_sarif(faults))
    elif form == "github":
        for line in as_github(faults):
            say(line)
    else:
        _say_faults(faults)
        _say_sound(path, loaded.rule_set, len(errors), len(faults) - len(errors))
        if not known:
            hint(_("No settings: whether templates have every language and fit their channels was not checked."))
    return 2 if errors else 0


def _as_typed(fault: Fault, path: Path) -> Fault:
    """Files as whoever asked would name them: beside the one that was named."""
    file = fault.location.file
    return replace(fault, location=replace(fault.location, file=str(path.parent / file))) if file else fault


def share(text: str) -> float:
    """`33%`, `12.5 %` or `0.33` as a share of one. Raises UsageError."""
    number, percent, rest = text.strip().replace(",", ".").partition("%")
    try:
        found = float(number) / (100 if percent else 1)
    except ValueError:
        found = -1.0
    if rest or not 0 <= found <= 1:
        raise UsageError(_("“{value}” is no share: write 33%.").format(value=text))
    return found


def _remark_on_past(session: Session, loaded: Loaded, since: str, most: float) -> None:
    """What the inbox tells of a sound file."""
    from social_console.cli.rules_publish import moment_ago
    from social_console.publish import remark_on_past

    remark_on_past(session.inbox, loaded, moment_ago(session, since), most=most, reader=reader_now(session))


def reader_now(session: Session) -> Reader:
    """What the operator may read by the rules in force; asking puts none in force, unlike `session.reader`."""
    from social_console import store
    from social_console.desk.people import reader

    return reader(store.load_rules(session.inbox), session.operator)


def surroundings_of(session: Session) -> Surroundings | None:
    """The languages that citizens write in, and how long answers may be; None where there are no settings yet."""
    from social_console.publish import surroundings

    try:
        return surroundings(session.settings)
    except ConsoleError:
        return None


def _say_faults(faults: Iterable[Fault]) -> None:
    for fault in faults:
        kind = {"warning": _("warning: "), "info": _("remark: ")}.get(fault.severity, "")
        say(f"{fault.location}: {kind}{fault.message}")
        for line in fault.excerpt.splitlines():
            say(f"    {line}")
        if fault.remedy:
            say(f"    → {fault.remedy}")


def _say_sound(path: Path, rule_set: RuleSet | None, errors: int, warnings: int) -> None:
    if rule_set is None:
        say(ngettext("{n} fault.", "{n} faults.", errors).format(n=errors))
    else:
        count = len(rule_set.rules)
        sound = ngettext(
            "{file}: sound. {rules} rule, hash {hash}.", "{file}: sound. {rules} rules, hash {hash}.", count
        )
        say(sound.format(file=path, rules=count, hash=rule_set.hash[:12]))
    if warnings:
        say(ngettext("{n} warning.", "{n} warnings.", warnings).format(n=warnings))


# ── test ─────────────────────────────────────────────────────────────────────────────────────────────────


@rules.command("test", help=_("Run the tests that stand in a rule file."))
@FILE
@json_option
@pass_session
def test(session: Session, *, file: Path | None, as_json: bool) -> int:
    """1 where a test fails."""
    from social_console.rules import load, run_tests

    results = run_tests(load(rule_file(session, file)))
    failing = [result for result in results if not result.passed]
    if as_json:
        emit({"passed": len(results) - len(failing), "failed": len(failing), "tests": [r.as_json() for r in results]})
    else:
        say_tests(failing, len(results))
    return 1 if failing else 0


def say_tests(failing: Sequence[TestResult], total: int) -> None:
    """Each failing test with what was expected, what came, and why."""
    for result in failing:
        say(f"{result.location}: {result.rule or _('whole set')}: {result.text}")
        say("    " + _("expected {expected}, got {got}").format(expected=result.expected, got=result.got))
        if result.why:
            say(f"    → {result.why}")
    if failing:
        say(_("{failed} of {total} tests fail.").format(failed=len(failing), total=total))
    else:
        say(ngettext("{n} test passes.", "All {n} tests pass.", total).format(n=total))


# ── explain ──────────────────────────────────────────────────────────────────────────────────────────────


@rules.command("explain", help=_("Say which rules fire on a moment or a text, which do not, and why."))
@click.argument("moment", required=False)
@click.option("--text", multiple=True, help=_("Explain this text; without it and without MOMENT: one a line on stdin."))
@click.option("--subject", default=None, help=_("An e-mail's subject, with --text."))
@click.option("--channel", default="x", help=_("The channel, with --text."))
@click.option("--lang", default=None, help=_("The language its channel declares, with --text."))
@click.option("--rules", "file", type=click.Path(path_type=Path), help=_("These rules, not those in force."))
@click.option("--all", "everything", is_flag=True, help=_("Also rules that have nothing to do with the text."))
@json_option
@pass_session
def explain(
    session: Session,
    /,
    *,
    moment: str | None,
    text: tuple[str, ...],
    file: Path | None,
    everything: bool,
    as_json: bool,
    **given: str | None,
) -> None:
    """Replays what was known of each mention; judges a text as it would be judged now."""
    if moment is not None and (text or given["subject"] is not None):
        raise UsageError(_("Name a moment or give a text, not both."), remedy=_("A text goes behind --text."))
    rule_set = _rules_of(session, file)
    if moment is not None:
        found = _explained_moment(session, rule_set, moment)
    else:
        if not text and sys.stdin.isatty():
            hint(_("One text a line; Ctrl-D ends."))
        texts = text or (line.rstrip("\n") for line in sys.stdin)
        found = _explained_texts(rule_set, texts, {key: one for key, one in given.items() if one is not None})
    if as_json:
        emit_lines({**about, **explanation.as_json(), **_told(judged)} for about, explanation, judged in found)
        return
    for about, explanation, judged in found:
        _say_explanation(about, explanation, everything=everything)
        _say_judged(explanation.verdict, judged)


def _rules_of(session: Session, file: Path | None) -> RuleSet:
    if file is None:
        return session.rules
    from social_console.rules import load

    return load(rule_file(session, file))


Explained = Iterator[tuple[dict[str, Any], "Explanation", "Verdict | None"]]
"""What is explained, how, and as what it stands in the inbox, if it does."""


def _explained_texts(rule_set: RuleSet, texts: Iterable[str], given: dict[str, str]) -> Explained:
    from social_console.rules import explain as explain_
    from social_console.rules.testing import trial

    for text in texts:
        one = trial(rule_set, {"text": text, **given})
        subject = {"subject": given["subject"]} if "subject" in given else {}
        yield {"text": text, **subject}, explain_(rule_set, one.mention, one.annotation, one.context), None


def _explained_moment(session: Session, rule_set: RuleSet, moment: str) -> Explained:
    from social_console import store
    from social_console.desk import people
    from social_console.rules import explain as explain_

    with session.inbox.reading() as tx:
        detail = store.detail(tx, store.resolve(tx, moment), reader=session.reader)
    if detail.row.covered:
        raise people.restricted(detail.id)
    for one in detail.thread:
        if one.mention.direction.value == "in" and one.annotation is not None and one.context is not None:
            about = {"mention": one.id, "text": one.mention.text, "created_at": one.mention.created_at}
            about |= {"subject": one.mention.subject} if one.mention.subject else {}
            annotation = rule_set.read_again(one.mention.text, one.annotation)
            yield about, explain_(rule_set, one.mention, annotation, one.context), one.verdict


def _say_explanation(about: dict[str, Any], found: Explanation, *, everything: bool) -> None:
    from social_console.rules.explain import why, why_not
    from social_console.verbs.tones import tone_told, tone_words

    say(f"“{about['subject']}” · “{about['text']}”" if about.get("subject") else f"“{about['text']}”")
    for fired in found.verdict.fired:
        reasons = "; ".join(why(clause) for clause in fired.clauses)
        say("  ✓ " + _("{rule}: {why}").format(rule=fired.rule, why=reasons or _("its conditions hold")))
    near = [one for one in found.missed if everything or one.excluded or one.stopped_by]
    for missed in near:
        say("  ✗ " + _("{rule}: {why}").format(rule=missed.rule, why=why_not(missed)))
    for rule in found.kept:
        say(
            "  ! "
            + _("{rule} would dismiss it, but it asks something, speaks of a risk or names a place.").format(rule=rule)
        )
    say("  = " + _verdict(found.verdict))
    if found.annotation is not None:
        mood = found.annotation.sentiment
        made = tone_words(mood)
        say("  ~ " + _("tone: {tone}").format(tone=tone_told(mood)) + (f" ({made})" if made else ""))
    if not everything and len(near) < len(found.missed):
        hint(_("{n} other rules did not fire (--all shows them).").format(n=len(found.missed) - len(near)))


def _verdict(verdict: Verdict) -> str:
    from social_console.cli.rules_told import gave

    said = gave(verdict) or ([] if verdict.fired else [_("no rule fired: default values")])
    return " · ".join([*said, _("rules {hash}").format(hash=verdict.rule_set[:12])])


def _told(judged: Verdict | None) -> dict[str, Any]:
    """How it was judged, for `--json`."""
    from social_console.rules.record import verdict_as_json

    return {} if judged is None else {"judged": verdict_as_json(judged)}


def _say_judged(now: Verdict, judged: Verdict | None) -> None:
    """As what it stands in the inbox, where these rules would have said something else."""
    from social_console.cli.rules_told import gave

    if judged is not None and gave(judged) != gave(now):
        say("  ≠ " + _("it was judged otherwise: {verdict}").format(verdict=_verdict(judged)))


import social_console.cli.rules_past  # noqa: E402
import social_console.cli.rules_publish  # noqa: E402, F401 (both add their commands to the group)
