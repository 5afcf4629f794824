"""What is allowed and yet hardly meant: rules that never fire, rules that add nothing, entries that others swallow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

from social_console.i18n import gettext as _
from social_console.rules.conditions import All, AnyOf, Condition, Words
from social_console.rules.decide import GUARDS
from social_console.rules.differing import written_out
from social_console.rules.grammar.common import PRIORITIES
from social_console.rules.narrowing import narrower
from social_console.rules.needless import unneeded
from social_console.rules.place import Place
from social_console.rules.reading import Reading, cut
from social_console.rules.ruleset import Rule, RuleSet
from social_console.rules.swallowing import Hiding, swallows

Json = Any
_GUARDED = ({"text": {"question": True}}, {"text": {"asks": list(GUARDS)}}, {"text": {"has": ["place"]}})
MOST_SWALLOWED = 3
"""Entries named in one remark."""
MOST_RULES = 500
"""Up to so many, each is compared with each."""
MOST_ENTRIES = 500
"""Up to so many entries of a list are compared with each other."""


def lint(rule_set: RuleSet, reading: Reading) -> None:
    """Adds warnings and remarks (severity `info`) to the reading."""
    places = {rule["id"]: reading.marks.get(id(rule), Place("", 0, 0)) for rule in rule_set.meaning.get("rules", ())}
    _overshadowed(rule_set, places, reading)
    _untested(rule_set.meaning, places, reading)
    _kept(rule_set.meaning, places, reading)
    _not_yet(rule_set, reading)
    if not set(rule_set.meaning) - {"format", "expanded"}:
        first = Place(next(iter(reading.sources), ""), 1, 1)
        reading.fault("empty", first, _("The file says nothing: no rule, no list, no promise."), severity="warning")
    used = {use.name for use in reading.uses if "lists" in use.kinds}
    hiding = _places(rule_set)
    for name, entries in rule_set.lists.items():
        place = reading.declared.get("lists", {}).get(name, Place("", 0, 0))
        _swallowed(name, [entry for entry in entries[:MOST_ENTRIES] if not hiding.hides(entry)], place, reading)
        if name not in used:
            reading.fault("unused", place, _("The list “{name}” is never used.").format(name=name), severity="info")


def _not_yet(rule_set: RuleSet, reading: Reading) -> None:
    """Promises that are made already, but only from a day on: until then they take the place of those that hold."""
    made = {use.name for use in reading.uses if "standards" in use.kinds}
    for standard in rule_set.promises.standards:
        if standard.since is not None and standard.name in made:
            message = _("Until {day} “{standard}” promises nothing, and what gets it has no other promise either.")
            message = message.format(day=standard.since, standard=standard.name)
            place = reading.declared.get("standards", {}).get(standard.name, Place("", 0, 0))
            remedy = _("List before it what holds until then, without `from`.")
            reading.fault("from", place, message, remedy, severity="info")


# ── rules before which others are idle ───────────────────────────────────────────────────────────────────


def _overshadowed(rule_set: RuleSet, places: Mapping[str, Place], reading: Reading) -> None:
    entries = _countable(rule_set)
    asked = {rule["id"]: written_out(rule["when"], rule_set.lists) for rule in rule_set.meaning.get("rules", ())}
    rules = rule_set.rules
    pairs = combinations(rules, 2) if len(rules) <= MOST_RULES else _after_stops(rules)
    for earlier, later in pairs:
        if earlier.shadow:
            continue
        if not implies(later.when, earlier.when, entries) and not narrower(asked[later.id], asked[earlier.id]):
            continue
        if earlier.then.stop:
            message = _("“{rule}” never fires: “{other}” fires on the same texts, earlier, and stops.")
        elif _adds_nothing(later, earlier):
            message = _("“{rule}” adds nothing: “{other}” fires on the same texts and gives as much.")
        else:
            continue
        message = message.format(rule=later.id, other=earlier.id)
        reading.fault("overshadowed", places[later.id], message, severity="warning")


def _countable(rule_set: RuleSet) -> dict[int, str]:
    """Entries by their numbers, but for those that may be only part of a place's name, where they do not count."""
    places = _places(rule_set)
    return {atom: key for key, atom in rule_set.lexicon.words() if not places.hides(key)}


def _places(rule_set: RuleSet) -> Hiding:
    return Hiding([text for name, others in rule_set.meaning.get("places", {}).items() for text in (name, *others)])


