"""What is open or recent is looked at again: edits and deletions arrive, a few posts at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import ClassVar

import pytest

from social_console import clock, store
from social_console.collect import look_again, refreshing
from social_console.connectors.base import Capabilities, Unreadable
from social_console.errors import ConfigError, RateLimited, Rejected, Transient
from social_console.model import Revision, Tombstone
from tests.unit import flow
from tests.unit.flow import Office


class Changing(flow.FakeConnector):
    """A channel with edits and deletions: what is no post of the town any more is gone."""

    capabilities: ClassVar[Capabilities] = Capabilities(
        can_reply=True, idempotency="readback", edits=True, deletes=True
    )

    def refresh(self, refs: Sequence[str]) -> Iterator[Revision | Tombstone]:
        self.town.called("refresh")
        self.town.calls.append(f"refresh:{','.join(refs)}")
        now = {one.id: one for one in self.town.posts}
        for ref in refs:
            if ref not in now:
                yield Tombstone(id=ref, channel="fake", account="alcaldia", deleted_at=clock.now())
            elif now[ref].extra.get("edited"):
                yield Revision(mention=now[ref], edited_at=clock.now())


@pytest.fixture(autouse=True)
def changing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flow, "FakeConnector", Changing)


def asked(office: Office) -> list[str]:
    return [call.partition(":")[2] for call in office.town.calls if call.startswith("refresh:")]


def test_an_edit_and_a_deletion_arrive(office: Office) -> None:
    first, second = office.town.says("antes"), office.town.says("otro", by="luis")
    office.collect()
    assert asked(office) == []  # nobody asks after what has only just come
    office.later(minutes=16)
    office.town.posts[:] = [replace(first, text="después", extra={"edited": True})]
    (read,) = office.collect().reads
    assert asked(office) == [f"{first.id},{second.id}"]
    assert (read.updated, read.new, read.error) == (2, 0, None)
    with office.inbox.reading() as tx:
        thread = store.detail(tx, 1).thread + store.detail(tx, 2).thread
    assert thread[0].mention.text == "después"
    assert thread[1].deleted_at is not None


def test_a_round_goes_in_batches_and_begins_again_only_after_a_while(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refreshing, "BATCH", 2)
    for number in range(5):
        office.town.says(f"mensaje {number}", by=f"c{number}")
    office.collect()
    office.later(minutes=16)
    for _round in range(5):
        office.collect()
    assert sorted(",".join(asked(office)).split(",")) == ["p1", "p2", "p3", "p4", "p5"]
    office.later(minutes=16)
    office.collect()
    assert len(asked(office)) == 4


@pytest.mark.parametrize("error", [Transient("down"), RateLimited("slow")])
def test_a_fault_that_passes_is_tried_again(office: Office, error: Exception) -> None:
    office.town.says("hola")
    office.collect()
    office.later(minutes=16)
    office.town.faults["refresh"] = [error]
    (read,) = office.collect().reads
    assert read.error is error
    office.later(hours=1)
    office.collect()
    assert asked(office) == ["p1"]


def test_a_post_that_may_not_be_seen_does_not_hold_up_the_others(office: Office) -> None:
    office.town.says("hola")
    office.collect()
    office.later(minutes=16)
    office.town.faults["refresh"] = [Rejected("no")]
    (read,) = office.collect().reads
    assert read.error is None


def test_what_is_closed_and_old_is_left_in_peace(office: Office) -> None:
    office.town.says("hola")
    office.collect()
    office.desk().close(1, "resolved")
    office.later(hours=72)
    office.collect()
    assert asked(office) == []


def test_one_post_is_looked_at_again_just_before_it_is_answered(office: Office) -> None:
    first = office.town.says("antes")
    office.collect()
    assert not look_again(office.thinker, first, office.connect)
    assert asked(office) == [first.id]
    office.town.posts[:] = [replace(first, text="después", extra={"edited": True})]
    assert look_again(office.thinker, first, office.connect)
    assert not look_again(office.thinker, first, office.connect), "that is known by now"
    office.town.posts.clear()
    assert look_again(office.thinker, first, office.connect)
    with office.inbox.reading() as tx:
        (seen,) = store.detail(tx, 1).thread
    assert (seen.mention.text, seen.deleted_at) == ("después", office.now)


@pytest.mark.parametrize("call", ["connect", "refresh"])
@pytest.mark.parametrize("error", [ConfigError("no password here"), Transient("down"), RuntimeError("a plugin")])
def test_a_channel_that_cannot_be_asked_holds_no_answer_up(office: Office, call: str, error: Exception) -> None:
    first = office.town.says("hola")
    office.collect()
    office.town.faults[call] = [error]
    assert not look_again(office.thinker, first, office.connect)
    assert not office.town.faults[call]
    with office.inbox.reading() as tx:
        assert all(stream.error is None for stream in store.streams(tx)), "nobody is blind by it"


class Obliging(Changing):
    """Its terms want what is deleted there deleted here; looking costs nothing."""

    capabilities: ClassVar[Capabilities] = replace(Changing.capabilities, deletion_obliges=True)


def test_where_deletion_obliges_everything_stored_is_looked_at_again_every_day(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flow, "FakeConnector", Obliging)
    monkeypatch.setattr(refreshing, "ALL_BATCH", 2)
    for number in range(5):
        office.town.says(f"mensaje {number}", by=f"c{number}")
    office.collect()
    for moment in range(1, 6):
        office.desk().close(moment, "resolved")
    office.later(days=40)
    office.town.posts.pop(0)
    for _round in range(3):
        office.collect()
    assert ",".join(asked(office)) == "p1,p2,p3,p4,p5"
    office.collect()
    assert len(asked(office)) == 3, "once a day"
    first, *rest = office.rows()
    assert (first["text"], first["author_name"], first["deleted_at"] is not None) == ("", None, True)
    assert all(row["text"] for row in rest)
    office.later(days=1)
    office.collect()
    assert asked(office)[-1] == "p2,p3"


def test_where_nothing_obliges_it_is_not_unless_the_settings_say_so(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.town.says("hola")
    office.collect()
    office.desk().close(1, "resolved")
    office.later(days=40)
    office.collect()
    assert asked(office) == []
    settings = office.settings
    patched = replace(settings, accounts=(replace(settings.accounts[0], recheck=timedelta(days=7)),))
    monkeypatch.setattr(Office, "settings", patched)
    office.collect()
    assert asked(office) == ["p1"]


def test_what_is_deleted_is_not_kept_raw_in_quarantine(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flow, "FakeConnector", Obliging)
    office.town.says("hola")
    office.town.bad = [Unreadable(ref="p1", reason="odd", raw=b"hola")]
    office.collect()
    office.later(minutes=16)
    office.town.posts.clear()
    office.collect()
    with office.inbox.reading() as tx:
        assert store.quarantine_list(tx) == ()


def test_what_is_being_answered_is_looked_at_each_time_until_the_answer_is_out(office: Office) -> None:
    first = office.town.says("antes")
    office.town.says("otro", by="luis")
    office.collect()
    desk = office.desk()
    composing = desk.compose(1)
    desk.save(composing.reply_id, "Mañ")
    office.later(minutes=1)
    office.collect()
    assert asked(office) == [first.id], "it came a minute ago, and somebody writes"
    later = office.now + timedelta(hours=2)
    desk.send(composing.reply_id, "Mañana.", seen=composing.seen, later=later)
    office.later(minutes=1)
    office.collect()
    assert asked(office) == [first.id], "it is not about to go out"
    office.later(hours=2)
    office.town.posts[:] = [replace(first, text="después", extra={"edited": True}), office.town.posts[1]]
    (held,) = office.collect().sent.outcomes
    assert held.code == "stale-thread"
    assert office.town.sent == {}


def test_where_reading_costs_only_what_is_about_to_be_answered_is_looked_at(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Changing, "capabilities", replace(Changing.capabilities, cost_per_read=0.005))
    first = office.town.says("antes")
    office.collect()
    desk = office.desk()
    composing = desk.compose(1)
    desk.save(composing.reply_id, "Mañ")
    office.later(minutes=20)
    office.collect()
    assert asked(office) in ([], [first.id]), "once a day, as ever"
    before = len(asked(office))
    office.later(minutes=20)
    office.collect()
    assert len(asked(office)) == before
    desk.send(composing.reply_id, "Mañana.", seen=composing.seen, later=office.now)
    office.later(minutes=20)
    office.collect()
    assert asked(office)[before:] == [first.id]
