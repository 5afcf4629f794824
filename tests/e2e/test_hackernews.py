"""The worked example: built, installed beside social-console as a stranger's distribution, and read by `collect`."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.plugins.environment import Environment

pytestmark = pytest.mark.xdist_group("hackernews")  # its environment is made once
EXAMPLE = Path(__file__).parents[2] / "examples" / "hackernews"
SERVE = """
import json, sys
sys.path.insert(0, sys.argv[1])
from tests.server import Server, Site
site = Site()
with Server(site) as server:
    print(server.base_url, flush=True)
    for line in sys.stdin:
        print(json.dumps(eval(line, {"site": site})), flush=True)
"""


class HackerNews:
    """The example's own server, in a process of its own; `does` says what happens there."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.base_url = self._said()

    def does(self, what: str) -> Any:
        assert self.process.stdin is not None
        self.process.stdin.write(what + "\n")
        self.process.stdin.flush()
        return json.loads(self._said())

    def _said(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """Installed from a copy, so that nothing of ours is built into the working tree."""
    folder = tmp_path_factory.mktemp("hackernews")
    source = Path(shutil.copytree(EXAMPLE, folder / "source", ignore=shutil.ignore_patterns(".*_cache", "__pycache__")))
    environment = Environment.make(folder / "environment")
    environment.install(source)
    return environment


@pytest.fixture
def there(installed: Environment) -> Iterator[HackerNews]:
    command = [installed.python, "-c", SERVE, str(EXAMPLE)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield HackerNews(process)
        assert process.stdin is not None
        process.stdin.close()


def test_it_is_a_distribution_of_its_own_whose_tests_pass(installed: Environment) -> None:
    where = "import social_console_hackernews as it; print(it.__file__)"
    assert str(installed.folder) in installed.run([installed.python, "-c", where], check=True).stdout
    ran = installed.module("pytest", "-q", "-p", "no:cacheprovider", "-ra", cwd=EXAMPLE)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert re.search(r"\n\d\d passed in ", ran.stdout)


def test_collect_brings_it_into_the_inbox_and_sees_what_is_withdrawn(
    installed: Environment, there: HackerNews, tmp_path: Path
) -> None:
    (tmp_path / "social-console.toml").write_text(
        '[institutions.town]\nname = "Town"\n[accounts.hn]\nchannel = "hackernews"\nhandle = "town"\n'
        f'queries = ["alcaldía"]\nsearch_url = "{there.base_url}/api/v1"\nitems_url = "{there.base_url}/v0"\n'
    )

    def console(*args: str, now: str = "", code: int = 0) -> str:
        env = {"SOCIAL_CONSOLE_NOW": now} if now else {}
        done = installed.module("social_console", "--home", str(tmp_path), "--as", "ana", *args, env=env)
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout

    def moments() -> dict[str, Any]:
        rows = [json.loads(line) for line in console("list", "--view", "all", "--json").splitlines()]
        return {row["author"].lstrip("@"): row for row in rows}

    story = there.does('site.say("town", "Ask us.", title="We are a small town")')
    there.does(f'site.say("ana", "¿Cuándo arreglan el bache?", {story})')
    rosa = there.does('site.say("rosa", "La alcaldía no contesta", title="No answer")')
    there.does('site.say("luis", "nothing about you", title="Something else")')

    rows = [json.loads(line) for line in console("connectors", "list", "--json").splitlines()]
    [row] = [row for row in rows if row["name"] == "hackernews"]
    assert (row["package"], row["accounts"], row["error"]) == ("social-console-hackernews", ["hn"], None)
    [checked] = json.loads(console("connectors", "check", "--json"))
    assert (checked["ok"], checked["identity"], checked["scopes"]) == (True, "town", ["read"])
    assert checked["streams"] == ["replies", "query:alcaldía", "own"]

    [read] = json.loads(console("collect", "--json"))["connectors"]
    assert (read["account"], read["new"], read["error"]) == ("hn", 3, None), "our own story is one of them"
    found = moments()
    assert set(found) == {"ana", "rosa"}
    assert found["ana"]["text"] == "¿Cuándo arreglan el bache?"
    assert found["ana"]["url"].startswith("https://news.ycombinator.com/item?id=")
    [again] = json.loads(console("collect", "--json"))["connectors"]
    assert again["new"] == 0

    there.does(f"setattr(site.items[{rosa}], 'deleted', True)")
    later = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    console("collect", now=later)
    assert moments()["rosa"]["deleted"]
    assert not moments()["ana"]["deleted"]

    there.does("setattr(site, 'fault', '429')")
    console("collect", now=(datetime.now(UTC) + timedelta(hours=2)).isoformat(), code=1)
    states = [json.loads(line) for line in console("connectors", "list", "--json").splitlines()]
    [state] = [state for row in states if row["name"] == "hackernews" for state in row["state"]]
    assert "429" in state["reason"]
    assert state["next_try_at"] is not None