def _after_stops(rules: Sequence[Rule]) -> Iterator[tuple[Rule, Rule]]:
    """Of very many rules, only those that come after one that stops."""
    stops = [place for place, rule in enumerate(rules) if rule.then.stop][:MOST_RULES]
    return ((rules[place], later) for place in stops for later in rules[place + 1 :])


def _adds_nothing(later: Rule, earlier: Rule) -> bool:
    less, more = later.then.as_written, earlier.then.as_written
    return all(key in more and _as_much(key, value, more[key]) for key, value in less.items())


def _as_much(key: str, value: Json, given: Json) -> bool:
    """Whether what the earlier rule gives outdoes it: tags add up, the highest priority and the first owner win."""
    if key == "priority":
        return PRIORITIES.index(value) <= PRIORITIES.index(given)
    if isinstance(value, list):
        return set(value) <= set(given)
    return key in ("assign", "suggest") or bool(value == given)


def implies(narrow: Condition, wide: Condition, entries: Mapping[int, str]) -> bool:
    """Whether `narrow` can hold only where `wide` does; False where that is not plain to see."""
    if isinstance(wide, AnyOf):
        return any(implies(narrow, member, entries) for member in wide.members)
    if isinstance(wide, All):
        return all(implies(narrow, member, entries) for member in wide.members)
    if not isinstance(wide, Words) or wide.exact or narrow.trigger is None:
        return False
    covering = {atom: entries[atom] for atom in wide.atoms if atom in entries}
    return all(
        atom in covering or (atom in entries and any(swallows(one, entries[atom]) for one in covering.values()))
        for atom in narrow.trigger
    )


# ── lists ────────────────────────────────────────────────────────────────────────────────────────────────


def _swallowed(name: str, entries: Sequence[str], place: Place, reading: Reading) -> None:
    found = [(wide, narrow) for wide in entries for narrow in entries if swallows(wide, narrow)]
    pairs = list(
        dict.fromkeys((wide, narrow) for wide, narrow in found if (narrow, wide) not in found or wide < narrow)
    )
    if pairs:
        shown = ", ".join(f"“{cut(narrow)}” (“{cut(wide)}”)" for wide, narrow in pairs[:MOST_SWALLOWED])
        message = _("In the list “{name}” entries are needless beside others: {pairs}.").format(name=name, pairs=shown)
        reading.fault("swallowed", place, message, severity="info")


# ── tests ────────────────────────────────────────────────────────────────────────────────────────────────


def _kept(meaning: Mapping[str, Json], places: Mapping[str, Place], reading: Reading) -> None:
    """Rules that dismiss only what is never dismissed."""
    for rule in meaning.get("rules", ()):
        when = rule["when"]
        if rule["then"].get("dismiss") and any(narrower(when, kept) for kept in _GUARDED):
            message = _("“{rule}” dismisses nothing: what asks, warns or names a place is never dismissed.")
            place = places[rule["id"]]
            reading.fault("overshadowed", place, message.format(rule=rule["id"]), severity="warning")


def _untested(meaning: Mapping[str, Json], places: Mapping[str, Place], reading: Reading) -> None:
    for rule in meaning.get("rules", ()):
        expected = {test["expect"] for test in rule.get("tests", ())}
        if not expected:
            message = _("“{rule}” has no tests.").format(rule=rule["id"])
            reading.fault(
                "untested", places[rule["id"]], message, _("Write a text on which it must fire."), severity="info"
            )
        elif expected == {"match"}:
            message = _("The tests of “{rule}” would all pass without its condition.").format(rule=rule["id"])
            remedy = _("Write a text on which it must not fire.")
            reading.fault("untested", places[rule["id"]], message, remedy, severity="info")


MOST_CLAUSES = 5
"""Clauses named in one remark."""


def untested_clauses(rule_set: RuleSet, reading: Reading) -> None:
    """Adds a remark for each rule that has clauses no test of it needs."""
    for rule, clauses in unneeded(rule_set):
        if clauses:
            place = next((reading.marks[id(one.owner)] for one in clauses if id(one.owner) in reading.marks), None)
            paths = ", ".join(f"`{one.path}`" for one in clauses[:MOST_CLAUSES])
            paths += ", …" if len(clauses) > MOST_CLAUSES else ""
            message = _("The tests of “{rule}” pass as well without: {paths}.").format(rule=rule, paths=paths)
            remedy = _("Write a text that only this clause decides, or take the clause away.")
            reading.fault("untested-clause", place or Place("", 0, 0), message, remedy, severity="info")
