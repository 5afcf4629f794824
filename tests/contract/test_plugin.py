"""What an author sees who runs the suite: the clause in words, and the traceback of their own code only."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PLUGIN = 'pytest_plugins = ["social_console.connectors.contract"]\n'
CONFTEST = """
import pytest
from tests.contract.broken import BrokenWorld, {kind}

@pytest.fixture
def world(tmp_path):
    return BrokenWorld(tmp_path, {kind})
"""
TEST = """
from social_console.connectors.contract import ConnectorContract

class TestContract(ConnectorContract):
    pass
"""
READY = """
import tempfile
from pathlib import Path
from social_console.connectors.contract import contract
from tests.contract.broken import BrokenWorld, Sound

TestContract = contract(lambda: BrokenWorld(Path(tempfile.mkdtemp()), Sound))
"""


def pytest_says(folder: Path, test: str = TEST, conftest: str = "", *args: str) -> tuple[int, str]:
    (folder / "conftest.py").write_text(conftest)
    (folder / "test_contract.py").write_text(test)
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q", "--rootdir", str(folder), str(folder)]
    done = subprocess.run([*command, *args], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def test_a_broken_clause_is_told_in_words_and_not_in_our_sources(tmp_path: Path) -> None:
    code, said = pytest_says(tmp_path, conftest=PLUGIN + CONFTEST.format(kind="NaiveTimes"))
    assert code == 1
    assert "clause “times” is broken: Times are aware, in UTC" in said
    assert re.search(r"seen: +mention p1: datetime\.datetime\(", said)
    assert "to do: datetime.fromisoformat(text).astimezone(UTC)" in said
    assert "connectors/contract/reading.py" not in said
    assert re.search(r"clauses of the contract that are broken =*\n(.*\n)?times: 1 test\n", said)


def test_a_foreign_exception_comes_with_the_authors_own_traceback(tmp_path: Path) -> None:
    code, said = pytest_says(tmp_path, conftest=PLUGIN + CONFTEST.format(kind="RaisingWhatever"))
    assert code == 1
    assert 'raise KeyError("data")' in said
    assert "clause “errors” is broken" in said
    assert "connectors/contract/world.py" not in said


def test_without_a_world_one_is_asked_for(tmp_path: Path) -> None:
    code, said = pytest_says(tmp_path, conftest=PLUGIN)
    assert code == 1
    assert "write a fixture called “world”" in said


def test_without_the_plugin_the_words_are_the_same(tmp_path: Path) -> None:
    code, said = pytest_says(tmp_path, conftest=CONFTEST.format(kind="NaiveTimes"))
    assert code == 1
    assert "clause “times” is broken: Times are aware, in UTC" in said


def test_the_plugin_may_be_named_on_the_command_line_and_a_world_handed_over(tmp_path: Path) -> None:
    assert pytest_says(tmp_path, READY, "", "-p", "social_console.connectors.contract")[0] == 0
    assert pytest_says(tmp_path, READY)[0] == 0


def test_nobody_elses_tests_load_the_plugin(tmp_path: Path) -> None:
    (tmp_path / "test_theirs.py").write_text("def test_theirs(): pass")
    ask = "import sys, pytest; pytest.main(['-q', '-p', 'no:cacheprovider', '.']); print([*map(str, sys.modules)])"
    done = subprocess.run([sys.executable, "-c", ask], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert "1 passed" in done.stdout
    assert "hypothesis" in done.stdout, "plugins that ask to be found are loaded"
    assert "'social_console" not in done.stdout
