"""Each reply is sent once: every way it can end, with the clock and the channel in the test's hands."""

from __future__ import annotations

from datetime import timedelta

import pytest

from social_console import store
from social_console.connectors.base import Outgoing, Prepared
from social_console.connectors.waiting import FURTHEST
from social_console.errors import (
    AuthError,
    ConfigError,
    Gone,
    PermissionDenied,
    QuotaExhausted,
    RateLimited,
    Rejected,
    Transient,
    UnknownOutcome,
)
from social_console.model import Mention, ReplyState
from social_console.outbox import LEASE, Outcome
from social_console.store import Reply
from tests.unit.flow import FakeConnector, Office, Town

SETTLE_AFTER = timedelta(minutes=15)


@pytest.fixture
def waiting(office: Office) -> Office:
    """A citizen has asked; Ana's answer is queued and due."""
    office.town.says("¿Cuándo llega el agua?")
    office.collect()
    answer(office)
    return office


def answer(office: Office, text: str = "Hoy a las seis.", operator: str = "ana", moment: int = 1) -> int:
    desk = office.desk(operator)
    composing = desk.compose(moment)
    desk.send(composing.reply_id, text, seen=composing.seen, later=office.now)
    return composing.reply_id


def reply(office: Office, number: int = 1) -> Reply:
    with office.inbox.reading() as tx:
        return store.get_reply(tx, number)


def verbs(office: Office, moment: int = 1) -> list[str]:
    with office.inbox.reading() as tx:
        return [event.verb for event in store.events(tx, moment)]


def outcome(office: Office) -> Outcome:
    (only,) = office.send().outcomes
    return only


def past_lease_and_settling(office: Office) -> None:
    office.later(seconds=(LEASE + SETTLE_AFTER).total_seconds() + 1)


def test_a_reply_goes_out_once_and_is_stored_as_what_was_said(waiting: Office) -> None:
    assert outcome(waiting).state is ReplyState.SENT
    assert waiting.send().outcomes == ()
    (made,) = waiting.town.sent.values()
    assert made.text == "Hoy a las seis."
    (out,) = waiting.rows(direction="out")
    assert (out["remote_id"], out["reply"], out["moment"]) == (made.id, 1, 1)
    with waiting.inbox.reading() as tx:
        state = store.state(tx, 1)
    assert (state.status, state.unanswered, state.first_response_how) == ("waiting", False, "sent")
    assert verbs(waiting)[-1] == "sent"
    assert reply(waiting).sent_ref == made.id


def test_what_identifies_the_post_is_stored_before_it_is_sent(waiting: Office) -> None:
    seen: list[Reply] = []
    waiting.town.after_send = [UnknownOutcome("cut")]
    real = waiting.town.called

    def called(name: str) -> None:
        if name == "send":
            seen.append(reply(waiting))
        real(name)

    waiting.town.called = called  # type: ignore[method-assign]
    waiting.send()
    (row,) = seen
    assert row.state is ReplyState.SENDING
    assert row.ref
    assert row.prepared is not None
    assert row.prepared["data"]["text"] == "Hoy a las seis."
    assert row.lease_until == waiting.now + LEASE


def test_nothing_goes_before_its_time(office: Office) -> None:
    office.town.says("¿Cuándo?")
    office.collect()
    desk = office.desk()
    composing = desk.compose(1)
    done = desk.send(composing.reply_id, "Mañana.", seen=composing.seen)
    assert done.until == office.now + timedelta(seconds=10)
    assert office.send().outcomes == ()
    office.later(seconds=10)
    assert outcome(office).state is ReplyState.SENT


@pytest.mark.parametrize(
    "error", [UnknownOutcome("cut"), ValueError("a plugin's own"), TimeoutError(), OSError("reset")]
)
@pytest.mark.parametrize("made", [True, False])
def test_doubt_is_looked_up_and_never_sent_twice(waiting: Office, error: Exception, made: bool) -> None:
    (waiting.town.after_send if made else waiting.town.faults.setdefault("send", [])).append(error)
    first = outcome(waiting)
    assert (first.state, first.code) == (ReplyState.UNKNOWN, "unknown-outcome")
    assert verbs(waiting)[-1] == "unknown"
    for _n in range(3):  # before settle_after nothing is sent, nothing looked up
        waiting.later(minutes=4)
        again = waiting.send()
        assert again.fell_short
        assert [each.state for each in again.outcomes] == [ReplyState.UNKNOWN]
    assert waiting.town.calls.count("send") == 1
    assert "find" not in waiting.town.calls
    waiting.later(minutes=3, seconds=1)
    settled = waiting.send()
    assert settled.outcomes[-1].state is ReplyState.SENT
    assert len(waiting.town.sent) == 1
    assert waiting.town.calls.count("send") == (1 if made else 2)
    assert len(waiting.rows(direction="out")) == 1
    assert verbs(waiting).count("sent") == 1


