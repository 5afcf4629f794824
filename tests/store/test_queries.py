"""Views, counts, pages, filters; and the plans by which SQLite reads them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection
from sqlalchemy import event as listen

from social_console.errors import QueryError, UsageError
from social_console.model import Act, Annotation, Author, Priority, Sentiment, Verdict
from social_console.store import (
    FIXED_VIEWS,
    VIEWS,
    Arrival,
    Row,
    act,
    author_history,
    changed_since,
    counts,
    detail,
    page,
    put_in_force,
    rows,
    store_arrivals,
    timelines,
    view_ids,
)

from .world import NOW, World, at, ours, said


def ids(world: World, view: str = "all", query: str = "", me: str = "ana", order: str | None = None) -> list[int]:
    with world.inbox.reading() as tx:
        return list(view_ids(tx, view, query, me=me, now=world.now, order=order))


def counted(world: World, me: str = "ana") -> dict[str, int]:
    with world.inbox.reading() as tx:
        return counts(tx, me=me, now=world.now)


@pytest.fixture
def busy(world: World) -> World:
    """One moment of each kind."""
    world.put(said("1", text="No llega agua a Los Mina"), verdict=Verdict(rule_set="r", priority=Priority.HIGH))
    world.put(said("2", "luis", 1, text="¿A qué hora abren?", author=Author(handle="luis", name="Luis Peña")))
    world.put(said("3", "eva", 2), ours("4", 3, answers="3"))
    world.put(said("5", "raúl", 4), verdict=Verdict(rule_set="r", tags=("Años Nuevos",)))
    world.put(said("6", "sol", 5, history=True, text="mañana"))
    world.put(said("7", "paz", 6, text="manana"))
    world.put(ours("a", 7, text="agua para todos"))
    world.act(2, "claim")
    world.act(4, "snooze", until=(NOW + timedelta(days=1)).isoformat())
    world.act(6, "dismiss", reason="spam")
    return world


def test_each_view_holds_its_own(busy: World) -> None:
    held = {view: ids(busy, view) for view in VIEWS}
    assert held == {
        "to_reply": [1, 2],
        "overdue": [],
        "mine": [2],
        "unowned": [1],
        "waiting": [3],
        "not_sent": [],
        "snoozed": [4],
        "dismissed_today": [6],
        "all": [6, 5, 4, 3, 2, 1],
        "alive": [6, 4, 3, 2, 1],
        "working": [1, 4, 3, 2],
    }


def test_counts_are_the_lengths_of_the_views(busy: World) -> None:
    assert counted(busy) == {view: len(ids(busy, view)) for view in FIXED_VIEWS}
    assert counted(busy, me="nadie")["mine"] == 0


def test_a_snooze_ends_by_itself(busy: World) -> None:
    busy.now = NOW + timedelta(days=2)
    assert 4 in ids(busy, "to_reply")
    assert ids(busy, "snoozed") == []


@pytest.mark.parametrize(
    ("query", "held"),
    [
        ("agua", [1]),
        ("AGUA", [1]),
        ("llega agua", [1]),
        ("agua hora", []),
        ('"agua a los"', [1]),
        ('"agua los"', []),
        ("ag*", [1]),
        ("agua or hora", [2, 1]),
        ("-agua -hora is:unanswered", [5, 4]),
        ("mañana", [5]),
        ("manana", [6]),
        ("qué", [2]),
        ("que", [2]),
        ("estado:esperando", [3]),
        ("status:waiting,dismissed", [6, 3]),
        ("priority:>=high", [1]),
        ("priority:<high is:mine", [2]),
        ("owner:me", [2]),
        ("responsable:nadie status:new", [5, 1]),
        ('tag:"años nuevos"', [4]),
        ("tag:anos-nuevos", []),
        ("tag:none is:mine", [2]),
        ("author:peña", [2]),
        ("author:raul", [4]),
        ("author:lu*", [2]),
        ("is:snoozed", [4]),
        ("is:overdue", []),
        ("unanswered:no", [6, 3]),
        ("id:1,3", [3, 1]),
        ("folio:2026-00002", [2]),
        ("since:2026-10-01 until:2026-10-01", [6, 5, 4, 3, 2, 1]),
        ("until:2026-09-30", []),
        ("created_at:>=2026-10-01T12:04:00Z", [6, 5, 4]),
        ("first_response_at:2026-10", [3]),
        ("channel:X institution:MUNI", [6, 5, 4, 3, 2, 1]),
        ("lang:es kind:post -is:unanswered", [6, 3]),
        ("-(agua or hora or is:snoozed) status:new", [5]),
        ("!!!", []),
        ("text:agua", [1]),
        ("subject:agua", []),
        ("agua'; DROP TABLE moment", []),
        ('"agua OR hora"', []),
        ("url:x.com", []),
    ],
)
def test_a_query_narrows_a_view(busy: World, query: str, held: list[int]) -> None:
    assert ids(busy, "all", query) == held


def test_a_faulty_query_says_where(busy: World) -> None:
    with pytest.raises(QueryError) as caught:
        ids(busy, "all", "agua estdo:nuevo")
    assert caught.value.faults[0].location.column == 6


def test_unknown_views_and_orders_are_a_persons_mistake(busy: World) -> None:
    for view, order in (("urgente", None), ("all", "beauty")):
        with pytest.raises(UsageError):
            ids(busy, view, order=order)


@pytest.mark.parametrize("order", ["rank", "due", "newest", "oldest"])
def test_pages_make_up_the_whole_in_any_order(busy: World, order: str) -> None:
    found: list[int] = []
    after = None
    with busy.inbox.reading() as tx:
        while True:
            part = page(tx, "all", "", me="ana", now=NOW, order=order, after=after, limit=2)
            found += [row.id for row in part.rows]
            after = part.after
            if after is None:
                break
    assert found == ids(busy, order=order)


def test_a_row_shows_the_newest_inbound_mention(world: World) -> None:
    first = said("1", text="uno", author=Author(id="7", handle="ana", name="Ana"), url="https://x/1")
    world.put(first)
    later = said("2", minutes=5, text="dos", author=Author(id="7", handle="ana_p"), answers="1", account="aseo")
    world.put(later, ours("3", 6, answers="2"))
    with world.inbox.reading() as tx:
        (row,) = rows(tx, [1, 99], now=NOW)
    assert isinstance(row, Row)
    assert (row.text, row.author, row.url, row.account) == ("dos", "ana_p", None, "alcaldia")
    assert (row.created_at, row.last_in_at, row.last_out_at, row.first_response_at) == (at(0), at(5), at(6), at(6))


def test_what_was_annotated_is_shown(world: World) -> None:
    with world.inbox.writing() as tx:
        found = Annotation(version="1", lang="pt", sentiment=Sentiment(label="neg", score=-0.5))
        arrival = Arrival(institution="muni", item=said("1"), annotation=found, verdict=Verdict())
        store_arrivals(tx, [arrival], promises=world.promises, now=NOW, reopen_within=timedelta(days=30))
    assert ids(world, query="idioma:portugués tono:negativo") == [1]


def test_work_is_ranked_by_priority_then_by_what_falls_due_then_newest_first(world: World) -> None:
    world.put(said("1"), said("2", "luis", 1), said("3", "eva", 2))
    world.act(2, "priority", priority="high")
    assert ids(world, "to_reply") == [2, 3, 1]


# ── plans ───────────────────────────────────────────────────────────────────────────────────────────────


@contextmanager
def noted(tx: Connection) -> Iterator[list[tuple[str, Any]]]:
    """The statements that run meanwhile, with their values."""
    statements: list[tuple[str, Any]] = []

    def note(_tx: Any, _cursor: Any, sql: str, values: Any, *rest: Any) -> None:
        statements.append((sql, values[0] if rest[-1] else values))

    listen.listen(tx, "before_cursor_execute", note)
    yield statements
    listen.remove(tx, "before_cursor_execute", note)


def steps(tx: Connection, statements: list[tuple[str, Any]]) -> list[tuple[str, str]]:
    """How SQLite runs each statement: (the statement, one step)."""
    return [
        (sql, row.detail)
        for sql, values in list(statements)
        for row in tx.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)
    ]


def scans(found: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Steps that read a whole table that grows."""
    harmless = (
        "USING",
        "json_each",
        "VIRTUAL TABLE",
        "SCAN j",
        "SCAN every",
        "sqlite_sequence",
        "rule_term",
        "CONSTANT ROW",
        "(",
    )
    return [
        (sql, step)
        for sql, step in found
        if step.startswith("SCAN") and "LIMIT 1" not in sql and not any(word in step for word in harmless)
    ]


