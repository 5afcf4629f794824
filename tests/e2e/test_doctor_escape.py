"""What strangers (and odd settings) put into names and errors comes out of doctor, init and backup as plain text."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from social_console.errors import Transient
from social_console.settings import FILE, quoted
from tests.e2e.console import Console, Ran
from tests.hostile import CORPUS, harmful

NASTY = " ".join(text for name, text in CORPUS.items() if name not in {"megabyte", "marks"})


def plain(ran: Ran) -> bool:
    return not list(harmful(ran.out)) and not list(harmful(ran.err))


@pytest.fixture
def console(tmp_path: Path) -> Console:
    made = Console(tmp_path / "home")
    made("init", "--yes")
    return made


@pytest.mark.parametrize("place", ["name", "handle", "key", "value"])
def test_settings_may_hold_anything(console: Console, place: str) -> None:
    world = console.home / "network.jsonl"
    said = {"name": "V", "handle": "valle", "key": "x", "value": "off", place: NASTY}
    (console.home / FILE).write_text(
        f'[institutions.v]\nname = {quoted(said["name"])}\n[accounts.x]\nchannel = "x"\nconnector = "demo"\n'
        f"handle = {quoted(said['handle'])}\nworld = {quoted(str(world))}\nreply = {quoted(said['value'])}\n"
        + (f"{quoted(NASTY)} = 1\n" if place == "key" else ""),
        encoding="utf-8",
    )
    for command in (("doctor",), ("doctor", "--json"), ("doctor", "--send-test"), ("backup",), ("list",)):
        ran = console(*command)
        assert plain(ran), command
        assert "Our own fault" not in ran.said
    assert json.loads(console("doctor", "--json").out)["findings"]


def test_a_servers_words_are_made_plain(console: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    from social_console.connectors.demo import DemoConnector

    def refuse(self: DemoConnector) -> None:
        raise Transient(f"the server says {NASTY}", remedy=f"try {NASTY}")

    monkeypatch.setattr(DemoConnector, "check", refuse)
    world = quoted(str(console.home / "network.jsonl"))
    account = f'[accounts.x]\nchannel = "x"\nconnector = "demo"\nhandle = "v"\nworld = {world}\n'
    console.write_settings(f'[institutions.v]\nname = "V"\n{account}')
    for command in (("doctor",), ("doctor", "--json")):
        ran = console(*command)
        assert ran.code == 3
        assert plain(ran)


def test_whatever_is_answered_init_writes_files_that_load(tmp_path: Path) -> None:
    console = Console(tmp_path / "home")
    ran = console("init", "--yes", f"--name={NASTY}")
    assert plain(ran)
    assert ran.code == 0
    assert console("doctor", "--offline").code == 0
    refused = Console(tmp_path / "other")("init", "--yes", f"--email={NASTY}")
    assert refused.code == 2
    assert plain(refused)
