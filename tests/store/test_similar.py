"""Reposts are counted and found; each citizen has a moment all the same."""

from __future__ import annotations

from datetime import timedelta

import pytest

from social_console.annotate import annotate
from social_console.model import Mention, Revision
from social_console.store import Arrival, Inbox, detail, rows, store_arrivals, view_ids
from social_console.text import fingerprint

from .world import NOW, REOPEN, World, at, said

STORM = "Seguimos sin agua en el sector, esto es un abuso"


def put(world: World, *items: Mention | Revision, institution: str = "alcaldia") -> None:
    """As collecting puts them: annotated."""
    arrivals = []
    for item in items:
        text = item.mention.text if isinstance(item, Revision) else item.text
        arrivals.append(Arrival(institution=institution, item=item, annotation=annotate(text)))
    with world.inbox.writing() as tx:
        store_arrivals(tx, arrivals, promises=world.promises, now=world.now, reopen_within=REOPEN)


def ids(world: World, query: str) -> list[int]:
    with world.inbox.reading() as tx:
        return list(view_ids(tx, "all", query, me="ana", now=NOW, order="oldest"))


@pytest.fixture
def storm(world: World) -> World:
    """Three citizens with one text, one with another, one who says hello; and somebody else's institution."""
    put(
        world,
        said("1", "ana", text=f"@alcaldia {STORM} 😡"),
        said("2", "luis", 1, text=f"RT @ana: {STORM}"),
        said("3", "eva", 2, text="¿A qué hora abren la oficina mañana?"),
        said("4", "raúl", 3, text=f"{STORM} https://t.co/abc"),
        said("5", "sol", 4, text="hola"),
    )
    put(world, said("6", "paz", 5, text=STORM, account="otra"), institution="otra")
    return world


def test_each_citizen_has_a_moment_and_a_list_says_how_many_say_the_same(storm: World) -> None:
    with storm.inbox.reading() as tx:
        found = rows(tx, [1, 2, 3, 4, 5, 6])
    assert [row.similar for row in found] == [3, 3, 1, 3, 1, 1]
    assert [row.fingerprint is None for row in found] == [False, False, False, False, True, False]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("similar:3", [1, 2, 4]),
        ("similar:>=2", [1, 2, 4]),
        ("similar:>3", []),
        ("similar:1", [3, 5, 6]),
        ("similar:<3", [3, 5, 6]),
        ("-similar:>1", [3, 5, 6]),
        ("parecidos:>1 agua", [1, 2, 4]),
        ("like:2", [1, 2, 4]),
        ("como:2026-00004", [1, 2, 4]),
        ("like:5", [5]),
        ("like:6", [6]),
        ("like:99", []),
        ("like:2 -id:2", [1, 4]),
    ],
)
def test_a_query_finds_what_is_repeated_and_what_repeats_a_moment(
    storm: World, query: str, expected: list[int]
) -> None:
    assert ids(storm, query) == expected


def test_a_moment_names_the_others(storm: World) -> None:
    with storm.inbox.reading() as tx:
        assert detail(tx, 2).similar == (4, 1)
        assert detail(tx, 5).similar == ()


def test_who_writes_it_twice_counts_once(storm: World) -> None:
    put(storm, said("7", "ana", 9, answers="1", text=STORM))
    with storm.inbox.reading() as tx:
        assert rows(tx, [1])[0].similar == 3


def test_an_edited_text_counts_as_it_reads_now(storm: World) -> None:
    put(
        storm, Revision(mention=said("2", "luis", 1, text="Ya llegó el agua, muchas gracias a todos"), edited_at=at(30))
    )
    with storm.inbox.reading() as tx:
        assert [row.similar for row in rows(tx, [1, 2, 4])] == [2, 1, 2]


def test_groups_are_read_from_their_index(storm: World) -> None:
    from social_console.store.similar import _SIZES, GROUPS

    with storm.inbox.reading() as tx:
        for query, values in ((_SIZES, ("[1]",)), (GROUPS, ())):
            plan = " ".join(str(row) for row in tx.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}", values))
            assert "mention_similar" in plan


def test_an_inbox_from_before_learns_what_repeats(storm: World) -> None:
    with storm.inbox.writing() as tx:
        tx.exec_driver_sql("DROP INDEX mention_similar")
        tx.exec_driver_sql("ALTER TABLE mention DROP COLUMN fingerprint")
        tx.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    storm.inbox.close()
    again = Inbox.open(storm.inbox.path)
    try:
        with again.reading() as tx:
            kept = tx.exec_driver_sql("SELECT text, fingerprint FROM mention ORDER BY id").all()
            assert [row.fingerprint for row in kept] == [fingerprint(row.text) for row in kept]
            assert rows(tx, [1], now=NOW + timedelta(days=1))[0].similar == 3
    finally:
        again.close()
