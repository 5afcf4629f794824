"""Macros: verbs of rules.yaml under one name, done together, taken back together."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from social_console import store
from social_console.errors import IllegalAct, UsageError
from social_console.moments import State
from social_console.rules.grammar import macros as grammar
from social_console.verbs import BY_NAME, macro_named, macros
from tests.unit.flow import Office
from tests.unit.rules.make import faults_of, loaded

FILE = """
    people: {ana: {role: lead}}
    areas: {obras: {name: Obras}}
    macros:
      light:
        key: F4
        title: Power cut
        do:
          - claim
          - tag: [electricity, night]
          - priority: high
          - refer: {to: obras, text: "Apagón"}
          - note: Avisado por radio
          - snooze: 2h
      over: {do: [{answered: phone}, {close: resolved}]}
    """


def state(office: Office, moment: int) -> State:
    """The moment as it stands."""
    with office.inbox.reading() as tx:
        return store.state(tx, moment)


@pytest.fixture
def asked(office: Office) -> Office:
    """Two citizens have asked; the office has macros."""
    office.town.says("¿Cuándo vuelve la luz?", by="maria")
    office.town.says("¿Y la luz?", by="pedro")
    office.collect()
    return office


def test_the_grammar_knows_the_verbs_and_their_values() -> None:
    for name, values in (
        ("close", grammar.OUTCOMES),
        ("dismiss", grammar.REASONS),
        ("answered", grammar.HOWS),
    ):
        assert next(param.choices for param in BY_NAME[name].params if param.choices) == values
    steps = {*grammar.STEPS, *grammar.BARE}
    assert steps == {verb.name for verb in BY_NAME.values() if verb.many} - {"undo"}


def test_a_macro_is_one_act_and_one_undo(asked: Office) -> None:
    desk, rules = asked.desk(), loaded(FILE)
    desk.rule_set = rules
    light = macro_named(rules, "light")
    assert light.key == "f4" and light.title() == "Power cut"
    before = [state(asked, moment) for moment in (1, 2)]
    done = light.run(desk, [1, 2], {})
    for moment in (1, 2):
        found = state(asked, moment)
        assert found.owner == desk.operator and set(found.tags) >= {"electricity", "night"}
        assert found.priority.label == "high" and found.referred_to == "obras" and found.snoozed_until
    assert len(done.undo) == 12
    desk.undo(done.undo)
    assert [(s.owner, s.tags, s.priority, s.snoozed_until) for s in (state(asked, 1), state(asked, 2))] == [
        (s.owner, s.tags, s.priority, s.snoozed_until) for s in before
    ]


def test_undoing_the_last_act_takes_the_whole_macro_back(asked: Office) -> None:
    desk, rules = asked.desk(), loaded(FILE)
    desk.rule_set = rules
    macro_named(rules, "light").run(desk, [1], {})
    desk.undo_last(1)
    found = state(asked, 1)
    assert found.owner is None and not found.tags and found.snoozed_until is None


def test_what_is_so_already_is_not_written_again_and_what_is_illegal_undoes_all(asked: Office) -> None:
    desk, rules = asked.desk(), loaded(FILE)
    desk.rule_set = rules
    desk.claim(1)
    assert len(macro_named(rules, "light").run(desk, [1], {}).events) == 5
    desk.close(2)
    with pytest.raises(IllegalAct):
        macro_named(rules, "over").run(desk, [1, 2], {})
    assert state(asked, 1).closed_at is None, "all or nothing"


def test_an_unknown_macro_names_the_known_ones() -> None:
    with pytest.raises(UsageError) as caught:
        macro_named(loaded(FILE), "lihgt")
    assert "light" in str(caught.value.remedy)
    assert [verb.name for verb in macros(loaded(FILE))] == ["light", "over"]


@pytest.mark.parametrize(
    ("do", "code"),
    [
        ("[reply]", "choice"),
        ("[{approve: x}]", "unknown-key"),
        ("[{close: solved}]", "choice"),
        ("[{assign: nobody}]", "unknown-name"),
        ("[{tag: a, note: b}]", "step"),
        ("[{snooze: someday}]", "when"),
        ("[]", "empty"),
    ],
)
def test_a_step_that_makes_no_sense_is_a_fault(do: str, code: str) -> None:
    assert [fault.code for fault in faults_of(f"macros: {{m: {{do: {do}}}}}\n")] == [code]


def test_two_macros_on_one_key_and_a_key_that_is_taken_are_faults() -> None:
    two = "macros:\n  a: {key: F4, do: [claim]}\n  b: {key: f4, do: [claim]}\n"
    assert [(fault.code, fault.location.line) for fault in faults_of(two)] == [("key", 3)]
    assert [fault.code for fault in faults_of("macros: {a: {key: r, do: [claim]}}\n")] == ["choice"]


@given(st.sampled_from(["2h", "3 days", "2 working days", "tomorrow 9:00", "lunes", "mañana", "viernes 10:30"]))
def test_every_time_that_a_macro_takes_is_one_that_the_desk_reads(text: str) -> None:
    from zoneinfo import ZoneInfo

    from social_console.clock import now
    from social_console.desk import parse_when

    assert faults_of(f"macros: {{m: {{do: [{{snooze: {text}}}]}}}}\n") == ()
    assert parse_when(text, now=now(), zone=ZoneInfo("UTC")) > now()
