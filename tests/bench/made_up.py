"""Made-up mentions and inboxes of any size, the same each time."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from social_console.clock import Promises
from social_console.model import (
    Annotation,
    Ask,
    Author,
    Clause,
    Context,
    Direction,
    Fired,
    Mention,
    Priority,
    Sentiment,
    Span,
    Verdict,
)
from social_console.store import Arrival, Inbox, store_arrivals

NOW = datetime(2026, 11, 21, tzinfo=UTC)
START = datetime(2026, 1, 1, tzinfo=UTC)
REOPEN = timedelta(days=30)
PAGE = 500
_SAID = (
    "no llega agua desde hace dos días en el sector nadie responde gracias por favor la calle está oscura el bache",
    "de la esquina sigue ahí basura camión pasa lunes ruido música alta vecinos señor alcalde cuándo arreglan luz",
    "poste caído peligro niños escuela parque limpio felicidades servicio oficina abre horario requisitos permiso",
)
WORDS = [word for line in _SAID for word in line.split()]
RARE = tuple(f"palabra{number}" for number in range(5000))
VERDICT = Verdict(
    rule_set="a" * 64,
    tags=("agua",),
    priority=Priority.HIGH,
    owner="guardia",
    standard="avería",
    suggest="avería",
    fired=(
        Fired(
            rule="sin-agua",
            clauses=(Clause(path="when.all[0].any[0].text.words", words=(Span("no llega agua", 0, 13),)),),
            gave={"tag": ["agua"], "priority": "high", "assign": "guardia", "standard": "avería"},
        ),
    ),
)
FOUND = Annotation(
    version="2026.11.1",
    lang="es",
    sentiment=Sentiment(label="neg", score=-0.5, words=(Span("oscura", 40, 46, -1.5), Span("nadie", 60, 65, -0.9))),
    asks=(Ask(name="question", words=(Span("cuándo", 80, 86),)),),
)


def text(chance: random.Random) -> str:
    """Some 140 letters; each tenth with a rare word."""
    words = chance.choices(WORDS, k=24)
    if chance.random() < 0.1:
        words[3] = chance.choice(RARE)
    return " ".join(words)


def mentions(count: int) -> Iterator[Mention]:
    """Four in ten continue a thread; of these, four in ten are ours."""
    chance = random.Random(7)  # noqa: S311
    roots: list[int] = []
    for number in range(count):
        parent = chance.randrange(number) if number and chance.random() < 0.4 else number
        roots.append(number if parent == number else roots[parent])
        ours = parent != number and chance.random() < 0.4
        yield Mention(
            id=str(10**18 + number),
            channel="x",
            account="alcaldia",
            direction=Direction.OUT if ours else Direction.IN,
            created_at=START + timedelta(seconds=20 * number),
            text=text(chance),
            conversation=str(10**18 + roots[number]),
            in_reply_to=None if parent == number else str(10**18 + parent),
            author=Author(handle="alcaldia") if ours else Author(id=str(chance.randrange(count)), handle=f"u{number}"),
            url=f"https://x.com/i/status/{number}",
        )


def pages(count: int) -> Iterator[list[Arrival]]:
    """Judged and ready to be stored."""
    page: list[Arrival] = []
    for mention in mentions(count):
        judged = mention.direction is Direction.IN
        page.append(
            Arrival(
                institution="muni",
                item=mention,
                annotation=FOUND if judged else None,
                context=Context(institution="muni") if judged else None,
                verdict=VERDICT if judged else None,
            )
        )
        if len(page) == PAGE:
            yield page
            page = []
    if page:
        yield page


def store_page(inbox: Inbox, page: list[Arrival]) -> None:
    """As `collect` does."""
    with inbox.writing() as tx:
        store_arrivals(tx, page, promises=Promises.none(), now=NOW, reopen_within=REOPEN)


def large(path: Path, moments: int, working: int = 50_000) -> Inbox:
    """An inbox of many moments of one mention each, written straight into its tables: `working` of them open."""
    inbox = Inbox.create(path)
    store_page(inbox, next(iter(pages(PAGE))))
    with inbox.writing() as tx:
        mention = tx.exec_driver_sql("SELECT * FROM mention WHERE direction = 'in' LIMIT 1").one()._asdict()
        moment = tx.exec_driver_sql("SELECT * FROM moment WHERE id = ?", (mention["moment"],)).one()._asdict()
        taken = tx.exec_driver_sql("SELECT max(id) FROM moment").scalar_one()
    chance = random.Random(11)  # noqa: S311
    for start in range(taken + 1, moments + 1, _BATCH):
        made = [
            _made(chance, id_, mention, moment, working=id_ > moments - working)
            for id_ in range(start, min(start + _BATCH, moments + 1))
        ]
        with inbox.writing() as tx:
            for table in ("mention", "moment", "mention_search"):
                _insert(tx, table, [one[table] for one in made])
    with inbox.writing() as tx:
        tx.exec_driver_sql("UPDATE counter SET value = (SELECT count(*) FROM moment)")
    inbox.optimize()
    return inbox


_BATCH = 10_000
_Row = dict[str, Any]


def _insert(tx: Connection, table: str, rows: list[_Row]) -> None:
    names = ", ".join(rows[0])
    sql = f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(rows[0]))})"  # noqa: S608
    tx.exec_driver_sql(sql, [tuple(row.values()) for row in rows])


def _made(chance: random.Random, id_: int, mention: _Row, moment: _Row, *, working: bool) -> dict[str, _Row]:
    said, name = text(chance), f"m{id_}"
    at = (START.timestamp() + 20 * id_) * 1_000_000
    mention_id = id_ + PAGE
    due = chance.randrange(4) << 50
    return {
        "mention": {
            **mention,
            **{"id": mention_id, "moment": id_, "remote_id": name, "root": name, "text": said, "citizen": name},
            **{"created_at": int(at), "conversation": None},
        },
        "moment": {
            **moment,
            **{"id": id_, "conversation": name, "citizen": name, "opening": mention_id, "newest_in": mention_id},
            **{"opened_at": int(at), "last_in_at": int(at), "rank": due + int(at) // 1000, "working": working},
            "status": chance.choice(("new", "new", "open", "waiting")) if working else "closed",
            "owner": chance.choice((None, "ana", "luis")),
            "unanswered": working and chance.random() < 0.7,
            "due_at": int(at) + 86_400_000_000 if working else None,
        },
        "mention_search": {"rowid": mention_id, "text": said, "subject": "", "author": ""},
    }
