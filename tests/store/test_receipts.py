"""One post, one row: receipts, the own-posts stream, bounces."""

from __future__ import annotations

from itertools import permutations

import pytest

from social_console.i18n import gettext
from social_console.model import Author, ReplyState, Status
from social_console.store import cas, get_reply, save_draft

from .world import NOW, World, at, ours, said


def queued(world: World, moment: int = 1, ref: str = "<r1>") -> int:
    """A reply on its way out."""
    with world.inbox.writing(durable=True) as tx:
        draft = save_draft(tx, moment=moment, author="ana", now=world.now, text="Buenas")
        cas(tx, draft.id, (ReplyState.DRAFT,), ReplyState.QUEUED, now=world.now, then="waiting")
    world.act(moment, "reply", reply=draft.id, then="waiting")
    with world.inbox.writing(durable=True) as tx:
        assert cas(tx, draft.id, ("queued",), "sending", now=world.now, ref=ref, prepared={"v": 1}, holder="h")
    return draft.id


def state_of(world: World, reply: int) -> ReplyState:
    with world.inbox.reading() as tx:
        return get_reply(tx, reply).state


def test_a_draft_goes_out_by_the_door_of_the_newest_mention(world: World) -> None:
    world.put(said("1", account="aseo"), said("2", "ana", 1, answers="1", account="obras"))
    with world.inbox.writing() as tx:
        draft = save_draft(tx, moment=1, author="ana", now=NOW, text="Bu")
        assert (draft.account, draft.target_mention, draft.state) == ("obras", 2, ReplyState.DRAFT)
        assert save_draft(tx, moment=1, author="ana", now=NOW, id=draft.id, text="Buenas").text == "Buenas"


def test_a_state_moves_only_from_where_it_is(world: World) -> None:
    world.put(said("1"))
    reply = queued(world)
    with world.inbox.writing() as tx:
        assert not cas(tx, reply, ("queued",), "sending", now=NOW)
        assert cas(tx, reply, ("sending",), "unknown", now=NOW, error="cut")
        assert get_reply(tx, reply).error == "cut"


def test_the_receipt_settles_its_reply_once(world: World) -> None:
    world.put(said("1"))
    reply = queued(world)
    receipt = ours("r1", 60 * 24 * 40, answers="1", ref="<r1>")
    assert world.put(receipt).new == 1
    assert world.put(receipt).duplicate == 1
    detail = world.detail(1)
    assert state_of(world, reply) is ReplyState.SENT
    assert [event.verb for event in detail.events].count("sent") == 1
    assert detail.state.first_response_how == "sent"
    assert detail.state.status is Status.WAITING
    assert detail.thread[1].reply == reply
    world.sound()


def test_the_own_posts_stream_may_settle_an_unknown_reply_first(world: World) -> None:
    world.put(said("1"))
    reply = queued(world)
    with world.inbox.writing() as tx:
        cas(tx, reply, ("sending",), "unknown", now=NOW)
    world.act(1, "unknown", actor="outbox", reply=reply)
    world.put(ours("copy", 60 * 24 * 40, answers="1", ref="<r1>"))
    assert world.put(ours("receipt", 60 * 24 * 40, answers="1", ref="<r1>"), reply=reply).new == 0
    assert state_of(world, reply) is ReplyState.SENT
    assert world.detail(1).state.pending_reply is None
    assert [one.mention.id for one in world.detail(1).thread] == ["1", "copy"]
    world.sound()


def test_a_receipt_is_linked_by_the_number_that_the_caller_knows(world: World) -> None:
    world.put(said("1"))
    reply = queued(world, ref="")
    world.put(ours("9001", 60 * 24 * 40), reply=reply)
    assert state_of(world, reply) is ReplyState.SENT
    assert world.threads() == {("1", "9001")}


def test_a_post_found_first_becomes_the_receipt_later(world: World) -> None:
    world.put(said("1"), ours("9001", 5))
    assert world.threads() == {("1",)}
    reply = queued(world, ref="")
    world.put(ours("9001", 5), reply=reply)
    assert world.threads() == {("1", "9001")}
    assert state_of(world, reply) is ReplyState.SENT
    world.sound()


BOUNCE = said(
    "b1", author=Author(id="mailer-daemon"), minutes=60 * 24 * 40, voids="<r1>", automatic=True, kind="bounce"
)


def test_a_bounce_fails_its_reply_and_opens_the_moment(world: World) -> None:
    world.put(said("1"))
    reply = queued(world)
    world.put(ours("r1", 60 * 24 * 40, answers="1", ref="<r1>"))
    world.put(BOUNCE)
    detail = world.detail(1)
    assert world.threads() == {("1", "b1", "r1")}
    assert state_of(world, reply) is ReplyState.FAILED
    assert (detail.state.status, detail.state.unanswered, detail.state.pending_reply) == (Status.OPEN, True, "failed")
    assert detail.state.n_in == 1
    assert [one.error for one in detail.replies] == [gettext("It came back: it could not be delivered.")]
    world.sound()


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_a_bounce_voids_in_whatever_order_it_comes(world: World, order: tuple[int, ...]) -> None:
    page = (said("1"), ours("r1", 60 * 24 * 39, answers="1", ref="<r1>"), BOUNCE)
    for place in order:
        world.put(page[place])
    moment = world.query("SELECT moment FROM mention WHERE remote_id = '1'")[0][0]
    assert world.detail(moment).state.unanswered
    assert world.query("SELECT void FROM mention WHERE remote_id = 'r1'") == [(1,)]
    world.sound()


def test_a_bounce_of_a_reply_whose_copy_never_came_is_known_by_the_outbox(world: World) -> None:
    world.put(said("1"))
    reply = queued(world)
    world.put(BOUNCE)
    assert world.threads() == {("1", "b1")}
    assert state_of(world, reply) is ReplyState.FAILED


def test_a_bounce_of_nothing_known_is_a_message_like_any_other(world: World) -> None:
    world.put(BOUNCE)
    assert world.threads() == {("b1",)}
    world.sound()


def test_a_receipt_may_come_with_the_link_that_joins_its_moment(world: World) -> None:
    world.put(said("3", "ana", 3, answers="2"))
    world.put(said("1", "ana", 1))
    reply = queued(world, moment=2)
    late = 60 * 24 * 40
    world.put(said("2", "ana", 2, answers="1"), ours("r1", late, answers="1", ref="<r1>"), BOUNCE)
    assert world.threads() == {("1", "2", "3", "b1", "r1")}
    assert state_of(world, reply) is ReplyState.FAILED
    assert world.detail(1).state.unanswered
    world.sound()


def test_a_draft_of_joined_moments_moves_along(world: World) -> None:
    world.put(said("3", "ana", 3, answers="2"))
    world.put(said("1", "ana", 1))
    reply = queued(world, moment=2)
    world.put(said("2", "ana", 2, answers="1"))
    world.put(ours("r1", 60 * 24 * 40, answers="1", ref="<r1>"))
    assert world.threads() == {("1", "2", "3", "r1")}
    assert state_of(world, reply) is ReplyState.SENT
    assert at(3) == world.detail(1).state.last_in_at
    world.sound()
