"""Why: each rule that fired with its clauses and words; each that did not with the first clause that failed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from social_console.annotate import as_json as annotation_as_json
from social_console.i18n import gettext as _
from social_console.model import Annotation, Clause, Context, Direction, Fired, Mention, Verdict
from social_console.rules.decide import decide, decide_subject, may_dismiss
from social_console.rules.record import clause_as_json, verdict_as_json
from social_console.rules.ruleset import Rule, RuleSet
from social_console.rules.subject import IN_SUBJECT, Subject
from social_console.text import plain

_EXCLUDED = re.compile(r"\.none\[\d+\]")


@dataclass(frozen=True, slots=True)
class Missed:
    """A rule that did not fire. `stopped_by`: an earlier rule ended the run, else `clause` is the first that failed.

    A clause inside `none` failed because it held: its words are those found.
    """

    rule: str
    clause: Clause
    stopped_by: str | None = None

    @property
    def excluded(self) -> bool:
        """Whether an exception spoke, rather than a condition not being met."""
        return _EXCLUDED.search(self.clause.path) is not None


@dataclass(frozen=True, slots=True)
class Explanation:
    """The verdict with everything that led to it. `kept`: rules whose `dismiss` was not obeyed."""

    verdict: Verdict
    missed: tuple[Missed, ...]
    kept: tuple[str, ...]
    annotation: Annotation | None = None
    """What the text was understood to be: its tone with the words that made it and how certain it is, what it asks."""

    def as_json(self) -> dict[str, Any]:
        """As `rules explain --json` prints it."""
        return {
            "verdict": verdict_as_json(self.verdict),
            "rule_set": self.verdict.rule_set,
            "missed": [_missed_as_json(one) for one in self.missed],
            "dismissal_withheld": list(self.kept),
            "annotation": None if self.annotation is None else annotation_as_json(self.annotation),
        }


def _missed_as_json(one: Missed) -> dict[str, Any]:
    shown = {"rule": one.rule, **clause_as_json(one.clause), "excluded": one.excluded, "stopped_by": one.stopped_by}
    return {**shown, "reason": why_not(one)}


def explain(rule_set: RuleSet, mention: Mention, annotation: Annotation, context: Context) -> Explanation:
    """The same verdict as `decide` gives, and why."""
    verdict = decide(rule_set, mention, annotation, context)
    if mention.direction is Direction.OUT:
        return Explanation(verdict, (), (), annotation)
    subject = Subject(rule_set, mention, annotation, context)
    fired = {one.rule for one in verdict.fired}
    stopped_by = _stopped_by(rule_set, fired)
    missed: list[Missed] = []
    after = False
    for rule in rule_set.rules:
        if rule.id not in fired:
            missed.append(_missed(rule, subject, stopped_by if after else None))
        after = after or rule.id == stopped_by
    kept = () if may_dismiss(subject) else tuple(r.id for r in rule_set.rules if r.id in fired and r.then.dismiss)
    return Explanation(verdict, tuple(missed), kept, annotation)


def explain_rule(rule_set: RuleSet, id_: str, subject: Subject) -> Fired | Missed:
    """Of one rule: that it fired, or why it did not."""
    fired = {one.rule: one for one in decide_subject(subject).fired}
    if id_ in fired:
        return fired[id_]
    ids = [rule.id for rule in rule_set.rules]
    place, stopped_by = ids.index(id_), _stopped_by(rule_set, set(fired))
    after = stopped_by is not None and ids.index(stopped_by) < place
    return _missed(rule_set.rules[place], subject, stopped_by if after else None)


def _stopped_by(rule_set: RuleSet, fired: set[str]) -> str | None:
    stops = (rule.id for rule in rule_set.rules if rule.id in fired and rule.then.stop and not rule.shadow)
    return next(stops, None)


def _missed(rule: Rule, subject: Subject, stopped_by: str | None) -> Missed:
    if stopped_by is not None and rule.when.holds(subject):
        return Missed(rule.id, Clause(path="when"), stopped_by)
    return Missed(rule.id, rule.when.failure(subject))


# ── in words ─────────────────────────────────────────────────────────────────────────────────────────────


def why(clause: Clause) -> str:
    """A clause that held, as a phrase: what it looked at and what it found."""
    what = _what(clause.path)
    words = ", ".join(f"“{plain(span.word, newlines=False)}”" for span in clause.words)
    return f"{what}: {words}" if words else what


def why_not(missed: Missed) -> str:
    """Why a rule did not fire, as a sentence."""
    if missed.stopped_by is not None:
        return _("It would have fired, but “{rule}” ended the run before.").format(rule=missed.stopped_by)
    if missed.excluded:
        return _("Excluded by its exception ({path}): {why}.").format(path=missed.clause.path, why=why(missed.clause))
    return _("Not met ({path}): {what}.").format(path=missed.clause.path, what=_what(missed.clause.path))


def _what(path: str) -> str:
    """What a clause looks at, by the end of its path."""
    in_subject = path.endswith(IN_SUBJECT)
    keys = re.sub(r"\[\d+\]", "", path.removesuffix(IN_SUBJECT)).split(".")
    name = keys[-1] if keys[-1] in _phrases() else keys[-2] if len(keys) > 1 else keys[-1]
    phrase = _phrases().get(name, name)
    return _("{what} in the subject").format(what=phrase) if in_subject else phrase


def _phrases() -> Mapping[str, str]:
    return {
        "words": _("words"),
        "near": _("words near each other"),
        "regex": _("pattern"),
        "question": _("whether it asks a question"),
        "asks": _("what it asks for"),
        "has": _("what it holds"),
        "lang": _("language"),
        "sentiment": _("tone"),
        "label": _("tone"),
        "channel": _("channel"),
        "account": _("account addressed"),
        "institution": _("institution"),
        "kind": _("kind of message"),
        "visibility": _("public or private"),
        "handle": _("who wrote it"),
        "name": _("the author's name"),
        "followers": _("the author's followers"),
        "verified": _("whether the author is verified"),
        "contacts": _("how often the author wrote before"),
        "reach": _("reach"),
        "thread": _("place in the conversation"),
        "inside": _("inside the calendar's hours"),
        "outside": _("outside the calendar's hours"),
        "any": _("none of the alternatives holds"),
        "all": _("all of the conditions"),
        "when": _("the condition"),
    }
