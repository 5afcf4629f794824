"""A restricted moment from the command line: who reads it, what others see of it, and that they cannot act on it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.console import Console, Ran

RULES = """
version: 1
people:
  ana: {name: Ana, role: lead}
  luis: {role: operator}
  rosa: {role: operator, areas: [legal]}
  pedro: {role: operator}
  eva: {role: auditor}
areas: {legal: {name: Legal}}
rules:
  - id: soborno
    when: {text: {words: [soborno]}}
    then: {tag: [denuncia], assign: legal, restrict: true}
    tests:
      - {text: "me pidieron un soborno", expect: match}
      - {text: "gracias", expect: no_match}
views:
  sobornos: {query: "soborno", title: Sobornos}
  denuncias: {query: "tags:denuncia", title: Denuncias}
"""
SECRET = ("soborno", "maria", "https://x.com/1")


def line(n: int, text: str, author: str = "maria") -> dict[str, Any]:
    values = {"id": str(n), "created_at": f"2026-10-0{n}T10:00:00Z", "author": {"handle": author}, "channel": "x"}
    return {**values, "text": text, "account": "alcaldia", "url": f"https://x.com/{n}"}


@pytest.fixture
def console(tmp_path: Path) -> Console:
    """Maria writes of a bribe (moment 1) and of a lamp (2); Juan of a lamp (3)."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "rules.yaml").write_text(RULES, encoding="utf-8")
    lines = [line(1, "El inspector me pidió un soborno"), line(2, "La lámpara"), line(3, "La lámpara", "juan")]
    history = tmp_path / "history.jsonl"
    history.write_text("".join(json.dumps(each) + "\n" for each in lines), encoding="utf-8")
    ready = Console(home)
    ready.write_settings('[institutions.a]\nname = "Alcaldía"\n')
    assert ready("import", str(history), "--live").code == 0
    return ready


def ids(ran: Ran) -> list[int]:
    assert ran.code == 0, ran.said
    return sorted(json.loads(each)["id"] for each in ran.out.splitlines())


READERS = ("ana", "rosa", "eva")
"""A lead, a member of the owner's area, an auditor."""


@pytest.mark.parametrize("who", READERS)
def test_its_area_leads_and_auditors_read_it(console: Console, who: str) -> None:
    found = next(json.loads(each) for each in console("--as", who, "list", "--json").out.splitlines()[-1:])
    assert (found["text"], found["author"], found["restricted"]) == ("El inspector me pidió un soborno", "maria", True)
    assert ids(console("--as", who, "list", "--query", "soborno", "--json")) == [1]
    assert ids(console("--as", who, "list", "--view", "sobornos", "--json")) == [1]
    assert "soborno" in console("--as", who, "show", "1").out
    assert "soborno" in console("--as", who, "rules", "explain", "1").out


def test_its_owner_reads_it_and_one_who_hands_it_on_no_more(console: Console) -> None:
    assert console("assign", "1", "pedro").code == 0
    assert "soborno" in console("--as", "pedro", "show", "1").out
    assert "soborno" not in console("--as", "rosa", "show", "1").out
    assert console("--as", "pedro", "note", "1", "Llamé").code == 0
    assert console("--as", "pedro", "release", "1").code == 0
    assert console("--as", "pedro", "claim", "1").code == 2


def test_others_see_that_it_exists_and_nothing_of_what_was_written(console: Console) -> None:
    found = [json.loads(each) for each in console("--as", "luis", "list", "--json").out.splitlines()]
    closed = found[-1]
    assert [each["restricted"] for each in found] == [False, False, True]
    assert [closed[key] for key in ("text", "author", "url", "lang", "sentiment")] == [None] * 5
    assert (closed["folio"], closed["status"], closed["tags"]) == ("2026-00001", "new", ["denuncia"])
    shown = json.loads(console("--as", "luis", "show", "1", "--json").out)
    assert (shown["thread"], shown["events"], shown["author_history"], shown["citizen"]) == ([], [], [], None)
    for args in (["list"], ["list", "--format", "csv"], ["show", "1"], ["show", "1", "--json"], ["outbox", "list"]):
        ran = console("--as", "luis", *args)
        assert ran.code == 0
        assert not any(word in ran.out for word in (*SECRET[:1], *SECRET[2:])), args
        assert "maria" not in ran.out or args[0] == "list", args
    assert "[restricted]" in console("--as", "luis", "list").out


@pytest.mark.parametrize("query", ["soborno", "author:maria", "url:x.com/1", "-lámpara", "lámpara or soborno"])
def test_search_by_its_words_does_not_reveal_it(console: Console, query: str) -> None:
    assert 1 in ids(console("--as", "ana", "list", "--query", query, "--json"))
    assert 1 not in ids(console("--as", "luis", "list", "--query", query, "--json"))


def test_views_show_it_where_they_tell_nothing_of_its_words(console: Console) -> None:
    assert ids(console("--as", "luis", "list", "--view", "denuncias", "--json")) == [1]
    assert ids(console("--as", "luis", "list", "--view", "sobornos", "--json")) == []
    assert ids(console("--as", "luis", "list", "--query", "is:unanswered", "--json")) == [1, 2, 3]


def test_another_moment_of_its_author_does_not_lead_to_it(console: Console) -> None:
    assert [one["id"] for one in console("--as", "ana", "show", "2", "--json").json["author_history"]] == [1]
    assert console("--as", "luis", "show", "2", "--json").json["author_history"] == []


@pytest.mark.parametrize(
    "args",
    [
        ("note", "1", "x"), ("claim", "1"), ("assign", "1", "luis"), ("tag", "1", "x"), ("priority", "1", "low"),
        ("close", "1"), ("dismiss", "1", "--reason", "spam"), ("reply", "1", "--text", "Hola"), ("undo", "1"),
        ("answered", "1", "--how", "phone"), ("claim", "1,2"), ("rules", "explain", "1"),
    ],
)  # fmt: skip
def test_others_cannot_act_on_it(console: Console, args: tuple[str, ...]) -> None:
    ran = console("--as", "luis", *args, "--json")
    assert ran.code == 2
    assert ran.json["error"]["code"] == "not-allowed"
    assert "soborno" not in ran.said
    assert console("show", "2", "--json").json["owner"] is None


def test_rule_tools_tell_others_nothing_of_it(console: Console) -> None:
    other = console.home / "other.yaml"
    other.write_text(RULES.replace("tag: [denuncia]", "tag: [otra]"), encoding="utf-8")
    args = ("rules", "diff", str(other), "--since", "2026-01-01", "--json")
    assert console("--as", "ana", *args).json["totals"]["changed"] == 1
    assert "inspector" not in console("--as", "luis", *args).out
    assert console("--as", "luis", *args).json["totals"]["changed"] == 0


def test_what_was_written_of_it_stays_out_of_the_outbox_list(console: Console) -> None:
    settings = '[institutions.a]\nname = "Alcaldía"\n[accounts.a]\nchannel = "x"\nhandle = "alcaldia"\n'
    console.write_settings(settings + 'institution = "a"\nconnector = "demo"\nworld = "world.json"\nreply = "on"\n')
    assert console("reply", "1", "--text", "Sobre su denuncia", "--later", "2h").code == 0
    assert "Sobre su denuncia" in console("outbox", "list").out
    assert "Sobre su denuncia" not in console("--as", "luis", "outbox", "list").out
    assert json.loads(console("--as", "luis", "outbox", "list", "--json").out)["text"] is None
    assert console("--as", "luis", "outbox", "cancel", "1").code == 2