@pytest.mark.parametrize("view", [*VIEWS])
def test_a_page_is_read_from_the_views_index_without_sorting(world: World, view: str) -> None:
    with world.inbox.reading() as tx:
        with noted(tx) as statements:
            page(tx, view, me="ana", now=NOW, after=(0, 0))
        found = [step for sql, step in steps(tx, statements) if "INDEXED BY" in sql]
    assert len(found) == 1
    assert f"INDEX {VIEWS[view].index}" in found[0]


def test_counts_read_nothing_but_indexes(world: World) -> None:
    with world.inbox.reading() as tx:
        with noted(tx) as statements:
            counts(tx, me="ana", now=NOW)
        found = [step for sql, step in steps(tx, statements) if "FROM moment" in sql]
    assert len(found) == 3
    assert all("COVERING INDEX" in step for step in found), found


def test_ids_of_a_view_are_read_from_its_index_alone(world: World) -> None:
    with world.inbox.reading() as tx:
        with noted(tx) as statements:
            for view in ("to_reply", "overdue", "mine", "unowned", "waiting", "not_sent", "snoozed", "all"):
                view_ids(tx, view, me="ana", now=NOW)
        found = steps(tx, statements)
    assert all("COVERING INDEX" in step for _sql, step in found), found


def test_nothing_that_is_shown_scans_a_table(world: World) -> None:
    world.put(said("1", answers="0"), ours("2", 1, answers="1"))
    with world.inbox.reading() as tx:
        with noted(tx) as statements:
            rows(tx, [1], now=NOW)
            detail(tx, 1)
            timelines(tx, [1])
            author_history(tx, "muni", "x", "@ana")
            changed_since(tx, 0)
            view_ids(tx, "all", "agua id:1", me="ana", now=NOW)
        assert scans(steps(tx, statements)) == []


