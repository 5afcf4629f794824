"""Two rule sets over the same past, what people corrected, and what lint remarks."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from social_console.model import Event
from social_console.rules import decide, load, starter
from social_console.rules.corrections import Heard, Story, corrections
from social_console.rules.lint import lint
from social_console.rules.load import read
from social_console.rules.replay import Judged, diff
from social_console.rules.stems import caught_by_stems
from social_console.rules.suggesting import stanza, suggestions
from social_console.rules.swallowing import swallows
from social_console.rules.tallying import tallies, unchanged_since
from social_console.rules.testing import run_tests, trial
from tests.unit.rules import make
from tests.unit.rules.make import loaded

BEFORE = """\
    areas: {obras: {name: Obras}}
    rules:
      - {id: agua, when: {text: {words: [agua]}}, then: {tag: [agua], priority: low}}
      - {id: spam, when: {text: {words: [dinero]}}, then: {tag: [spam], dismiss: true}}
    """
ON_TRIAL = BEFORE.replace(", when", ", shadow: true, when")
AFTER = """\
    areas: {obras: {name: Obras}}
    rules:
      - {id: agua, when: {text: {words: [agua]}}, then: {tag: [agua], priority: high, assign: obras}}
      - {id: luz, when: {text: {words: [luz]}}, then: {tag: [luz]}}
    """


def past(*texts: str) -> list[Judged]:
    """Mentions of the past, one a moment."""
    trials = [trial(loaded(BEFORE), {"text": text}) for text in texts]
    return [Judged(n, n, one.mention, one.annotation, one.context) for n, one in enumerate(trials)]


def test_diff_tells_what_would_be_otherwise() -> None:
    found = diff(loaded(BEFORE), loaded(AFTER), past("sin agua", "sin luz", "gana dinero", "hola"))
    assert found.totals["changed"] == 3
    assert (found.totals["undismissed"], found.totals["dismissed"], found.totals["raised"]) == (1, 0, 1)
    first = found.changes[0]
    assert first.fields == {"priority": ("low", "high"), "owner": (None, "obras")}
    assert (first.gained, first.lost) == ((), ())
    assert found.as_json()["rules"] == [
        {"rule": "agua", "fires": 0, "fires_no_more": 0, "gives_otherwise": 1},
        {"rule": "luz", "fires": 1, "fires_no_more": 0, "gives_otherwise": 0},
        {"rule": "spam", "fires": 0, "fires_no_more": 1, "gives_otherwise": 0},
    ]


def test_a_rule_on_trial_changes_nothing_and_is_told_apart() -> None:
    trial_of = AFTER.replace("{id: luz,", "{id: luz, shadow: true,")
    found = diff(loaded(BEFORE), loaded(trial_of), past("sin luz", "hola"))
    assert (found.totals["changed"], found.totals["moments"], found.totals["only_rules"]) == (0, 0, 1)
    assert found.rules == [("luz", 1, 0, 0)] and found.felt == []
    assert found.as_json()["changes"][0]["changes"] == {}


def test_diff_of_a_set_against_itself_is_empty() -> None:
    given = load(starter())
    texts = [test["text"] for rule in given.meaning["rules"] for test in rule.get("tests", ())]
    assert diff(given, given, past(*texts[:60])).changes == []


def story(text: str, *events: tuple[str, str, dict[str, Any]], yaml: str = BEFORE) -> Story:
    """A moment that these rules judged, and what was done to it."""
    one = trial(loaded(yaml), {"text": text})
    verdict = decide(loaded(yaml), one.mention, one.annotation, one.context)
    log = [
        Event(id=n, moment=1, at=make.NOW + timedelta(hours=n), seen_at=make.NOW, actor=actor, verb=verb, data=data)
        for n, (actor, verb, data) in enumerate(events)
    ]
    return Story(1, [Heard(make.NOW, text, verdict)], log)


STORIES = [
    story("sin agua"),
    story("día del agua", ("ana", "untag", {"tags": ["agua"]}), ("ana", "tag", {"tags": ["fiestas"]})),
    story("agua ya!", ("ana", "priority", {"priority": "urgent"})),
    story("perdí dinero en la calle", ("ana", "reopen", {})),
    story("agua", ("rules", "untag", {"tags": ["agua"]})),
]


def test_stats_count_what_people_took_back() -> None:
    by_rule = {one.rule: one for one in tallies(loaded(BEFORE), STORIES)}
    assert (by_rule["agua"].matches, by_rule["agua"].overridden) == (4, 2)
    assert (by_rule["spam"].matches, by_rule["spam"].overridden) == (1, 1)
    assert by_rule["agua"].as_json(30.0)["precision"] == 0.5


def on_trial(text: str, *events: tuple[str, str, dict[str, Any]]) -> Story:
    return story(text, *events, yaml=ON_TRIAL)


@pytest.mark.parametrize(
    ("told", "kept", "overridden"),
    [
        (on_trial("sin agua"), 0, 0),
        (on_trial("sin agua", ("ana", "tag", {"tags": ["agua"]})), 1, 0),
        (on_trial("sin agua", ("rules", "tag", {"tags": ["agua"]})), 0, 0),
        (on_trial("sin agua", ("ana", "priority", {"priority": "low"})), 1, 0),
        (on_trial("sin agua", ("ana", "priority", {"priority": "urgent"})), 0, 1),
        (on_trial("sin agua", ("ana", "dismiss", {"reason": "noise"})), 0, 0),
        (on_trial("gana dinero", ("ana", "dismiss", {"reason": "spam"})), 1, 0),
        (on_trial("gana dinero", ("ana", "dismiss", {"reason": "spam"}), ("ana", "reopen", {})), 0, 0),
    ],
)
def test_of_a_rule_on_trial_only_what_people_did_themselves_counts(told: Story, kept: int, overridden: int) -> None:
    [tally] = [one for one in tallies(loaded(ON_TRIAL), [told]) if one.matches]
    assert (tally.matches, tally.kept, tally.overridden) == (1, kept, overridden)
    assert tally.precision == (None if kept == overridden == 0 else kept)


def test_corrections_become_tests_that_fail_now() -> None:
    found = list(suggestions(STORIES))
    assert [one.expect for one in found] == [
        {"has_tags": ["fiestas"], "no_tags": ["agua"]},
        {"priority": "urgent"},
        {"dismiss": False},
    ]
    edited = loaded("".join(line.removeprefix("    ") for line in BEFORE.splitlines(keepends=True)) + stanza(found))
    assert [one.passed for one in run_tests(edited)] == [False, False, False]


def test_corrections_go_below_the_tests_that_a_file_has() -> None:
    has = "".join(line.removeprefix("    ") for line in BEFORE.splitlines(keepends=True))
    has += "tests:\n  - {text: sin agua, expect: {tags: [agua]}}\n"
    edited = loaded(has + stanza(suggestions(STORIES), below=True))
    assert [one.passed for one in run_tests(edited)] == [True, False, False, False]


def test_a_retag_that_was_taken_back_is_no_correction() -> None:
    assert not corrections(story("agua", ("ana", "untag", {"tags": ["agua"]}), ("ana", "tag", {"tags": ["agua"]})))


def test_what_a_stem_really_catches() -> None:
    seen = {"averia": 1, "averiguar": 3, "averias": 2, "agua": 9, "aver": 1}
    assert caught_by_stems(["averi*", "agua", "sin av*"], seen) == {"averi*": ["averiguar", "averias", "averia"]}


@pytest.mark.parametrize(
    ("one", "other", "so"),
    [
        ("bache*", "baches", True), ("agua", "sin agua", True), ("agua", "aguacate", False),
        ("agua*", "aguacate", True),
        ("agua", "agua", False), ("sin agua", "agua", False), ("averi*", "averia*", True), ("averia*", "averi*", False),
        ("xq", "porque", True), ("ano", "año", False),
    ],
)  # fmt: skip
def test_swallows(one: str, other: str, so: bool) -> None:
    assert swallows(one, other) is so


def remarks(yaml: str) -> list[tuple[str, str]]:
    """Code and severity of what lint says."""
    from pathlib import Path
    from textwrap import dedent

    found = read(Path("rules.yaml"), texts={"rules.yaml": dedent(yaml)})
    if found.rule_set is not None:
        lint(found.rule_set, found.reading)
    return [(fault.code, fault.severity) for fault in found.reading.faults if fault.code != "untested"]


@pytest.mark.parametrize(
    ("rules", "codes"),
    [
        ("[{id: a, when: {text: {words: [agua]}}, then: {stop: true}},"
         " {id: b, when: {text: {words: [sin agua]}}, then: {tag: x}}]", ["overshadowed"]),
        ("[{id: a, when: {text: {words: [agua]}}, then: {tag: [x, y]}},"
         " {id: b, when: {text: {words: [sin agua]}}, then: {tag: x}}]", ["overshadowed"]),
        ("[{id: a, when: {text: {words: [agua]}}, then: {tag: [x, y]}},"
         " {id: b, when: {text: {words: [sin agua]}}, then: {tag: z}}]", []),
        ("[{id: a, when: {channel: x}, then: {tag: x, priority: high, assign: o}},"
         " {id: b, when: {channel: x, lang: es}, then: {priority: normal, assign: p}}]", ["overshadowed"]),
        ("[{id: a, when: {channel: x}, then: {tag: x, priority: low}},"
         " {id: b, when: {channel: x, lang: es}, then: {priority: normal}}]", []),
        ("[{id: a, when: {text: {words: [agua]}, lang: es}, then: {stop: true}},"
         " {id: b, when: {text: {words: [agua]}}, then: {tag: x}}]", []),
        ("[{id: a, when: {channel: x, all: [{channel: email}]}, then: {tag: x}}]", ["contradiction"]),
        ("[{id: a, when: {any: [{channel: x}, {channel: email}]}, then: {tag: x}}]", []),
        ("[{id: a, when: {sentiment: {at_most: -0.3}}, then: {stop: true}},"
         " {id: b, when: {sentiment: {at_most: -0.3}, lang: es}, then: {tag: x}}]", ["overshadowed"]),
        ("[{id: a, when: {channel: [x, email]}, then: {tag: x}},"
         " {id: b, when: {all: [{channel: x}], text: {regex: a+}}, then: {tag: x}}]", ["overshadowed"]),
        ("[{id: a, when: {channel: x}, then: {tag: x}}, {id: b, when: {channel: [x, email]}, then: {tag: x}}]", []),
        ("[{id: a, when: {sentiment: {at_least: 0.3}, all: [{sentiment: {at_most: -0.3}}]}, then: {tag: x}}]",
         ["contradiction"]),
        ("[{id: a, when: {text: {question: true}, all: [{text: {question: false}}]}, then: {tag: x}}]",
         ["contradiction"]),
        ("[{id: a, when: {text: {words: [luz]}, none: [{text: {words: [luz]}}]}, then: {tag: x}}]", ["contradiction"]),
        ("[{id: a, when: {text: {words: [luz]}, none: [{text: {words: [luz]}, lang: es}]}, then: {tag: x}}]", []),
        ("[{id: a, when: {any: [{channel: x, all: [{channel: email}]}, {lang: es}]}, then: {tag: x}}]", []),
    ],
)  # fmt: skip
def test_lint(rules: str, codes: list[str]) -> None:
    assert [code for code, _ in remarks(f"areas: {{o: , p: }}\nrules: {rules}")] == codes


def test_a_rule_is_dated_from_the_set_that_first_said_it() -> None:
    sets = [make.rule_set(make.rule({"lang": ["es"]}), make.rule({"lang": ["en"]}, id="e"))]
    sets += [make.rule_set(make.rule({"lang": ["es"]}), make.rule({"lang": ["pt"]}, id="e"), about="other")]
    terms = [(make.NOW + timedelta(days=n), each.meaning) for n, each in enumerate(sets)]
    assert unchanged_since(reversed(terms)) == {"r": make.NOW, "e": make.NOW + timedelta(days=1)}


def test_lint_remarks_on_lists_and_on_rules_without_tests() -> None:
    assert remarks("lists: {a: [bache*, baches, hoyo]}") == [("swallowed", "info"), ("unused", "info")]
    found = make.faults_of("rules: [{id: a, when: {lang: es}, then: {tag: x}}]")
    assert found == ()  # loading says nothing of it


def test_the_starter_leaves_lint_nothing_to_say() -> None:
    from social_console.rules import check

    assert [str(fault) for fault in check(starter())] == []
