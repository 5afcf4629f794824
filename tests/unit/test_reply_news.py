"""What happened in the thread while somebody wrote: told before the reply goes (DESIGN 8.7)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from social_console import store
from social_console.desk import news_words
from social_console.errors import StaleThread
from social_console.model import Item, Mention, ReplyState, Revision, Tombstone
from social_console.store import Arrival
from tests.unit.flow import START, Office


@pytest.fixture
def asked(office: Office) -> Office:
    """A citizen has asked."""
    office.town.says("¿Cuándo llega el agua?", at=START)
    office.collect()
    return office


def arrives(office: Office, item: Item) -> None:
    """As `collect` stores what it read again."""
    office.later(minutes=1)
    arrival = Arrival(institution="alcaldia", item=item)
    with office.inbox.writing() as tx:
        store.store_arrivals(
            tx,
            [arrival],
            promises=office.rule_set.promises,
            now=office.now,
            reopen_within=timedelta(days=30),
        )


def edited(office: Office, text: str) -> None:
    mention: Mention = replace(office.town.posts[0], text=text)
    office.later(minutes=1)
    arrives(office, Revision(mention=mention, edited_at=office.now))


def deleted(office: Office) -> None:
    first = office.town.posts[0]
    office.later(minutes=1)
    arrives(office, Tombstone(id=first.id, channel="fake", account="alcaldia", deleted_at=office.now))


def reply_state(office: Office, reply: int = 1) -> ReplyState:
    with office.inbox.reading() as tx:
        return store.get_reply(tx, reply).state


def test_an_edit_while_somebody_writes_is_told_with_both_texts(asked: Office) -> None:
    desk = asked.desk()
    composing = desk.compose(1)
    edited(asked, "¿Cuándo llega la luz?")
    with pytest.raises(StaleThread) as caught:
        desk.send(composing.reply_id, "A las seis.", seen=composing.seen, seen_event=composing.seen_event)
    assert "− ¿Cuándo llega el agua?" in caught.value.message
    assert "+ ¿Cuándo llega la luz?" in caught.value.message
    assert caught.value.exit_code == 1
    assert reply_state(asked) is ReplyState.DRAFT


def test_a_deletion_while_somebody_writes_is_told(asked: Office) -> None:
    desk = asked.desk()
    composing = desk.compose(1)
    deleted(asked)
    with pytest.raises(StaleThread) as caught:
        desk.send(composing.reply_id, "A las seis.", seen=composing.seen)  # what the draft had seen holds
    assert "@maria" in caught.value.message
    assert "agua" not in caught.value.message
    again = desk.compose(1)
    assert any("deleted" in said for said in again.warnings)


def test_a_draft_that_is_taken_up_again_shows_what_has_changed_since_it_was_begun(asked: Office) -> None:
    desk = asked.desk()
    desk.save(desk.compose(1).reply_id, "A las seis.")
    edited(asked, "¿Cuándo llega la luz?")
    asked.town.says("¿Hola?", at=asked.now)
    asked.collect()
    composing = desk.compose(1)
    assert [each.kind for each in composing.news] == ["edited", "written"]
    assert desk.compose(1).news == composing.news, "looking is not reading"
    composing = desk.acknowledge(composing)
    assert composing.news == desk.compose(1).news == ()
    desk.send(composing.reply_id, "A las seis.", seen=composing.seen, later=asked.now)
    asked.send()
    assert reply_state(asked) is ReplyState.SENT
    (made,) = asked.town.sent.values()
    assert made.in_reply_to == "p2", "the newest message is answered"


def test_an_empty_draft_was_not_begun(asked: Office) -> None:
    desk = asked.desk()
    desk.compose(1)
    edited(asked, "¿Cuándo llega la luz?")
    assert desk.compose(1).news == ()


@pytest.mark.parametrize("what", ["edited", "deleted"])
def test_what_changed_between_queueing_and_sending_holds_the_reply_for_a_person(asked: Office, what: str) -> None:
    desk = asked.desk()
    composing = desk.compose(1)
    later = asked.now + timedelta(hours=1)
    desk.send(composing.reply_id, "A las seis.", seen=composing.seen, seen_event=composing.seen_event, later=later)
    edited(asked, "¿Cuándo llega la luz?") if what == "edited" else deleted(asked)
    asked.later(hours=1)
    (told,) = asked.send().outcomes
    assert (told.state, told.code) == (ReplyState.FAILED, "stale-thread")
    assert what in told.reason
    assert "luz" not in told.reason, "the citizen may take those words back"
    assert asked.town.sent == {}
    composing = asked.desk().edit(composing.reply_id)
    assert [each.kind for each in composing.news] == [what]
    assert asked.desk().acknowledge(composing).news == ()


def test_whoever_sends_it_again_has_read_it(asked: Office) -> None:
    desk = asked.desk()
    composing = desk.compose(1)
    desk.send(composing.reply_id, "A las seis.", seen=composing.seen, later=asked.now + timedelta(hours=1))
    edited(asked, "¿Cuándo llega la luz?")
    asked.later(hours=1)
    asked.send()
    desk.retry(composing.reply_id)
    asked.send()
    assert reply_state(asked) is ReplyState.SENT


def test_an_edit_that_was_taken_back_is_no_news(asked: Office) -> None:
    desk = asked.desk()
    composing = desk.compose(1)
    edited(asked, "¿Cuándo llega la luz?")
    edited(asked, "¿Cuándo llega el agua?")
    desk.send(composing.reply_id, "A las seis.", seen=composing.seen)
    assert reply_state(asked) is ReplyState.QUEUED


def test_an_edit_that_was_there_before_is_no_news(asked: Office) -> None:
    edited(asked, "¿Cuándo llega la luz?")
    desk = asked.desk()
    composing = desk.compose(1)
    assert composing.news == ()
    desk.send(composing.reply_id, "A las seis.", seen=composing.seen)
    assert reply_state(asked) is ReplyState.QUEUED


def test_words_of_strangers_are_made_safe(asked: Office) -> None:
    desk = asked.desk()
    desk.save(desk.compose(1).reply_id, "A las seis.")
    edited(asked, "\x1b]52;c;aGk=\x07[red]luz[/red]")
    (one,) = desk.compose(1).news
    assert "\x1b" not in news_words(one)


def test_a_template_in_the_place_of_a_draft_has_read_nothing_more(asked: Office) -> None:
    desk = asked.desk()
    desk.save(desk.compose(1).reply_id, "A las seis.")
    edited(asked, "¿Cuándo llega la luz?")
    composing = desk.compose(1, "saludo")
    assert "sector" in composing.text
    assert [each.kind for each in composing.news] == ["edited"]
