"""A small real inbox in a home of its own: SQLite, rules, three accounts, filled by the import path."""

from __future__ import annotations

import io
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from textual import events
from textual.app import App
from textual.pilot import Pilot

from social_console import store
from social_console.cli.context import Session
from social_console.collect import Importer, Thinker
from social_console.connectors import file
from social_console.tui.app import ConsoleApp

NOW = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)
NARROW, WIDE = (80, 24), (160, 48)

SETTINGS = """
language = "{language}"
[institutions.ayto]
name = "Ayuntamiento de Los Prados"
languages = ["es"]
timezone = "America/Santo_Domingo"
[accounts.atencion]
channel = "email"
handle = "atencion@prados.example"
institution = "ayto"
connector = "demo"
world = "{world}"
reply = "on"
[accounts.prados]
channel = "x"
handle = "prados"
institution = "ayto"
connector = "demo"
world = "{world}"
reply = "on"
"""

RULES = """
version: 1
calendars:
  siempre: {timezone: America/Santo_Domingo, hours: {mon-sun: ["00:00-24:00"]}}
standards:
  avería: {first_response: 4h, legal: "Ley 1, art. 2"}
  general: {first_response: 24h}
defaults: {standard: general, calendar: siempre, priority: normal}
people:
  ana: {name: Ana Peña, role: lead}
  luis: {name: Luis Mora, role: operator}
  eva: {name: Eva Díaz, role: auditor}
areas:
  aseo: {name: Aseo Urbano, email: aseo@prados.example}
templates:
  avería: {es: "Buenas{author.first_name:, {}}. Gracias por avisar. Folio {folio}."}
  cita: {es: "Venga a {place}."}
rules:
  - id: sin-agua
    when: {text: {words: ["sin agua"]}}
    then: {tag: [agua], priority: high, standard: avería, suggest: avería}
    tests:
      - {text: "estamos sin agua", expect: match}
      - {text: "gracias", expect: no_match}
views:
  agua: {query: "tags:agua", order: due, title: Agua}
"""


def line(number: float, text: str, **more: Any) -> dict[str, Any]:
    """One mention of `import`, `number` hours old."""
    given = {
        "id": f"m{number}",
        "channel": "x",
        "account": "prados",
        "created_at": (NOW - timedelta(hours=number)).isoformat(),
        "text": text,
        "author": {"handle": f"vecino{number}", "name": f"Vecino {number}"},
        "conversation": f"c{number}",
        "lang": "es",
    }
    return given | more


LINES = [
    line(1, "Llevamos dos días sin agua en Los Mina"),
    line(2, "¿Dónde se paga la basura?"),
    line(3, "El parque está muy oscuro"),
    line(5, "Otra vez sin agua, ¿hasta cuándo?"),
    line(30, "Nadie contesta el teléfono"),
    line(6, "Quisiera una copia del acta", channel="email", account="atencion@prados.example", visibility="private",
        subject="Copia del acta", author={"id": "rosa@correo.example", "name": "Rosa"}),
]  # fmt: skip


class Home:
    """The home folder with its inbox."""

    def __init__(self, folder: Path, *, language: str = "es") -> None:
        self.folder = folder
        settings = SETTINGS.format(world=folder / "world.json", language=language)
        (folder / "social-console.toml").write_text(settings, "utf-8")
        (folder / "rules.yaml").write_text(RULES, "utf-8")

    def session(self, operator: str = "ana") -> Session:
        """One run of the program."""
        return Session(self.folder, operator)

    def add(self, *lines: dict[str, Any]) -> None:
        """Bring mentions in, as `import --live` does."""
        with self.session() as session:
            importer = Importer(Thinker(session.inbox, session.settings, session.rules), told=_refused)
            text = "\n".join(json.dumps(each, ensure_ascii=False) for each in lines)
            importer.take(
                "test", io.BytesIO(text.encode()), file.Defaults(channel="x", account="prados", history=False)
            )

    def replies(self, *states: str) -> list[Any]:
        """Rows of the outbox."""
        with self.session() as session, session.inbox.reading() as tx:
            return list(store.replies(tx, *states))

    def row(self, moment: int) -> store.Row:
        """A moment as it is stored."""
        with self.session() as session, session.inbox.reading() as tx:
            return store.rows(tx, [moment])[0]

    def moment(self, words: str) -> int:
        """The moment whose newest message holds these words."""
        with self.session() as session, session.inbox.reading() as tx:
            ids = store.view_ids(tx, "all", "", me="ana", now=NOW)
            return next(row.id for row in store.rows(tx, ids) if words in row.text)


def _refused(name: str, refused: Any) -> None:
    raise AssertionError(refused.reason)


LIVE = file.Defaults(channel="x", account="prados", history=False)
Driver = Callable[[Pilot[int], ConsoleApp], Awaitable[None]]


async def ready(pilot: Pilot[int], app: ConsoleApp) -> None:
    """Until the list and the page stand."""
    await until(pilot, lambda: app.inbox_screen.moments.row is not None and app.inbox_screen.pane.seen is not None)


async def until(pilot: Pilot[int], holds: Callable[[], Any]) -> None:
    """Until something holds; a failure after five seconds."""
    for _ in range(250):
        await pilot.pause(0.02)
        if holds():
            return
    raise AssertionError("it never came to be")


def type_at_once(app: ConsoleApp, text: str) -> None:
    """As over a slow line: every key is there before the first of them is done."""
    for character in text:
        app.post_message(events.Key({":": "colon", "/": "slash", " ": "space"}.get(character, character), character))


def screen_text(app: App[Any]) -> str:
    """What stands on the terminal."""
    return "\n".join(strip.text for strip in app.screen._compositor.render_strips())
