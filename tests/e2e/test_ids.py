"""Ids are opaque: whatever a channel calls a post or a person comes out as it went in, and nothing is mixed up."""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from social_console import store
from social_console.connectors.demo import World
from social_console.model import Author, Mention
from social_console.tui.app import ConsoleApp
from social_console.tui.screens.reply import ReplyScreen
from social_console.tui.screens.review import Review
from tests.e2e.offices.office import RULES
from tests.e2e.program import Program
from tests.e2e.terminal import at_the_terminal
from tests.tui.real import WIDE, ready, until

IDS = {
    "a ULID": "01J9ZQ3KX5T8E6W7R2M4N1P0VB",
    "the same in small letters": "01j9zq3kx5t8e6w7r2m4n1p0vb",
    "a DID's address": "at://did:plc:z72i7hdynpk6r22z27h6tvur/app.bsky.feed.post/3kd5abcd2x2y",
    "above 2^63": str(2**63 + 7),
    "above 2^63, one more": str(2**63 + 8),
    "above 2^64": str(2**65 + 1),
    "a number": "123",
    "with leading zeros": "000123",
    "with a dot": "123.0",
    "with an exponent": "1e3",
    "negative": "-1",
    "inner space": "dos palabras",
    "two inner spaces": "dos  palabras",
    "a space before": " 123",
    "a space behind": "123 ",
    "composed": unicodedata.normalize("NFC", "ñandú-é-💧"),
    "decomposed": unicodedata.normalize("NFD", "ñandú-é-💧"),
    "five hundred letters": "x" * 500,
    "five hundred and one": "x" * 501,
    "signs": "o'\"%_\\/?#&=;,<>[]{}$(id)",
    "an option": "--help",
    "nothing at all": "null",
    "not a number": "NaN",
    "a formula": "=1+1",
    "a Message-ID": "<CAF+x=y@mail.example>",
}
SHOWN = (
    *("a ULID", "a DID's address", "above 2^63", "with leading zeros", "a space before", "decomposed"),
    *("five hundred letters", "signs"),
)
"""For the console, which takes a second for each."""
SETTINGS = """\
language = "en"
[institutions.alcaldia]
name = "Alcaldía"
timezone = "America/Santo_Domingo"
[accounts.cuenta]
institution = "alcaldia"
channel = "x"
connector = "demo"
handle = "alcaldia"
reply = "on"
world = "{world}"
"""


class Town:
    """A home on the pretend network."""

    def __init__(self, folder: Path) -> None:
        home = folder / "home"
        home.mkdir()
        self.world = World(folder / "world.jsonl")
        (home / "social-console.toml").write_text(SETTINGS.format(world=self.world.path), "utf-8")
        (home / "rules.yaml").write_text(RULES, "utf-8")
        self.console = Program(home)
        self.now = datetime.now(UTC)

    def __call__(self, *args: str) -> Any:
        return self.console.quickly(*args).ok()

    def says(self, id_: str, text: str, author: str, under: str | None = None) -> None:
        """On the network; the author's id is as odd as the post's."""
        who = Author(id=author, handle=f"vecino{[*IDS.values()].index(author)}")
        at = datetime.now(UTC) - timedelta(minutes=1)
        self.world.post(
            Mention(id=id_, channel="x", account="alcaldia", created_at=at, text=text, author=who, in_reply_to=under)
        )

    def rows(self) -> list[dict[str, Any]]:
        """All moments."""
        found: list[dict[str, Any]] = self("list", "--view", "all", "--json", "--limit", "1000").lines
        return found

    def threads(self) -> dict[str, list[dict[str, Any]]]:
        """Each moment's mentions, by the id of the first."""
        shown = [self("show", str(row["id"]), "--json").json["thread"] for row in self.rows()]
        return {thread[0]["id"]: thread for thread in shown}


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return Town(tmp_path)


def test_imported_ids_come_out_as_they_went_in_and_thread(town: Town, tmp_path: Path) -> None:
    day = "2026-11-02T10:0{}:00Z"
    lines: list[dict[str, Any]] = []
    for number, id_ in enumerate(IDS.values()):
        author = {"id": id_, "handle": f"vecino{number}"}
        told = {"channel": "x", "account": "alcaldia", "author": author}
        ours = {**told, "author": {"handle": "alcaldia"}, "direction": "out"}
        lines += [
            {**told, "id": id_, "created_at": day.format(0), "text": f"¿Horario? {number}"},
            {**ours, "id": f"{id_}/r", "created_at": day.format(1), "text": "De 8 a 3.", "in_reply_to": id_},
            {**told, "id": f"{id_}/b", "created_at": day.format(2), "text": "¿Y hoy?", "in_reply_to": f"{id_}/r"},
        ]
    file = tmp_path / "odd.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    first = town("import", str(file), "--json").json
    assert (first["new"], first["moments"], first["refused"]) == (3 * len(IDS), len(IDS), 0)
    again = town("import", str(file), "--json").json
    assert (again["new"], again["duplicate"]) == (0, 3 * len(IDS))
    threads = town.threads()
    assert {*threads} == {*IDS.values()}
    for id_, thread in threads.items():
        assert [one["id"] for one in thread] == [id_, f"{id_}/r", f"{id_}/b"]
        assert thread[0]["author"]["id"] == id_
    _reported(town)
    town("verify")


