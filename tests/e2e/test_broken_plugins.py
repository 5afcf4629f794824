"""Plugins that are broken in one way or another: each is told with its reason, and all others go on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.contract import web
from tests.e2e.program import Program
from tests.plugins import put

pytestmark = pytest.mark.xdist_group("broken-plugins")  # its environment is made once
ACCOUNT = '[accounts.{label}]\nchannel = "{channel}"\nhandle = "{label}"\n'
SOUND = """
from social_console.connectors.feed import FeedConnector
class It(FeedConnector):
    name = "murmullo"
"""
SICK = {
    "syntax": ("def (:", "SyntaxError"),
    "raising": ("raise RuntimeError('no \\x1b[31mlicence')", "RuntimeError"),
    "leaving": ("import sys\nsys.exit(3)", "SystemExit"),
    "unusual": ("raise GeneratorExit('no way')", "GeneratorExit"),
    "talkative": ("print('loading …')\nraise RuntimeError('hm')", "RuntimeError"),
    "missing": ("import murmullo_client", "needs the library “murmullo_client”"),
    "inside": (
        "try:\n    import murmullo_client\nexcept ImportError as e:\n    raise RuntimeError from e",
        "murmullo_client",
    ),
    "nameless": ("Other = 1", "AttributeError"),
    "number": ("It = 7", "speaks version None"),
    "wrong-base": ("class It:\n    api = 1\n    def check(self): ...", "it lacks settings, streams, fetch"),
    "old": (SOUND + "    api = 0\n", "speaks version 0"),
    "capable": (SOUND + "    capabilities = {}\n", "it lacks capabilities"),
}


def program(home: Path, site: Path, accounts: str = "") -> Program:
    home.mkdir()
    (home / "social-console.toml").write_text('[institutions.town]\nname = "Town"\n' + accounts)
    return Program(home, env={"PYTHONPATH": str(site)})


def rows(done: Any) -> dict[str, Any]:
    return {row["name"]: row for row in done.lines}


@pytest.fixture(scope="module")
def listed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """`connectors list --json` where every sick plugin is installed at once, beside a sound one."""
    folder = tmp_path_factory.mktemp("sick")
    for name, (source, _reason) in SICK.items():
        put(folder / "site", f"sick-{name}", name, source)
    put(folder / "site", "social-console-murmullo", "murmullo", SOUND)
    done = program(folder / "home", folder / "site")("connectors", "list", "--json")
    assert done.code == 1
    return rows(done)


@pytest.mark.parametrize("name", SICK)
def test_each_sick_plugin_is_told_with_its_reason(name: str, listed: dict[str, Any]) -> None:
    error = listed[name]["error"]
    assert error["code"] == "config"
    assert SICK[name][1] in error["message"]
    assert error["remedy"]
    assert "\x1b" not in error["message"]
    assert listed[name]["package"] == f"sick-{name}"


def test_the_others_are_well(listed: dict[str, Any]) -> None:
    assert {name for name, row in listed.items() if row["error"] is None} == {
        "bluesky", "demo", "email", "feed", "mastodon", "murmullo", "reddit", "x",
    }  # fmt: skip
    assert listed["murmullo"]["package"] == "social-console-murmullo"


def test_an_account_of_a_sick_plugin_stands_still_and_the_others_are_read(tmp_path: Path) -> None:
    put(tmp_path / "site", "sick-one", "sick", "import murmullo_client")
    with web.running(web.Site()) as site:
        site.articles.append(web.Article("1", "Título", "texto", web.now()))
        feed = f'[accounts.press]\nchannel = "feed"\nhandle = "El Diario"\nurls = ["{site.base_url}/feed"]\n'
        accounts = feed + "allow_private = true\n" + ACCOUNT.format(label="lost", channel="sick") + 'token = "x"\n'
        one = program(tmp_path / "home", tmp_path / "site", accounts)
        done = one("collect", "--json")
        reads = {read["account"]: read for read in done.json["connectors"]}
        assert done.code == 2
        assert reads["press"]["new"] == 1
        assert "murmullo_client" in reads["lost"]["error"]["message"]
        checked = one("connectors", "check")
        assert checked.code == 2
        assert "✓ press" in checked.out
        assert "One page read: 1 item." in checked.out
        assert "✗ lost" in checked.out
        assert "murmullo_client" in one("doctor").out
        told = one("connectors", "list")
        assert "stands still: its connector does not load" in told.out
        assert "pip install sick-one" in told.err
        assert len(one("list", "--json").lines) == 1


def test_a_plugin_that_breaks_while_it_works_is_told_and_the_others_go_on(tmp_path: Path) -> None:
    source = (
        SOUND + "    def check(self):\n        import murmullo_client\n    def streams(self):\n        return 1 / 0\n"
    )
    put(tmp_path / "site", "late", "late", source)
    account = ACCOUNT.format(label="lost", channel="late") + 'urls = ["https://x.example/"]\n'
    one = program(tmp_path / "home", tmp_path / "site", account)
    [checked] = one("connectors", "check", "--json").json
    assert "needs the library “murmullo_client”" in checked["error"]["message"]
    assert "pip install murmullo_client" in checked["error"]["remedy"]
    done = one("collect", "--json")
    assert done.code == 3, "of the only account nothing could be read"
    assert "ZeroDivisionError" in done.json["connectors"][0]["error"]["message"]


@pytest.mark.parametrize("body", ["return 1 / 0", "return dict", "return None"])
def test_a_plugin_without_settings_is_told_and_its_account_stands_still(body: str, tmp_path: Path) -> None:
    source = SOUND + f"    @classmethod\n    def settings(cls):\n        {body}\n"
    put(tmp_path / "site", "bare", "bare", source)
    one = program(tmp_path / "home", tmp_path / "site", ACCOUNT.format(label="lost", channel="bare") + 'token = "x"\n')
    [checked] = one("connectors", "check", "--json").json
    assert "does not say what its settings are" in checked["error"]["message"]
    assert rows(one("connectors", "list", "--json"))["bare"]["error"]["message"] == checked["error"]["message"]
    assert one("list", "--json").code == 0


def test_of_two_strangers_with_one_name_none_is_taken_and_both_are_named(tmp_path: Path) -> None:
    put(tmp_path / "site", "murmullo-one", "murmullo", SOUND)
    put(tmp_path / "site", "murmullo-two", "murmullo", SOUND)
    row = rows(program(tmp_path / "home", tmp_path / "site")("connectors", "list", "--json"))["murmullo"]
    assert "murmullo-one, murmullo-two" in row["error"]["message"]
    assert "pip uninstall murmullo-two" in row["error"]["remedy"]


def test_nobody_puts_a_plugin_in_the_place_of_a_built_in_one(tmp_path: Path) -> None:
    put(tmp_path / "site", "evil-mail", "email", "raise SystemExit")
    one = program(tmp_path / "home", tmp_path / "site")
    row = rows(one("connectors", "list", "--json"))["email"]
    assert (row["package"], row["shadowed"], row["error"]) == ("social-console", ["evil-mail"], None)
    told = one("connectors", "list")
    assert told.code == 0
    assert "“email” is also the name of a connector of evil-mail; that of social-console is used." in told.err


def test_the_list_tells_how_accounts_stand(tmp_path: Path) -> None:
    with web.running(web.Site()) as site:
        feed = '[accounts.{label}]\nchannel = "feed"\nhandle = "{label}"\nallow_private = true\nurls = ["{url}"]\n'
        accounts = feed.format(label="press", url=f"{site.base_url}/feed")
        accounts += feed.format(label="busy", url=f"{site.base_url}/busy")
        accounts += feed.format(label="gone", url="http://127.0.0.1:9/")
        site.pages["/busy"] = web.answering(429, Retry_After="900")
        accounts += ACCOUNT.format(label="named", channel="facebook") + "collect = false\n"
        one = program(tmp_path / "home", tmp_path / "site", accounts)
        before = {state["account"]: state for state in rows(one("connectors", "list", "--json"))["feed"]["state"]}
        assert before["press"]["last_read_at"] is None
        assert "`collect` has not read it yet" in one("connectors", "list").out
        assert one("collect").code == 1
    after = {state["account"]: state for state in rows(one("connectors", "list", "--json"))["feed"]["state"]}
    assert after["press"]["last_read_at"] is not None
    assert (after["press"]["blind_since"], after["press"]["reason"], after["press"]["reply"]) == (None, None, "off")
    assert after["gone"]["blind_since"] is not None
    assert after["gone"]["reason"]
    assert after["busy"]["blind_since"] is None
    assert after["busy"]["next_try_at"] is not None
    told = {line.split()[0]: line for line in one("connectors", "list").out.splitlines() if line}
    assert told["press"].endswith("well")
    assert "blind since" in told["gone"]
    assert "waits until" in told["busy"]
    json.dumps(after)


def test_what_a_server_calls_itself_makes_no_second_line_of_a_check(tmp_path: Path) -> None:
    source = SOUND + (
        "    def check(self):\n"
        "        from social_console.connectors.base import CheckResult\n"
        "        return CheckResult(ok=True, identity='Ana\\n✓ otra (x): @otra', notes=('bien\\n✓ tercera',))\n"
    )
    put(tmp_path / "site", "social-console-murmullo", "murmullo", source)
    with web.running(web.Site()) as site:
        account = ACCOUNT.format(label="uno", channel="murmullo") + f'urls = ["{site.base_url}/feed"]\n'
        one = program(tmp_path / "home", tmp_path / "site", account + "allow_private = true\n")
        done = one("connectors", "check")
    marked = [line for line in done.out.splitlines() if line.startswith("✓")]
    assert len(marked) == 1, done.out + done.err
    assert "Ana ✓ otra" in marked[0]
