"""What a verdict is made of: how rules fold, what they may not do, what each condition asks."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from social_console.model import Author, Context, Direction, Priority, Sentiment, Visibility
from social_console.rules import decide, verdict_as_json, verdict_from_json
from tests.unit.rules import make

ES = {"lang": ["es"]}


def rules(*thens: dict[str, Any], **more: Any) -> Any:
    """A rule set whose rules all fire."""
    given = [{"id": f"r{n}", "when": ES, "then": then} for n, then in enumerate(thens)]
    return make.rule_set(*given, **more)


def test_tags_add_up_and_the_highest_priority_wins() -> None:
    said = make.verdict(
        rules({"tag": ["a", "b"], "priority": "high"}, {"tag": ["b", "c"], "priority": "urgent"}, {"priority": "low"}),
        "x",
    )
    assert (said.tags, said.priority) == (("a", "b", "c"), Priority.URGENT)


def test_a_low_priority_stands_where_no_rule_says_more() -> None:
    assert make.verdict(rules({"priority": "low"}), "x").priority is Priority.LOW
    assert make.verdict(rules({"tag": ["a"]}), "x").priority is None


def test_of_standards_the_one_listed_first_wins() -> None:
    standards = [{"name": name, "resolution": {"amount": 1, "unit": "days"}} for name in ("strict", "loose")]
    assert (
        make.verdict(rules({"standard": "loose"}, {"standard": "strict"}, standards=standards), "x").standard
        == "strict"
    )


def test_owner_and_template_come_from_the_first_rule_that_says_one() -> None:
    said = make.verdict(
        rules({"tag": ["a"]}, {"assign": "one", "suggest": "t1"}, {"assign": "two", "suggest": "t2"}), "x"
    )
    assert (said.owner, said.suggest) == ("one", "t1")


def test_stop_ends_the_run_and_a_shadow_rule_does_nothing() -> None:
    assert make.verdict(rules({"tag": ["a"], "stop": True}, {"tag": ["b"]}), "x").tags == ("a",)
    shadow = {"id": "s", "when": ES, "then": {"tag": ["s"], "stop": True, "dismiss": True}, "shadow": True}
    said = make.verdict(make.rule_set(shadow, {"id": "r", "when": ES, "then": {"tag": ["b"]}}), "x")
    assert (said.tags, said.dismiss) == (("b",), None)
    assert said.fired[0].gave == {"shadow": {"tag": ["s"], "stop": True, "dismiss": True}}


@pytest.mark.parametrize("known", [{"asks": ("question",)}, {"asks": ("risk",)}, {"facts": ("place",)}])
def test_what_asks_or_warns_or_names_a_place_is_never_dismissed(known: Any) -> None:
    given = rules({"tag": ["spam"], "dismiss": True})
    assert make.verdict(given, "x").dismiss == "r0"
    said = make.verdict(given, "x", annotation=make.annotation(**known))
    assert said.dismiss is None
    assert said.fired[0].gave == {"tag": ["spam"]}


def test_no_reply_approve_restrict_notify() -> None:
    said = make.verdict(
        rules({"reply": "none", "approve": True, "restrict": True, "notify": ["a", "b"]}, {"notify": ["b"]}), "x"
    )
    assert (said.no_reply, said.approve, said.restrict, said.notify) == ("r0", True, True, ("a", "b"))


def test_outbound_mentions_are_never_decided() -> None:
    given = rules({"tag": ["a"]})
    assert decide(given, make.mention("x", direction=Direction.OUT), make.annotation(), Context()).fired == ()


def test_a_verdict_comes_back_from_json() -> None:
    given = make.rule_set(make.rule({"text": {"words": ["agua"]}}, {"tag": ["a"], "priority": "high", "notify": ["x"]}))
    said = make.verdict(given, "sin agua")
    assert verdict_from_json(verdict_as_json(said)) == said


BEFORE = tuple(make.NOW - timedelta(days=days) for days in (1, 2, 40))
SAD = make.annotation(sentiment=Sentiment(label="neg", score=-0.5))
UNSURE = make.annotation(sentiment=Sentiment(label="unsure", score=0.9))
OFFICE = {"name": "o", "timezone": "UTC", "hours": {"mon-fri": ["08:00-15:00"]}, "holidays": {}, "closures": []}


@pytest.mark.parametrize(
    ("when", "values", "holds"),
    [
        ({"lang": ["es", "pt"]}, {}, True),
        ({"lang": ["en"]}, {}, False),
        ({"channel": ["X"]}, {}, True),
        ({"account": ["@alcaldia"]}, {}, True),
        ({"kind": ["article"]}, {"kind": "article"}, True),
        ({"visibility": ["private"]}, {"visibility": Visibility.PRIVATE}, True),
        ({"institution": ["ayto"]}, {"context": Context(institution="ayto")}, True),
        ({"institution": ["ayto"]}, {"context": Context(institution="otro")}, False),
        ({"author": {"handle": ["@Prensa*"]}}, {"author": Author(handle="prensa_valle")}, True),
        ({"author": {"handle": ["prensa"]}}, {"author": Author(handle="prensa_valle")}, False),
        ({"author": {"name": ["peña"]}}, {"author": Author(handle="a", name="Ana Peña")}, True),
        ({"author": {"name": ["pena"]}}, {"author": Author(handle="a", name="Ana Peña")}, False),
        ({"author": {"followers": {"at_least": 10}}}, {"author": Author(handle="a", followers=10)}, True),
        ({"author": {"followers": {"at_least": 10}}}, {"author": Author(handle="a")}, False),
        ({"author": {"verified": True}}, {"author": Author(handle="a", verified=True)}, True),
        ({"author": {"contacts": {"at_least": 2, "within": 7}}}, {"context": Context(contacts=BEFORE)}, True),
        ({"author": {"contacts": {"at_least": 3, "within": 7}}}, {"context": Context(contacts=BEFORE)}, False),
        ({"author": {"contacts": {"at_most": 0, "within": 7}}}, {}, True),
        ({"reach": {"at_least": 100}}, {"author": Author(handle="a", followers=99)}, False),
        ({"reach": {"at_least": 100}}, {"extra": {"reach": 5000}}, True),
        ({"thread": ["first"]}, {}, True),
        ({"thread": ["reply"]}, {"context": Context(position="reply")}, True),
        ({"thread": ["unanswered"]}, {"context": Context(position="reply", unanswered=True)}, True),
        ({"thread": ["unanswered"]}, {"context": Context(position="reply")}, False),
        ({"sentiment": {"label": ["neg"]}}, {"annotation": SAD}, True),
        ({"sentiment": {"at_most": -0.4}}, {"annotation": SAD}, True),
        ({"sentiment": {"at_most": 0.0}}, {"annotation": UNSURE}, True),
        ({"text": {"question": True}}, {"annotation": make.annotation(asks=("question",))}, True),
        ({"text": {"question": False}}, {}, True),
        ({"text": {"asks": ["risk", "thanks"]}}, {"annotation": make.annotation(asks=("thanks",))}, True),
        ({"text": {"has": ["link", "place"]}}, {"annotation": make.annotation(facts=("place",))}, True),
        ({"text": {"has": ["link"]}}, {}, False),
        ({"time": {"inside": "o"}}, {}, True),
        ({"time": {"outside": "o"}}, {}, False),
        ({"time": {"outside": "o"}}, {"created_at": make.NOW + timedelta(hours=5)}, True),
        ({"text": {"words": ["Texto"], "exact": True}}, {}, False),
        ({"text": {"words": ["texto"], "exact": True}}, {}, True),
        ({"text": {"regex": ["(?i)TÉXTO$"]}}, {}, True),
        ({"none": [{"channel": ["x"]}]}, {}, False),
        ({"any": [{"channel": ["email"]}, {"lang": ["es"]}]}, {}, True),
    ],
)  # fmt: skip
def test_conditions(when: Any, values: dict[str, Any], holds: bool) -> None:
    meaning = {"expanded": {"calendars": {"o": OFFICE}}}
    assert make.fires(when, "un texto", meaning=meaning, **values) is holds


def test_a_subject_is_read_unless_it_repeats_what_was_written_before() -> None:
    when = {"text": {"words": ["sin agua"]}}
    assert make.fires(when, "Buenas tardes", subject="Sin agua en la calle 4")
    assert make.fires(when, "Buenas tardes", subject="Re: Sin agua")
    assert not make.fires(when, "Gracias", subject="Re: Sin agua", context=Context(position="reply"))
    assert not make.fires(when, "agua no hay", subject="estamos sin")
    (fired,) = make.verdict(make.rule_set(make.rule(when)), "No hay", subject="Sin agua").fired
    assert [(c.path, c.words[0].word, c.words[0].start) for c in fired.clauses] == [
        ("when.text.words@subject", "Sin agua", 0)
    ]


def test_words_are_shown_at_their_places_in_the_raw_text() -> None:
    given = make.rule_set(make.rule({"text": {"words": ["averia*", "sin agua"]}}))
    text = "Baaasta: sin  AGUA y las Averías 😡"
    (fired,) = make.verdict(given, text).fired
    assert [span.word for span in fired.clauses[0].words] == ["sin  AGUA", "Averías"]
    assert all(text[span.start : span.end] == span.word for span in fired.clauses[0].words)


def test_a_very_long_text_takes_no_longer_than_its_beginning() -> None:
    assert make.fires({"text": {"words": ["agua"]}}, "agua " * 200_000)
    assert not make.fires({"text": {"words": ["agua"]}}, "x" * 200_000 + " agua")
