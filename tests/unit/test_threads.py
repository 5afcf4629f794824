"""A long reply in numbered parts: a chain of posts, each once, whatever happens between them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from social_console import store
from social_console.errors import IllegalAct, NotAllowed, RateLimited, Rejected, StaleThread, UnknownOutcome, UsageError
from social_console.model import ReplyState
from social_console.moments.course import follow
from social_console.outbox import LEASE
from social_console.store import Reply
from tests.unit.flow import Office

LONG = " ".join(f"Frase número {n} de esta respuesta." for n in range(20))
N = 3
PAST = LEASE + timedelta(minutes=16)


class Killed(BaseException):
    """The process is gone."""


@pytest.fixture
def asked(office: Office) -> Office:
    """A citizen has asked, on a channel whose posts are short."""
    office.town.says("¿Cuándo llega el agua?")
    office.collect()
    return office


@pytest.fixture
def waiting(asked: Office) -> Office:
    """The long answer is queued, and due."""
    queue(asked)
    return asked


def queue(office: Office, text: str = LONG, operator: str = "ana", **others: Any) -> int:
    desk = office.desk(operator)
    composing = desk.compose(1)
    desk.send(composing.reply_id, text, seen=composing.seen, split=True, **({"later": office.now} | others))
    return composing.reply_id


def rows(office: Office) -> tuple[Reply, ...]:
    with office.inbox.reading() as tx:
        return store.replies(tx)


def states(office: Office) -> list[str]:
    return [row.state.value for row in rows(office)]


def chain(office: Office) -> list[str]:
    """What the citizen reads, from the first part on; each has to answer the one before."""
    made = list(office.town.sent.values())
    assert [post.in_reply_to for post in made] == ["p1", *(post.id for post in made[:-1])]
    assert all(post.to == ("maria",) for post in made)
    return [post.text for post in made]


def verbs(office: Office) -> list[str]:
    with office.inbox.reading() as tx:
        return [event.verb for event in store.events(tx, 1)]


def test_a_long_reply_goes_out_as_a_chain_in_one_run(waiting: Office) -> None:
    sent = waiting.send()
    assert [each.state for each in sent.outcomes] == [ReplyState.SENT] * N
    said = chain(waiting)
    assert [text[-5:] for text in said] == ["(1/3)", "(2/3)", "(3/3)"]
    assert " ".join(text[:-6] for text in said) == LONG
    assert waiting.send().outcomes == ()
    assert {row["moment"] for row in waiting.rows(direction="out")} == {1}


def test_without_split_it_is_too_long_and_the_way_out_is_named(asked: Office) -> None:
    desk = asked.desk()
    composing = desk.compose(1)
    with pytest.raises(UsageError) as caught:
        desk.send(composing.reply_id, LONG, seen=composing.seen)
    assert "--split" in caught.value.remedy
    assert composing.parts(LONG)[1].endswith("(2/3)")


def test_a_short_reply_is_not_numbered(asked: Office) -> None:
    queue(asked, "Mañana.")
    asked.send()
    assert chain(asked) == ["Mañana."]
    assert rows(asked)[0].thread is None


@pytest.mark.parametrize("part", range(1, N + 1))
@pytest.mark.parametrize("call", ["prepare", "send", "after", "receipt"])
def test_killed_at_any_part_leaves_neither_a_gap_nor_a_double(
    waiting: Office, call: str, part: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, seen = waiting.town.called, []

    def called(name: str) -> None:
        real(name)
        seen.append(name)
        if name == call and seen.count(name) == part:
            raise Killed
        if call == "after" and name == "send" and seen.count(name) == part:
            waiting.town.after_send = [Killed()]

    kept, stored = store.store_arrivals, []

    def receipt(*args: Any, **kwargs: Any) -> Any:
        stored.append(1)
        if call == "receipt" and len(stored) == part:
            raise Killed
        return kept(*args, **kwargs)

    monkeypatch.setattr(waiting.town, "called", called)
    monkeypatch.setattr(store, "store_arrivals", receipt)
    with pytest.raises(Killed):
        waiting.send()
    monkeypatch.undo()
    waiting.set_now(waiting.now)
    made = len(waiting.town.sent)
    waiting.send()  # somebody may be sending it at this instant: nothing after it goes out
    assert len(waiting.town.sent) == (made if call != "prepare" else N)
    for _n in range(3):
        waiting.set_now(waiting.later(seconds=PAST.total_seconds()))
        waiting.send()
    assert states(waiting) == ["sent"] * N
    assert len(chain(waiting)) == N
    assert verbs(waiting).count("sent") == N
    assert len(waiting.rows(direction="out")) == N


@pytest.mark.parametrize("part", range(1, N + 1))
@pytest.mark.parametrize("made", [True, False])
def test_a_time_out_at_any_part_is_settled_before_the_next(waiting: Office, part: int, made: bool) -> None:
    real = waiting.town.called

    def called(name: str) -> None:
        real(name)
        if name == "send" and len(waiting.town.sent) == part - 1 and waiting.town.calls.count("find") == 0:
            if not made:
                raise UnknownOutcome("cut")
            waiting.town.after_send = [UnknownOutcome("cut")]

    waiting.town.called = called  # type: ignore[method-assign]
    waiting.send()
    assert states(waiting) == ["sent"] * (part - 1) + ["unknown"] + ["queued"] * (N - part)
    for _n in range(2):
        waiting.later(seconds=PAST.total_seconds())
        waiting.send()
    assert states(waiting) == ["sent"] * N
    assert len(chain(waiting)) == N


@pytest.mark.parametrize("part", range(1, N + 1))
def test_a_part_that_is_refused_stops_those_after_it_until_a_person_decides(waiting: Office, part: int) -> None:
    real = waiting.town.called

    def called(name: str) -> None:
        real(name)
        if name == "send" and waiting.town.calls.count(name) == part:
            raise Rejected("no")

    waiting.town.called = called  # type: ignore[method-assign]
    waiting.send()
    assert waiting.send().outcomes == ()
    assert states(waiting) == ["sent"] * (part - 1) + ["failed"] + ["queued"] * (N - part)
    waiting.desk().retry(rows(waiting)[-1].id)  # whichever part is named
    waiting.send()
    assert states(waiting) == ["sent"] * N
    assert len(chain(waiting)) == N


def test_a_limit_between_two_parts_is_waited_for(waiting: Office) -> None:
    real = waiting.town.called

    def called(name: str) -> None:
        real(name)
        if name == "send" and waiting.town.calls.count(name) == 2:
            raise RateLimited("slow", retry_at=waiting.now + timedelta(minutes=10))

    waiting.town.called = called  # type: ignore[method-assign]
    waiting.send()
    assert states(waiting) == ["sent", "queued", "queued"]
    waiting.later(minutes=9)
    assert waiting.send().outcomes == ()
    waiting.later(minutes=1)
    waiting.send()
    assert len(chain(waiting)) == N


def test_undoing_brings_the_whole_text_back_as_it_was_written(asked: Office) -> None:
    text = LONG.replace(". ", ".\n\n", 3)
    desk = asked.desk()
    composing = desk.compose(1)
    done = desk.send(composing.reply_id, text, seen=composing.seen, split=True)
    with asked.inbox.reading() as tx:
        assert store.state(tx, 1).pending_reply == "queued"
    desk.undo(done.undo)
    with asked.inbox.reading() as tx:
        draft = store.draft_of(tx, 1)
        assert store.state(tx, 1).pending_reply is None
    assert draft is not None
    assert (draft.id, draft.text, draft.thread, draft.part) == (composing.reply_id, text, None, None)
    asked.later(minutes=1)
    assert asked.send().outcomes == ()
    again = desk.compose(1)
    desk.send(again.reply_id, again.text, seen=again.seen, later=asked.now, split=True)
    asked.send()
    assert len(chain(asked)) == N


def test_what_is_partly_out_cannot_be_undone(waiting: Office) -> None:
    waiting.town.faults["send"] = []
    real = waiting.town.called

    def called(name: str) -> None:
        real(name)
        if name == "send" and waiting.town.calls.count(name) == 2:
            raise Rejected("no")

    waiting.town.called = called  # type: ignore[method-assign]
    waiting.send()
    with pytest.raises(IllegalAct):
        waiting.desk().undo_last(1)


def test_a_thread_that_goes_out_is_one_and_a_stuck_one_goes_nowhere(waiting: Office) -> None:
    def going() -> int:
        with waiting.inbox.reading() as tx:
            return store.going_out(tx)

    assert going() == 1
    half_out(waiting)
    assert going() == 0


def half_out(waiting: Office) -> None:
    """The first part is out, the second was refused."""
    real = waiting.town.called

    def called(name: str) -> None:
        real(name)
        if name == "send" and waiting.town.calls.count(name) == 2:
            raise Rejected("no")

    waiting.town.called = called  # type: ignore[method-assign]
    waiting.send()


def test_cancelling_any_part_leaves_out_the_rest(waiting: Office) -> None:
    half_out(waiting)
    done = waiting.desk().cancel(rows(waiting)[2].id)
    assert "1" in done.message
    assert "3" in done.message
    assert states(waiting) == ["sent", "cancelled", "cancelled"]
    waiting.later(days=1)
    assert waiting.send().outcomes == ()
    with waiting.inbox.reading() as tx:
        assert store.state(tx, 1).pending_reply is None


def test_what_is_left_of_a_thread_can_be_written_anew(waiting: Office) -> None:
    half_out(waiting)
    composing = waiting.desk().edit(rows(waiting)[1].id)
    assert composing.text == LONG[LONG.index(composing.text[:20]) :]
    assert states(waiting) == ["sent", "draft", "cancelled"]
    desk = waiting.desk()
    desk.send(composing.reply_id, "En suma: mañana.", seen=composing.seen, later=waiting.now)
    waiting.send()
    assert [post.text for post in waiting.town.sent.values()][1:] == ["En suma: mañana."]


def test_a_lead_approves_all_parts_at_once(asked: Office) -> None:
    asked.reply = "approve"
    queue(asked)
    assert states(asked) == ["to_approve"] * N
    assert asked.send().outcomes == ()
    with pytest.raises(NotAllowed):
        asked.desk("beto").approve(1)
    asked.desk("luis").approve(rows(asked)[1].id)
    asked.send()
    assert len(chain(asked)) == N


def test_a_thread_is_one_answer_and_its_end_says_who_is_next(asked: Office) -> None:
    queue(asked, then="close")
    asked.later(minutes=5)
    real = asked.town.called
    seen: list[str] = []

    def called(name: str) -> None:
        real(name)
        if name == "send":
            with asked.inbox.reading() as tx:
                seen.append(store.state(tx, 1).status.value)

    asked.town.called = called  # type: ignore[method-assign]
    asked.send()
    assert seen == ["open", "open", "open"]
    with asked.inbox.reading() as tx:
        (line,) = store.timelines(tx, [1]).values()
        state = store.state(tx, 1)
    course = follow(line, asked.rule_set.promises)
    assert (state.status, state.reopened, state.unanswered) == ("closed", 0, False)
    assert len(course.waits) == 1
    assert len(course.closes) == 1


def test_a_citizen_who_answers_the_first_part_holds_up_nothing(waiting: Office) -> None:
    real = waiting.town.called

    def called(name: str) -> None:
        real(name)
        if name == "send" and waiting.town.calls.count(name) == 2:
            raise RateLimited("slow", retry_at=waiting.now + timedelta(minutes=2))

    waiting.town.called = called  # type: ignore[method-assign]
    waiting.send()
    waiting.later(minutes=1)
    waiting.town.says("¿Y cuándo?", at=waiting.now, in_reply_to=next(iter(waiting.town.sent)))
    waiting.collect()
    waiting.later(minutes=1)
    waiting.send()
    assert states(waiting) == ["sent"] * N
    with waiting.inbox.reading() as tx:
        state = store.state(tx, 1)
    assert (state.status, state.unanswered) == ("open", True)


def test_news_before_the_first_part_holds_all(waiting: Office) -> None:
    waiting.town.says("Ya llegó, gracias", at=waiting.now)
    waiting.collect()
    waiting.send()
    assert states(waiting) == ["failed", "queued", "queued"]
    composing = waiting.desk().edit(1)
    assert composing.text == LONG
    assert [each.kind for each in composing.news] == ["written"]
    with pytest.raises(StaleThread):
        waiting.desk().send(composing.reply_id, LONG, seen=1, split=True)


def test_only_the_named_reply_goes_with_all_its_parts(waiting: Office) -> None:
    from social_console.outbox import send_due

    send_due(waiting.inbox, waiting.settings, waiting.connect, waiting.rule_set, only=[1])
    assert len(chain(waiting)) == N


def test_a_post_of_ours_that_is_gone_stops_the_next(waiting: Office) -> None:
    half_out(waiting)
    with waiting.inbox.writing() as tx:
        tx.exec_driver_sql("UPDATE reply SET sent_ref = 'elsewhere' WHERE id = 1")
    waiting.desk().retry(2)
    (told,) = waiting.send().outcomes
    assert (told.state, told.code) == (ReplyState.FAILED, "gone")
    assert len(waiting.town.sent) == 1


def test_a_backup_that_is_put_back_sends_no_part_by_itself(waiting: Office) -> None:
    from social_console.upkeep.restoring import _hold_replies

    assert _hold_replies(waiting.folder / "inbox.db") == 1
    assert states(waiting) == ["draft", "cancelled", "cancelled"]
    assert (rows(waiting)[0].text, rows(waiting)[0].thread) == (LONG, None)
    with waiting.inbox.reading() as tx:
        assert store.state(tx, 1).pending_reply is None


def test_in_a_backup_what_waits_behind_a_refused_part_goes_on_waiting(waiting: Office) -> None:
    from social_console.upkeep.restoring import _hold_replies

    half_out(waiting)
    assert _hold_replies(waiting.folder / "inbox.db") == 0
    assert states(waiting) == ["sent", "failed", "queued"]


def test_in_a_backup_what_follows_an_unknown_part_is_a_draft(waiting: Office) -> None:
    from social_console.upkeep.restoring import _hold_replies

    waiting.town.after_send = [UnknownOutcome("cut")]
    waiting.send()
    assert _hold_replies(waiting.folder / "inbox.db") == 1
    assert states(waiting) == ["unknown", "draft", "cancelled"]
    assert LONG.endswith(rows(waiting)[1].text)
    for _n in range(2):
        waiting.later(seconds=PAST.total_seconds())
        waiting.send()
    assert states(waiting) == ["sent", "draft", "cancelled"]
