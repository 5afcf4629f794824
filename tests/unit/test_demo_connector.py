"""The pretend channel behaves like a real one, moods included."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from social_console import clock
from social_console.connectors.base import Absent, AccountRef, Budget, Outgoing, Page, Receipt, StreamSpec
from social_console.connectors.demo import DemoConnector, DemoSettings, World
from social_console.connectors.demo.world import as_mention, as_record
from social_console.errors import CursorExpired, Gone, Rejected, Transient, UnknownOutcome
from social_console.model import Author, Direction, Media, Mention, Revision, Tombstone, Visibility

AT = datetime(2026, 10, 1, 12, tzinfo=UTC)
MENTIONS = StreamSpec(name="mentions")
OWN = StreamSpec(name="own", own=True)


def citizen(number: int, text: str = "hola", **more: Any) -> Mention:
    given: dict[str, Any] = {"id": f"p{number}", "channel": "x", "account": "valle", "created_at": AT, "text": text}
    return Mention(**{**given, "author": Author(handle=f"c{number}"), "conversation": f"t{number}", **more})


def connector(folder: Path, **options: Any) -> DemoConnector:
    settings = DemoSettings(world=str(folder / "network.jsonl"), **options)
    return DemoConnector(settings, AccountRef(institution="v", channel="x", handle="valle"))


def outgoing(text: str = "Buenas", minute: int = 0) -> Outgoing:
    return Outgoing(text=text, now=AT + timedelta(minutes=minute))


def read(channel: DemoConnector, stream: StreamSpec, state: Any = None) -> list[Page]:
    return list(channel.fetch(stream, state, Budget()))


def test_a_post_survives_the_file_unchanged() -> None:
    mention = citizen(
        1,
        "áé\u202e\x1b[31m",
        visibility=Visibility.PRIVATE,
        kind="message",
        subject="s",
        to=("a",),
        media=(Media(name="f.pdf", type="application/pdf", size=3),),
    )
    assert as_mention(as_record(mention)) == mention


def test_pages_resume_at_every_one_of_them_and_nothing_is_doubled(tmp_path: Path) -> None:
    channel = connector(tmp_path)
    for number in range(120):
        channel.world.post(citizen(number))
    pages = read(channel, MENTIONS)
    assert [len(page.items) for page in pages] == [50, 50, 20]
    assert [page.done for page in pages] == [False, False, True]
    rest = [item for page in read(channel, MENTIONS, pages[0].state) for item in page.items]
    assert len(rest) == 70
    assert read(channel, MENTIONS, pages[-1].state)[0].items == ()


def test_a_budget_stops_between_pages_and_the_state_says_where(tmp_path: Path) -> None:
    channel = connector(tmp_path)
    for number in range(7):
        channel.world.post(citizen(number))
    (page,) = channel.fetch(MENTIONS, None, Budget(items=3))
    assert (len(page.items), page.done) == (3, False)
    assert len(read(channel, MENTIONS, page.state)[0].items) == 4


def test_only_what_is_said_to_this_account_is_read(tmp_path: Path) -> None:
    channel = connector(tmp_path)
    channel.world.post(citizen(1))
    channel.world.post(citizen(2, account="other"))
    channel.world.post(citizen(3, channel="mastodon"))
    channel.world.post(citizen(4, direction=Direction.OUT))
    assert [item for item in read(channel, MENTIONS)[0].items] == [citizen(1)]
    assert [item for item in read(channel, OWN)[0].items] == [citizen(4, direction=Direction.OUT)]


def test_edits_and_deletions_are_told(tmp_path: Path) -> None:
    channel = connector(tmp_path)
    channel.world.post(citizen(1))
    channel.world.edit("p1", "adiós", AT)
    channel.world.delete("p1", AT)
    _, revision, tombstone = read(channel, MENTIONS)[0].items
    assert isinstance(revision, Revision)
    assert revision.mention.text == "adiós"
    assert isinstance(tombstone, Tombstone)
    assert list(channel.refresh(["p1", "none"])) == [revision, tombstone]


def test_garbage_goes_to_quarantine_once_and_the_rest_is_read(tmp_path: Path) -> None:
    channel = connector(tmp_path)
    channel.world.post(citizen(1))
    with channel.world.path.open("ab") as out:
        out.write(b'\xff\xfe{]\n{"op": "post", "id": "x"}\n')
    channel.world.post(citizen(2))
    (page,) = read(channel, MENTIONS)
    assert len(page.items) == 2
    assert [bad.raw for bad in page.bad] == [b"\xff\xfe{]\n", b'{"op": "post", "id": "x"}\n']
    assert read(channel, OWN)[0].bad == ()


def test_a_half_written_line_waits_until_it_is_whole(tmp_path: Path) -> None:
    channel = connector(tmp_path)
    with channel.world.path.open("ab") as out:
        out.write(b'{"op": "po')
    (page,) = read(channel, MENTIONS)
    assert (page.items, page.bad, page.state["at"]) == ((), (), 0)


def test_a_shrunken_network_expires_the_cursor(tmp_path: Path) -> None:
    with pytest.raises(CursorExpired):
        read(connector(tmp_path), MENTIONS, {"v": 1, "at": 9})


def test_sending_the_same_prepared_post_twice_makes_one(tmp_path: Path) -> None:
    channel = connector(tmp_path)
    prepared = channel.prepare(outgoing(), citizen(1))
    first, second = channel.send(prepared), channel.send(prepared)
    assert first == second
    assert first.mention.in_reply_to == "p1"
    assert first.mention.conversation == "t1"
    (page,) = read(channel, OWN)
    assert page.items == (first.mention,)
    assert channel.find(prepared) == first


def test_a_timeout_may_or_may_not_have_made_the_post_and_find_tells(tmp_path: Path) -> None:
    channel = connector(tmp_path)
    made, lost = (channel.prepare(outgoing(minute=minute), citizen(1)) for minute in (1, 2))
    channel.world.break_next("timeout-made")
    channel.world.break_next("timeout-not-made")
    for prepared in (made, lost):
        with pytest.raises(UnknownOutcome):
            channel.send(prepared)
    assert isinstance(channel.find(made), Receipt)
    absent = channel.find(lost)
    assert isinstance(absent, Absent)
    assert absent.conclusive


def outcome(channel: DemoConnector, minute: int) -> str:
    try:
        channel.send(channel.prepare(outgoing(minute=minute), citizen(1)))
    except (Rejected, Transient, UnknownOutcome) as error:
        return error.code
    return "sent"


def test_moods_come_as_often_as_asked_and_the_same_seed_repeats_them(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    rates = {"rejects": 0.1, "stumbles": 0.2, "times_out": 0.2, "seed": 7}
    one, two = ([outcome(connector(tmp_path / name, **rates), minute) for minute in range(60)] for name in ("a", "b"))
    assert one == two
    counted = Counter(one)
    assert set(counted) == {"sent", "rejected", "transient", "unknown-outcome"}
    assert counted["sent"] > 20


def test_a_stumble_is_over_at_the_next_try(tmp_path: Path) -> None:
    channel = connector(tmp_path, stumbles=0.5)
    prepared = channel.prepare(outgoing(), citizen(1))
    for _ in range(20):
        try:
            channel.send(prepared)
        except Transient:
            continue
        break
    assert isinstance(channel.find(prepared), Receipt)


def test_too_long_a_reply_is_refused_before_it_is_sent(tmp_path: Path) -> None:
    channel = connector(tmp_path, maximum=5)
    assert channel.limits().measure("a\u0301" * 5) == 5
    with pytest.raises(Rejected):
        channel.prepare(outgoing("123456"), citizen(1))


def test_what_was_taken_back_is_gone(tmp_path: Path) -> None:
    channel = connector(tmp_path)
    receipt = channel.send(channel.prepare(outgoing(), citizen(1)))
    channel.delete(receipt)
    with pytest.raises(Gone):
        channel.delete(receipt)


def test_ancestors_lead_to_the_root(tmp_path: Path) -> None:
    channel = connector(tmp_path)
    channel.world.post(citizen(1))
    channel.world.post(citizen(2, in_reply_to="p1"))
    channel.world.post(citizen(3, in_reply_to="p2"))
    assert [mention.id for mention in channel.ancestors("p3")] == ["p2", "p1"]


def test_waiting_ends_when_its_time_has_come(tmp_path: Path) -> None:
    assert connector(tmp_path).wait(MENTIONS, clock.now()) is False


def test_two_worlds_do_not_know_each_other(tmp_path: Path) -> None:
    World(tmp_path / "other.jsonl").post(citizen(1))
    assert read(connector(tmp_path), MENTIONS)[0].items == ()
