"""A file is put in place whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from social_console.files import write_whole


def test_a_file_is_replaced_with_the_mode_that_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "it"
    write_whole(path, "uno\r\nñ")
    assert path.read_bytes() == "uno\r\nñ".encode()
    assert path.stat().st_mode & 0o777 == 0o600
    write_whole(path, "dos", mode=0o640)
    assert path.read_text() == "dos"
    assert path.stat().st_mode & 0o777 == 0o640


def test_what_cannot_be_written_leaves_the_old_one_and_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "it"
    write_whole(path, "uno")
    with pytest.raises(UnicodeEncodeError):
        write_whole(path, "half \ud83d")
    assert path.read_text() == "uno"
    assert [one.name for one in tmp_path.iterdir()] == ["it"]
