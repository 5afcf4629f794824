"""Every verb as a command: what it prints, how it ends, several moments at once, and who may."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from social_console.verbs import VERBS
from tests.e2e.offices.office import RULES
from tests.e2e.program import Done, Program

NOW = datetime(2026, 11, 19, 14, 0, tzinfo=UTC)  # a Thursday, 10:00 in Santo Domingo


@pytest.fixture
def console(tmp_path: Path) -> Program:
    """Three citizens have called."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "social-console.toml").write_text(
        'language = "en"\n[institutions.alcaldia]\nname = "Alcaldía"\ntimezone = "America/Santo_Domingo"\n',
        encoding="utf-8",
    )
    (home / "rules.yaml").write_text(RULES, encoding="utf-8")
    made = Program(home)
    made.at(NOW)
    for n in range(1, 4):
        text = f"Estamos sin agua, ¿hasta cuándo? {n}"
        made.quickly("add", "--how", "phone", "--text", text, "--contact", f"809-555-000{n}", "--json").ok()
    return made


def row(console: Program, moment: int = 1) -> dict[str, Any]:
    (found,) = console.quickly("list", "--view", "all", "--query", f"id:{moment}", "--json").ok().lines
    return dict(found)


def error(done: Done) -> str:
    assert done.code == 2
    return str(done.json["error"]["code"])


def test_a_call_is_in_the_same_queue_and_the_same_report(console: Program) -> None:
    assert row(console)["tags"] == ["agua"]
    assert row(console)["unanswered"]
    console.quickly("answered", "1", "--how", "phone", "--text", "mañana llega").ok()
    assert not row(console)["unanswered"]
    report = console.quickly("report", "--format", "json").ok().json
    assert report["totals"]["moments"] == 3
    assert report["totals"]["answered"] == 1


@pytest.mark.parametrize(
    ("command", "key", "value"),
    [
        (("claim", "1"), "owner", "ana"),
        (("assign", "1", "luis"), "owner", "luis"),
        (("tag", "1", "luz", "#Poste"), "tags", ["agua", "luz", "poste"]),
        (("untag", "1", "agua"), "tags", []),
        (("priority", "1", "urgente"), "priority", "urgent"),
        (("close", "1"), "status", "closed"),
        (("close", "1", "--outcome", "answered"), "status", "closed"),
        (("dismiss", "1", "--reason", "spam"), "status", "dismissed"),
        (("refer", "1", "Obras", "Públicas", "--close"), "status", "closed"),
        (("answered", "1", "--how", "in-person"), "status", "waiting"),
        (("no-reply", "1", "era", "un", "saludo"), "unanswered", False),
        (("snooze", "1", "hoy", "12:30"), "snoozed_until", "2026-11-19T16:30:00Z"),
        (("note", "1", "llamé", "y", "no", "contestan"), "status", "new"),
    ],
)
def test_each_verb_says_what_it_did_and_undo_takes_it_back(
    console: Program, command: tuple[str, ...], key: str, value: object
) -> None:
    before = row(console)
    done = console.quickly(*command, "--json").ok().json
    (moment,) = done["moments"]
    found = sorted(moment[key]) if isinstance(moment[key], list) else moment[key]
    assert found == value
    assert done["message"]
    assert len(done["undo"]) == 1
    console.quickly("undo", "1").ok()
    assert row(console) == before


def test_a_snooze_ends_when_a_promise_falls_due_and_says_so(console: Program) -> None:
    done = console.quickly("snooze", "1", "mañana", "9:00", "--json").ok().json
    assert done["moments"][0]["snoozed_until"] == "2026-11-19T18:00:00Z"
    assert done["message"] == "Snoozed until 2026-11-19 14:00: a promise falls due then."


def test_an_undo_of_a_named_event(console: Program) -> None:
    tagged = console.quickly("tag", "1", "luz", "--json").ok().json
    console.quickly("priority", "1", "low").ok()
    console.quickly("undo", "1", "--event", str(tagged["undo"][0])).ok()
    assert (row(console)["tags"], row(console)["priority"]) == (["agua"], "low")


def test_several_moments_at_once(console: Program) -> None:
    console.quickly("claim", "1", "2").ok()
    console.quickly("tag", "1,2,2026-00003", "luz").ok()
    assert [row(console, n)["owner"] for n in (1, 2, 3)] == ["ana", "ana", None]
    assert all("luz" in row(console, n)["tags"] for n in (1, 2, 3))


def test_a_list_feeds_a_verb(console: Program) -> None:
    listed = console("list", "--query", "tags:agua", "--json").ok()
    assert len(listed.lines) == 3
    console("close", "-", "--outcome", "duplicate", stdin=listed.out).ok()
    assert [row(console, n)["status"] for n in (1, 2, 3)] == ["closed"] * 3
    assert console("claim", "-", stdin="no moment\n").code == 2


