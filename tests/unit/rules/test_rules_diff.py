"""`rules diff` looks only where it must, and finds what trying everything finds."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from social_console.clock import due
from social_console.model import Verdict
from social_console.rules import RuleSet, decide, from_meaning, load, starter
from social_console.rules.differing import moved
from social_console.rules.effects import FIELDS
from social_console.rules.replay import Change, Judged, diff
from social_console.rules.testing import trial
from social_console.rules.together import Said
from tests.unit.rules import make

MORE = """\
calendars:
  oficina: {timezone: America/Bogota, hours: {mon-fri: ["08:00-12:00", "13:00-15:00"]}}
  guardia: {timezone: America/Bogota, hours: {mon-sun: ["00:00-24:00"]}}
standards:
  corto: {first_response: 2h, resolution: 3 working days, calendar: guardia}
  largo: {first_response: 2 working days, resolution: 9 working days}
defaults: {standard: largo, calendar: oficina, lang: es}
areas: {obras: {name: Obras}}
lists: {agua: [agua, sin agua, "averi*"]}
rules:
  - {id: tarde, when: {text: {words: [$agua]}, time: {outside: oficina}}, then: {tag: [tarde], priority: high}}
  - {id: mal, when: {text: {words: [calle, luz]}, sentiment: {at_most: -0.1}}, then: {tag: [mal], standard: corto}}
  - {id: cifra, when: {text: {regex: ['\\d+ (?:años|dias)', 'luz+']}}, then: {suggest: x, standard: largo}}
  - {id: cerca, when: {text: {near: {words: [no, llega, agua], within: 3}}}, then: {assign: obras}}
  - {id: suelto, when: {sentiment: {label: [neg]}, none: [{text: {words: [gracias]}}]}, then: {approve: true}}
  - {id: exacto, when: {text: {words: [EDEE], exact: true}}, then: {tag: [luz], stop: true}}
  - {id: grupo, when: {any: [{text: {words: [bache*]}}, {text: {asks: [complaint]}, channel: [x]}]}, then: {tag: [b]}}
  - {id: todas, when: {all: [{text: {words: [calle]}}, {text: {words: [sin, la]}}]}, then: {restrict: true}}
  - {id: spam, when: {text: {words: [dinero, gana]}}, then: {dismiss: true}}
