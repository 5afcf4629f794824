"""What holds for every moment, whatever was heard and done in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from social_console.clock import Calendar, Promises, parse_duration
from social_console.model import Direction, Event, Priority, Standard, Status, Verdict
from social_console.moments import MANUAL, UNDOABLE, Heard, State, Timeline, fold, follow

T0 = datetime(2026, 11, 16, 12, tzinfo=UTC)
OFFICE = Calendar("office", "America/Santo_Domingo", {"mon-fri": ["08:00-12:00", "13:00-15:00"]})
STANDARDS = (
    Standard(name="strict", first_response=parse_duration("4h"), resolution=parse_duration("2 working days")),
    Standard(name="lax", first_response=parse_duration("2 working days"), next_response=parse_duration("1h")),
)
PROMISES = Promises(STANDARDS, "lax", calendars={"office": OFFICE}, default_calendar="office")
PEOPLE = ("ana", "luis")
DONE = settings(max_examples=150, deadline=None)

verdicts = st.builds(
    Verdict,
    tags=st.lists(st.sampled_from("abc"), max_size=2).map(tuple),
    priority=st.none() | st.sampled_from(Priority),
    owner=st.none() | st.sampled_from(("guardia", "obras")),
    standard=st.none() | st.sampled_from(("strict", "lax", "gone")),
    dismiss=st.none() | st.none() | st.just("spam"),
    no_reply=st.none() | st.none() | st.just("elogio"),
)
DATA: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "assign": st.fixed_dictionaries({"owner": st.sampled_from(PEOPLE)}),
    "tag": st.fixed_dictionaries({"tags": st.lists(st.sampled_from("abcd"), min_size=1, max_size=2)}),
    "untag": st.fixed_dictionaries({"tags": st.lists(st.sampled_from("abcd"), min_size=1, max_size=2)}),
    "priority": st.fixed_dictionaries({"priority": st.sampled_from(("low", "urgent"))}),
    "snooze": st.fixed_dictionaries({"until": st.integers(0, 300).map(lambda n: str(T0 + timedelta(hours=n)))}),
    "close": st.fixed_dictionaries({"outcome": st.sampled_from(("resolved", "no_reply"))}),
    "dismiss": st.fixed_dictionaries({"reason": st.just("spam")}),
    "answered": st.fixed_dictionaries({"how": st.just("phone")}),
    "refer": st.fixed_dictionaries({"to": st.just("obras"), "close": st.booleans()}),
    "reply": st.fixed_dictionaries({"reply": st.integers(1, 3)}),
    "sent": st.fixed_dictionaries(
        {
            "reply": st.integers(1, 3),
            "mention": st.integers(1, 6),
            "then": st.sampled_from(("waiting", "open", "close")),
        }
    ),
    "bounced": st.fixed_dictionaries({"mention": st.just(99), "voids": st.integers(1, 6)}),
    "undo": st.fixed_dictionaries({"undoes": st.integers(1, 8)}),
}
VERBS = sorted((MANUAL | {"sent", "bounced", "failed", "received"}) - {"approve"})


@st.composite
def timelines(draw: st.DrawFn) -> Timeline:
    """Up to six mentions and eight events, on whole hours, so that some fall together."""
    heard = []
    for id_ in range(1, draw(st.integers(1, 6)) + 1):
        at = T0 + timedelta(hours=draw(st.integers(0, 60)))
        inbound = draw(st.integers(0, 2)) > 0
        heard.append(
            Heard(
                id_,
                at,
                at + timedelta(hours=draw(st.sampled_from((0, 0, 0, 1, 30)))),
                Direction.IN if inbound else Direction.OUT,
                automatic=draw(st.integers(0, 5)) == 0,
                history=draw(st.integers(0, 3)) == 0,
                asks=draw(st.sampled_from((frozenset(), frozenset(), frozenset({"thanks"})))),
                verdict=draw(st.none() | verdicts) if inbound else None,
            )
        )
    events = []
    for id_ in range(1, draw(st.integers(0, 8)) + 1):
        verb = draw(st.sampled_from(VERBS))
        at = T0 + timedelta(hours=draw(st.integers(0, 80)))
        data = draw(DATA.get(verb, st.just({})))
        actor = draw(st.sampled_from(PEOPLE))
        events.append(Event(id=id_, moment=1, at=at, seen_at=at, actor=actor, verb=verb, data=data))
    return Timeline(1, tuple(heard), tuple(events), draw(st.integers(0, 9)) == 0)


def told(timeline: Timeline) -> State:
    return fold(timeline, PROMISES)


@DONE
@given(timelines(), st.integers(0, 80))
def test_as_of_an_instant_is_the_fold_of_what_had_happened_by_then(timeline: Timeline, hour: int) -> None:
    at = T0 + timedelta(hours=hour)
    prefix = replace(
        timeline,
        heard=tuple(one for one in timeline.heard if one.at <= at),
        events=tuple(event for event in timeline.events if event.at <= at),
    )
    assert fold(timeline, PROMISES, as_of=at) == told(prefix)


@DONE
@given(timelines(), st.randoms(use_true_random=False))
def test_the_order_in_which_things_are_given_is_irrelevant(timeline: Timeline, random: Any) -> None:
    heard, events = list(timeline.heard), list(timeline.events)
    random.shuffle(heard)
    random.shuffle(events)
    assert told(replace(timeline, heard=heard, events=events)) == told(timeline)


@DONE
@given(timelines(), st.sampled_from(sorted(UNDOABLE - {"undo"})), st.data())
def test_an_undo_restores_what_was(timeline: Timeline, verb: str, data: st.DataObject) -> None:
    events = tuple(event for event in timeline.events if event.verb != "undo")
    before = replace(timeline, events=events)
    at = T0 + timedelta(hours=100)
    done = Event(
        id=20, moment=1, at=at, seen_at=at, actor="ana", verb=verb, data=data.draw(DATA.get(verb, st.just({})))
    )
    undone = Event(id=21, moment=1, at=at, seen_at=at, actor="ana", verb="undo", data={"undoes": 20})
    redone = Event(id=22, moment=1, at=at, seen_at=at, actor="ana", verb="undo", data={"undoes": 21})
    assert told(replace(before, events=(*events, done, undone))) == told(before)
    assert told(replace(before, events=(*events, done, undone, redone))) == told(
        replace(before, events=(*events, done))
    )


@DONE
@given(timelines())
def test_notes_and_what_only_records_change_nothing(timeline: Timeline) -> None:
    loud = replace(
        timeline, events=tuple(e for e in timeline.events if e.verb not in ("note", "received", "redecided", "joined"))
    )
    if not any(event.verb == "undo" for event in timeline.events):
        assert told(timeline) == told(loud)


@DONE
@given(timelines())
def test_a_state_does_not_contradict_itself(timeline: Timeline) -> None:
    state = told(timeline)
    ended = state.status in (Status.CLOSED, Status.DISMISSED)
    assert state.unanswered == (state.owed and not ended)
    assert (state.waiting_since is not None) == state.unanswered
    assert (state.closed_at is not None) == (state.status == Status.CLOSED)
    assert (state.dismissed_reason is not None) == (state.status == Status.DISMISSED)
    assert (state.due_at is None) == (state.due_clock is None) == (state.due_since is None)
    assert not (ended and state.due_at)
    assert not (ended and state.snoozed_until)
    assert not (state.status == Status.DISMISSED and state.owed)
    assert not (timeline.one_way and state.owed)
    assert not (state.history and (state.first_due_at or state.next_due_at or state.resolution_due_at))
    assert state.n_in == sum(one.direction == Direction.IN for one in timeline.heard)
    if state.first_response_at is not None:
        assert state.opened_at is not None
        assert state.first_response_at >= state.opened_at
        assert state.first_response_how is not None
    if state.status == Status.NEW:
        persons = [e for e in timeline.events if e.verb in MANUAL - {"note", "undo"}]
        undone = {e.data.get("undoes") for e in timeline.events if e.verb == "undo"}
        assert all(event.id in undone for event in persons)


@DONE
@given(timelines())
def test_waits_follow_one_another_and_only_the_last_may_be_open(timeline: Timeline) -> None:
    course = follow(timeline, PROMISES)
    assert course.state == told(timeline)
    assert all(wait.until is not None for wait in course.waits[:-1])
    assert all(wait.until is None or wait.since <= wait.until for wait in course.waits)
    assert course.state.unanswered == bool(course.waits and course.waits[-1].until is None)


@DONE
@given(timelines(), st.sampled_from("abcd"))
def test_a_tag_that_a_person_removed_stays_removed_whatever_rules_say_later(timeline: Timeline, tag: str) -> None:
    early = [event for event in timeline.events if event.verb not in ("tag", "undo")]
    at = T0 + timedelta(hours=1)
    removed = Event(id=30, moment=1, at=at, seen_at=at, actor="ana", verb="untag", data={"tags": [tag]})
    assert tag not in told(replace(timeline, events=(*early, removed))).tags


@DONE
@given(timelines())
def test_simultaneous_acts_on_different_things_commute(timeline: Timeline) -> None:
    at = T0 + timedelta(hours=100)
    pair: list[tuple[str, dict[str, Any]]] = [
        ("tag", {"tags": ["z"]}),
        ("priority", {"priority": "low"}),
        ("assign", {"owner": "luis"}),
    ]
    forward = [
        Event(id=40 + n, moment=1, at=at, seen_at=at, actor="ana", verb=verb, data=data)
        for n, (verb, data) in enumerate(pair)
    ]
    backward = [replace(event, id=60 - event.id + 40) for event in forward]
    one = told(replace(timeline, events=(*timeline.events, *forward)))
    other = told(replace(timeline, events=(*timeline.events, *backward)))
    assert one == other


# -- against definitions read aloud ------------------------------------------------------------------------------------


def in_order(timeline: Timeline) -> list[Heard]:
    return sorted(timeline.heard, key=lambda one: (one.at, one.id))


def opening_in(timeline: Timeline) -> Heard | None:
    return next((one for one in in_order(timeline) if one.direction == Direction.IN), None)


@DONE
@given(timelines())
def test_the_first_response_is_the_first_human_outbound_after_the_opening(timeline: Timeline) -> None:
    """Without events every outbound mention is from elsewhere, and all that counts is order of publication."""
    silent = replace(timeline, events=())
    opening = opening_in(silent)
    after = in_order(silent)[in_order(silent).index(opening) + 1 :] if opening else []
    answers = [one for one in after if one.direction == Direction.OUT and not one.automatic]
    state = told(silent)
    assert state.first_response_at == (answers[0].at if answers else None)
    assert state.opening == (opening.id if opening else None)


@DONE
@given(timelines())
def test_unanswered_is_an_inbound_mention_after_the_last_human_outbound_that_owes_a_reply(timeline: Timeline) -> None:
    silent = replace(timeline, events=())
    heard, opening, state = in_order(silent), opening_in(silent), told(silent)
    last_out = max(
        (n for n, one in enumerate(heard) if one.direction == Direction.OUT and not one.automatic), default=-1
    )

    def owes(one: Heard) -> bool:
        verdict = one.verdict or Verdict()
        excused = verdict.no_reply or verdict.dismiss
        quiet = one.automatic or one.asks == {"thanks"}
        return one.direction == Direction.IN and not excused and (one == opening or not quiet)

    # an outbound mention before the citizen spoke answers nothing, and nothing precedes it
    expected = any(owes(one) for one in heard[last_out + 1 :])
    assert state.unanswered == (expected and state.status != Status.DISMISSED and not timeline.one_way)


@DONE
@given(timelines())
def test_rules_add_up_in_order_of_publication(timeline: Timeline) -> None:
    silent = replace(timeline, events=())
    verdicts_in_order = [one.verdict for one in in_order(silent) if one.direction == Direction.IN and one.verdict]
    state = told(silent)
    assert set(state.tags) == {tag for verdict in verdicts_in_order for tag in verdict.tags}
    assert state.priority == max((v.priority for v in verdicts_in_order if v.priority is not None), default=1)
    assert state.owner == next((v.owner for v in verdicts_in_order if v.owner), None)
    ranks = {"strict": 0, "lax": 1, "gone": 9}
    named = [v.standard for v in verdicts_in_order if v.standard]
    assert state.standard == (min(named, key=lambda name: ranks[name]) if named else "lax")


@DONE
@given(timelines())
def test_due_at_is_the_earliest_clock_that_runs(timeline: Timeline) -> None:
    state = told(timeline)
    running = [
        at
        for at, runs in (
            (state.first_due_at, state.due_clock == "first"),
            (state.next_due_at, True),
            (state.resolution_due_at, state.status not in (Status.CLOSED, Status.DISMISSED)),
            (state.follow_up_at, True),
        )
        if at is not None and runs
    ]
    assert state.due_at == min(running, default=None)


@DONE
@given(timelines(), verdicts)
def test_what_people_set_stands_when_rules_judge_an_open_moment_anew(timeline: Timeline, later: Verdict) -> None:
    end = T0 + timedelta(days=3_000)
    heard = tuple(
        replace(one, redecided=(*one.redecided, (end, later))) if one.direction == Direction.IN else one
        for one in timeline.heard
    )
    stood, stands = fold(timeline, PROMISES), fold(replace(timeline, heard=heard), PROMISES)
    if stood.status in (Status.CLOSED, Status.DISMISSED):
        return
    for name in ("priority", "owner"):
        if getattr(stood, f"{name}_by") in PEOPLE:
            assert getattr(stands, name) == getattr(stood, name)
    assert {tag for tag, by in stood.tags.items() if by in PEOPLE} <= stands.tags.keys()
    dismissed_before = any(one.verdict is not None and one.verdict.dismiss for one in timeline.heard)
    if stood.status_by in PEOPLE and (later.dismiss or later.no_reply) and not dismissed_before:
        assert stands.status == stood.status
