"""`pip install .`: the wheel holds what is no Python too, and works without the working tree."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

from tests.plugins.environment import Environment

ROOT = Path(__file__).parents[2]


def checkout(folder: Path) -> Path:
    """What git knows, as it stands now, elsewhere: building writes catalogues beside the sources."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    for name in filter(None, listed.stdout.split("\0")):
        if name.partition("/")[0] != "tests" and (ROOT / name).is_file():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, target)
    return folder


def test_what_is_installed_brings_templates_types_catalogues_and_rules(tmp_path: Path) -> None:
    environment = Environment.make(tmp_path / "environment")
    environment.install(checkout(tmp_path / "source"))
    where = "import social_console; print(social_console.__file__)"
    installed = Path(environment.run([environment.python, "-c", where], check=True).stdout.strip()).parent
    assert installed.is_relative_to(environment.folder)
    for name in ("py.typed", "starter/rules.yaml", "locale/es/LC_MESSAGES/social_console.mo"):
        assert (installed / name).is_file(), name
    told = environment.module("social_console", "--language", "es", "connectors", "new", "uno", cwd=tmp_path)
    assert told.returncode == 0, told.stderr
    assert "Ahora:" in told.stdout
    ours = ROOT / "social_console" / "connectors" / "new" / "templates"
    there = [path for path in (tmp_path / "social-console-uno").rglob("*") if path.is_file()]
    assert len(there) == sum(path.name.endswith(".tmpl") for path in ours.rglob("*"))
    rows = environment.module("social_console", "connectors", "list", "--json").stdout.splitlines()
    assert [row["error"] for row in map(json.loads, rows)] == [None] * len(rows)
