"""The files of a rule set, put into a folder: what stood there and was never published is kept beside it."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from datetime import datetime
from pathlib import Path

from social_console.files import write_whole
from social_console.rules.files import PACK

_OF_GROUP = 0o2020
"""A folder that a group shares."""


def write_files(
    sources: Mapping[str, str], folder: Path, *, known: Collection[str] = (), now: datetime
) -> tuple[list[str], list[str]]:
    """Write each file that says something else; returns the names written, and those under which others were kept.

    `known`: texts that need not be kept, for the inbox has them. Raises OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written, kept = [], []
    for name, text in sources.items():
        if name.startswith(PACK):  # it comes with the program
            continue
        path = folder / name
        old = _text(path)
        if old == text:
            continue
        if old is not None and old not in known:
            kept.append(_aside(path, now).relative_to(folder).as_posix())
        _write(path, text, folder)
        written.append(name)
    return written, kept


def _text(path: Path) -> str | None:
    """As rules are read; None where there is nothing."""
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        return None
    return raw.decode("utf-8-sig", errors="surrogateescape").replace("\r\n", "\n").replace("\r", "\n")


def _aside(path: Path, now: datetime) -> Path:
    """Keep it under a name that no other has."""
    other = path.with_name(f"{path.name}.{now:%Y%m%dT%H%M%SZ}~")
    while other.exists():
        other = other.with_name(other.name + "~")
    os.link(path, other)
    return other


def _write(path: Path, text: str, folder: Path) -> None:
    """Whole or not at all; for the group where it shares the folder."""
    for missing in reversed([each for each in (path.parent, *path.parent.parents) if not each.exists()]):
        missing.mkdir()
        missing.chmod(folder.stat().st_mode & 0o7777)
    write_whole(path, text, mode=0o660 if folder.stat().st_mode & _OF_GROUP == _OF_GROUP else 0o600)
