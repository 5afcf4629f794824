"""`list`, `show`, `verify`: the shapes that scripts rely on, and what a person reads."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.console import Console, Ran

_PROMISED = (
    "id folio channel account institution status unanswered overdue priority tags",
    "owner lang sentiment author text created_at due_at first_response_at url similar restricted deleted",
)
KEYS = [key for line in _PROMISED for key in line.split()]


def line(n: int, **changes: Any) -> dict[str, Any]:
    values = {"id": str(n), "created_at": f"2026-10-0{n}T10:00:00Z", "author": {"handle": f"c{n}"}, "channel": "x"}
    return {**values, "text": f"Hola {n}", "account": "alcaldia", **changes}


@pytest.fixture
def console(tmp_path: Path) -> Console:
    """Three citizens, one of them answered, one of them hostile."""
    home = tmp_path / "home"
    home.mkdir()
    lines = [
        line(1, text="No llega agua a Los Mina", url="https://x.com/1"),
        line(2, text="=cmd|' /C calc'!A0 \x1b]0;x\x07[@click=app.quit]", author={"handle": "@eva"}),
        line(3, text="¿A qué hora abren?"),
        line(4, text="A las ocho.", direction="out", in_reply_to="3", author={"handle": "alcaldia"}),
    ]
    history = tmp_path / "history.jsonl"
    history.write_text("".join(json.dumps(each) + "\n" for each in lines), encoding="utf-8")
    ready = Console(home)
    assert ready("import", str(history), "--live").code == 0
    return ready


def lines(ran: Ran) -> list[dict[str, Any]]:
    assert ran.code == 0, ran.err
    return [json.loads(each) for each in ran.out.splitlines()]


def test_list_prints_a_json_line_a_moment_with_the_promised_keys(console: Console) -> None:
    found = lines(console("list", "--json"))
    assert [each["id"] for each in found] == [3, 2, 1]
    assert all(list(each) == KEYS for each in found)
    last = found[-1]
    assert (last["folio"], last["status"], last["priority"], last["url"]) == (
        "2026-00001",
        "new",
        last["priority"],
        "https://x.com/1",
    )
    assert (last["unanswered"], last["created_at"], last["author"]) == (True, "2026-10-01T10:00:00Z", "c1")
    assert found[0]["first_response_at"] == "2026-10-04T10:00:00Z"


def test_list_takes_views_queries_orders_and_limits(console: Console) -> None:
    def ids(*args: str) -> list[int]:
        return [each["id"] for each in lines(console("list", "--json", *args))]

    assert sorted(ids("--view", "to_reply")) == [1, 2]
    assert ids("--query", "agua") == [1]
    assert ids("--query", "estado:esperando") == [3]
    assert ids("--order", "oldest", "--limit", "2") == [1, 2]
    assert ids("--limit", "0") == []


def test_a_faulty_query_exits_2_with_its_place(console: Console) -> None:
    ran = console("list", "--query", "agua estdo:nuevo", "--json")
    assert ran.code == 2
    fault = ran.json["error"]["faults"][0]
    assert (fault["code"], fault["location"]["column"]) == ("unknown-field", 6)


def test_csv_takes_no_spreadsheet_for_a_fool(console: Console) -> None:
    ran = console("list", "--format", "csv")
    head, *rows = csv.reader(io.StringIO(ran.out))
    assert head == KEYS
    (hostile,) = (row for row in rows if row[0] == "2")
    assert hostile[KEYS.index("text")].startswith("'=cmd")
    assert hostile[KEYS.index("author")].startswith("'@")
    assert "\x1b" not in ran.out


def test_a_person_reads_a_table(console: Console) -> None:
    ran = console("list")
    assert "2026-00001" in ran.out
    assert "\x1b" not in ran.said
    assert "No moments." in console("list", "--query", "nada").out


def test_show_tells_everything_of_one_moment(console: Console) -> None:
    found = console("show", "2026-00003", "--json").json
    assert [each["direction"] for each in found["thread"]] == ["in", "out"]
    assert found["state"]["first_response_how"] == "elsewhere"
    assert {"clocks", "events", "author_history", "replies", "tags_by", "context", "aliases"} <= found.keys()
    assert [each["verb"] for each in found["events"]] == ["received", "received"]
    assert found["thread"][0]["verdict"]["rule_set"]
    text = console("show", "2").said
    assert "@eva" in text
    assert "\x1b" not in text and "\x07" not in text


def test_show_of_nothing_exits_2(console: Console) -> None:
    ran = console("show", "99", "--json")
    assert (ran.code, ran.json["error"]["code"]) == (2, "no-such-moment")


def test_verify_is_content_or_exits_4(console: Console) -> None:
    import sqlite3

    assert console("verify", "--json").json == {"ok": True, "problems": []}
    assert console("verify").code == 0
    database = sqlite3.connect(console.home / "inbox.db")
    with database:
        database.execute("UPDATE moment SET owner = 'nadie' WHERE id = 1")
    database.close()
    ran = console("verify", "--json")
    assert (ran.code, ran.json["ok"], ran.json["problems"][0]["code"]) == (4, False, "state")
    assert console("verify").code == 4


def test_a_storm_is_one_line_with_its_number_and_still_a_moment_each(console: Console, tmp_path: Path) -> None:
    storm = "Cinco días sin agua en el sector y nadie responde"
    again = [line(n, text=f"@alcaldia {storm} {'😡' * n} https://t.co/{n}") for n in (5, 6, 7)]
    file = tmp_path / "storm.jsonl"
    file.write_text("".join(json.dumps(each) + "\n" for each in again), encoding="utf-8")
    assert console("import", str(file), "--live").code == 0
    assert [each["similar"] for each in lines(console("list", "--json"))] == [3, 3, 3, 1, 1, 1]
    table = console("list")
    assert table.out.count(storm) == 1
    assert "×3 @alcaldia" in table.out
    assert [each["id"] for each in lines(console("list", "--query", "like:4", "--json"))] == [6, 5, 4]
    assert console("list", "--query", "like:4").out.count(storm) == 3
    shown = json.loads(console("show", "5", "--json").out)
    assert (shown["similar"], shown["similar_moments"]) == (3, [6, 4])
    assert "×3" in console("show", "5").out