def test_all_or_none(console: Program) -> None:
    console.quickly("close", "2").ok()
    assert error(console.quickly("close", "1", "2", "3", "--json")) == "illegal-act"
    assert [row(console, n)["status"] for n in (1, 2, 3)] == ["new", "closed", "new"]


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (("claim", "99"), "no-such-moment"),
        (("claim", "hola"), "no-such-moment"),
        (("release", "1"), "illegal-act"),
        (("reopen", "1"), "illegal-act"),
        (("assign", "1", "nadie"), "usage"),
        (("priority", "1", "altísima"), "usage"),
        (("snooze", "1", "ayer"), "usage"),
        (("snooze", "1", "quizás"), "usage"),
        (("answered", "1"), "usage"),
        (("answered", "1", "--how", "telepathy"), "usage"),
        (("undo", "1"), "usage"),
        (("note", "1"), "usage"),
        (("reply", "1"), "usage"),
        (("reply", "1", "--text", "hola"), "not-allowed"),
        (("reply", "1", "--template", "nada"), "usage"),
        (("outbox", "retry", "7"), "usage"),
        (("quarantine", "show", "7"), "usage"),
        (("add", "--text", "hola"), "usage"),
        (("add", "--how", "link", "--url", "javascript:alert(1)", "--text", "hola"), "usage"),
        (("collect", "nowhere"), "usage"),
        (("collect", "--every", "soon"), "usage"),
    ],
)
def test_what_cannot_be_done_is_one_clear_error(console: Program, command: tuple[str, ...], code: str) -> None:
    before = [row(console, n) for n in (1, 2, 3)]
    done = console.quickly(*command, "--json")
    assert error(done) == code
    assert done.json["error"]["message"]
    assert [row(console, n) for n in (1, 2, 3)] == before


def test_an_auditor_may_do_nothing(console: Program) -> None:
    console.operator = "eva"
    assert row(console)
    for verb in VERBS:
        if verb.name in ("approve", "reply", "undo"):
            continue
        values = {"how": "phone", "reason": "spam", "outcome": "resolved"}
        given = [f"--{p.name}={values[p.name]}" for p in verb.params if p.required and p.option]
        placed = [_value(p.kind) for p in verb.params if p.required and not p.option]
        assert error(console.quickly(verb.name, "1", *placed, *given, "--json")) == "not-allowed", verb.name


def _value(kind: str) -> str:
    return {"priority": "low", "owner": "luis", "when": "2h"}.get(kind, "algo")


def test_the_same_in_spanish(console: Program) -> None:
    console.language = "es"
    assert console("claim", "1").ok().out == "Tomado.\n"
    done = console("claim", "1")
    assert done.code == 2
    assert "suyo" in done.err or "tuyo" in done.err or "ya" in done.err.lower()


def test_every_command_of_a_verb_has_help(console: Program) -> None:
    for verb in VERBS:
        if verb.name != "approve":
            assert "--json" in console.quickly(verb.name, "--help").ok().out


def test_hostile_text_comes_out_plain(console: Program) -> None:
    evil = "hola \x1b]52;c;aGVsbG8=\x07 \u202e \x9b31m [@click=app.quit]x[/]"
    added = console.quickly("add", "--how", "phone", "--text", evil, "--name", evil, "--json").ok().json
    for command in (
        ("note", str(added["id"]), evil),
        ("tag", str(added["id"]), evil),
        ("refer", str(added["id"]), evil),
        ("assign", str(added["id"]), evil),
        ("claim", evil),
        ("outbox", "list"),
        ("list", "--view", "all"),
    ):
        done = console.quickly(*command)
        assert not set("\x1b\x07\x9b\u202e") & set(done.out + done.err), command


def test_a_pasted_link_finds_its_channel_and_is_there_once(console: Program) -> None:
    paste = ("add", "--url", "https://x.com/vecino/status/77", "--text", "Qué calle", "--contact", "@vecino", "--json")
    assert console.quickly(*paste).ok().json["channel"] == "x"
    assert error(console.quickly(*paste)) == "usage"


def test_verify_is_content_after_all_of_it(console: Program) -> None:
    for command in ("claim 1", "tag 1,2 luz", "snooze 2 2h", "close 3", "undo 3", "answered 1 --how phone"):
        console.quickly(*command.split()).ok()
    console.quickly("verify").ok()
    assert json.loads(console.quickly("verify", "--json").ok().out) is not None


def test_with_live_on_save_a_sound_save_is_enough(console: Program) -> None:
    settings, rules = console.home / "social-console.toml", console.home / "rules.yaml"
    rules.write_text(RULES + "  - id: luz\n    when: {text: {words: [apagón]}}\n    then: {tag: [luz]}\n")
    console.quickly("collect").ok()
    call = ("add", "--how", "phone", "--text", "Otro apagón", "--json")
    assert console.quickly(*call).ok().json["tags"] == []
    settings.write_text('live = "on-save"\n' + settings.read_text(encoding="utf-8"), encoding="utf-8")
    console.quickly("collect").ok()
    assert console.quickly(*call).ok().json["tags"] == ["luz"]
    rules.write_text("version: 1\nrules: [")
    console.quickly("collect").ok()
    assert console.quickly(*call).ok().json["tags"] == ["luz"]  # the last good set stays in force
