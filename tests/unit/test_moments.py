"""The life of a moment, told case by case (DESIGN 1, 2, 6, 7). Properties stand in test_moments_properties.py."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from social_console.clock import Calendar, Promises, parse_duration
from social_console.errors import IllegalAct
from social_console.model import Act, Direction, Event, Priority, Standard, Status, Verdict
from social_console.moments import Heard, State, Timeline, Wait, check_act, fold, follow

T0 = datetime(2026, 11, 16, 12, tzinfo=UTC)  # a Monday, 08:00 in Santo Domingo
HOUR = timedelta(hours=1)
OFFICE = Calendar("office", "America/Santo_Domingo", {"mon-fri": ["08:00-15:00"]})
STRICT = Standard(name="strict", first_response=parse_duration("4h"), resolution=parse_duration("5 working days"))
GENERAL = Standard(
    name="general", first_response=parse_duration("1 working day"), resolution=parse_duration("10 working days")
)
PROMISES = Promises(
    (STRICT, GENERAL),
    "general",
    calendars={"office": OFFICE},
    default_calendar="office",
    follow_ups={"obras": parse_duration("2 working days")},
)
THANKS = frozenset({"thanks"})


class Story:
    """A timeline written down as it happens; hours count from T0."""

    def __init__(self, *, one_way: bool = False) -> None:
        self.heard: list[Heard] = []
        self.events: list[Event] = []
        self.one_way = one_way

    def citizen(self, hour: float, **more: Any) -> Story:
        return self._hear(hour, Direction.IN, **more)

    def institution(self, hour: float, **more: Any) -> Story:
        return self._hear(hour, Direction.OUT, **more)

    def _hear(self, hour: float, direction: Direction, seen: float | None = None, **more: Any) -> Story:
        at = T0 + hour * HOUR
        seen_at = at if seen is None else T0 + seen * HOUR
        self.heard.append(Heard(len(self.heard) + 1, at, seen_at, direction, **more))
        return self

    def event(self, hour: float, verb: str, actor: str = "ana", **data: Any) -> Story:
        at = T0 + hour * HOUR
        id_ = len(self.events) + 1
        self.events.append(Event(id=id_, moment=1, at=at, seen_at=at, actor=actor, verb=verb, data=data))
        return self

    def sent(self, hour: float, then: str = "waiting", **data: Any) -> Story:
        """Ana's reply: queued, then sent, and the outbound mention it became."""
        self.institution(hour)
        mention, reply = self.heard[-1].id, len(self.heard)
        self.event(hour, "reply", reply=reply, then=then)
        return self.event(hour, "sent", "outbox", reply=reply, mention=mention, then=then, **data)

    def state(self, hour: float | None = None) -> State:
        return fold(self.timeline(), PROMISES, as_of=None if hour is None else T0 + hour * HOUR)

    def timeline(self) -> Timeline:
        return Timeline(1, tuple(self.heard), tuple(self.events), self.one_way)


def verdict(**given: Any) -> Verdict:
    return Verdict(rule_set="hash", **given)


# -- status ------------------------------------------------------------------------------------------------------------


def test_a_citizen_writes_and_the_moment_is_new_and_unanswered() -> None:
    state = Story().citizen(0).state()
    assert (state.status, state.unanswered, state.owed) == (Status.NEW, True, True)
    assert (state.opening, state.opened_at, state.waiting_since) == (1, T0, T0)


def test_rules_never_leave_new_and_a_note_neither() -> None:
    story = Story().citizen(0, verdict=verdict(tags=("agua",), owner="guardia")).event(1, "note")
    story.event(2, "escalated", "rules", rule="r", assign="luis", priority="urgent", tag=["tarde"])
    state = story.state()
    assert (state.status, state.owner, state.priority) == (Status.NEW, "luis", Priority.URGENT)
    assert state.tags == {"agua": "rules", "tarde": "rules"}


@pytest.mark.parametrize(
    ("verb", "data"),
    [
        ("claim", {}),
        ("assign", {"owner": "luis"}),
        ("tag", {"tags": ["x"]}),
        ("priority", {"priority": "low"}),
        ("snooze", {"until": "2026-12-01T00:00:00Z"}),
        ("refer", {"to": "obras"}),
        ("no_reply", {"reason": "x"}),
        ("reply", {"reply": 1}),
    ],
)
def test_any_other_verb_of_a_person_opens_it(verb: str, data: dict[str, Any]) -> None:
    state = Story().citizen(0).event(1, verb, **data).state()
    assert (state.status, state.status_by) == (Status.OPEN, "ana")