def test_the_second_try_has_the_name_of_the_first(waiting: Office) -> None:
    waiting.town.faults["send"] = [UnknownOutcome("cut")]
    waiting.send()
    name = reply(waiting).ref
    past_lease_and_settling(waiting)
    waiting.send()
    assert list(waiting.town.sent) == [name]
    assert waiting.town.calls.count("prepare") == 1


def test_absence_that_proves_nothing_sends_nothing(waiting: Office) -> None:
    waiting.town.faults["send"] = [UnknownOutcome("cut")]
    waiting.town.conclusive = False
    waiting.send()
    for _n in range(3):
        past_lease_and_settling(waiting)
        assert outcome(waiting).state is ReplyState.UNKNOWN
    assert waiting.town.sent == {}
    waiting.town.conclusive = True
    assert waiting.send().outcomes[-1].state is ReplyState.SENT


def test_looking_up_may_fail_and_is_tried_again(waiting: Office) -> None:
    waiting.town.after_send = [UnknownOutcome("cut")]
    waiting.send()
    past_lease_and_settling(waiting)
    waiting.town.faults["find"] = [Transient("down")]
    assert outcome(waiting).state is ReplyState.UNKNOWN
    assert outcome(waiting).state is ReplyState.SENT


class Killed(BaseException):
    """What SIGKILL is to the code below it."""


@pytest.mark.parametrize("call", ["connect", "prepare", "send", "after"])
def test_a_sender_that_dies_leaves_a_lease_and_no_second_post(waiting: Office, call: str) -> None:
    if call == "after":
        waiting.town.after_send = [Killed()]
    else:
        waiting.town.faults[call] = [Killed()]
    with pytest.raises(Killed):
        waiting.send()
    before = len(waiting.town.sent)
    if reply(waiting).state is ReplyState.SENDING:
        assert waiting.send().fell_short  # somebody may be sending it at this instant
        assert reply(waiting).state is ReplyState.SENDING
        waiting.later(seconds=LEASE.total_seconds() + 1)
        assert outcome(waiting).state is ReplyState.UNKNOWN
        assert len(waiting.town.sent) == before
        past_lease_and_settling(waiting)
    waiting.send()
    assert reply(waiting).state is ReplyState.SENT
    assert len(waiting.town.sent) == 1


def test_ctrl_c_while_sending_leaves_an_unknown_and_no_lease(waiting: Office) -> None:
    waiting.town.after_send = [KeyboardInterrupt()]
    with pytest.raises(KeyboardInterrupt):
        waiting.send()
    assert reply(waiting).state is ReplyState.UNKNOWN
    waiting.later(seconds=SETTLE_AFTER.total_seconds() + 1)
    assert outcome(waiting).state is ReplyState.SENT
    assert len(waiting.town.sent) == 1


def test_a_sender_that_dies_before_it_could_store_the_receipt(waiting: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    real = store.store_arrivals

    def dying(*args: object, **kwargs: object) -> object:
        real(*args, **kwargs)  # type: ignore[arg-type]
        raise Killed

    monkeypatch.setattr(store, "store_arrivals", dying)
    with pytest.raises(Killed):
        waiting.send()
    monkeypatch.setattr(store, "store_arrivals", real)
    assert waiting.rows(direction="out") == []
    past_lease_and_settling(waiting)
    assert outcome(waiting).state is ReplyState.SENT
    assert len(waiting.town.sent) == len(waiting.rows(direction="out")) == 1


def test_two_processes_send_one(waiting: Office) -> None:
    from social_console.outbox.sending import send_due

    waiting.later(seconds=1)
    inner: list[int] = []
    real = waiting.town.called

    def called(name: str) -> None:
        if name == "prepare" and not inner:
            inner.append(1)
            assert send_due(waiting.inbox, waiting.settings, waiting.connect, waiting.rule_set).outcomes
        real(name)

    waiting.town.called = called  # type: ignore[method-assign]
    assert outcome(waiting).code == "taken"
    assert len(waiting.town.sent) == 1


def test_what_was_called_back_and_queued_anew_meanwhile_goes_out_as_it_is_now(waiting: Office) -> None:
    changed: list[int] = []
    real = waiting.town.called

    def called(name: str) -> None:
        if name == "prepare" and not changed:
            changed.append(1)
            desk = waiting.desk()
            again = desk.edit(1)
            desk.send(1, "Hoy a las ocho, no a las seis.", seen=again.seen, later=waiting.now)
        real(name)

    waiting.town.called = called  # type: ignore[method-assign]
    assert outcome(waiting).code == "taken"
    assert outcome(waiting).state is ReplyState.SENT
    assert [made.text for made in waiting.town.sent.values()] == ["Hoy a las ocho, no a las seis."]


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (Rejected("too long", reason="length"), "length"),
        (Gone("deleted"), "gone"),
        (PermissionDenied("blocked"), "permission-denied"),
    ],
)
def test_what_the_channel_refuses_has_failed_with_its_reason(waiting: Office, error: Exception, code: str) -> None:
    waiting.town.faults["send"] = [error]
    told = outcome(waiting)
    assert (told.state, told.code, told.reason) == (ReplyState.FAILED, code, str(error))
    assert reply(waiting).error == str(error)
    with waiting.inbox.reading() as tx:
        assert store.state(tx, 1).pending_reply == "failed"
        assert store.state(tx, 1).unanswered
    assert waiting.send().outcomes == ()


