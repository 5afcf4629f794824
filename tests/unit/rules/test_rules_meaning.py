"""What identifies a rule set: its meaning, not its layout, comments or files; and it comes back from JSON."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from social_console.rules import decide, from_meaning, load, run_tests, starter
from social_console.rules.testing import trial
from tests.unit.rules.make import faults_of, loaded

ONE = """\
    version: 1
    lists: {w: [agua, luz]}
    areas: {obras: {name: Obras}}
    standards:
      a: {first_response: 4h}
      b: {resolution: 10 days}
    rules:
      - id: one
        when: {text: {words: $w}}
        then: {tag: [x], assign: obras, standard: a}
        tests: [{text: sin agua, expect: match}]
      - {id: two, when: {lang: es}, then: {tag: y, priority: high}}
    """


def test_layout_comments_and_spelling_of_values_mean_nothing() -> None:
    other = """\
        # a comment
        rules:
        - id: "one"
          then:
            standard: a
            assign: 'obras'
            tag: x
          when:
            text:
              words: [$w]
          tests:
            - expect: match
              text: sin agua
        - id: two
          when: {lang: [es]}
          then: {priority: high, tag: [y], stop: false}
        standards: {a: {first_response: 4 h}, b: {resolution: 10 días}}
        lists:
          w:
            - agua
            - luz       # the other one
        areas:
          obras: {name: Obras}
        """
    assert loaded(ONE).hash == loaded(other).hash


def test_splitting_means_nothing() -> None:
    split = loaded(
        """\
        include: [names.yaml, first.yaml]
        rules:
          - {id: two, when: {lang: es}, then: {tag: y, priority: high}}
        """,
        names__yaml="areas: {obras: {name: Obras}}\nlists: {w: [agua, luz]}",
        first__yaml="""\
        standards: {a: {first_response: 4h}, b: {resolution: 10 days}}
        rules:
          - id: one
            when: {text: {words: $w}}
            then: {tag: [x], assign: obras, standard: a}
            tests: [{text: sin agua, expect: match}]
        """,
    )
    assert split.hash == loaded(ONE).hash
    assert set(split.sources) == {"rules.yaml", "names.yaml", "first.yaml"}


def test_order_of_rules_and_of_standards_means_something() -> None:
    swapped = ONE.replace(
        "      a: {first_response: 4h}\n      b: {resolution: 10 days}",
        "      b: {resolution: 10 days}\n      a: {first_response: 4h}",
    )
    assert swapped != ONE
    assert loaded(swapped).hash != loaded(ONE).hash


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(0, 2), min_size=2, max_size=2))
def test_the_starter_split_anywhere_has_the_same_hash(cuts: list[int]) -> None:
    text = starter().read_text(encoding="utf-8")
    parts = {"calendars": text.index("\ncalendars:"), "lists": text.index("\nlists:"), "rules": text.index("\nrules:")}
    places = sorted(parts.values())
    first, last = sorted(places[cut] for cut in cuts)
    files = {"a__yaml": text[:first], "b__yaml": text[first:last], "c__yaml": text[last:]}
    whole = loaded("include: [a.yaml, b.yaml, c.yaml]", **files)
    assert whole.hash == load(starter()).hash


def test_a_meaning_comes_back_from_json() -> None:
    original = load(starter())
    again = from_meaning(json.loads(json.dumps(original.meaning, sort_keys=True)), original.hash)
    assert again == original
    assert again.promises == original.promises
    assert (again.people, again.areas, again.views, again.escalations) == (
        original.people,
        original.areas,
        original.views,
        original.escalations,
    )
    assert from_meaning(again.meaning).hash == original.hash


def test_an_inbox_keeps_what_a_file_says_to_the_last_clause() -> None:
    original = load(starter())
    again = from_meaning(json.loads(json.dumps(original.meaning, sort_keys=True)), original.hash)
    texts = [test["text"] for rule in original.meaning["rules"] for test in rule.get("tests", ())]
    for one in (trial(original, {"text": text}) for text in texts):
        known = one.mention, one.annotation, one.context
        assert decide(again, *known) == decide(original, *known)


def test_every_test_of_the_starter_passes() -> None:
    results = run_tests(load(starter()))
    assert len(results) >= 200
    assert [str(one) for one in results if not one.passed] == []


@pytest.mark.parametrize("name", ["colombia", "dominicana"])
def test_packs_are_sound_beside_the_starter_and_cite_their_law(name: str) -> None:
    text = starter().read_text(encoding="utf-8").replace("version: 1", f'version: 1\ninclude: ["pack:{name}"]', 1)
    given = loaded(text)
    assert f"pack:{name}" in given.sources
    assert [str(one) for one in run_tests(given) if not one.passed] == []
    added = [one for one in given.promises.standards if one.name.endswith((" (CO)", " (RD)"))]
    assert added and all("Ley" in (one.legal or "") for one in added)
    assert given.promises.standards[0].name == "riesgo"


def test_an_unknown_pack_is_a_fault() -> None:
    (fault,) = faults_of('include: ["pack:colonbia"]')
    assert fault.code == "include" and "colombia" in fault.remedy
