"""Verbs: events, states written with them, undo, names of moments."""

from __future__ import annotations

import pytest

from social_console.clock import Promises
from social_console.errors import IllegalAct, NoSuchMoment, UsageError
from social_console.model import Act, Annotation, Context, Duration, Priority, Standard, Status, Verdict
from social_console.store import (
    Judgement,
    acts,
    event,
    judgements,
    refold,
    refold_working,
    rejudge,
    resolve,
    rows,
    state,
    undo,
)

from .world import NOW, World, at, ours, said


def test_an_act_writes_its_event_and_the_state_together(world: World) -> None:
    world.put(said("1"))
    done = world.act(1, "priority", priority="urgent")
    assert (done.verb, done.actor, done.data) == ("priority", "ana", {"priority": "urgent"})
    now = world.detail(1).state
    assert (now.priority, now.priority_by, now.status) == (Priority.URGENT, "ana", Status.OPEN)
    world.sound()


def test_an_illegal_act_writes_nothing(world: World) -> None:
    world.put(said("1"), said("2", "luis"))
    claims = [(1, Act(verb="claim", actor="ana")), (2, Act(verb="release", actor="ana"))]
    with pytest.raises(IllegalAct), world.inbox.writing() as tx:
        acts(tx, claims, promises=world.promises, now=NOW)
    assert world.detail(1).state.owner is None
    world.sound()


def test_several_acts_on_one_moment_see_each_other(world: World) -> None:
    world.put(said("1"))
    both = [(1, Act(verb="claim", actor="ana")), (1, Act(verb="release", actor="ana"))]
    with world.inbox.writing() as tx:
        assert len(acts(tx, both, promises=world.promises, now=NOW)) == 2
    assert world.detail(1).state.owner is None
    world.sound()


def test_undo_is_an_event_too(world: World) -> None:
    world.put(said("1"))
    claimed = world.act(1, "claim")
    with world.inbox.writing() as tx:
        undone = undo(tx, claimed.id, "ana", promises=world.promises, now=NOW)
        assert event(tx, undone.id).data == {"undoes": claimed.id}
    assert world.detail(1).state.owner is None
    world.sound()


def test_tags_are_found_by_what_the_state_says(world: World) -> None:
    world.put(said("1"), verdict=Verdict(rule_set="r", tags=("agua", "calles")))
    world.act(1, "untag", tags=["agua"])
    world.act(1, "tag", tags=["luz"])
    assert world.query("SELECT tag FROM moment_tag ORDER BY tag") == [("calles",), ("luz",)]
    world.sound()


@pytest.mark.parametrize("name", ["1", "#1", "2026-00001", " 2026-1 "])
def test_a_moment_has_several_names(world: World, name: str) -> None:
    world.put(said("1"))
    with world.inbox.reading() as tx:
        assert resolve(tx, name) == 1


@pytest.mark.parametrize("name", ["2", "2025-00001", "", "agua", "-1", "9" * 30, "\x1b[2J"])
def test_other_names_find_nothing(world: World, name: str) -> None:
    world.put(said("1"))
    with world.inbox.reading() as tx, pytest.raises(NoSuchMoment) as caught:
        resolve(tx, name)
    assert "\x1b" not in caught.value.message


def test_what_is_not_there_is_a_persons_mistake(world: World) -> None:
    with world.inbox.writing() as tx:
        for ask in (
            lambda: event(tx, 7),
            lambda: state(tx, 7),
            lambda: undo(tx, 7, "a", promises=world.promises, now=NOW),
        ):
            with pytest.raises(UsageError):
                ask()
        with pytest.raises(NoSuchMoment):
            acts(tx, [(7, Act(verb="claim", actor="ana"))], promises=world.promises, now=NOW)


def test_a_later_verdict_is_kept_beside_the_first(world: World) -> None:
    world.put(said("1"), verdict=Verdict(rule_set="old", tags=("agua",)))
    new = Judgement(
        mention=1,
        annotation=Annotation(version="2"),
        context=Context(),
        verdict=Verdict(rule_set="new", tags=("luz",), owner="guardia"),
    )
    with world.inbox.writing() as tx:
        assert rejudge(tx, [new], actor="luis", promises=world.promises, now=NOW) == (1,)
        assert judgements(tx, [1]) == (new,)
    found = world.detail(1).state
    assert (tuple(found.tags), found.owner) == (("luz",), "guardia")
    assert world.query("SELECT json_extract(verdict, '$.rule_set') FROM mention") == [("old",)]
    world.sound()


def test_folding_anew_changes_nothing_under_the_same_promises(world: World) -> None:
    world.put(said("1"), ours("2", 1, answers="1"))
    with world.inbox.writing() as tx:
        assert refold(tx, [1], world.promises) == 0
        tx.exec_driver_sql("UPDATE moment SET owner = 'eva', unanswered = 1 WHERE id = 1")
        assert refold(tx, [1], world.promises) == 1
    world.sound()


def test_other_promises_reach_all_that_is_before_people(world: World) -> None:
    world.put(said("1"), said("2", "luis", history=True), said("3", "eva"))
    world.act(3, "dismiss", reason="spam")
    promise = Standard(name="general", first_response=Duration(amount=60, unit="working_minutes"))
    world.promises = Promises(standards=(promise,), default_standard="general")
    assert refold_working(world.inbox, world.promises) == 1
    assert world.detail(1).state.due_at == at(60)
    assert refold_working(world.inbox, world.promises) == 0


def test_a_row_says_whether_something_waits_to_go_out(world: World) -> None:
    from social_console.store import save_draft

    world.put(said("1"), said("2", "luis"), said("3", "eva"))
    with world.inbox.writing() as tx:
        save_draft(tx, moment=1, author="ana", now=NOW, text="")
        save_draft(tx, moment=2, author="ana", now=NOW, text="Buenas")
        pending = [row.pending_reply for row in rows(tx, [2, 1, 3], now=NOW)]
    assert pending == ["draft", None, None]
