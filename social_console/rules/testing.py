"""The tests that stand in a rule file: run on the whole set, as a mention would meet it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from social_console.errors import Location
from social_console.i18n import gettext as _
from social_console.model import Annotation, Author, Context, Mention, Verdict, Visibility
from social_console.rules.compile import EXPANDED
from social_console.rules.decide import decide
from social_console.rules.explain import Missed, explain_rule, why, why_not
from social_console.rules.ruleset import RuleSet
from social_console.rules.subject import Subject

Json = Any
MORNING = datetime(2026, 10, 7, 14, 0, tzinfo=UTC)
"""When a test's text is published if it does not say: a Wednesday morning in America."""
USUAL_CHANNEL = "x"
"""A test's channel, if it does not say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TestResult:
    """One test: what was expected, what came, and why. `rule` is empty for a test of the whole set."""

    rule: str
    number: int
    text: str
    expected: str
    got: str
    passed: bool
    why: str
    location: Location

    def as_json(self) -> dict[str, Json]:
        """As `rules test --json` prints it."""
        shown = {name: getattr(self, name) for name in ("rule", "number", "text", "expected", "got", "passed", "why")}
        return {**shown, "location": self.location.as_json()}


TestResult.__test__ = False  # type: ignore[attr-defined]  # not a test class of pytest


@dataclass(frozen=True, slots=True)
class Trial:
    """A text with its annotation and context, ready to be decided."""

    mention: Mention
    annotation: Annotation
    context: Context


def run_tests(rule_set: RuleSet, *, languages: Sequence[str] = ()) -> tuple[TestResult, ...]:
    """All of them, in file order. `languages`: those expected; the rule set's own comes first."""
    return tuple(_results(rule_set, languages))


def _results(rule_set: RuleSet, languages: Sequence[str]) -> Iterator[TestResult]:
    places = rule_set.meaning.get(EXPANDED, {}).get("tests", {})
    for rule in rule_set.meaning.get("rules", ()):
        for number, test in enumerate(rule.get("tests", ())):
            result = _of_rule(rule_set, rule["id"], test, trial(rule_set, test, languages))
            yield TestResult(rule=rule["id"], number=number + 1, location=_at(places, rule["id"], number), **result)
    for number, test in enumerate(rule_set.meaning.get("tests", ())):
        result = _of_set(rule_set, test, trial(rule_set, test, languages))
        yield TestResult(rule="", number=number + 1, location=_at(places, "", number), **result)


def _at(places: Mapping[str, Json], rule: str, number: int) -> Location:
    known = places.get(rule, ())
    file, line = known[number] if number < len(known) else (None, None)
    return Location(file=file, line=line)


def trial(rule_set: RuleSet, test: Mapping[str, Json], languages: Sequence[str] = ()) -> Trial:
    """What a test describes: fields of an import line, sensible values for the rest."""
    author = {"handle": "ciudadana", **test.get("author", {})}
    at = datetime.fromisoformat(test["created_at"]).astimezone(UTC) if "created_at" in test else MORNING
    mention = Mention(
        id="test",
        channel=test.get("channel", USUAL_CHANNEL),
        account=test.get("account", "institution"),
        created_at=at,
        text=test["text"],
        author=Author(**author),
        subject=test.get("subject"),
        kind=test.get("kind", "post"),
        lang=test.get("lang"),
        url=test.get("url"),
        visibility=Visibility(test.get("visibility", "public")),
        automatic=test.get("automatic", False),
    )
    declared = test.get("lang")
    ordered = (rule_set.defaults.lang, *(lang for lang in languages if lang != rule_set.defaults.lang))
    annotation = rule_set.annotate(mention.text, declared=declared, languages=ordered)
    return Trial(mention, annotation, _context(test.get("context", {}), at))


def _context(given: Mapping[str, Json], at: datetime) -> Context:
    thread = given.get("thread", ["first"])
    contacts = tuple(at - timedelta(hours=number + 1) for number in range(given.get("contacts", 0)))
    return Context(
        position="reply" if "reply" in thread else "first",
        unanswered="unanswered" in thread,
        contacts=contacts,
        institution=given.get("institution", ""),
    )


def _of_rule(rule_set: RuleSet, rule: str, test: Mapping[str, Json], one: Trial) -> dict[str, Json]:
    found = explain_rule(rule_set, rule, Subject(rule_set, one.mention, one.annotation, one.context))
    if isinstance(found, Missed):
        got, reason = "no_match", why_not(found)
    else:
        got, reason = "match", "; ".join(map(why, found.clauses)) or _("its conditions hold")
    return {
        "text": test["text"],
        "expected": test["expect"],
        "got": got,
        "passed": got == test["expect"],
        "why": reason,
    }


def _of_set(rule_set: RuleSet, test: Mapping[str, Json], one: Trial) -> dict[str, Json]:
    verdict = decide(rule_set, one.mention, one.annotation, one.context)
    got = described(verdict)
    wrong = {key: wanted for key, wanted in test["expect"].items() if not _agrees(key, wanted, verdict, got)}
    asked = wrong or test["expect"]
    return {
        "text": test["text"],
        "expected": _shown(asked),
        "got": _shown({key: got[_SEEN_AS.get(key, key)] for key in asked}),
        "passed": not wrong,
        "why": "; ".join(f"{fired.rule} ({', '.join(map(why, fired.clauses))})" for fired in verdict.fired),
    }


_SEEN_AS = {"has_tags": "tags", "no_tags": "tags"}


def described(verdict: Verdict) -> dict[str, Json]:
    """A verdict in the words that tests expect it in."""
    return {
        "tags": list(verdict.tags),
        "priority": "none" if verdict.priority is None else verdict.priority.label,
        "assign": verdict.owner or "none",
        "standard": verdict.standard or "none",
        "suggest": verdict.suggest or "none",
        "dismiss": verdict.dismiss is not None,
        "reply": "none" if verdict.no_reply or verdict.dismiss else "owed",
        "approve": verdict.approve,
        "restrict": verdict.restrict,
        "fired": [fired.rule for fired in verdict.fired],
    }


def _agrees(key: str, wanted: Json, verdict: Verdict, got: Mapping[str, Json]) -> bool:
    if key == "has_tags":
        return set(wanted) <= set(verdict.tags)
    if key == "no_tags":
        return not set(wanted) & set(verdict.tags)
    if key in ("tags", "fired"):
        return set(wanted) == set(got[key])
    return bool(wanted == got[key])


def _shown(values: Mapping[str, Json]) -> str:
    return ", ".join(f"{key}: {_plainly(value)}" for key, value in values.items())


def _plainly(value: Json) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(map(str, value)) + "]"
    return str(value).lower() if isinstance(value, bool) else str(value)
