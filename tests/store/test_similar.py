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
    put(storm, said("7", "ivo", 6, text=LONG), said("8", "ada", 7, text=LONG))
    with storm.inbox.writing() as tx:
        for index in ("mention_similar", "mention_head", "mention_tail", "reply_thread"):
            tx.exec_driver_sql(f"DROP INDEX {index}")
        for column in ("fingerprint", "head", "tail"):
            tx.exec_driver_sql(f"ALTER TABLE mention DROP COLUMN {column}")
        for column in ("thread", "part", "parts", "whole", "seen_event"):
            tx.exec_driver_sql(f"ALTER TABLE reply DROP COLUMN {column}")
        tx.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    storm.inbox.close()
    again = Inbox.open(storm.inbox.path)
    try:
        with again.reading() as tx:
            kept = tx.exec_driver_sql("SELECT text, fingerprint FROM mention ORDER BY id").all()
            assert [row.fingerprint for row in kept] == [fingerprint(row.text) for row in kept]
            assert rows(tx, [1], now=NOW + timedelta(days=1))[0].similar == 3
            keyed = tx.exec_driver_sql("SELECT id FROM mention WHERE head IS NOT NULL AND tail IS NOT NULL").all()
            assert [row.id for row in keyed] == [7]
    finally:
        again.close()


LONG = "Llevamos cinco días sin agua en Los Mina y nadie da la cara, la cisterna está vacía desde el lunes"


@pytest.mark.parametrize(
    "near",
    [
        f"Buenas tardes, por favor ayuda: {LONG}",
        f"URGENTE {LONG} difundan por favor",
        LONG.replace("cisterna", "cistrena"),
        LONG.replace("nadie da", "nadie nos da"),
        "RT @vecina: Llevamos cinco días sin agua en Los Mina y nadie da la cara, la cist…",
        "Llevamos cinco días sin agua en Los Mina y nadie da la cara, la cisterna... https://t.co/x1",
    ],
)
@pytest.mark.parametrize("apart", [False, True])
def test_courtesies_a_typo_and_a_lost_end_make_no_other_text(world: World, near: str, apart: bool) -> None:
    first, second = said("1", "ana", text=LONG), said("2", "luis", 1, text=near)
    if apart:
        put(world, first)
        put(world, second)
    else:
        put(world, first, second)
    put(world, said("3", "eva", 2, text=near), said("4", "raúl", 3, text=LONG))
    with world.inbox.reading() as tx:
        assert [row.similar for row in rows(tx, [1, 2, 3, 4])] == [4, 4, 4, 4]
    assert ids(world, "like:2") == [1, 2, 3, 4]


@pytest.mark.parametrize(
    "other",
    [
        LONG.replace("cinco", "seis"),
        LONG.replace("Los Mina", "Los Alcarrizos"),
        LONG.replace("lunes", "martes"),
        LONG.replace("está vacía", "no está vacía"),
        LONG.replace("Llevamos cinco", "Llevamos 5"),
        LONG.replace("agua", "luz"),
        "Llevamos cinco días sin agua en Los Mina y nadie da la cara",
        "Llevamos cinco días sin agua en Los Alcarrizos y na…",
    ],
)
def test_a_number_a_place_or_a_no_makes_another_text(world: World, other: str) -> None:
    put(world, said("1", "ana", text=LONG), said("2", "luis", 1, text=other))
    with world.inbox.reading() as tx:
        assert [row.similar for row in rows(tx, [1, 2])] == [1, 1]


def test_a_text_that_was_cut_is_joined_by_the_whole_one(world: World) -> None:
    put(world, said("1", "ana", text="Llevamos cinco días sin agua en Los Mina y nadie da la cara, la cist…"))
    put(world, said("2", "luis", 1, text=LONG))
    with world.inbox.reading() as tx:
        assert [row.similar for row in rows(tx, [1, 2])] == [2, 2]


def test_what_is_near_stays_within_its_institution_and_leaves_with_an_edit(world: World) -> None:
    put(world, said("1", "ana", text=LONG), said("2", "luis", 1, text=f"Por favor, {LONG}"))
    put(world, said("3", "paz", 2, text=f"Hola, {LONG}", account="otra"), institution="otra")
    with world.inbox.reading() as tx:
        assert [row.similar for row in rows(tx, [1, 2, 3])] == [2, 2, 1]
    put(world, Revision(mention=said("2", "luis", 1, text=LONG.replace("agua", "luz")), edited_at=at(30)))
    with world.inbox.reading() as tx:
        assert [row.similar for row in rows(tx, [1, 2])] == [1, 1]
    put(world, Revision(mention=said("2", "luis", 1, text=f"{LONG} gracias"), edited_at=at(40)))
    with world.inbox.reading() as tx:
        assert [row.similar for row in rows(tx, [1, 2])] == [2, 2]


def test_near_texts_are_looked_for_in_their_indexes(world: World) -> None:
    from social_console.store.likeness import _SHARING

    with world.inbox.reading() as tx:
        for end in ("head", "tail"):
            query = "EXPLAIN QUERY PLAN " + _SHARING.format(end=end, newest=20)
            plan = " ".join(str(row) for row in tx.exec_driver_sql(query, ("[1]", "muni")))
            assert f"mention_{end}" in plan
            assert "SCAN m" not in plan
