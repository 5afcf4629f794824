"""Saving what hangs on a message: into a folder that somebody names, under a name that harms nobody."""

from __future__ import annotations

import os
import re
from pathlib import Path

from social_console.connectors.email import body
from social_console.connectors.email.opening import opened
from social_console.connectors.email.parsing import Letter
from social_console.text import plain

UNSAFE = re.compile(r"[^\w .()\[\]+=@,-]+")
RESERVED = re.compile(r"^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.I)


def save(letter: Letter, into: Path, only: int | None = None) -> list[Path]:
    """Write the attachments (or the one at place `only` of `Mention.media`), never over a file that is there."""
    message = opened(letter.raw)
    saved = []
    for at, part in enumerate(body.attachments(message)):
        if only in (None, at):
            saved.append(_write(into, safe_name(body.file_name(part), at), body.content(part)))
    return saved


def safe_name(name: str, at: int) -> str:
    """A file name: no path, no leading dot or dash, nothing that a terminal or a file system obeys."""
    bare = re.split(r"[/\\]", plain(name, limit=300, newlines=False))[-1]
    bare = UNSAFE.sub("_", bare).strip(" .").lstrip("-")
    if not bare or RESERVED.match(bare):
        bare = f"adjunto-{at + 1}{Path(bare).suffix}"
    stem, suffix = os.path.splitext(bare)
    return stem[:100] + suffix[:20]


def _write(into: Path, name: str, content: bytes) -> Path:
    stem, suffix = os.path.splitext(name)
    for number in range(1, 10_000):
        path = into / (name if number == 1 else f"{stem}-{number}{suffix}")
        try:
            with path.open("xb") as file:
                file.write(content)
        except FileExistsError:
            continue
        return path
    raise FileExistsError(name)
