"""Putting a rule set in force: checked, tested, recorded with who and which hash. Saving is not publishing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from social_console import rules
from social_console.clock import now as current_time
from social_console.errors import Fault, NotAllowed, RulesError
from social_console.i18n import gettext as _
from social_console.model import Mention, Verdict
from social_console.rules import Loaded, RuleSet, Surroundings, TestResult

if TYPE_CHECKING:
    from social_console.store import Inbox, Judgement

RULES = "rules.yaml"
_PAGE = 500
"""Mentions judged anew in one transaction."""


@dataclass(frozen=True, slots=True)
class Published:
    """The outcome: `changed` is false where this very set was in force already."""

    rule_set: RuleSet
    since: datetime
    by: str
    changed: bool
    tests: int
    before: str | None
    """The hash of the set that was in force until now."""

    def as_json(self) -> dict[str, Any]:
        """As `rules publish --json` prints it."""
        return {
            "hash": self.rule_set.hash,
            "before": self.before,
            "changed": self.changed,
            "since": self.since,
            "by": self.by,
            "rules": len(self.rule_set.rules),
            "tests": self.tests,
        }


@dataclass(frozen=True, slots=True)
class Candidate:
    """A rule file as it could be published: its rule set, its warnings, its tests."""

    rule_set: RuleSet
    warnings: tuple[Fault, ...]
    tests: tuple[TestResult, ...]

    @property
    def failing(self) -> tuple[TestResult, ...]:
        """The tests that keep it from being published."""
        return tuple(test for test in self.tests if not test.passed)


def candidate(path: Path, *, surroundings: Surroundings | None = None) -> Candidate:
    """Check and test a rule file. Raises RulesError with every fault."""
    return tried(rules.read(path, surroundings=surroundings))


def tried(loaded: Loaded) -> Candidate:
    """The same of a file that was read. Raises RulesError with every fault."""
    if loaded.rule_set is None:
        refused = rules.refusal(loaded)
        remedy = _("Nothing was published; the last sound rules stay in force.") + f" {refused.remedy}"
        raise RulesError(refused.faults, title=refused.title, remedy=remedy)
    warnings = tuple(fault for fault in loaded.faults if fault.severity != "error")
    return Candidate(loaded.rule_set, warnings, rules.run_tests(loaded.rule_set))


def publish(
    inbox: Inbox,
    path: Path,
    *,
    by: str,
    now: datetime | None = None,
    surroundings: Surroundings | None = None,
) -> Published:
    """Check, test, put in force. Raises RulesError for a fault or a failing test, NotAllowed for whoever may not."""
    from social_console import store

    may_publish(store.load_rules(inbox), by)
    found = candidate(path, surroundings=surroundings)
    if found.failing:
        raise RulesError(
            [_as_fault(test) for test in found.failing],
            title=_("Tests in rules.yaml fail"),
            remedy=_("Nothing was published; the last sound rules stay in force."),
        )
    return put(inbox, found, by=by, now=now or current_time())


def put(inbox: Inbox, found: Candidate, *, by: str, now: datetime) -> Published:
    """Put a candidate whose tests pass in force; whether `by` may, the caller has asked (`may_publish`)."""
    from social_console import store

    if found.failing:
        raise ValueError("a rule set with failing tests is never put in force")
    rule_set = found.rule_set
    running = store.load_rules(inbox)
    since, author = enforce(inbox, rule_set, by=by, now=now)
    was = running.hash if running else None
    return Published(rule_set, since, author, was != rule_set.hash, len(found.tests), was)


def enforce(inbox: Inbox, rule_set: RuleSet, *, by: str, now: datetime) -> tuple[datetime, str]:
    """From now on this set decides; open moments take its promises. Returns since when, and who put it there.

    The same set once more puts right what a publication that was killed in between has left.
    """
    from social_console import store

    running = store.load_rules(inbox)
    with inbox.writing() as tx:
        term = store.put_in_force(tx, rule_set.hash, rule_set.meaning, rule_set.sources, by=by, now=now)
    if running is None or running.hash == rule_set.hash or running.promises != rule_set.promises:
        store.refold_working(inbox, rule_set.promises)
    return term.since, term.by


def may_publish(running: RuleSet | None, by: str) -> None:
    """Raises NotAllowed for anybody but a lead of the rules in force, strangers too; for nobody where none is named."""
    people = running.people if running else {}
    leads = {login: person.name or login for login, person in people.items() if person.role == "lead"}
    if leads and by not in leads:
        name = (people[by].name or by) if by in people else by
        message = _("{name} may not publish rules: that is for a lead.").format(name=name)
        raise NotAllowed(message, remedy=_("Ask one of: {names}.").format(names=", ".join(leads.values())))


def in_force(inbox: Inbox, home: Path, *, by: str, surroundings: Surroundings | None = None) -> RuleSet:
    """The set in force; else the home's rules.yaml is published the first time; else no rules at all."""
    from social_console import store

    running = store.load_rules(inbox)
    if running is not None:
        return running
    path = home / RULES
    return publish(inbox, path, by=by, surroundings=surroundings).rule_set if path.is_file() else rules.empty()


def _as_fault(test: TestResult) -> Fault:
    name = _("rule “{rule}”").format(rule=test.rule) if test.rule else _("whole set")
    message = _("Test {number} of {name} fails: expected {expected}, got {got}.").format(
        number=test.number, name=name, expected=test.expected, got=test.got
    )
    return Fault(code="test", message=message, location=test.location, excerpt=test.text, remedy=test.why)


def redecide(inbox: Inbox, rule_set: RuleSet, *, by: str, now: datetime) -> int:
    """Judge the mentions of open moments anew by the set in force; what people set stays. Returns how many moments."""
    from social_console import store

    with inbox.reading() as tx:
        ids = list(store.view_ids(tx, "working", me=by, now=now))
        known = store.judgements(tx, ids)
        mentions = {one.id: one.mention for one in store.stored_mentions(tx, [one.mention for one in known])}
    judged = [_judged(rule_set, mentions[one.mention], one) for one in known]
    changed = [new for old, new in zip(known, judged, strict=True) if _differs(old.verdict, new.verdict)]
    moments: set[int] = set()
    for start in range(0, len(changed), _PAGE):
        with inbox.writing() as tx:
            page = changed[start : start + _PAGE]
            moments |= set(store.rejudge(tx, page, actor=by, promises=rule_set.promises, now=now))
    return len(moments)


def _judged(rule_set: RuleSet, mention: Mention, one: Judgement) -> Judgement:
    annotation = rule_set.read_again(mention.text, one.annotation)
    return replace(one, annotation=annotation, verdict=rules.decide(rule_set, mention, annotation, one.context))


def _differs(old: Verdict, new: Verdict) -> bool:
    return replace(old, rule_set="") != replace(new, rule_set="")
