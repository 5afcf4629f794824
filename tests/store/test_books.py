"""Streams, quarantine, rule sets, small facts, contexts, reports' reading, verify."""

from __future__ import annotations

from datetime import timedelta

import pytest

from social_console.errors import UsageError
from social_console.model import Annotation, Author, Context, Fact, Verdict
from social_console.store import (
    Arrival,
    contexts,
    coverage,
    fact,
    fail_stream,
    opened_between,
    put_in_force,
    quarantine_add,
    quarantine_drop,
    quarantine_get,
    quarantine_list,
    record_gap,
    release_stream,
    rule_set_in_force,
    rule_sets,
    save_fact,
    save_stream,
    store_arrivals,
    streams,
    take_stream,
    verify,
)

from .world import NOW, REOPEN, World, at, ours, said

HOUR = timedelta(hours=1)


def test_a_stream_is_read_by_one_at_a_time(world: World) -> None:
    with world.inbox.writing() as tx:
        taken = take_stream(tx, "mail/inbox", "one", NOW + HOUR, NOW, account_label="mail", name="inbox")
        assert taken is not None
        assert (taken.state, taken.account_label, taken.name) == (None, "mail", "inbox")
        assert take_stream(tx, "mail/inbox", "two", NOW + HOUR, NOW) is None
        assert take_stream(tx, "mail/inbox", "one", NOW + 2 * HOUR, NOW) is not None
        assert take_stream(tx, "mail/inbox", "two", NOW + 3 * HOUR, NOW + 2 * HOUR) is not None
        release_stream(tx, "mail/inbox", "two")
        assert take_stream(tx, "mail/inbox", "three", NOW + HOUR, NOW) is not None


def test_a_page_and_its_position_are_kept_together_or_not_at_all(world: World) -> None:
    with pytest.raises(RuntimeError), world.inbox.writing() as tx:
        store_arrivals(tx, world.arrivals([said("1")]), promises=world.promises, now=NOW, reopen_within=REOPEN)
        save_stream(tx, "s", {"v": 1, "last": 1}, NOW)
        raise RuntimeError
    with world.inbox.reading() as tx:
        assert streams(tx) == ()
    assert world.moments() == {}


def test_an_outage_lasts_from_the_last_good_reading_to_the_next(world: World) -> None:
    with world.inbox.writing() as tx:
        take_stream(tx, "s", "one", NOW + HOUR, NOW, account_label="mail")
        save_stream(tx, "s", {"v": 1}, NOW)
        fail_stream(tx, "s", "no route", NOW + HOUR, next_try_at=NOW + 2 * HOUR)
        fail_stream(tx, "s", "no route", NOW + 2 * HOUR)
        (outage,) = coverage(tx, NOW, NOW + 9 * HOUR)
        assert (outage.kind, outage.since, outage.until, outage.account_label) == ("outage", NOW, None, "mail")
        save_stream(tx, "s", {"v": 1, "n": 2}, NOW + 3 * HOUR)
        record_gap(tx, "s", "only 800 kept", NOW + 3 * HOUR, since=NOW - HOUR, until=NOW)
        assert [one.kind for one in coverage(tx)] == ["gap", "outage"]
        assert [one.kind for one in coverage(tx, NOW + 2 * HOUR, NOW + 3 * HOUR)] == ["outage"]
        assert coverage(tx, NOW + 4 * HOUR) == ()
        (stream,) = streams(tx)
    assert (stream.state, stream.error, stream.next_try_at, stream.last_ok_at) == (
        {"v": 1, "n": 2},
        None,
        None,
        NOW + 3 * HOUR,
    )


def test_a_rate_limit_is_no_outage(world: World) -> None:
    with world.inbox.writing() as tx:
        fail_stream(tx, "s", "slow down", NOW, blind=False)
        assert coverage(tx) == ()


def test_what_cannot_be_read_is_kept_raw_once(world: World) -> None:
    with world.inbox.writing() as tx:
        assert (
            quarantine_add(tx, "s", [("7", "no header", b"\x00\xff"), ("8", "?", b"")], NOW, account_label="mail") == 2
        )
        assert quarantine_add(tx, "s", [("7", "still none", b"\x00\xff")], NOW) == 0
        first, _second = quarantine_list(tx)
        assert (first.ref, first.reason, first.raw, first.attempts) == ("7", "still none", b"\x00\xff", 1)
        quarantine_drop(tx, first.id)
        with pytest.raises(UsageError):
            quarantine_get(tx, first.id)
        with pytest.raises(UsageError):
            quarantine_drop(tx, first.id)