def test_answered_elsewhere_waits_for_the_citizen() -> None:
    state = Story().citizen(0).institution(2).state()
    assert (state.status, state.status_by, state.unanswered) == (Status.WAITING, "elsewhere", False)
    assert (state.first_response_at, state.first_response_how) == (T0 + 2 * HOUR, "elsewhere")


@pytest.mark.parametrize(
    ("then", "status"), [("waiting", Status.WAITING), ("open", Status.OPEN), ("close", Status.CLOSED)]
)
def test_after_our_reply_then_says_who_owes_the_next_step(then: str, status: Status) -> None:
    state = Story().citizen(0).sent(2, then).state()
    assert (state.status, state.status_by, state.owner) == (status, "ana", "ana")
    assert (state.first_response_how, state.pending_reply) == ("sent", None)


def test_an_automatic_acknowledgement_neither_stops_nor_delays_anything() -> None:
    state = Story().citizen(0).institution(0.01, automatic=True).state()
    assert (state.status, state.unanswered, state.first_response_at) == (Status.NEW, True, None)


def test_the_citizen_writing_again_re_opens_waiting_and_closed() -> None:
    assert Story().citizen(0).sent(1).citizen(2).state().status == Status.OPEN
    closed = Story().citizen(0).sent(1, "close").citizen(2).state()
    assert (closed.status, closed.reopened, closed.closed_at, closed.outcome) == (Status.OPEN, 1, None, None)
    assert closed.first_closed_at == T0 + HOUR
    assert closed.waiting_since == T0 + 2 * HOUR


def test_bare_thanks_never_re_opens_and_owes_nothing() -> None:
    for then, status in (("waiting", Status.WAITING), ("close", Status.CLOSED)):
        state = Story().citizen(0).sent(1, then).citizen(2, asks=THANKS).state()
        assert (state.status, state.unanswered, state.newest_in) == (status, False, 3)
    asked = Story().citizen(0).sent(1).citizen(2, asks=THANKS | {"question"}).state()
    assert (asked.status, asked.unanswered) == (Status.OPEN, True)


def test_what_the_rules_mark_reply_none_does_not_re_open_either() -> None:
    state = Story().citizen(0).sent(1).citizen(2, verdict=verdict(no_reply="elogio")).state()
    assert (state.status, state.unanswered) == (Status.WAITING, False)


def test_an_out_of_office_answer_does_not_re_open() -> None:
    assert Story().citizen(0).sent(1).citizen(2, automatic=True).state().status == Status.WAITING


def test_reply_none_by_a_rule_or_by_a_person_owes_nothing_until_the_citizen_writes_again() -> None:
    by_rule = Story().citizen(0, verdict=verdict(no_reply="elogio"))
    assert not by_rule.state().owed
    by_hand = Story().citizen(0).event(1, "no_reply", reason="elogio")
    assert (by_hand.state().owed, by_hand.state().due_clock) == (False, "resolution")
    assert by_hand.citizen(2).state().unanswered


def test_a_moment_is_dismissed_by_rule_when_all_its_mentions_are() -> None:
    spam = verdict(dismiss="spam")
    state = Story().citizen(0, verdict=spam).citizen(1, verdict=spam).state()
    assert (state.status, state.status_by, state.dismissed_reason) == (Status.DISMISSED, "rules", "rule:spam")
    assert not state.owed
    again = Story().citizen(0, verdict=spam).citizen(1).state()
    assert (again.status, again.unanswered, again.waiting_since) == (Status.NEW, True, T0 + HOUR)
    later = Story().citizen(0).citizen(1, verdict=spam).state()
    assert later.status == Status.NEW


def test_a_tag_on_what_a_rule_dismissed_does_not_bring_it_back() -> None:
    spam = verdict(dismiss="spam")
    story = Story().citizen(0, verdict=spam).event(1, "tag", tags=["revisado"]).citizen(2, verdict=spam)
    assert (story.state().status, story.state().status_by) == (Status.DISMISSED, "rules")
    assert story.citizen(3).state().status == Status.OPEN