@pytest.mark.parametrize(
    ("error", "wait"),
    [
        (Transient("down"), None),
        (RateLimited("slow"), None),
        (AuthError("no"), timedelta(minutes=15)),
        (RateLimited("slow", retry_at=None), None),
    ],
)
@pytest.mark.parametrize("call", ["send", "prepare"])
def test_what_was_certainly_not_posted_is_tried_again_later(
    waiting: Office, error: Exception, wait: timedelta | None, call: str
) -> None:
    waiting.town.faults[call] = [error]
    told = outcome(waiting)
    assert told.state is ReplyState.QUEUED
    assert told.again_at is not None
    if wait:
        assert told.again_at == waiting.now + wait
    assert waiting.send().outcomes == ()
    waiting.now = told.again_at
    waiting.set_now(waiting.now)
    assert outcome(waiting).state is ReplyState.SENT
    assert reply(waiting).error is None


def test_a_reply_called_back_after_a_failed_try_goes_out_with_its_new_text(waiting: Office) -> None:
    waiting.town.faults["send"] = [Transient("down")]
    waiting.send()
    desk = waiting.desk()
    desk.undo_last(1)
    again = desk.compose(1)
    assert again.text == "Hoy a las seis."
    desk.send(again.reply_id, "Hoy a las ocho.", seen=again.seen, later=waiting.now)
    assert outcome(waiting).state is ReplyState.SENT
    assert [made.text for made in waiting.town.sent.values()] == ["Hoy a las ocho."]


def test_the_channel_says_when(waiting: Office) -> None:
    at = waiting.now + timedelta(hours=2)
    waiting.town.faults["send"] = [QuotaExhausted("enough", until=at)]
    assert outcome(waiting).again_at == at


@pytest.mark.parametrize("call", ["send", "prepare"])
def test_a_mistaken_instant_holds_no_reply_for_years(waiting: Office, call: str) -> None:
    waiting.town.faults[call] = [RateLimited("slow", retry_at=waiting.now + timedelta(days=27_000))]
    assert outcome(waiting).again_at == waiting.now + FURTHEST


def test_an_account_that_is_refused_is_not_tried_for_the_next_reply(office: Office) -> None:
    office.town.says("¿Y el agua?", by="ana")
    office.town.says("¿Y la luz?", by="pedro")
    office.collect()
    answer(office, "Hoy.", moment=1)
    answer(office, "También hoy.", moment=2)
    office.town.faults["send"] = [AuthError("no")]
    first, second = office.send().outcomes
    assert (first.code, second.code) == ("auth", "auth")
    assert office.town.calls.count("send") == 1
    assert reply(office, 2).state is ReplyState.QUEUED


def test_a_switched_off_account_sends_nothing_and_says_so(waiting: Office) -> None:
    waiting.reply = "off"
    told = outcome(waiting)
    assert (told.state, told.code) == (ReplyState.QUEUED, "reply-off")
    assert waiting.town.sent == {}
    waiting.reply = "on"
    assert outcome(waiting).state is ReplyState.SENT


def test_a_connector_that_cannot_be_made_keeps_the_reply(waiting: Office) -> None:
    waiting.town.faults["connect"] = [ValueError("no password")]
    told = outcome(waiting)
    assert told.state is ReplyState.QUEUED
    assert "no password" not in told.reason
    assert outcome(waiting).state is ReplyState.SENT


