"""What the rules say of one mention. Pure: the same inputs give the same verdict, on any machine, any day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from social_console.model import Annotation, Context, Direction, Fired, Mention, Priority, Verdict
from social_console.rules.ruleset import Rule, RuleSet
from social_console.rules.subject import Subject

GUARDS = ("question", "risk")
"""What a text asks for that keeps it from being dismissed by a rule; a place does too."""


def decide(rule_set: RuleSet, mention: Mention, annotation: Annotation, context: Context) -> Verdict:
    """All rules in file order (DESIGN 6). Outbound mentions are never decided."""
    if mention.direction is Direction.OUT:
        return Verdict(rule_set=rule_set.hash)
    return decide_subject(Subject(rule_set, mention, annotation, context))


def decide_subject(subject: Subject) -> Verdict:
    """The same, of an inbound mention whose copies are made."""
    rule_set = subject.rule_set
    fold = Fold(rule_set, may_dismiss(subject))
    for rule in firing(candidates(rule_set, subject), lambda rule: rule.when.holds(subject)):
        fold.add(rule, _fired(rule, subject, fold.dismissable))
    return fold.verdict()


def firing(rules: Iterable[Rule], holds: Callable[[Rule], bool]) -> Iterator[Rule]:
    """Those of these rules, in file order, that fire: none after one that stops."""
    for rule in rules:
        if holds(rule):
            yield rule
            if rule.then.stop and not rule.shadow:
                return


def candidates(rule_set: RuleSet, subject: Subject) -> Iterator[Rule]:
    """The rules that may fire, in file order: those whose words were seen and those that need none."""
    triggers = rule_set.triggers
    places = set(rule_set.always)
    for atom in subject.hits:
        if atom in triggers:
            places.update(triggers[atom])
    rules = rule_set.rules
    return (rules[place] for place in sorted(places))


def may_dismiss(subject: Subject) -> bool:
    """A text with a question, a risk or a place is never dismissed by a rule; its subject counts as well."""
    annotation = subject.annotation
    if any(ask.name in GUARDS for ask in annotation.asks) or any(fact.kind == "place" for fact in annotation.facts):
        return False
    return not subject.head or subject.asked_in_head.keys().isdisjoint(GUARDS)


def _fired(rule: Rule, subject: Subject, dismissable: bool) -> Fired:
    gave = dict(rule.then.as_written)
    if rule.then.dismiss and not dismissable:
        del gave["dismiss"]
    return Fired(
        rule=rule.id,
        clauses=tuple(rule.when.clauses(subject)),
        gave={"shadow": gave} if rule.shadow else gave,
    )


@dataclass(slots=True)
class Fold:
    """Tags add up, the highest priority wins, of the standards the one listed first, else the first that says it."""

    rule_set: RuleSet
    dismissable: bool
    tags: dict[str, None] = field(default_factory=dict)
    notify: dict[str, None] = field(default_factory=dict)
    priority: Priority | None = None
    owner: str | None = None
    standard: str | None = None
    suggest: str | None = None
    dismiss: str | None = None
    no_reply: str | None = None
    approve: bool = False
    restrict: bool = False
    fired: list[Fired] = field(default_factory=list)

    def add(self, rule: Rule, fired: Fired) -> None:
        """Take in one rule that fired; of a shadow rule only that it did."""
        self.fired.append(fired)
        if rule.shadow:
            return
        then = rule.then
        self.tags.update(dict.fromkeys(then.tags))
        self.notify.update(dict.fromkeys(then.notify))
        if then.priority is not None:
            self.priority = then.priority if self.priority is None else max(self.priority, then.priority)
        self.standard = self._stricter(then.standard)
        self.owner = self.owner or then.assign
        self.suggest = self.suggest or then.suggest
        self.approve = self.approve or then.approve
        self.restrict = self.restrict or then.restrict
        if then.dismiss and self.dismissable:
            self.dismiss = self.dismiss or rule.id
        if then.no_reply:
            self.no_reply = self.no_reply or rule.id

    def _stricter(self, other: str | None) -> str | None:
        if self.standard is None or other is None:
            return self.standard or other
        ranks = self.rule_set.promises.by_name
        return min(self.standard, other, key=lambda name: ranks[name][0])

    def verdict(self) -> Verdict:
        """All of it, frozen."""
        return Verdict(
            rule_set=self.rule_set.hash,
            tags=tuple(self.tags),
            priority=self.priority,
            owner=self.owner,
            standard=self.standard,
            suggest=self.suggest,
            dismiss=self.dismiss,
            no_reply=self.no_reply,
            approve=self.approve,
            restrict=self.restrict,
            notify=tuple(self.notify),
            fired=tuple(self.fired),
        )
