"""Escalations: once for each (moment, rule, wait), with when it was true and when it was noticed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from social_console import clock, escalate, rules, store
from social_console.clock import Calendar
from social_console.escalate.waits import Wait, share_used_at
from social_console.model import Event
from tests.unit.flow import START, Office, a_rule_set

RULES = """\
escalations:
  - id: casi
    when: {promise: {used: 80%}, priority: {at_least: high}}
    then: {assign: guardia, notify: [luis]}
  - id: vencido
    when: {promise: {used: 100%}}
    then: {priority: urgent, tag: [vencido]}
"""
OFFICE = Calendar("office", "America/Santo_Domingo", {"mon-fri": ("08:00-16:00",)})


@pytest.fixture
def escalating(office: Office) -> Office:
    """The office with escalations: 4 working hours for the first response, from 8:00."""
    office.rule_set = a_rule_set(office.folder, RULES)
    return office


def run(office: Office) -> list[tuple[str, datetime, datetime]]:
    return [
        (each.rule, each.true_at, each.noticed_at) for each in escalate.run(office.inbox, office.rule_set, clock.now())
    ]


def escalations(office: Office) -> list[Event]:
    with office.inbox.reading() as tx:
        return [event for event in store.events(tx, 1) if event.verb == "escalated"]


def state(office: Office) -> Any:
    with office.inbox.reading() as tx:
        return store.state(tx, 1)


def test_once_and_with_both_times(escalating: Office) -> None:
    escalating.town.says("Estamos sin agua")
    escalating.collect()
    assert run(escalating) == []
    escalating.later(hours=2, minutes=30)  # 11:30: 80 % of four hours was at 11:12
    (told,) = run(escalating)
    assert told[0] == "casi"
    assert abs(told[1] - (START + timedelta(hours=3, minutes=12))) <= timedelta(seconds=1)
    assert told[2] == escalating.now
    assert state(escalating).owner == "guardia"
    assert run(escalating) == []
    escalating.later(hours=1)
    (broken,) = run(escalating)
    assert broken[:2] == ("vencido", START + timedelta(hours=4))
    assert state(escalating).priority.label == "urgent"
    assert set(state(escalating).tags) == {"agua", "vencido"}
    assert run(escalating) == []
    assert escalations(escalating)[0].data["notify"] == ["luis"]


def test_collect_escalates(escalating: Office) -> None:
    escalating.town.says("Estamos sin agua")
    escalating.collect()
    escalating.later(hours=5)
    assert {each.rule for each in escalating.collect().escalated} == {"casi", "vencido"}


def test_a_rule_for_urgent_things_leaves_the_others_alone(escalating: Office) -> None:
    escalating.town.says("¿Cuál es el horario?")
    escalating.collect()
    escalating.later(hours=2, minutes=30)
    assert run(escalating) == []


def test_a_new_wait_may_escalate_again(escalating: Office) -> None:
    escalating.town.says("Estamos sin agua")
    escalating.collect()
    escalating.later(hours=2, minutes=45)
    assert [rule for rule, *_times in run(escalating)] == ["casi"]
    escalating.desk().answered(1, "phone")
    assert run(escalating) == []
    escalating.later(minutes=30)
    escalating.town.says("Sigue igual, sin agua", at=escalating.now)
    escalating.collect()
    assert run(escalating) == []
    escalating.later(days=1)
    assert {rule for rule, *_times in run(escalating)} == {"casi", "vencido"}


def test_what_a_person_decided_outranks_it(escalating: Office) -> None:
    escalating.town.says("Estamos sin agua")
    escalating.collect()
    escalating.desk().claim(1)
    escalating.later(hours=5)
    run(escalating)
    assert state(escalating).owner == "ana"


@pytest.mark.parametrize("verb", ["close", "dismiss"])
def test_what_has_ended_escalates_no_more(escalating: Office, verb: str) -> None:
    escalating.town.says("Estamos sin agua")
    escalating.collect()
    desk = escalating.desk()
    desk.close(1) if verb == "close" else desk.dismiss(1, "duplicate")
    escalating.later(days=3)
    assert run(escalating) == []


def test_history_never_escalates(escalating: Office) -> None:
    escalating.town.says("Estamos sin agua", history=True)
    escalating.collect()
    escalating.later(days=30)
    assert run(escalating) == []


def test_so_long_without_an_answer(office: Office) -> None:
    text = "escalations:\n  - {id: olvidado, when: {unanswered: 2h}, then: {notify: [luis]}}\n"
    office.rule_set = a_rule_set(office.folder, text)
    office.town.says("¿Cuál es el horario?")
    office.collect()
    assert run(office) == []
    office.later(hours=1)
    assert run(office) == [("olvidado", START + timedelta(hours=2), office.now)]
    assert run(office) == []


def test_nights_and_weekends_use_up_nothing() -> None:
    friday = datetime(2026, 11, 20, 19, 0, tzinfo=clock.now().tzinfo)  # 15:00 in Santo Domingo, an hour to go
    due_at = datetime(2026, 11, 23, 15, 0, tzinfo=friday.tzinfo)  # Monday 11:00: four working hours
    half = share_used_at(OFFICE, Wait("first", friday), due_at, 0.5)
    assert abs(half - datetime(2026, 11, 23, 13, 0, tzinfo=friday.tzinfo)) <= timedelta(seconds=1)
    assert share_used_at(OFFICE, Wait("first", friday), due_at, 1.0) == due_at


def test_what_a_pause_held_up_uses_up_nothing(office: Office) -> None:
    half = "escalations:\n  - {id: mitad, when: {promise: {used: 50%}}, then: {notify: [luis]}}\n"
    a_rule_set(office.folder, half)
    file = office.folder / "rules.yaml"
    pausing = "{resolution: 8h, pauses: [waiting]}"
    file.write_text(
        file.read_text("utf-8").replace("{first_response: 4h, resolution: 10 working days}", pausing), "utf-8"
    )
    office.rule_set = rules.load(file)
    office.town.says("Estamos sin agua")
    office.collect()
    office.later(hours=1)  # two hours of eight are used
    office.desk("ana").answered(1, "phone")
    assert state(office).due_at is None
    office.later(hours=24)
    office.town.says("Sigue igual", at=office.now)
    office.collect()
    assert run(office) == []  # ten working hours since the beginning, two of them used
    office.later(hours=1)
    assert run(office) == []
    office.later(hours=1)
    (told,) = run(office)
    assert told[0] == "mitad" and abs(told[1] - office.now) <= timedelta(seconds=1)


def test_a_wait_without_any_working_time_counts_on_the_wall() -> None:
    saturday = datetime(2026, 11, 21, 12, 0, tzinfo=clock.now().tzinfo)
    assert share_used_at(OFFICE, Wait("first", saturday), saturday + timedelta(hours=10), 0.5) == saturday + timedelta(
        hours=5
    )