def test_dismissed_by_a_person_stays_and_reopened_by_a_person_stays_open() -> None:
    dismissed = Story().citizen(0).event(1, "dismiss", reason="spam").citizen(2).state()
    assert (dismissed.status, dismissed.dismissed_reason, dismissed.owed) == (Status.DISMISSED, "spam", False)
    spam = verdict(dismiss="spam")
    reopened = Story().citizen(0, verdict=spam).event(1, "reopen").citizen(2, verdict=spam).state()
    assert reopened.status == Status.OPEN


def test_one_way_channels_owe_no_reply_and_promise_nothing() -> None:
    state = Story(one_way=True).citizen(0).state()
    assert (state.owed, state.unanswered, state.first_due_at, state.due_at) == (False, False, None, None)


def test_a_moment_that_our_own_post_began_opens_at_the_citizens_first_mention() -> None:
    state = Story().institution(0).citizen(3).institution(5).state()
    assert (state.opening, state.opened_at) == (2, T0 + 3 * HOUR)
    assert state.first_response_at == T0 + 5 * HOUR


def test_answered_by_hand_counts_from_when_it_was_done() -> None:
    story = Story().citizen(0)
    story.event(9, "answered", how="phone")
    story.events[0] = Event(
        id=1, moment=1, at=T0 + 2 * HOUR, seen_at=T0 + 9 * HOUR, actor="ana", verb="answered", data={"how": "phone"}
    )
    state = story.state()
    assert (state.status, state.first_response_at) == (Status.WAITING, T0 + 2 * HOUR)
    assert state.first_response_how == "phone"


# -- what nobody could have known --------------------------------------------------------------------------------------


def test_closing_settles_only_what_had_been_seen() -> None:
    state = Story().citizen(0).event(3, "close", outcome="resolved").citizen(2, seen=4).state()
    assert (state.status, state.status_by, state.reopened) == (Status.OPEN, "citizen", 1)
    assert Story().citizen(0).citizen(2, seen=2.5).event(3, "close", outcome="resolved").state().status == Status.CLOSED


def test_a_reply_answers_only_what_its_author_could_read() -> None:
    story = Story().citizen(0).event(1, "reply", reply=7, then="waiting").citizen(1.1, seen=1.2).institution(1.5)
    story.event(1.5, "sent", "outbox", reply=7, mention=3, then="waiting")
    state = story.state()
    assert (state.status, state.unanswered, state.waiting_since) == (Status.OPEN, True, T0 + 1.1 * HOUR)
    assert state.first_response_at == T0 + 1.5 * HOUR


def test_a_server_whose_clock_is_slow_changes_nothing_of_that() -> None:
    story = Story().citizen(0).citizen(1.1, seen=1.2).institution(1.3)
    story.event(1.15, "reply", reply=7, then="waiting").event(1.5, "sent", "outbox", reply=7, mention=3, then="waiting")
    assert story.state().waiting_since == T0 + 1.1 * HOUR
    slow = (
        Story().citizen(0).institution(0.9).event(1, "reply", reply=7).event(1.1, "sent", "outbox", reply=7, mention=2)
    )
    assert (slow.state().status, slow.state().unanswered) == (Status.WAITING, False)


def test_a_reply_found_long_after_it_went_out_does_not_hide_what_came_since() -> None:
    story = Story().citizen(0).event(1, "reply", reply=7, then="close").event(1.2, "unknown", reply=7)
    story.institution(1.1).citizen(2).event(3, "sent", "outbox", reply=7, mention=2, then="close")
    state = story.state()
    assert (state.status, state.unanswered, state.waiting_since) == (Status.OPEN, True, T0 + 2 * HOUR)


def test_closing_while_a_reply_is_on_its_way_outlasts_the_reply() -> None:
    story = Story().citizen(0).event(1, "reply", reply=7, then="open").event(2, "close", outcome="resolved")
    story.institution(3).event(3, "sent", "outbox", reply=7, mention=2, then="open")
    assert story.state().status == Status.CLOSED


# -- bounces and replies -----------------------------------------------------------------------------------------------


def test_a_bounce_voids_the_response_it_concerns_and_re_opens() -> None:
    story = Story().citizen(0).sent(1, "close").event(2, "bounced", "collect", mention=99, voids=2)
    state = story.state()
    assert (state.status, state.unanswered, state.first_response_at) == (Status.OPEN, True, None)
    assert (state.pending_reply, state.waiting_since) == ("failed", T0)
    before = story.state(1.5)
    assert (before.status, before.first_response_at) == (Status.CLOSED, T0 + HOUR)
    again = story.sent(3).state()
    assert (again.pending_reply, again.first_response_at) == (None, T0 + 3 * HOUR)