templates: {x: {es: hola}}
""".replace("\\\\", "\\")
OWN = make.loaded(MORE)
TEXTS = [
    "sin agua desde ayer", "No llega el agua", "una avería en la calle, qué horror",
    "gana dinero ya", "EDEE corta la luz", "hace 3 años sin luzzz",
    "gracias por el bacheo", "bache en la calle y sin luz", "otra vez!! pésimo servicio",
    "edee", "la calle está linda", "calle encendida",
    "xq no llega agua", "¿hay agua?", "",
    "luz", "dinero perdido en la calle",
]  # fmt: skip


def remembered(rule_set: RuleSet, texts: list[str]) -> list[Judged]:
    """Mentions of the past, at different hours, some with what was said of them."""
    found = []
    for n, text in enumerate(texts):
        one = trial(rule_set, {"text": text, **({"subject": "Avería"} if n % 5 == 4 else {})})
        mention = replace(one.mention, created_at=one.mention.created_at + timedelta(hours=7 * n))
        annotation = one.annotation if n % 3 else replace(one.annotation, lang="und")
        verdict = decide(rule_set, mention, rule_set.read_again(text, annotation), one.context)
        said = Said(rule_set.hash, verdict.priority, verdict.standard) if n % 2 else None
        found.append(Judged(n, n, mention, annotation, one.context, said))
    return found


STARTER = load(starter())
EXAMPLES = [test["text"] for rule in STARTER.meaning["rules"] for test in rule.get("tests", ())][::4]
PASTS = {OWN.hash: remembered(OWN, TEXTS), STARTER.hash: remembered(STARTER, EXAMPLES)}


def slow(before: RuleSet, after: RuleSet, past: list[Judged]) -> list[Change]:
    """The obvious way: every rule of both on every mention, everything compared."""
    return [change for one in past if (change := _slowly(before, after, one)) is not None]


def _slowly(before: RuleSet, after: RuleSet, one: Judged) -> Change | None:
    judged = [_verdict(rule_set, one) for rule_set in (before, after)]
    was, would = (_seen(rule_set, v, one) for rule_set, v in zip((before, after), judged, strict=True))
    fields = {name: (was[name], would[name]) for name in FIELDS if was[name] != would[name]}
    fired, fires = ([each.rule for each in verdict.fired] for verdict in judged)
    gained, lost = (tuple(r for r in a if r not in b) for a, b in ((fires, fired), (fired, fires)))
    gave = [{each.rule: each.gave for each in verdict.fired} for verdict in judged]
    both = [r for r in fires if r in fired]
    now = {rule.id: (rule.shadow, rule.then.as_written) for rule in after.rules}
    then = {rule.id: (rule.shadow, rule.then.as_written) for rule in before.rules}
    altered = tuple(r for r in both if now[r] != then[r])
    assert all(r in altered for r in both if gave[0][r] != gave[1][r] and "dismiss" not in then[r][1])
    return Change(one.id, one.moment, one.text, fields, gained, lost, altered) if fields or gained or lost else None


def _verdict(rule_set: RuleSet, one: Judged) -> Verdict:
    return decide(rule_set, one.mention, rule_set.read_again(one.text, one.annotation), one.context)


def _seen(rule_set: RuleSet, verdict: Verdict, one: Judged) -> dict[str, Any]:
    promises = rule_set.promises
    name = verdict.standard or promises.default_standard
    standard = promises.standard(name, one.created_at)
    calendar = promises.calendar(standard.calendar if standard else None)

    def by(length: Any) -> str | None:
        return due(calendar, one.created_at, length).isoformat() if length else None

    priority = promises.default_priority if verdict.priority is None else verdict.priority
    return {
        "tags": sorted(verdict.tags), "priority": priority.label, "owner": verdict.owner, "standard": name,
        "due": by(standard.first_response if standard else None),
        "resolution": by(standard.resolution if standard else None),
        "dismissed": bool(verdict.dismiss), "reply": "none" if verdict.no_reply else "owed",
        "suggest": verdict.suggest, "approve": verdict.approve, "restrict": verdict.restrict,
    }  # fmt: skip


# ── edits ────────────────────────────────────────────────────────────────────────────────────────────────

Meaning = dict[str, Any]
LEAVES = st.sampled_from(
    [
        {"text": {"words": ["calle"]}}, {"text": {"words": ["$agua", "luz"]}}, {"text": {"regex": ["lu+z"]}},
        {"sentiment": {"at_most": -0.2}}, {"text": {"asks": ["question"]}}, {"channel": ["x"]}, {"lang": ["es"]},
        {"text": {"words": ["EDEE"], "exact": True}}, {"time": {"inside": "oficina"}}, {"channel": ["email"]},
    ]
)  # fmt: skip


def _somewhere(when: Meaning, draw: st.DrawFn) -> Meaning:
    """One of the mappings of a condition."""
    inner: list[Meaning] = [one for key in ("all", "any", "none") for one in when.get(key, ())]
    deeper = bool(inner) and draw(st.integers(0, 1)) == 1
    return _somewhere(draw(st.sampled_from(inner)), draw) if deeper else when


def _new(meaning: Meaning, at: int, draw: st.DrawFn) -> None:
    meaning["rules"].insert(at, {"id": "new", "when": deepcopy(draw(LEAVES)), "then": {"tag": ["new"]}})


def _member(meaning: Meaning, at: int, draw: st.DrawFn) -> None:
    where = _somewhere(meaning["rules"][at]["when"], draw)
    where.setdefault(draw(st.sampled_from(["all", "any", "none"])), []).append(deepcopy(draw(LEAVES)))


def _fewer(meaning: Meaning, at: int, draw: st.DrawFn) -> None:
    where = _somewhere(meaning["rules"][at]["when"], draw)
    for key in ("any", "all", "none"):
        if len(where.get(key, ())) > 1:
            where[key].pop(draw(st.integers(0, len(where[key]) - 1)))
            return


def _words(meaning: Meaning, at: int, draw: st.DrawFn) -> None:
    where = _somewhere(meaning["rules"][at]["when"], draw)
    if "words" in where.get("text", {}):
        where["text"]["words"] = [
            *where["text"]["words"][draw(st.integers(0, 1)) :],
            draw(st.sampled_from(["luz", "ya"])),
        ]
    else:
        where.setdefault("text", {})["words"] = ["calle", "agua"]


def _regex(meaning: Meaning, at: int, draw: st.DrawFn) -> None:
    where = _somewhere(meaning["rules"][at]["when"], draw)
    where.setdefault("text", {}).setdefault("regex", []).append(
        draw(st.sampled_from(["ba+che", "[aeiou]{2}", "calle"]))
    )


def _list(meaning: Meaning, at: int, draw: st.DrawFn) -> None:
    name = sorted(meaning["lists"])[at % len(meaning["lists"])]
    meaning["lists"][name] = [*meaning["lists"][name][draw(st.integers(0, 1)) :], draw(st.sampled_from(["calle", "x"]))]


def _hours(meaning: Meaning, at: int, draw: st.DrawFn) -> None:
    del at, draw
    for calendar in meaning["expanded"]["calendars"].values():
        calendar["hours"] = {"mon-fri": ["09:00-11:00"]}


def _lengths(meaning: Meaning, at: int, draw: st.DrawFn) -> None:
    standard = meaning["standards"][at % len(meaning["standards"])]
    standard[draw(st.sampled_from(["first_response", "resolution"]))] = {"amount": 3, "unit": "hours"}


def _set(*path: str, to: Any) -> Callable[[Meaning, int, st.DrawFn], None]:
    def edit(meaning: Meaning, _at: int, _draw: st.DrawFn) -> None:
        for key in path[:-1]:
            meaning = meaning.setdefault(key, {})
        meaning[path[-1]] = to

    return edit


EDITS: dict[str, Callable[[Meaning, int, st.DrawFn], Any]] = {
    "drop": lambda m, at, _draw: m["rules"].pop(at),
    "move": lambda m, at, draw: m["rules"].insert(draw(st.integers(0, len(m["rules"]) - 1)), m["rules"].pop(at)),
    "then": lambda m, at, _draw: m["rules"][at].update(then={"tag": ["other"], "stop": True}),
    "shadow": lambda m, at, _draw: m["rules"][at].update(shadow=True),
    "new": _new,
    "member": _member, "fewer": _fewer, "words": _words, "regex": _regex, "list": _list, "hours": _hours,
    "lengths": _lengths,
    "ranks": lambda m, _at, _draw: m["standards"].reverse(),
    "priority": _set("defaults", "priority", to="high"),
    "standard": lambda m, at, _d: m["defaults"].update(standard=m["standards"][at % len(m["standards"])]["name"]),
    "lang": _set("defaults", "lang", to="en"),
    "calendar": _set("defaults", "calendar", to="guardia"),
    "mood": _set("lexicon", to={"calle": {"weight": -3.0}, "encendida": {"weight": 2.0}}),
}  # fmt: skip


@st.composite
def edited(draw: st.DrawFn) -> tuple[RuleSet, RuleSet]:
    """One of two sets, and the same after one edit to three."""
    before = draw(st.sampled_from([OWN, STARTER]))
    meaning = json.loads(json.dumps(before.meaning))
    for name in draw(st.lists(st.sampled_from(sorted(EDITS)), min_size=1, max_size=3, unique=True)):
        if name == "new":
            meaning["lists"].setdefault("agua", ["agua"])
        EDITS[name](meaning, draw(st.integers(0, len(meaning["rules"]) - 1)), draw)
    return before, from_meaning(meaning)


@settings(max_examples=250, deadline=None)
@given(edited(), st.booleans())
def test_the_quick_diff_finds_what_the_slow_one_finds(sets: tuple[RuleSet, RuleSet], back: bool) -> None:
    before, after = sets
    past = PASTS[before.hash]
    if back:
        before, after = after, before
    assert diff(before, after, past).changes == slow(before, after, past)


@pytest.mark.parametrize("name", sorted(EDITS))
def test_each_kind_of_edit_alone(name: str) -> None:
    @st.composite
    def one(draw: st.DrawFn) -> RuleSet:
        meaning = json.loads(json.dumps(OWN.meaning))
        EDITS[name](meaning, draw(st.integers(0, len(meaning["rules"]) - 1)), draw)
        return from_meaning(meaning)

    @settings(max_examples=12, deadline=None)
    @given(one())
    def run(after: RuleSet) -> None:
        assert diff(OWN, after, PASTS[OWN.hash]).changes == slow(OWN, after, PASTS[OWN.hash])

    run()


def test_an_edited_word_list_is_looked_for_and_nothing_else_is_read() -> None:
    meaning = json.loads(json.dumps(OWN.meaning))
    meaning["lists"]["agua"].append("bomba")

    class Sealed:
        id, moment, text, head, lang = 1, 1, "sin agua en la calle", "", "es"

    assert diff(OWN, from_meaning(meaning), [Sealed()]).changes == []  # type: ignore[list-item]


@pytest.mark.parametrize("group", ["all", "any", "none"])
def test_one_more_member_of_a_group_is_tried_where_it_counts(group: str) -> None:
    one, other = {"text": {"words": ["calle"]}}, {"text": {"words": ["luz"]}}
    sets = [make.rule_set(make.rule({"text": {"words": ["la"]}, group: members})) for members in ([one], [one, other])]
    for before, after in (sets, sets[::-1]):
        assert diff(before, after, PASTS[OWN.hash]).changes == slow(before, after, PASTS[OWN.hash])
        assert slow(before, after, PASTS[OWN.hash])


def test_a_promise_made_shorter_is_told_by_what_was_said_then() -> None:
    meaning = json.loads(json.dumps(OWN.meaning))
    meaning["standards"][1]["resolution"] = {"amount": 5, "unit": "working days"}
    one = PASTS[OWN.hash][0]
    told = replace(one, said=Said("another set", None, "corto"))
    after = from_meaning(meaning)
    (change,) = diff(OWN, after, [told]).changes
    assert list(change.fields) == ["resolution"]
    assert diff(OWN, after, [told], alike=["another set"]).changes == []


def test_what_has_moved_is_the_least_that_can_have() -> None:
    assert moved(["a", "b", "c", "d"], ["a", "d", "b", "c", "e"]) == ([3], [1, 4])
    assert moved([], ["a"]) == ([], [0])
    assert moved(["a"], ["a"]) == ([], [])


@given(st.lists(st.sampled_from("abcdefgh"), unique=True), st.lists(st.sampled_from("abcdefgh"), unique=True))
def test_what_has_not_moved_stands_in_one_order(one: list[str], other: list[str]) -> None:
    first, second = moved(one, other)
    stay = [[each for n, each in enumerate(these) if n not in left] for these, left in ((one, first), (other, second))]
    assert stay[0] == stay[1]
