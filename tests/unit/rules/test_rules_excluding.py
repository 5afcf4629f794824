"""Conditions that never hold together, and those that hold only where others do."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from social_console.clock import Calendar
from social_console.model import Annotation, Author, Context, Mention, Sentiment, Visibility
from social_console.rules import decide
from social_console.rules.excluding import contradictions
from social_console.rules.lint import lint
from social_console.rules.narrowing import narrower
from social_console.rules.reading import Reading
from tests.unit.rules import make

SIMPLE = st.sampled_from(
    [
        {"text": {"words": ["agua"]}}, {"text": {"words": ["luz", "agua"]}}, {"text": {"regex": ["lu+z"]}},
        {"text": {"words": ["agua"], "asks": ["question"]}}, {"text": {"words": ["agua"], "exact": True}},
        {"text": {"near": {"words": [["agua"], ["luz"]], "within": 1}}}, {"text": {"asks": ["question"]}},
        {"text": {"near": {"words": [["agua"], ["luz"]], "within": 0}}}, {"text": {"asks": ["question", "risk"]}},
        {"channel": ["x"]}, {"channel": ["x", "email"]}, {"lang": ["es"]}, {"lang": ["en"]}, {"lang": ["es", "EN"]},
        {"sentiment": {"at_most": 0.1}}, {"sentiment": {"at_least": 0.2}}, {"text": {"question": True}},
        {"sentiment": {"label": ["pos"]}}, {"sentiment": {"label": ["neg", "unsure"]}},
        {"sentiment": {"label": ["neu"]}},
        {"sentiment": {"label": ["pos", "neg"], "at_least": 0}}, {"sentiment": {"at_least": -0.1}},
        {"text": {"question": False}}, {"kind": ["post"]}, {"thread": ["first"]}, {"thread": ["reply"]},
        {"thread": ["first", "unanswered"]}, {"thread": ["unanswered"]}, {"author": {"verified": True}},
        {"author": {"verified": False}}, {"author": {"handle": ["@Ana", "luis"]}}, {"author": {"handle": ["ana*"]}},
        {"author": {"handle": ["eva"], "followers": {"at_most": 10}}}, {"author": {"followers": {"at_least": 5}}},
        {"reach": {"at_least": 20}}, {"reach": {"at_most": 10}}, {"author": {"contacts": {"at_least": 2, "within": 7}}},
        {"author": {"contacts": {"at_most": 1, "within": 30}}}, {"author": {"contacts": {"at_least": 1, "within": 30}}},
        {"time": {"inside": "day"}}, {"time": {"inside": "night"}}, {"time": {"outside": "day"}},
        {"visibility": ["private"]}, {"visibility": ["public"]},
    ]
)  # fmt: skip
CALENDARS: dict[str, dict[str, Any]] = {
    "day": {"timezone": "UTC", "hours": {"mon-sun": ["08:00-18:00"]}},
    "night": {"timezone": "UTC", "hours": {"mon-sun": ["18:00-24:00", "00:00-08:00"]}},
}
HOURS = {name: Calendar(name, "UTC", one["hours"]).as_json() for name, one in CALENDARS.items()}
MOODS = (Sentiment("pos", 0.5), Sentiment("neg", -0.4), Sentiment("neu", 0.05), Sentiment("unsure", 0.0))
mentions = st.builds(
    lambda text, channel, visibility, author, hour, reach: make.mention(
        text,
        channel=channel,
        visibility=visibility,
        author=author,
        created_at=make.NOW.replace(hour=hour),
        extra={} if reach is None else {"reach": reach},
    ),
    st.sampled_from(["agua", "luz", "agua y luz", "Agua, luz", "luuz", "hola"]),
    st.sampled_from(["x", "email", "mastodon"]),
    st.sampled_from(list(Visibility)),
    st.builds(
        Author,
        id=st.just("1"),
        handle=st.sampled_from(["ana", "@Anabel", "luis", "eva", None]),
        followers=st.sampled_from([None, 0, 7, 30]),
        verified=st.sampled_from([None, True, False]),
    ),
    st.sampled_from([3, 12, 20]),
    st.sampled_from([None, 5, 25]),
)
known = st.builds(
    lambda lang, asked, mood: make.annotation(lang, asks=asked, sentiment=mood),
    st.sampled_from(["es", "en", "pt"]),
    st.sampled_from([(), ("question",), ("risk",), ("question", "risk")]),
    st.sampled_from(MOODS),
)
around = st.builds(
    lambda position, unanswered, days: Context(
        position=position, unanswered=unanswered, contacts=tuple(make.NOW - timedelta(days=day) for day in days)
    ),
    st.sampled_from(["first", "reply"]),
    st.booleans(),
    st.lists(st.sampled_from([1, 3, 15]), max_size=3),
)


def grouped(inner: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    """A condition with groups in it."""
    lists = st.lists(inner, min_size=1, max_size=2)
    groups = st.fixed_dictionaries({}, optional={"all": lists, "any": lists, "none": lists})
    return st.builds(lambda plain, more: {**plain, **more}, SIMPLE, groups)


CONDITIONS = st.recursive(SIMPLE, grouped, max_leaves=4)


@settings(max_examples=1_000, deadline=None)
@given(CONDITIONS, CONDITIONS, mentions, known, around)
def test_what_lint_calls_narrower_or_impossible_is_so(
    one: dict[str, Any], other: dict[str, Any], mention: Mention, annotation: Annotation, context: Context
) -> None:
    never = any(contradictions(one, CALENDARS))
    inside = narrower(one, other)
    rules = [make.rule(one, id="one"), make.rule(other, id="other")]
    fired = decide(make.rule_set(*rules, expanded={"calendars": HOURS}), mention, annotation, context).fired
    holds = {each.rule for each in fired}
    assert not (never and "one" in holds)
    assert "other" in holds or not (inside and "one" in holds)


@pytest.mark.parametrize(
    ("when", "never"),
    [
        ("{channel: X, all: [{channel: x}]}", False),
        ("{lang: es, any: [{lang: en}, {lang: pt}]}", True),
        ("{lang: es, any: [{lang: en}, {channel: x}]}", False),
        ("{all: [{all: [{lang: es}]}, {lang: en}]}", True),
        ("{thread: first, all: [{thread: reply}]}", True),
        ("{thread: first, all: [{thread: [reply, unanswered]}]}", False),
        ("{sentiment: pos, all: [{sentiment: neg}]}", True),
        ("{sentiment: {label: neg, at_least: 0.5}}", True),
        ("{sentiment: {label: neg, at_most: -0.5}}", False),
        ("{sentiment: unsure, all: [{sentiment: {at_least: 0.1}}]}", True),
        ("{author: {handle: ana}, all: [{author: {handle: '@Luis'}}]}", True),
        ("{author: {handle: 'an*'}, all: [{author: {handle: ana}}]}", False),
        ("{author: {contacts: {at_least: 5, within: 7 days}}, all: [{author: {contacts: {at_most: 2}}}]}", True),
        ("{author: {contacts: {at_least: 5}}, all: [{author: {contacts: {at_most: 2, within: 7 days}}}]}", False),
        ("{reach: {at_least: 10}, all: [{reach: {at_most: 5}}]}", True),
        ("{time: {inside: a}, all: [{time: {inside: b}}]}", True),
        ("{time: {inside: a}, all: [{time: {outside: b}}]}", False),
        ("{text: {words: $l}, none: [{text: {words: [agua, luz, pan]}}]}", True),
        ("{text: {words: [agua, sal]}, none: [{text: {words: $l}}]}", False),
        ("{text: {words: agua}, all: [{none: [{text: {words: agua}}]}]}", True),
        ("{text: {question: false, asks: question}}", True),
        ("{visibility: public, all: [{visibility: private}]}", True),
    ],
)
def test_conditions_that_never_hold_together_are_a_fault(when: str, never: bool) -> None:
    text = f"""
        calendars:
          a: {{timezone: UTC, hours: {{mon-fri: ["08:00-15:00"]}}}}
          b: {{timezone: UTC, hours: {{mon-fri: ["15:00-20:00"], sat: ["08:00-12:00"]}}}}
        defaults: {{calendar: a}}
        lists: {{l: [agua, luz]}}
        rules: [{{id: r, when: {when}, then: {{tag: x}}}}]
        """
    assert [fault.code for fault in make.faults_of(text)] == (["contradiction"] if never else [])


def test_a_word_that_a_place_hides_covers_nothing() -> None:
    rules = """rules: [{id: a, when: {text: {words: [hoyo]}}, then: {stop: true}},
        {id: b, when: {text: {words: [hoyo frío]}}, then: {tag: x}}]"""
    for places, codes in (("", ["overshadowed"]), ("places: {Hoyo Frío: []}\n", [])):
        given_set = make.loaded(places + rules)
        reading = Reading()
        lint(given_set, reading)
        assert [fault.code for fault in reading.faults if fault.severity == "warning"] == codes