@pytest.mark.parametrize(
    ("verbs", "pending"),
    [
        (["reply"], "queued"),
        (["reply", "to_approve"], "to_approve"),
        (["reply", "to_approve", "approve"], "queued"),
        (["reply", "failed"], "failed"),
        (["reply", "unknown"], "unknown"),
        (["reply", "unknown", "sent"], None),
        (["reply", "failed", "cancelled"], None),
        (["reply", "failed", "reply"], "queued"),
    ],
)
def test_a_reply_on_its_way_shows(verbs: list[str], pending: str | None) -> None:
    story = Story().citizen(0)
    for hour, verb in enumerate(verbs, start=1):
        story.event(hour, verb, reply=4)
    assert story.state().pending_reply == pending


# -- who set what ------------------------------------------------------------------------------------------------------


def test_verdicts_fold_in_order_of_publication_whatever_the_order_of_arrival() -> None:
    late = verdict(tags=("b",), priority=Priority.LOW, owner="second", standard="general", suggest="two")
    early = verdict(tags=("a",), priority=Priority.HIGH, owner="first", standard="strict", suggest="one", approve=True)
    state = Story().citizen(2, verdict=late).citizen(0, verdict=early).state()
    assert list(state.tags) == ["a", "b"]
    assert (state.priority, state.owner, state.suggest) == (Priority.HIGH, "first", "one")
    assert (state.standard, state.standard_by, state.approve) == ("strict", "rules", True)


def test_what_a_person_set_or_removed_outranks_the_rules_for_good() -> None:
    story = Story().citizen(0, verdict=verdict(tags=("agua", "luz"), priority=Priority.HIGH, owner="guardia"))
    story.event(1, "untag", tags=["agua"]).event(1, "priority", priority="low").event(1, "release")
    story.citizen(2, verdict=verdict(tags=("agua", "luz"), priority=Priority.URGENT, owner="guardia"))
    state = story.state()
    assert state.tags == {"luz": "rules"}
    assert (state.priority, state.priority_by) == (Priority.LOW, "ana")
    assert (state.owner, state.owner_by) == (None, "ana")
    assert story.event(3, "tag", actor="luis", tags=["agua"]).state().tags == {"luz": "rules", "agua": "luis"}


def test_a_verdict_decided_anew_counts_from_that_act() -> None:
    later = ((T0 + 5 * HOUR, verdict(tags=("nuevo",))),)
    story = Story().citizen(0, verdict=verdict(tags=("viejo",)), redecided=later)
    assert story.state(4).tags == {"viejo": "rules"}
    assert story.state(5).tags == {"nuevo": "rules"}


def test_what_a_person_works_on_is_not_dismissed_by_rules_that_judge_anew() -> None:
    later = ((T0 + 5 * HOUR, verdict(dismiss="spam")),)

    def story() -> Story:
        return Story().citizen(0, verdict=verdict(tags=("agua",)), redecided=later)

    assert story().state().status == Status.DISMISSED
    claimed = story().event(1, "claim").state()
    assert (claimed.status, claimed.status_by, claimed.owner) == (Status.OPEN, "ana", "ana")
    assert story().event(1, "answered", how="phone", then="waiting").state().status == Status.WAITING
    assert story().event(1, "snooze", until="2026-12-24T12:00:00+00:00").state().snoozed_until is not None
    assert story().event(6, "tag", tags=["luz"]).state().status == Status.DISMISSED


def test_what_a_person_did_after_a_citizen_wrote_again_stands_when_rules_owe_nothing_for_that_any_more() -> None:
    later = ((T0 + 9 * HOUR, verdict(no_reply="gracias")),)

    def story(*acts: tuple[str, str]) -> Status:
        told = Story().citizen(0).citizen(1.5, redecided=later)
        for hour, (verb, then) in enumerate(acts, 1):
            told.event(hour, verb, how="phone", then=then, outcome="resolved")
        return told.state().status

    assert story(("close", "")) == Status.CLOSED
    assert story(("close", ""), ("answered", "waiting")) == Status.WAITING
    assert story(("answered", "waiting"), ("answered", "close")) == Status.CLOSED
    assert story(("close", ""), ("claim", "")) == Status.OPEN
    assert story(("close", ""), ("answered", "close"), ("claim", "")) == Status.CLOSED


