"""Storing, reading at any depth, counting, searching."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path

from sqlalchemy import Connection
from sqlmodel import Session, create_engine, select

from social_console.store import Inbox, counts, page, search_hits, view_ids
from social_console.store.search import spelled, terms
from social_console.store.tables import MentionRow, metadata
from tests.bench import Result, Sizes, bench, middle, seconds
from tests.bench.made_up import NOW, RARE, large, pages, store_page

_TABLES = ("moment", "mention", "route", "event", "moment_tag")
_SEARCH = "mention_search (rowid, text, subject, author)"


@bench
def storing(sizes: Sizes) -> Iterator[Result]:
    """Judged pages of 500 with threads, moments, log and full text; turn by turn with bare rows in two other ways."""
    made = list(pages(sizes.mentions))
    first = sizes.folder / "first.db"
    with Inbox.create(first) as inbox:
        for page_ in made:
            store_page(inbox, page_)
    raw, orm = _Raw(first, sizes.folder / "raw.db"), _OneByOne(first, sizes.folder / "orm.db")
    taken = [0.0, 0.0, 0.0]
    few = 0
    with Inbox.create(sizes.folder / "ours.db") as inbox:
        for turn, page_ in enumerate(made):
            taken[0] += seconds(partial(store_page, inbox, page_))[0]
            taken[1] += seconds(partial(raw.store, turn, len(made)))[0]
            taken[2] += seconds(partial(orm.store, 25))[0]
            few += 25
    ours, bare, slow = sizes.mentions / taken[0], sizes.mentions / taken[1], few / taken[2]
    for name, reference in (("raw sqlite3, the same rows", bare), ("SQLModel, row by row", slow)):
        yield Result(
            name=f"storing, beside {name}",
            value=ours,
            unit="mentions/s",
            n=sizes.mentions,
            reference=(name, reference),
        )


class _Raw:
    """The same rows into the same schema, by the driver alone; nothing is looked up, decided or sealed."""

    def __init__(self, source: Path, target: Path) -> None:
        Inbox.create(target).close()
        read = sqlite3.connect(source)
        self._rows = {name: read.execute(f"SELECT * FROM {name}").fetchall() for name in _TABLES}  # noqa: S608
        texts = read.execute("SELECT id, text, author_handle FROM mention").fetchall()
        self._rows[_SEARCH] = [(id_, spelled(text), "", spelled(f"{handle} ")) for id_, text, handle in texts]
        self._write = sqlite3.connect(target, isolation_level=None)
        for pragma in ("synchronous = NORMAL", "cache_size = -64000", "wal_autocheckpoint = 4000"):
            self._write.execute(f"PRAGMA {pragma}")

    def store(self, turn: int, turns: int) -> None:
        """A page's share of every table."""
        self._write.execute("BEGIN IMMEDIATE")
        for table, rows in self._rows.items():
            part = rows[turn * len(rows) // turns : (turn + 1) * len(rows) // turns]
            if part:
                marks = ", ".join("?" * len(part[0]))
                self._write.executemany(f"INSERT INTO {table} VALUES ({marks})", part)  # noqa: S608
        self._write.execute("COMMIT")


class _OneByOne:
    """As a first program would: look, add, commit, refresh; one table, no full text, no log."""

    def __init__(self, source: Path, target: Path) -> None:
        with Session(create_engine(f"sqlite:///{source}")) as session:
            self._rows = iter([row.model_dump() for row in session.exec(select(MentionRow).limit(5000))])
        self._engine = create_engine(f"sqlite:///{target}")
        metadata.create_all(self._engine)
        with self._engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA journal_mode = WAL")

    def store(self, count: int) -> None:
        """The next rows."""
        for row in islice(self._rows, count):
            with Session(self._engine) as session:
                known = select(MentionRow).where(
                    MentionRow.channel == row["channel"],
                    MentionRow.remote_id == row["remote_id"],
                    MentionRow.institution == row["institution"],
                )
                if session.exec(known).first() is None:
                    mention = MentionRow(**row)
                    session.add(mention)
                    session.commit()
                    session.refresh(mention)


def _page(inbox: Inbox, view: str, after: tuple[int, int] | None) -> object:
    with inbox.reading() as tx:
        return page(tx, view, me="ana", now=NOW, after=after, limit=50).after


def _deep(inbox: Inbox, view: str) -> tuple[int, int]:
    """Where the last tenth of a view begins."""
    with inbox.reading() as tx:
        ids = view_ids(tx, view, me="ana", now=NOW)
        id_ = ids[len(ids) * 9 // 10]
        row = tx.exec_driver_sql("SELECT rank, last_in_at FROM moment WHERE id = ?", (id_,)).one()
        return (row.last_in_at if view == "all" else row.rank, id_)


@bench
def first_page(sizes: Sizes) -> Iterator[Result]:
    """Fifty rows with all that a list shows, first and deep, large and small."""
    with large(sizes.folder / "small.db", 1000, 500) as small, large(sizes.folder / "large.db", sizes.moments) as inbox:
        for view in ("to_reply", "all"):
            after = _deep(inbox, view)
            taken: tuple[list[float], list[float], list[float]] = ([], [], [])
            for _turn in range(100):
                taken[0].extend(seconds(partial(_page, small, view, None)))
                taken[1].extend(seconds(partial(_page, inbox, view, None)))
                taken[2].extend(seconds(partial(_page, inbox, view, after)))
            little, first, deep = (middle(sorted(one)) * 1e3 for one in taken)
            yield _ms(f"first page, {view}", first, sizes, ("1,000 moments", little))
            yield _ms(f"deep page, {view}", deep, sizes, ("first page", first))
        yield from _reading(inbox, sizes)
        yield from _searching(inbox, sizes)


def _ms(name: str, value: float, sizes: Sizes, reference: tuple[str, float] | None = None) -> Result:
    return Result(name=name, value=value, unit="ms", n=sizes.moments, reference=reference)


def _asked(inbox: Inbox, ask: Callable[[Connection], object], times: int) -> float:
    """Milliseconds of one question, its transaction included."""

    def call() -> None:
        with inbox.reading() as tx:
            ask(tx)

    return middle(seconds(call, times=times)) * 1e3


def _reading(inbox: Inbox, sizes: Sizes) -> Iterator[Result]:
    yield _ms("counts of the nine views", _asked(inbox, lambda tx: counts(tx, me="ana", now=NOW), 9), sizes)
    for view in ("to_reply", "all"):
        taken = _asked(inbox, partial(view_ids, view=view, query="", me="ana", now=NOW), 5)
        yield _ms(f"ids of a view, {view}", taken, sizes)
    for query in ("agua priority:>=high", RARE[7]):
        taken = _asked(inbox, partial(page, view="to_reply", query=query, me="ana", now=NOW), 5)
        yield _ms(f"to_reply narrowed by {query}", taken, sizes)


def _searching(inbox: Inbox, sizes: Sizes) -> Iterator[Result]:
    """Fifty newest hits; the reference is LIKE."""
    like = "SELECT id FROM mention WHERE text LIKE ? ORDER BY id DESC LIMIT 50"
    slow = _asked(inbox, lambda tx: tx.exec_driver_sql(like, (f"%{RARE[7]}%",)).all(), 3)
    asked = {
        "a common word": terms("agua"),
        "a rare word": terms(RARE[7]),
        "a phrase": terms("basura camión"),
        "a prefix": terms("bas", prefix=True),
    }
    for name, match in asked.items():
        taken = _asked(inbox, partial(search_hits, match=match), 50)
        yield _ms(f"search, {name}", taken, sizes, ("LIKE", slow))
