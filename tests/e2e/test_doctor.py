"""doctor: each thing that can be wrong is told with its remedy and its exit code."""

from __future__ import annotations

import json
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from social_console import clock
from social_console.connectors.demo import World
from social_console.settings import load
from tests.e2e.console import Console
from tests.real.mail import Mail

TOML = """\
language = "en"
[institutions.valle]
name = "Valle Verde"
[accounts.x]
channel = "x"
connector = "demo"
handle = "valle"
world = "{world}"
"""


@pytest.fixture
def console(tmp_path: Path) -> Console:
    made = Console(tmp_path / "home")
    made("init", "--yes", "--name=Valle Verde")
    made.write_settings(TOML.format(world=tmp_path / "network.jsonl"))
    return made


def findings(console: Console, *flags: str) -> tuple[int, list[dict[str, Any]]]:
    ran = console("doctor", "--json", *flags)
    document = json.loads(ran.out)
    assert document["ok"] is (ran.code == 0)
    return ran.code, document["findings"]


def found(console: Console, check: str, *flags: str) -> tuple[int, list[dict[str, Any]]]:
    code, all_of_them = findings(console, *flags)
    return code, [finding for finding in all_of_them if finding["check"] == check]


def test_a_sound_home_is_told_to_be_well(console: Console) -> None:
    code, all_of_them = findings(console)
    assert code == 0, all_of_them
    of_ours = [finding for finding in all_of_them if finding["check"] not in {"disk", "clock"}]
    assert {finding["level"] for finding in of_ours} <= {"ok", "note"}
    assert {finding["check"] for finding in all_of_them} >= {
        "settings", "secrets", "rights", "disk", "clock", "database", "rules", "outbox", "backup", "channel",
    }  # fmt: skip


def test_a_person_reads_lines_with_remedies(console: Console) -> None:
    console.home.chmod(0o755)
    ran = console("doctor")
    assert "chmod o-rwx" in ran.out
    assert ran.code == 0


def test_broken_settings_do_not_hide_the_rest(console: Console) -> None:
    console.write_settings("langage = 'es'\n")
    code, all_of_them = findings(console)
    assert code == 2
    assert "language" in all_of_them[0]["remedy"]
    assert any(finding["check"] == "database" and finding["level"] == "ok" for finding in all_of_them)


def test_faulty_rules_are_told_with_their_place(console: Console) -> None:
    (console.home / "rules.yaml").write_text("version: 1\nrulez: []\n")
    code, about = found(console, "rules")
    assert code == 2
    assert about[0]["subject"].endswith("rules.yaml:2:1")


def test_rules_whose_tests_fail_are_told(console: Console) -> None:
    text = "rules:\n  - {id: a, when: {text: {words: [b]}}, then: {tag: [c]}, tests: [{text: d, expect: match}]}\n"
    (console.home / "rules.yaml").write_text(text)
    _, about = found(console, "rules", "--offline")
    assert (about[0]["level"], about[0]["subject"]) == ("warning", "rules.yaml:2")