def test_an_undo_is_as_if_it_had_never_been_and_can_itself_be_undone() -> None:
    story = Story().citizen(0).event(1, "close", outcome="resolved").event(2, "undo", undoes=1)
    assert story.state() == Story().citizen(0).state()
    assert story.state(1.5).status == Status.CLOSED
    assert story.event(3, "undo", undoes=2).state().status == Status.CLOSED


def test_an_undo_leaves_what_was_set_since() -> None:
    story = Story().citizen(0).event(1, "assign", owner="luis").event(2, "assign", owner="marta")
    assert story.event(3, "undo", undoes=1).state().owner == "marta"


def test_what_was_sent_cannot_be_undone() -> None:
    story = Story().citizen(0).sent(1)
    assert story.event(2, "undo", undoes=2).state().status == Status.WAITING


# -- clocks ------------------------------------------------------------------------------------------------------------


def test_first_response_and_resolution_run_from_the_opening() -> None:
    state = Story().citizen(0, verdict=verdict(standard="strict")).state()
    assert state.first_due_at == T0 + 4 * HOUR
    assert state.resolution_due_at == datetime(2026, 11, 23, 19, tzinfo=UTC)
    assert (state.due_at, state.due_since, state.due_clock) == (T0 + 4 * HOUR, T0, "first")


def test_the_next_response_runs_from_the_earliest_unanswered_mention() -> None:
    story = Story().citizen(0, verdict=verdict(standard="strict")).sent(1).citizen(2).citizen(2.5)
    state = story.state()
    assert (state.due_clock, state.due_since, state.due_at) == ("next", T0 + 2 * HOUR, T0 + 6 * HOUR)
    assert state.first_due_at == T0 + 4 * HOUR
    answered = story.sent(3).state()
    assert (answered.next_due_at, answered.due_clock) == (None, "resolution")


def test_no_clock_runs_once_it_is_closed_or_dismissed() -> None:
    for verb, data in (("close", {"outcome": "resolved"}), ("dismiss", {"reason": "spam"})):
        state = Story().citizen(0).event(1, verb, **data).state()
        assert (state.due_at, state.due_clock, state.unanswered) == (None, None, False)


def test_history_promises_nothing_until_its_first_live_mention() -> None:
    story = Story().citizen(0, history=True, verdict=verdict(standard="strict"))
    state = story.state()
    assert (state.history, state.first_due_at, state.due_at, state.unanswered) == (True, None, None, True)
    live = story.citizen(24).state()
    assert (live.history, live.opened_at, live.first_due_at) == (False, T0, T0 + 28 * HOUR)
    assert (live.due_at, live.due_since) == (T0 + 28 * HOUR, T0 + 24 * HOUR)


def test_snooze_ends_when_the_citizen_writes_or_a_promise_falls_due() -> None:
    until = (T0 + 100 * HOUR).isoformat()
    strict = verdict(standard="strict")
    story = Story().citizen(0, verdict=strict).event(1, "snooze", until=until)
    assert story.state().snoozed_until == T0 + 4 * HOUR
    assert story.state().due_at == T0 + 4 * HOUR
    overdue = Story().citizen(0, verdict=strict).event(5, "snooze", until=until)
    assert overdue.state().snoozed_until == T0 + 100 * HOUR
    assert story.citizen(2).state().snoozed_until is None
    assert (
        Story().citizen(0).event(1, "snooze", until=until).event(2, "close", outcome="other").state(3).snoozed_until
        is None
    )


def test_a_referral_sets_a_follow_up_and_stops_no_clock() -> None:
    story = Story().citizen(0).event(1, "refer", to="obras")
    state = story.state()
    assert (state.referred_to, state.follow_up_at) == ("obras", datetime(2026, 11, 18, 19, tzinfo=UTC))
    assert (state.status, state.unanswered, state.due_clock) == (Status.OPEN, True, "first")
    told = story.sent(2).state()
    assert (told.follow_up_at, told.due_clock) == (state.follow_up_at, "follow_up")
    assert story.sent(80).state().follow_up_at is None


def test_referred_and_closed() -> None:
    state = Story().citizen(0).sent(1).event(2, "refer", to="obras", close=True).state()
    assert (state.status, state.outcome, state.follow_up_at) == (Status.CLOSED, "referred", None)


