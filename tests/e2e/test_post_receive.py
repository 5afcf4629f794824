"""A lead pushes rules.yaml to the server's repository: sound rules are in force, others change nothing."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.console import Console

ROOT = Path(__file__).parents[2]
RULES = """\
version: 1
rules:
  - id: agua
    about: Falta el agua.
    when: {{text: {{words: [agua]}}}}
    then: {{tag: [agua], priority: {priority}}}
    tests:
      - {{text: "no hay agua", expect: {expected}}}
"""


class Office:
    """A home, the server's bare repository with the hook, and a lead's clone of it."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "home"
        self.console = Console(self.home)
        self.clone = folder / "clone"
        self.bare = folder / "reglas.git"
        assert self.console("init", "--yes").code == 0
        self.git(folder, "init", "-q", "--bare", "-b", "main", str(self.bare))
        shutil.copy(ROOT / "deploy/post-receive", self.bare / "hooks/post-receive")
        self.git(folder, "clone", "-q", str(self.bare), str(self.clone))
        self.git(self.clone, "checkout", "-q", "-b", "main")

    def git(self, folder: Path, *args: str) -> str:
        environ = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        environ |= {
            "SOCIAL_CONSOLE_HOME": str(self.home),
            "SOCIAL_CONSOLE": str(Path(sys.executable).with_name("social-console")),
            "SOCIAL_CONSOLE_OPERATOR": "ana",
            "GIT_AUTHOR_NAME": "Ana", "GIT_AUTHOR_EMAIL": "ana@example.org",
            "GIT_COMMITTER_NAME": "Ana", "GIT_COMMITTER_EMAIL": "ana@example.org",
        }  # fmt: skip
        done = subprocess.run(["git", *args], cwd=folder, env=environ, capture_output=True, text=True, check=True)
        return done.stdout + done.stderr

    def push(self, **rules: str) -> str:
        (self.clone / "rules.yaml").write_text(RULES.format(**rules), "utf-8")
        self.git(self.clone, "add", "rules.yaml")
        self.git(self.clone, "commit", "-q", "-m", "reglas")
        return self.git(self.clone, "push", "origin", "main")

    def in_force(self) -> str:
        return str(self.console("rules", "explain", "--text", "no hay agua", "--json").out)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def test_a_push_of_sound_rules_puts_them_in_force(office: Office) -> None:
    office.push(priority="urgent", expected="match")
    assert '"urgent"' in office.in_force()
    assert (office.home / "rules.yaml").read_text("utf-8") == (office.clone / "rules.yaml").read_text("utf-8")


def test_a_push_of_a_failing_test_changes_nothing_and_says_so(office: Office) -> None:
    office.push(priority="urgent", expected="match")
    said = office.push(priority="low", expected="no_match")
    assert "remote: " in said
    assert '"urgent"' in office.in_force()


def test_a_push_of_another_branch_publishes_nothing(office: Office) -> None:
    office.push(priority="urgent", expected="match")
    office.git(office.clone, "checkout", "-q", "-b", "prueba")
    (office.clone / "rules.yaml").write_text(RULES.format(priority="low", expected="match"), "utf-8")
    office.git(office.clone, "commit", "-q", "-a", "-m", "prueba")
    office.git(office.clone, "push", "-q", "origin", "prueba")
    assert '"urgent"' in office.in_force()
