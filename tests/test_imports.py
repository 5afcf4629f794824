"""Starting is cheap: the command line loads nothing heavy before a command needs it (DESIGN 3)."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

HEAVY = (
    "textual", "sqlmodel", "sqlalchemy", "alembic", "tweepy", "praw", "atproto", "mastodon", "numpy",
    "pydantic", "httpx", "feedparser", "py3langid", "vaderSentiment", "ahocorasick", "re2", "ruamel",
    "holidays", "imap_tools", "babel",
)  # fmt: skip


def loaded_by(code: str) -> set[str]:
    script = f"{code}\nimport json, sys\nprint(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return {name.partition(".")[0] for name in json.loads(done.stdout.splitlines()[-1])}


def test_importing_the_command_line_loads_nothing_heavy() -> None:
    assert loaded_by("import social_console.cli") & set(HEAVY) == set()


@pytest.mark.parametrize("args", [["--help"], ["--version"], ["no-such-command"]])
def test_help_and_mistakes_load_nothing_heavy(args: list[str]) -> None:
    code = f"from social_console.cli import run\nrun({args!r})"
    assert loaded_by(code) & set(HEAVY) == set()


def test_a_command_that_only_lists_does_not_load_the_console_or_a_network_client() -> None:
    code = "from social_console.cli import build\nbuild().get_command(None, 'list')"
    assert loaded_by(code) & {"textual", "httpx", "imap_tools", "py3langid", "feedparser"} == set()


@pytest.mark.parametrize("args", [["--help"], ["list", "--help"]])
def test_help_loads_nothing_of_language(args: list[str]) -> None:
    script = (
        f"from social_console.cli import run; run({args!r}); import sys; "
        "print(*[name for name in sys.modules if name.startswith('social_console.')])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    loaded = {name.split(".")[1] for name in done.stdout.splitlines()[-1].split()}
    assert "cli" in loaded
    assert loaded & {"annotate", "asks", "language", "lexicons", "sentiment"} == set()


@pytest.mark.parametrize(
    ("text", "spared"),
    [
        ("Llevamos dos días sin agua y nadie responde, ya van tres reportes", {"py3langid", "numpy", "vaderSentiment"}),
        ("We have been waiting for help and the street is still without power", {"py3langid", "numpy"}),
    ],
)
def test_an_engine_loads_when_a_text_needs_it(text: str, spared: set[str]) -> None:
    assert loaded_by(f"from social_console.annotate import annotate\nannotate({text!r})") & spared == set()
    assert loaded_by("from social_console.annotate import annotate") & {*spared, "re2", "ahocorasick"} == set()