def test_a_process_without_secrets_leaves_the_reply_to_one_that_has_them(waiting: Office) -> None:
    waiting.town.faults["prepare"] = [ConfigError("no password here")]
    before = reply(waiting)
    told = outcome(waiting)
    assert (told.state, told.code) == (ReplyState.QUEUED, "config")
    assert reply(waiting) == before
    assert outcome(waiting).state is ReplyState.SENT


def test_a_queued_reply_is_not_sent_past_news(office: Office) -> None:
    office.town.says("¿Cuándo llega el agua?")
    office.collect()
    desk = office.desk()
    composing = desk.compose(1)
    desk.send(composing.reply_id, "Mañana.", seen=composing.seen, later=office.now + timedelta(hours=1))
    office.later(minutes=30)
    office.town.says("Ya llegó, gracias", at=office.now)
    office.collect()
    office.later(minutes=30)
    told = outcome(office)
    assert (told.state, told.code) == (ReplyState.FAILED, "stale-thread")
    assert office.town.sent == {}
    office.desk().retry(composing.reply_id)  # read, and meant all the same
    assert outcome(office).state is ReplyState.SENT


def test_two_answers_of_one_operator_both_go(waiting: Office) -> None:
    answer(waiting, "Y mañana también.")
    assert [each.state for each in waiting.send().outcomes] == [ReplyState.SENT, ReplyState.SENT]


def test_the_own_posts_may_settle_it_first(waiting: Office) -> None:
    waiting.town.after_send = [UnknownOutcome("cut")]
    waiting.send()
    waiting.town.posts.append(next(iter(waiting.town.sent.values())))
    waiting.collect()
    assert reply(waiting).state is ReplyState.SENT
    assert len(waiting.rows(direction="out")) == 1
    assert verbs(waiting).count("sent") == 1
    past_lease_and_settling(waiting)
    assert waiting.send().outcomes == ()


def test_a_failed_reply_can_be_tried_again(waiting: Office) -> None:
    waiting.town.faults["send"] = [Rejected("duplicate")]
    waiting.send()
    waiting.desk().retry(1)
    assert outcome(waiting).state is ReplyState.SENT


def test_only_a_persons_word_sends_an_unknown_reply_again(waiting: Office) -> None:
    from social_console.errors import NotAllowed

    waiting.town.faults["send"] = [UnknownOutcome("cut")]
    waiting.send()
    with pytest.raises(NotAllowed) as refused:
        waiting.desk().retry(1)
    assert "--not-sent" in refused.value.remedy
    name = reply(waiting).ref
    waiting.desk().retry(1, not_sent=True)
    assert outcome(waiting).state is ReplyState.SENT
    assert list(waiting.town.sent) == [name]  # under its old name: should it have come after all, it is the same


def test_then_decides_who_owes_the_next_step(office: Office) -> None:
    for n, (then, status) in enumerate([("waiting", "waiting"), ("open", "open"), ("close", "closed")], 1):
        office.town.says("¿Qué pasó?", by=f"c{n}")
        office.collect()
        desk = office.desk()
        composing = desk.compose(n)
        desk.send(composing.reply_id, "Ya va.", then=then, seen=composing.seen, later=office.now)
        office.send()
        with office.inbox.reading() as tx:
            assert store.state(tx, n).status == status


@pytest.mark.parametrize(
    ("text", "lang"),
    [("Hoy a las seis vuelve el agua a su calle.", "es"), ("The water is back at six.", "en"), ("6.", None)],
)
def test_the_channel_is_told_the_language_of_the_words(waiting: Office, text: str, lang: str | None) -> None:
    told: list[str | None] = []
    real = FakeConnector.prepare

    def prepare(self: FakeConnector, reply: Outgoing, target: Mention) -> Prepared:
        told.append(reply.lang)
        return real(self, reply, target)

    waiting.desk().cancel(1)
    answer(waiting, text)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(FakeConnector, "prepare", prepare)
        waiting.send()
    assert told == [lang]


def test_each_reply_goes_by_the_account_that_was_addressed(office: Office) -> None:
    office.towns["obras"] = Town()
    office.town.says("¿Agua?")
    office.towns["obras"].says("¿Bache?", by="rosa", id="q1", account="obras")
    office.collect()
    for moment in (1, 2):
        answer(office, f"Respuesta {moment}.", moment=moment)
    office.send()
    said = {label: [post.text for post in town.sent.values()] for label, town in office.towns.items()}
    whose = {label: {post.account for post in town.sent.values()} for label, town in office.towns.items()}
    assert sorted(text for texts in said.values() for text in texts) == ["Respuesta 1.", "Respuesta 2."]
    assert whose == {"fake": {"alcaldia"}, "obras": {"obras"}}
