"""`connectors new` writes a package that works: installed for real, its tests pass, it is listed, and it is read."""

from __future__ import annotations

import json
import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.program import Done, Program
from tests.plugins.environment import Environment

pytestmark = pytest.mark.xdist_group("connectors-new")  # its environment is made once
NAME = "mi-canal"
PACKAGE = "social-console-mi-canal"


def new(home: Path, *args: str, language: str = "en") -> Done:
    return Program(home, language=language)("connectors", "new", *args)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("author")
    told = new(folder / "home", NAME, "--dir", str(folder), "--json").ok().json
    assert told["folder"] == str(folder / PACKAGE)
    return Path(told["folder"])


@pytest.fixture(scope="module")
def installed(written: Path, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    environment = Environment.make(tmp_path_factory.mktemp("environment"))
    environment.install(written)
    return environment


def test_it_is_a_whole_distribution(written: Path) -> None:
    project = tomllib.loads((written / "pyproject.toml").read_text())["project"]
    assert project["name"] == PACKAGE
    assert project["entry-points"]["social_console.connectors"] == {NAME: "social_console_mi_canal:MiCanalConnector"}
    there = {str(path.relative_to(written)) for path in written.rglob("*") if path.is_file()}
    assert {".gitignore", "LICENSE", "README.md", "README.es.md", "src/social_console_mi_canal/py.typed"} <= there
    for path in written.rglob("*"):
        if path.is_file():
            text = path.read_text("utf-8")
            assert "$" not in text, path
            assert not re.search(r"\bpass\b|NotImplemented|TODO", text.replace("Depends on", "")), path


def test_installed_for_real_its_contract_holds_and_it_is_in_the_list(written: Path, installed: Environment) -> None:
    where = "import social_console_mi_canal as it; print(it.__file__)"
    assert str(installed.folder) in installed.run([installed.python, "-c", where], check=True).stdout
    ran = installed.module("pytest", "-q", "-p", "no:cacheprovider", "-ra", cwd=written)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert re.search(r"\n\d\d passed in ", ran.stdout)
    rows = [
        json.loads(line)
        for line in installed.module("social_console", "connectors", "list", "--json").stdout.splitlines()
    ]
    [row] = [row for row in rows if row["name"] == NAME]
    assert (row["package"], row["error"], row["capabilities"]["can_reply"]) == (PACKAGE, None, True)


def test_installed_to_be_worked_on_it_is_in_the_list(tmp_path: Path) -> None:
    folder = Path(new(tmp_path, "uno", "--dir", str(tmp_path), "--json").ok().json["folder"])
    environment = Environment.make(tmp_path / "environment")
    environment.install(folder, "--editable")
    where = "import social_console_uno as it; print(it.__file__)"
    assert str(folder / "src") in environment.run([environment.python, "-c", where], check=True).stdout
    assert "social-console-uno" in environment.module("social_console", "connectors", "list").stdout


READ_ONLY = (
    ("can_reply=True, ", ""),
    ('        """Everything that identifies the post', '        raise PermissionDenied("Never.")\n        """'),
    ('        """One request. Whatever', '        raise PermissionDenied("Never.")\n        """'),
    ("Gone, Rejected", "Gone, PermissionDenied, Rejected"),
)


def test_as_the_readme_says_it_becomes_one_that_only_reads(tmp_path: Path, installed: Environment) -> None:
    folder = Path(new(tmp_path, "solo", "--dir", str(tmp_path), "--json").ok().json["folder"])
    file = folder / "src" / "social_console_solo" / "connector.py"
    text = file.read_text("utf-8")
    for before, after in READ_ONLY:
        assert before in text
        text = text.replace(before, after)
    file.write_text(text, "utf-8")
    ran = installed.module(
        "pytest", "-q", "-p", "no:cacheprovider", cwd=folder, env={"PYTHONPATH": str(folder / "src")}
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_ruff_and_mypy_strict_find_nothing(written: Path, installed: Environment) -> None:
    for args in (("ruff", "check", "--no-cache"), ("ruff", "format", "--check", "--no-cache"), ("mypy",)):
        done = installed.module(*args, cwd=written)
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("name", ["a", "abcdefgh-ijklmnop-qrstuv-wxyz0"])
def test_short_and_long_names_are_as_tidy(name: str, tmp_path: Path, installed: Environment) -> None:
    folder = new(tmp_path, name, "--dir", str(tmp_path), "--json").ok().json["folder"]
    for args in (("check", "--no-cache"), ("format", "--check", "--no-cache")):
        done = installed.module("ruff", *args, cwd=Path(folder))
        assert done.returncode == 0, done.stdout + done.stderr


SERVE = """
import sys, threading
sys.path.insert(0, sys.argv[1])
from tests.server import Server
with Server() as server:
    server.add("ana", "¿Cuándo pasa el camión?", None)
    print(server.base_url, flush=True)
    sys.stdin.readline()
    print([post["text"] for post in server.posts.values() if post["own"]], flush=True)
"""


def test_the_console_reads_and_answers_through_it(written: Path, installed: Environment, tmp_path: Path) -> None:
    command = [installed.python, "-c", SERVE, str(written)]
    service = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert service.stdout is not None
    base_url = service.stdout.readline().strip()
    (tmp_path / "social-console.toml").write_text(
        'undo_seconds = 0\n[institutions.town]\nname = "Town"\n[accounts.ours]\n'
        f'channel = "{NAME}"\nhandle = "town"\nbase_url = "{base_url}"\nreply = "on"\n'
    )

    def console(*args: str) -> Any:
        command = ["social_console", "--home", str(tmp_path), "--as", "ana", *args]
        done = installed.module(*command, env={"SOCIAL_CONSOLE_OURS_TOKEN": "t0k3n"})
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    [checked] = json.loads(console("connectors", "check", "--json"))
    assert (checked["identity"], checked["read"], checked["limits"]["longest_reply"]) == ("town", 1, 500)
    console("collect")
    [moment] = [json.loads(line) for line in console("list", "--json").splitlines()]
    assert (moment["channel"], moment["text"]) == (NAME, "¿Cuándo pasa el camión?")
    console("reply", str(moment["id"]), "--text", "Mañana a las ocho.")
    console("collect")
    console("collect")
    said, _err = service.communicate("\n", timeout=30)
    assert said.strip() == "['Mañana a las ocho.']"


@pytest.mark.parametrize(
    ("name", "why", "instead"),
    [
        ("Mi Canal", "cannot be a connector's name", "mi-canal"),
        ("señal", "cannot be a connector's name", "senal"),
        ("a--b", "cannot be a connector's name", "a-b"),
        ("9gag", "cannot be a connector's name", "gag"),
        ("../x", "cannot be a connector's name", ": x"),
        ("x" * 31, "cannot be a connector's name", "x" * 30),
        ("mi_canal", "cannot be a connector's name", "mi-canal"),
        ("", "cannot be a connector's name", "my-channel"),
        ("email", "already, in social-console", "connectors list"),
        ("file", "means something else", "connectors list"),
    ],
)
def test_names_that_cannot_be_are_refused_with_one_that_can(name: str, why: str, instead: str, tmp_path: Path) -> None:
    done = new(tmp_path, "--dir", str(tmp_path / "out"), "--", name)
    assert done.code == 2
    assert why in done.err
    assert instead in done.err
    assert not (tmp_path / "out").exists()


def test_a_name_that_is_installed_is_refused(written: Path, installed: Environment, tmp_path: Path) -> None:
    done = installed.module("social_console", "connectors", "new", NAME, "--json", cwd=tmp_path)
    assert done.returncode == 2
    assert json.loads(done.stdout)["error"]["message"] == f"There is a connector called “{NAME}” already, in {PACKAGE}."
    assert list(tmp_path.iterdir()) == []


def test_nothing_that_is_there_is_written_over(tmp_path: Path) -> None:
    (tmp_path / PACKAGE).mkdir()
    (tmp_path / PACKAGE / "mine.txt").write_text("mine")
    done = new(tmp_path, NAME, "--dir", str(tmp_path))
    assert done.code == 2
    assert "is there already" in done.err
    assert [path.name for path in tmp_path.rglob("*")] == [PACKAGE, "mine.txt"]
    dangling = tmp_path / "social-console-other"
    dangling.symlink_to(tmp_path / "nowhere")
    assert new(tmp_path, "other", "--dir", str(tmp_path)).code == 2
    assert dangling.is_symlink()


def test_a_folder_that_cannot_be_written_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = new(tmp_path, NAME, "--dir", str(tmp_path / "file" / "below"))
    assert done.code == 2
    assert "--dir" in done.err


def test_it_says_what_to_do_next_in_both_languages(tmp_path: Path) -> None:
    english = new(tmp_path, "uno", "--dir", str(tmp_path)).ok().out
    spanish = new(tmp_path, "dos", "--dir", str(tmp_path), language="es").ok().out
    for said in (english, spanish):
        assert "python -m pip install -e '.[dev]'" in said
        assert "python -m pytest" in said
    assert "Next:" in english
    assert "Ahora:" in spanish
