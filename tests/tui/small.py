"""A small inbox in memory for the screens alone: as many moments as asked for, and a count of what was read."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from social_console.desk import Composing
from social_console.model import (
    Annotation,
    Ask,
    Author,
    Clause,
    Direction,
    Fired,
    Mention,
    Priority,
    Sentiment,
    Span,
    Status,
    Verdict,
    Visibility,
)
from social_console.moments import State
from social_console.store.values import Detail, Past, Row, StoredMention
from social_console.tui.app import ConsoleApp
from social_console.tui.gate import Gate
from social_console.tui.ports import Listing, Opening, Seen
from social_console.tui.widgets.bars import Health, Reading, Whose
from social_console.tui.widgets.views import View, views_of
from social_console.verbs import Verb

NOW = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)
TEXTS = (
    "Llevamos dos días sin agua en Los Mina y nadie responde al teléfono, ¿cuándo llega?",
    "Gracias por arreglar el bache de la calle Duarte, quedó muy bien.",
    "¿Dónde se paga el arbitrio de la basura? En la web no aparece nada.",
    "Hay un cable caído frente a la escuela, es un peligro para los niños!!",
    "Buenas, quisiera saber el horario de la oficina de Ensanche Ozama.",
)
AUTHORS = ("mariap", "juan.perez", "la_vecina_de_los_mina", "ana", "tomas_r")


class Session:
    """Nothing behind it."""

    demo = True
    operator = "ana"
    settings: Any = None
    inbox: Any = None
    rules: Any = SimpleNamespace(macros={})


def row(n: int) -> Row:
    """Moment number `n`."""
    status = (Status.NEW, Status.OPEN, Status.WAITING)[n % 3]
    return Row(
        id=n,
        folio=f"2026-{n:05}",
        channel="x" if n % 4 else "email",
        account="@ayto",
        institution="ayto",
        status=status,
        unanswered=status is not Status.WAITING,
        overdue=n % 7 == 0,
        priority=Priority((n * 7) % 4),
        tags=(("agua", "averías"), ("vías",), ())[n % 3],
        owner=(None, "ana", "aseo")[n % 3],
        lang="es",
        sentiment=("neg", "pos", "neu", "neg", "unsure")[n % 5],
        author=AUTHORS[n % 5],
        author_name="María Peña" if n % 5 == 0 else None,
        text=TEXTS[n % 5],
        created_at=NOW - timedelta(hours=n),
        due_at=NOW + timedelta(minutes=37 * (n % 9) - 40) if n % 4 else None,
        due_clock="first",
        standard="general",
        first_response_at=None,
        url="https://example.org/1",
        newest_in=n * 10,
        pending_reply="failed" if n == 5 else None,
    )


def detail(n: int) -> Detail:
    """With a short thread."""
    first = Mention(
        id=str(n),
        channel="x",
        account="@ayto",
        created_at=NOW - timedelta(hours=5),
        text=TEXTS[n % 5],
        author=Author(id="1", handle=AUTHORS[n % 5], name="María Peña"),
    )
    span = Span("sin agua", first.text.find("sin agua"), first.text.find("sin agua") + 8)
    fired = Fired(
        rule="sin-agua",
        clauses=(Clause(path="when.all[0].text.words", words=(span,)),),
        gave={"tag": ["agua"], "priority": "high", "assign": "guardia"},
    )
    stored = StoredMention(
        id=n * 10, moment=n, institution="ayto", mention=first, seen_at=NOW, citizen="1", root="1",
        annotation=Annotation(
            version="1", lang="es", sentiment=Sentiment(label="neg", score=-0.4), asks=(Ask(name="question"),),
        ),
        verdict=Verdict(rule_set="abcdef0123456789", tags=("agua",), fired=(fired,) if n % 5 == 0 else ()),
    )  # fmt: skip
    ours = Mention(
        id=f"o{n}", channel="x", account="@ayto", created_at=NOW - timedelta(hours=4), direction=Direction.OUT,
        text="Buenas, María. Gracias por avisar. ¿Nos indica el sector exacto, por favor?",
    )  # fmt: skip
    answer = StoredMention(
        id=n * 10 - 1, moment=n, institution="ayto", mention=ours, seen_at=NOW, citizen="1", root="1"
    )
    return Detail(id=n, state=State(), row=row(n), citizen="1", conversation=str(n), thread=(answer, stored))


class SmallGate(Gate):
    """`n` moments; nothing is written."""

    def __init__(self, n: int) -> None:
        super().__init__(Session())
        self.n = n
        self.rows_read = 0
        self.asked: list[int] = []
        self.event = 1

    def open(self) -> Opening:
        whose = Whose("Ayuntamiento de Santo Domingo Este", "ana", demo=True)
        return Opening(whose, UTC, self.views(), "lead", self.counts(), self.event)

    def views(self) -> tuple[View, ...]:
        return views_of({"urgente": "Urgente y sin respuesta"})

    def counts(self) -> Mapping[str, int]:
        return {"to_reply": self.n, "overdue": 3, "mine": 12, "unowned": 0, "all": self.n, "not_sent": 1, "urgente": 2}

    def listing(self, view: View, query: str) -> Listing:
        ids = array("q", range(1, (self.n if view.key in ("to_reply", "all") else 3) + 1))
        return Listing(ids, len(ids))

    def rows(self, ids: Sequence[int]) -> list[Row]:
        self.rows_read += len(ids)
        self.asked += ids
        return [row(n) for n in ids]

    def seen(self, moment: int) -> Seen:
        past = Past(id=1, folio="2026-00001", created_at=NOW - timedelta(days=30), status=Status.CLOSED, text=TEXTS[2])
        return Seen(detail(moment), (past,), "Ley 200-04, art. 8")

    def newest(self) -> int:
        return self.event

    def changed(self, since: int) -> set[int]:
        return set()

    def health(self) -> Health:
        readings = (Reading("atención", NOW), Reading("prensa", NOW - timedelta(hours=4), blind=True))
        return Health(readings, not_sent=1, queued=2, unpublished=True)

    def why_not(self, verb: Verb, ids: Sequence[int]) -> dict[int, str]:
        return {}

    def stuck(self, moment: int) -> None:
        return None

    def compose(self, moment: int, template: str | None = None) -> Composing:
        mail = moment % 4 == 0
        return Composing(
            reply_id=1, moment=moment, text="Buenas, María. Folio {folio}." if template else "", target=1,
            subject="Re: sin agua" if mail else None, to="maria@example.org" if mail else "@mariap",
            account="atención", channel="email" if mail else "x", seen=moment * 10, limit=None if mail else 280,
            visibility=Visibility.PRIVATE if mail else Visibility.PUBLIC, template=template,
        )  # fmt: skip

    @property
    def desk(self) -> Any:
        return SmallDesk()


class SmallDesk:
    """Keeps nothing."""

    def templates(self, moment: int) -> tuple[str, ...]:
        return ("avería", "horario")

    def save(self, reply_id: int, text: str, subject: str | None = None) -> None:
        pass


def small_app(n: int) -> tuple[ConsoleApp, SmallGate]:
    """A console over `n` made-up moments."""
    app, gate = ConsoleApp(Session()), SmallGate(n)
    app.gate = gate
    return app, gate
