"""A citizen deletes a post: its words are gone from the inbox and every screen, and the figures are what they were."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from social_console import rules
from social_console.connectors.demo import World
from social_console.model import Author, Mention
from tests.e2e.console import Console

START = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
TEXT = "Llevamos tres días sin agua en Los Mina y Zorrilla ni saluda, llámenme al 809-555-0142"
REPORT = ("report", "--since", "2026-11-01", "--until", "2026-11-16")


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    def set_now(**length: float) -> None:
        monkeypatch.setenv("SOCIAL_CONSOLE_NOW", (START + timedelta(**length)).isoformat())

    set_now()
    return set_now


@pytest.fixture
def console(tmp_path: Path, at: Callable[..., None]) -> Console:
    """A town on a made-up network, where the office has chosen to forget what is deleted."""
    home = tmp_path / "home"
    home.mkdir()
    starter = rules.starter_files()
    places = starter["rules.yaml"] + "\nplaces: {Los Mina: [los minas]}\n"
    (home / "rules.yaml").write_text(starter["rules.yaml"] if "\nplaces:" in starter["rules.yaml"] else places)
    (tmp_path / "net").mkdir()
    made = Console(home)
    made.write_settings(
        f"""\
language = "en"
keep_revisions = "2 days"
[institutions.alcaldia]
name = "Alcaldía"
timezone = "America/Santo_Domingo"
[accounts.red]
channel = "x"
connector = "demo"
handle = "alcaldia"
erase_deleted = true
world = "{tmp_path / "net" / "network.jsonl"}"
"""
    )
    return made


def network(console: Console) -> World:
    path = console.home.parent / "net" / "network.jsonl"
    path.touch()
    return World(path)


def post(id_: str, who: str, text: str, minutes: float, **more: object) -> Mention:
    return Mention(
        id=id_,
        channel="x",
        account="alcaldia",
        created_at=START + timedelta(minutes=minutes),
        text=text,
        author=Author(id=f"id-{who}", handle=who, name=who.title()),
        url=f"https://x.example/{who}/{id_}",
        **more,  # type: ignore[arg-type]
    )


def stored(console: Console) -> str:
    with sqlite3.connect(console.home / "inbox.db") as database:
        return "\n".join(line for line in database.iterdump() if "mention_search" not in line)


def test_the_words_go_and_the_figures_stay(console: Console, at: Callable[..., None]) -> None:
    world = network(console)
    at(minutes=30)
    world.post(post("1", "vecina", TEXT, 1, conversation="c1"))
    ours = post("2", "alcaldia", "Ya enviamos una brigada.", 20, conversation="c1", in_reply_to="1", to=("id-vecina",))
    world.post(ours, direction="out")
    world.post(post("3", "vecino", "¿A qué hora abren?", 3, conversation="c3"))
    assert console("collect").code == 0
    assert console("note", "1", "La vecina dice que llevamos tres días sin agua en Los Mina").code == 0
    assert console("note", "1", "Brigada avisada").code == 0
    by = ("--by", "channel,tag,priority,place,standard", "--format", "json")
    assert "Zorrilla" in stored(console)

    world.delete("1", START + timedelta(hours=1))
    at(hours=2)
    before, rows = console(*REPORT, *by), console(*REPORT, "--format", "json", "--rows").json
    assert console("collect").code == 0

    assert '"Los Mina"' in before.out
    assert console(*REPORT, *by).out == before.out
    again = console(*REPORT, "--format", "json", "--rows").json
    assert [row.pop("url") for row in again["rows"]] == [None, "https://x.example/vecino/3"]
    assert [row.pop("url") for row in rows["rows"]] == [f"https://x.example/{one}" for one in ("vecina/1", "vecino/3")]
    assert again == rows
    assert console("verify").code == 0
    left = stored(console)
    assert not [word for word in ("Zorrilla", "555-0142", "x.example/vecina", "Vecina", "La vecina") if word in left]
    assert "Brigada avisada" in left

    assert "[deleted by its author]" in console("list").out
    (line,) = [json.loads(one) for one in console("list", "--json").out.splitlines() if '"id": 1,' in one]
    assert (line["deleted"], line["text"], line["url"]) == (True, "", None)
    shown = console("show", "1").out
    assert "deleted by its author" in shown
    assert "its author deleted it" in shown
    assert "[emptied: it repeated what its author has deleted]" in shown
    assert "Brigada avisada" in shown
    assert console("list", "--query", "Zorrilla", "--json").out == ""


def test_a_replaced_text_is_kept_as_long_as_the_settings_say(console: Console, at: Callable[..., None]) -> None:
    world = network(console)
    at(minutes=30)
    world.post(post("1", "vecina", "No hay luz", 1))
    console("collect")
    world.edit("1", "No hay luz en la calle 5", START + timedelta(minutes=40))
    at(hours=1)
    console("collect")

    def before() -> list[str]:
        return list(console("show", "1", "--json").json["thread"][0]["revisions"])

    assert before() == ["No hay luz"]
    at(days=2)
    console("collect")
    assert before() == ["No hay luz"]
    at(days=3, hours=2)
    console("collect")
    assert before() == []
    assert console("verify").code == 0