def test_storing_a_page_scans_no_table(world: World) -> None:
    world.put(said("1"), ours("2", 1, answers="1"), said("8", answers="9"))
    arrivals = world.arrivals(
        (said("3", "ana", 2, answers="2"), ours("4", 3, answers="7"), said("5", "eva"), said("9", "luis"))
    )
    with world.inbox.writing() as tx:
        with noted(tx) as statements:
            store_arrivals(tx, arrivals, promises=world.promises, now=NOW, reopen_within=timedelta(days=30))
        assert scans(steps(tx, statements)) == []


def test_an_act_scans_no_table(world: World) -> None:
    world.put(said("1"), ours("2", 1, answers="1"))
    with world.inbox.writing() as tx:
        with noted(tx) as statements:
            act(tx, 1, Act(verb="claim", actor="ana"), promises=world.promises, now=NOW)
        assert scans(steps(tx, statements)) == []


def test_a_view_of_the_rule_set_is_a_query_over_what_is_alive(busy: World) -> None:
    from social_console.rules import load, starter

    busy.put(said("8", "ivo", 7, history=True), verdict=Verdict(rule_set="r", priority=Priority.URGENT))
    rules = load(starter())
    with busy.inbox.writing() as tx:
        put_in_force(tx, rules.hash, rules.meaning, rules.sources, by="luis", now=NOW)
    assert ids(busy, "urgentes") == [1]
    assert ids(busy, "urgentes", "-agua") == []
    assert ids(busy, "prensa") == []
    assert counted(busy) == {view: len(ids(busy, view)) for view in (*FIXED_VIEWS, *rules.views)}


@pytest.mark.parametrize(
    ("query", "index"),
    [
        ("is:unanswered priority:>=high owner:ana", "COVERING INDEX moment_unanswered"),
        ("is:overdue", "INDEX moment_due"),
        ("is:snoozed", "INDEX moment_snoozed"),
        ("tag:agua", "INTEGER PRIMARY KEY"),
        ("agua", "INTEGER PRIMARY KEY"),
        ("id:7", "INTEGER PRIMARY KEY"),
        ("lang:es", "INDEX moment_newest"),
    ],
)
def test_a_query_is_read_from_what_holds_few_moments(world: World, query: str, index: str) -> None:
    with world.inbox.reading() as tx:
        with noted(tx) as statements:
            view_ids(tx, "all", query, me="ana", now=NOW)
        found = steps(tx, statements)
    assert any(index in step and " m " in f"{step} " for _sql, step in found), found
    assert scans(found) == []