def test_rules_in_force_are_dated_by_the_office_s_clock(console: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOCIAL_CONSOLE_NOW", "2026-10-02T02:00:00Z")
    console("rules", "publish", "--yes")
    _, about = found(console, "rules", "--offline")
    assert "2026-10-01" in next(one["message"] for one in about if one["subject"])


def test_rules_that_are_not_in_force_are_told(console: Console) -> None:
    console("list")
    console("rules", "publish", "--yes")
    with (console.home / "rules.yaml").open("a", encoding="utf-8") as rules:
        rules.write("\n# a comment changes nothing\n")
    _, about = found(console, "rules", "--offline")
    assert all(finding["level"] == "ok" for finding in about)
    text = (console.home / "rules.yaml").read_text().replace("people:\n", "people:\n  new: {role: auditor}\n", 1)
    (console.home / "rules.yaml").write_text(text)
    _, about = found(console, "rules", "--offline")
    assert [finding["remedy"] for finding in about if finding["level"] == "warning"] == ["social-console rules publish"]


def test_a_channel_that_is_down_alone_is_nothing_reached(console: Console, tmp_path: Path) -> None:
    World(tmp_path / "network.jsonl").break_next("down")
    code, about = found(console, "channel")
    assert code == 3
    assert about[0]["level"] == "error"


def test_one_channel_of_two_down_falls_short(console: Console, tmp_path: Path) -> None:
    text = TOML.format(world=tmp_path / "network.jsonl")
    other = TOML.format(world=tmp_path / "other.jsonl").partition("[accounts.x]")[2].replace('"valle"', '"otra"')
    console.write_settings(f"{text}[accounts.y]{other}")
    World(tmp_path / "other.jsonl").break_next("auth")
    code, about = found(console, "channel")
    assert code == 1
    assert [finding["subject"] for finding in about if finding["level"] == "error"] == ["y"]


def test_offline_asks_no_server(console: Console, tmp_path: Path) -> None:
    World(tmp_path / "network.jsonl").break_next("down")
    assert found(console, "channel", "--offline") == (0, [])


def test_a_truncated_inbox_is_damaged(console: Console) -> None:
    database = console.home / "inbox.db"
    database.write_bytes(database.read_bytes()[:5000])
    (console.home / "inbox.db-wal").unlink(missing_ok=True)
    code, about = found(console, "database", "--offline")
    assert code == 4
    assert "restore" in about[0]["remedy"]


def test_a_clock_that_went_back_is_told(console: Console, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    console("collect")
    monkeypatch.setenv("SOCIAL_CONSOLE_NOW", (clock.now() - timedelta(days=2)).isoformat())
    code, about = found(console, "clock", "--offline")
    assert code == 4
    assert about[-1]["level"] == "error"


def test_a_full_disk_is_told_before_it_hurts(console: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(console.home)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage._replace(free=10_000_000))
    code, about = found(console, "disk", "--offline")
    assert (code, about[0]["level"]) == (4, "error")


def test_a_folder_without_a_home(tmp_path: Path) -> None:
    ran = Console(tmp_path / "nowhere")("doctor", "--offline")
    assert ran.code == 2
    assert "init" in ran.out


def test_the_send_test_needs_to_know_which_account(console: Console) -> None:
    console.write_settings('[institutions.v]\nname = "V"\n')
    assert console("doctor", "--send-test").code == 2


def test_the_send_test_turns_replies_on_only_when_told(console: Console) -> None:
    ran = console("doctor", "--send-test", "--json")
    assert (ran.code, ran.json["reply"]) == (0, "off")
    assert console("doctor", "--send-test", "--yes").code == 0
    assert 'reply = "on"' in (console.home / "social-console.toml").read_text()


def test_a_send_test_that_is_refused_leaves_replies_off(console: Console, tmp_path: Path) -> None:
    World(tmp_path / "network.jsonl").break_next("rejected")
    assert console("doctor", "--send-test", "--yes").code == 1
    assert "reply" not in (console.home / "social-console.toml").read_text()


@pytest.mark.real
def test_a_real_mailbox_proves_itself(mail: Mail, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    office = mail.address("office")
    options = mail.settings()
    monkeypatch.setenv("SOCIAL_CONSOLE_CORREO_PASSWORD", str(options.pop("password")))
    console = Console(tmp_path / "home")
    console("init", "--yes", "--name=Valle Verde")
    keys = "\n".join(f"{key} = {json.dumps(value)}" for key, value in options.items())
    head = '[institutions.valle]\nname = "Valle Verde"\n[accounts.correo]\nchannel = "email"\n'
    console.write_settings(f'{head}handle = "{office}"\n{keys}\n')
    code, about = found(console, "channel")
    assert code == 0, about
    assert console("doctor", "--send-test", "--yes").code == 0
    assert len(mail.mailbox(office)) == 1
    from social_console import connectors

    assert load(console.home, connectors.models, {}).accounts[0].reply == "on"