def test_every_rule_set_that_decided_is_kept_with_its_terms(world: World) -> None:
    with world.inbox.writing() as tx:
        assert rule_set_in_force(tx) is None
        put_in_force(tx, "a", {"rules": []}, {"rules.yaml": "a"}, by="luis", now=NOW)
        put_in_force(tx, "a", {"rules": []}, {"rules.yaml": "a # laid out anew"}, by="luis", now=NOW + HOUR)
        put_in_force(tx, "b", {"rules": [1]}, {"rules.yaml": "b"}, by="ana", now=NOW + HOUR)
        put_in_force(tx, "a", {"rules": []}, {"rules.yaml": "a"}, by="luis", now=NOW + 2 * HOUR)
        terms = [(one.hash, one.since - NOW, one.until and one.until - NOW, one.by) for one in rule_sets(tx)]
        now = rule_set_in_force(tx)
    zero = timedelta(0)
    assert terms == [("a", zero, HOUR, "luis"), ("b", HOUR, 2 * HOUR, "ana"), ("a", 2 * HOUR, None, "luis")]
    assert now is not None and (now.hash, now.sources) == ("a", {"rules.yaml": "a"})


def test_small_facts(world: World) -> None:
    with world.inbox.writing() as tx:
        assert fact(tx, "reply:mail", "off") == "off"
        save_fact(tx, "reply:mail", {"on": True})
        assert fact(tx, "reply:mail") == {"on": True}
        save_fact(tx, "reply:mail", None)
        assert fact(tx, "reply:mail") is None


def test_the_context_knows_what_was_known_at_publication(world: World) -> None:
    world.put(said("1", "ana", 0), ours("2", 10, answers="1"), said("9", "ana", 50, channel="mastodon"))
    first, again, later, other, mine = world.contexts(
        said("3", "ana", -5),
        said("4", "ana", 5, answers="1"),
        said("5", "ana", 20, answers="2"),
        said("6", "luis", 30, answers="1"),
        ours("7", 31, answers="6"),
    )
    assert (first.position, first.unanswered, first.contacts) == ("first", False, ())
    assert (again.position, again.unanswered, again.contacts) == ("reply", True, (at(0), at(-5)))
    assert (later.position, later.unanswered, later.contacts) == ("reply", False, (at(5), at(0), at(-5)))
    assert (other.position, other.contacts, other.institution) == ("first", (), "muni")
    assert mine == Context(institution="muni")


def test_contexts_write_nothing_and_know_at_most_fifty_contacts(world: World) -> None:
    world.put(*(said(str(number), "ana", number) for number in range(60)))
    before = world.query("SELECT count(*) FROM moment")
    (context,) = world.contexts(said("x", "ana", 100))
    assert len(context.contacts) == 50
    assert context.contacts[0] == at(59)
    assert world.query("SELECT count(*) FROM moment") == before
    with world.inbox.reading() as tx:
        assert contexts(tx, lambda _channel, _account: "muni", []) == []


def test_reports_read_what_was_opened_in_a_period(world: World) -> None:
    places = Annotation(version="1", facts=(Fact(kind="place", text="Los Mina", start=0, end=8),))
    page = [
        Arrival(institution="muni", item=said("1"), annotation=places, verdict=Verdict(rule_set="r1")),
        Arrival(institution="muni", item=said("2", "ana", 3, answers="1", text="y más"), annotation=places),
        Arrival(institution="muni", item=said("3", "luis", 60, author=Author(handle="luis"))),
    ]
    with world.inbox.writing() as tx:
        store_arrivals(tx, page, promises=world.promises, now=NOW, reopen_within=REOPEN)
        found = list(opened_between(tx, at(0), at(60)))
        assert len(list(opened_between(tx))) == 2
    ((facts, line),) = found
    assert (facts.places, facts.rule_set, facts.text, facts.folio) == (("Los Mina",), "r1", "y más", "2026-00001")
    assert len(line.heard) == 2


DAMAGE = [
    ("UPDATE moment SET owner = 'eva'", "state"),
    ("UPDATE moment SET rank = rank + 1", "state"),
    ("UPDATE counter SET value = 9", "counter"),
    ("INSERT INTO moment_tag (tag, moment) VALUES ('falso', 1)", "tags"),
    ("UPDATE mention SET moment = 77 WHERE id = 1", "reference"),
    ("INSERT INTO mention_search (mention_search) VALUES ('delete-all')", "search"),
    ("INSERT INTO alias (id, moment, joined_at) VALUES (1, 1, 0)", "reference"),
    ("DELETE FROM event WHERE id = 2", "log"),
]


@pytest.mark.parametrize(("damage", "code"), DAMAGE, ids=[code for _sql, code in DAMAGE])
def test_verify_finds(world: World, damage: str, code: str) -> None:
    world.put(said("1"), said("2", "luis", 1))
    world.sound()
    world.change(damage)
    assert code in {problem.code for problem in verify(world.inbox)}
