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
