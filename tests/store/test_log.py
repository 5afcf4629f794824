"""The log: append-only, chained, and able to forget."""

from __future__ import annotations

from social_console.store import changed_since, events, newest_event, verify

from .world import World, said


def test_every_line_is_sealed_with_all_before_it(world: World) -> None:
    world.put(said("1"), said("2", "luis", 1))
    world.act(1, "note", text="llamó la prensa")
    world.sound()
    seals = [bytes(row[0]) for row in world.query("SELECT hash FROM event ORDER BY id")]
    assert len(set(seals)) == 3


def test_a_changed_line_is_found(world: World) -> None:
    world.put(said("1"), said("2", "luis", 1))
    world.act(1, "claim")
    world.change("UPDATE event SET actor = 'eva' WHERE verb = 'claim'")
    assert {problem.code for problem in verify(world.inbox)} >= {"log"}


def test_a_line_taken_out_is_found(world: World) -> None:
    world.put(said("1"), said("2", "luis", 1), said("3", "eva", 2))
    world.change("DELETE FROM event WHERE id = 2")
    assert [problem.where for problem in verify(world.inbox) if problem.code == "log"] == ["3"]


def test_the_last_line_taken_out_is_found(world: World) -> None:
    world.put(said("1"), said("2", "luis", 1))
    world.change("DELETE FROM event WHERE id = 2")
    assert [problem.code for problem in verify(world.inbox)] == ["log"]


def test_a_changed_note_is_found(world: World) -> None:
    world.put(said("1"))
    world.act(1, "note", text="la verdad")
    world.change("UPDATE event_text SET text = 'otra cosa'")
    assert [problem.code for problem in verify(world.inbox)] == ["log"]


def test_forgetting_a_text_and_its_salt_breaks_no_chain(world: World) -> None:
    world.put(said("1"))
    world.act(1, "note", text="la cédula es 001-…")
    world.change("UPDATE event_text SET text = NULL, salt = NULL")
    world.sound()


def test_the_same_text_has_another_digest_each_time(world: World) -> None:
    world.put(said("1"))
    world.act(1, "note", text="sí")
    world.act(1, "note", text="sí")
    digests = [bytes(row[0]) for row in world.query("SELECT digest FROM event WHERE digest IS NOT NULL")]
    assert len(set(digests)) == 2


def test_news_are_told_by_the_newest_line(world: World) -> None:
    with world.inbox.reading() as tx:
        before = newest_event(tx)
    world.put(said("1"), said("2", "luis"))
    with world.inbox.reading() as tx:
        assert newest_event(tx) == before + 2
        assert changed_since(tx, before) == (1, 2)
        assert changed_since(tx, before + 1) == (2,)
        assert [event.verb for event in events(tx, 1)] == ["received"]
