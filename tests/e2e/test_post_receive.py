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
        settings = self.home / "social-console.toml"
        settings.write_text(settings.read_text("utf-8").replace('language = "en"', 'language = "es"'), "utf-8")
        self.git(folder, "init", "-q", "--bare", "-b", "main", str(self.bare))
        shutil.copy(ROOT / "deploy/post-receive", self.bare / "hooks/post-receive")
        self.git(folder, "clone", "-q", str(self.bare), str(self.clone))
        self.git(self.clone, "checkout", "-q", "-b", "main")

    def git(self, folder: Path, *args: str) -> str:
        environ = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        environ |= {
            "SOCIAL_CONSOLE_HOME": str(self.home),
            "SOCIAL_CONSOLE": str(Path(sys.executable).with_name("social-console")),
            "SOCIAL_CONSOLE_OPERATOR": "encargada",
            "LANGUAGE": "",
            "LC_ALL": "C",
            "GIT_AUTHOR_NAME": "Ana", "GIT_AUTHOR_EMAIL": "ana@example.org",
            "GIT_COMMITTER_NAME": "Ana", "GIT_COMMITTER_EMAIL": "ana@example.org",
        }  # fmt: skip
        done = subprocess.run(["git", *args], cwd=folder, env=environ, capture_output=True, text=True, check=True)
        return done.stdout + done.stderr

    def push(self, before: str = "", **rules: str) -> str:
        (self.clone / "rules.yaml").write_text(before + RULES.format(**rules), "utf-8")
        self.git(self.clone, "add", ".")
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
    assert "rules.yaml:8: agua" in said and "nothing" not in said
    assert '"urgent"' in office.in_force()


def test_a_push_of_a_file_with_faults_says_where_in_the_lead_s_own_words(office: Office) -> None:
    office.push(priority="urgent", expected="match")
    said = office.push(priority="urgente", expected="match")
    assert "remote: rules.yaml:6:" in said and "No se publicó nada" in said and "nothing" not in said
    assert '"urgent"' in office.in_force()


def test_what_is_included_comes_along_and_nothing_else_of_the_repository(office: Office) -> None:
    for name, text in {"partes/luz.yml": "lists: {luz: [luz]}\n", "ci.yaml": "on: push\n"}.items():
        path = office.clone / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    office.push(priority="urgent", expected="match")
    (office.home / "rules.yaml").write_text("lists: {mine: [nunca publicada]}\n", "utf-8")
    said = office.push("include: [partes/luz.yml]\n", priority="low", expected="match")
    assert "partes/luz.yml" in said and '"low"' in office.in_force()
    assert (office.home / "partes/luz.yml").exists() and not (office.home / "ci.yaml").exists()
    kept = [path.read_text("utf-8") for path in office.home.glob("rules.yaml.*~")]
    assert sum("nunca publicada" in text for text in kept) == 1


def test_a_link_in_the_repository_shows_nobody_another_file(office: Office) -> None:
    secret = office.home / "secreto.txt"
    secret.write_text("contraseña-de-todos", "utf-8")
    (office.clone / "otro.yaml").symlink_to(secret)
    said = office.push("include: [otro.yaml]\n", priority="low", expected="match")
    assert "contraseña" not in said and "otro.yaml" in said


def test_open_moments_are_judged_anew_where_the_server_says_so(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.console("add", "--how", "phone", "--text", "no hay agua")
    monkeypatch.setenv("SOCIAL_CONSOLE_REDECIDE", "open")
    assert "1 caso abierto" in office.push(priority="urgent", expected="match")


def test_a_push_of_another_branch_publishes_nothing(office: Office) -> None:
    office.push(priority="urgent", expected="match")
    office.git(office.clone, "checkout", "-q", "-b", "prueba")
    (office.clone / "rules.yaml").write_text(RULES.format(priority="low", expected="match"), "utf-8")
    office.git(office.clone, "commit", "-q", "-a", "-m", "prueba")
    office.git(office.clone, "push", "-q", "origin", "prueba")
    assert '"urgent"' in office.in_force()