def test_a_reply_may_leave_a_follow_up_with_us() -> None:
    at = T0 + 30 * HOUR
    story = Story().citizen(0).sent(1, "open", follow_up_at=at.isoformat())
    assert (story.state().follow_up_at, story.state().due_clock) == (at, "follow_up")
    assert story.sent(2).state().follow_up_at is None


def test_an_operators_no_reply_is_told_with_its_time() -> None:
    course = follow(Story().citizen(0).event(3, "no_reply", reason="elogio").timeline(), PROMISES)
    assert (course.excused_at, course.promised_at, course.promise_kept_at) == (T0 + 3 * HOUR, T0, None)


def test_the_waits_are_told_in_order() -> None:
    course = follow(Story().citizen(0).citizen(1).sent(2).citizen(3).institution(4).citizen(5).timeline(), PROMISES)
    assert course.waits == (
        Wait(T0, T0 + 2 * HOUR),
        Wait(T0 + 3 * HOUR, T0 + 4 * HOUR),
        Wait(T0 + 5 * HOUR, None),
    )


# -- what may be done --------------------------------------------------------------------------------------------------

NEW = Story().citizen(0)
CLOSED = Story().citizen(0).event(1, "close", outcome="resolved")
DISMISSED = Story().citizen(0).event(1, "dismiss", reason="spam")
MINE = Story().citizen(0).event(1, "claim")
A_COLLEAGUES = Story().citizen(0).event(1, "claim", "luis")
GIVEN_TO_A_COLLEAGUE = Story().citizen(0).event(1, "assign", "eva", owner="luis")


@pytest.mark.parametrize(
    ("story", "verb", "data"),
    [
        (NEW, "dance", {}),
        (NEW, "release", {}),
        (NEW, "reopen", {}),
        (NEW, "assign", {}),
        (NEW, "tag", {}),
        (NEW, "untag", {"tags": ["x"]}),
        (NEW, "priority", {"priority": "huge"}),
        (NEW, "close", {"outcome": "tired"}),
        (NEW, "dismiss", {"reason": "boring"}),
        (NEW, "answered", {"how": "telepathy"}),
        (NEW, "approve", {"reply": 1}),
        (NEW, "reply", {"then": "later"}),
        (MINE, "claim", {}),
        (A_COLLEAGUES, "claim", {}),
        (MINE, "assign", {"owner": "ana"}),
        (CLOSED, "claim", {}),
        (CLOSED, "close", {"outcome": "resolved"}),
        (CLOSED, "snooze", {"until": "2026-12-01T00:00:00Z"}),
        (CLOSED, "no_reply", {"reason": "x"}),
        (DISMISSED, "reply", {"reply": 1}),
        (DISMISSED, "answered", {"how": "phone"}),
        (DISMISSED, "dismiss", {"reason": "spam"}),
    ],
)
def test_an_act_that_makes_no_sense_is_refused_with_its_reason(story: Story, verb: str, data: dict[str, Any]) -> None:
    with pytest.raises(IllegalAct) as refused:
        check_act(story.state(), Act(verb=verb, actor="ana", data=data))
    assert refused.value.message


@pytest.mark.parametrize(
    ("story", "verb", "data"),
    [
        (NEW, "claim", {}),
        (GIVEN_TO_A_COLLEAGUE, "claim", {}),
        (A_COLLEAGUES, "assign", {"owner": "ana"}),
        (NEW, "close", {"outcome": "no_reply"}),
        (NEW, "answered", {"how": "phone"}),
        (NEW, "note", {}),
        (NEW, "received", {}),
        (MINE, "release", {}),
        (CLOSED, "reopen", {}),
        (CLOSED, "reply", {"reply": 1}),
        (CLOSED, "tag", {"tags": ["x"]}),
        (DISMISSED, "reopen", {}),
        (DISMISSED, "undo", {"undoes": 1}),
    ],
)
def test_what_makes_sense_is_admitted(story: Story, verb: str, data: dict[str, Any]) -> None:
    check_act(story.state(), Act(verb=verb, actor="ana", data=data))


def test_nobody_can_have_answered_before_the_citizen_wrote() -> None:
    with pytest.raises(IllegalAct):
        check_act(NEW.state(), Act(verb="answered", actor="ana", data={"how": "phone"}, at=T0 - HOUR))
