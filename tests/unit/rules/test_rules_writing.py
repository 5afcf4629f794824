"""The files of a rule set, put back into a folder."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from social_console.publish import write_files

NOW = datetime(2026, 10, 7, 14, tzinfo=UTC)


def test_every_file_is_written_but_the_packs(tmp_path: Path) -> None:
    sources = {
        "rules.yaml": "include: ['a:b.yaml', 'pack:colombia']\n",
        "a:b.yaml": "lists: {}\n",
        "pack:colombia": "…",
    }
    assert write_files(sources, tmp_path, now=NOW) == (["rules.yaml", "a:b.yaml"], [])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a:b.yaml", "rules.yaml"]


def test_what_stood_there_is_kept_unless_it_is_known(tmp_path: Path) -> None:
    file = tmp_path / "rules.yaml"
    file.write_text("mine\n", encoding="utf-8")
    (kept,) = write_files({"rules.yaml": "theirs\n"}, tmp_path, now=NOW)[1]
    assert (tmp_path / kept).read_text(encoding="utf-8") == "mine\n"
    assert write_files({"rules.yaml": "mine\n"}, tmp_path, known=["theirs\n"], now=NOW) == (["rules.yaml"], [])