def test_a_number_too_big_for_other_programs_is_taken_whole(town: Town, tmp_path: Path) -> None:
    big = 2**63 + 7
    line = {"id": big, "created_at": "2026-11-02T10:00:00Z", "text": "Hola", "author": {"id": big + 1}}
    (tmp_path / "big.jsonl").write_text(json.dumps(line), "utf-8")
    town("import", str(tmp_path / "big.jsonl"))
    ((_id, (mention,)),) = town.threads().items()
    assert (mention["id"], mention["author"]["id"]) == (str(big), str(big + 1))


def test_in_csv_they_are_what_the_cell_says(town: Town, tmp_path: Path) -> None:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["id", "created_at", "text", "author.id"])
    for id_ in IDS.values():
        writer.writerow([id_, "2026-11-02T10:00:00Z", "¿Horario?", id_])
    (tmp_path / "odd.csv").write_text(out.getvalue(), "utf-8")
    town("import", str(tmp_path / "odd.csv"))
    assert {*town.threads()} == {*IDS.values()}


def test_collected_ids_are_answered_and_heard_again(town: Town) -> None:
    for number, id_ in enumerate(IDS.values()):
        town.says(id_, f"¿Horario? {number}", id_)
    assert town("collect", "--json").json["connectors"][0]["new"] == len(IDS)
    threads = town.threads()
    assert {*threads} == {*IDS.values()}
    for row in town.rows():
        town("reply", str(row["id"]), "--text", "De 8 a 3.")
    answers = {str(one["in_reply_to"]): str(one["id"]) for one in town.world.records("post") if one.get("in_reply_to")}
    assert {*answers} == {*IDS.values()}
    for id_, answer in answers.items():
        town.says(f"{id_}/b", "¿Y hoy?", id_, answer)
    assert town("collect", "--json").json["connectors"][0]["new"] == len(IDS)
    for id_, thread in town.threads().items():
        assert {one["id"] for one in thread} == {id_, f"{id_}/b", answers[id_]}
    assert {(row["status"], row["unanswered"]) for row in town.rows()} == {("open", True)}
    _reported(town)
    town("verify")


async def test_in_the_console_each_is_shown_and_answered(town: Town) -> None:
    for number, name in enumerate(SHOWN):
        town.says(IDS[name], f"¿Horario? {number}", IDS[name])
    town("collect")
    with at_the_terminal(town.console) as app:
        async with app.run_test(size=WIDE) as pilot:
            await ready(pilot, app)
            for count, moment in enumerate(list(app.inbox_screen.moments.ids), 1):
                await _answered(pilot, app, moment)
                await until(pilot, partial(_queued, app, count))
    town.console.at(datetime.now(UTC) + timedelta(minutes=5))
    town("outbox", "send")
    under = [str(one["in_reply_to"]) for one in town.world.records("post") if one.get("in_reply_to")]
    assert sorted(under) == sorted(IDS[name] for name in SHOWN)


async def _answered(pilot: Any, app: ConsoleApp, moment: int) -> None:
    moments = app.inbox_screen.moments
    moments.to(moments.ids.index(moment))
    await until(pilot, lambda: app.inbox_screen.pane.seen and app.inbox_screen.pane.seen.detail.row.id == moment)
    await pilot.press("r")
    await until(pilot, lambda: isinstance(app.screen, ReplyScreen))
    await pilot.press(*"De 8 a 3.", "ctrl+s")
    await until(pilot, lambda: isinstance(app.screen, Review))
    await pilot.press("y")
    await until(pilot, lambda: app.screen is app.inbox_screen)


def _queued(app: ConsoleApp, count: int) -> bool:
    with app.session.inbox.reading() as tx:
        return len(list(store.replies(tx, "queued"))) == count


def _reported(town: Town) -> None:
    """A moment each, also line by line, and every one can be explained."""
    period = ("--since", "2026-11-01", "--until", f"{datetime.now(UTC) + timedelta(days=1):%Y-%m-%d}")
    totals = town("report", *period, "--format", "json").json["totals"]
    assert (totals["moments"], totals["answered"]) == (len(IDS), len(IDS))
    rows = list(csv.reader(io.StringIO(town("report", *period, "--rows", "--format", "csv").out)))
    assert len(rows) == 1 + len(IDS)
    town("report", "explain", str(town.rows()[-1]["id"]))
