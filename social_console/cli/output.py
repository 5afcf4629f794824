"""How commands speak: one JSON document, JSON lines, or columns for a person. Untrusted text is made plain here."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, TypeVar

import click

from social_console.text import cells, plain, plain_json, truncate

F = TypeVar("F", bound=Callable[..., Any])


def json_option(command: F) -> F:
    """Adds `--json` as the parameter `as_json`."""
    from social_console.i18n import gettext as _

    return click.option("--json", "as_json", is_flag=True, help=_("Print JSON."))(command)


def to_json(value: object) -> str:
    """Compact UTF-8 JSON that loses nothing and harms no terminal: what `text.plain` would replace is escaped.

    Aware datetimes are written in ISO 8601, UTC, with `Z`. Where stdout is not UTF-8, what is not ASCII is escaped.
    """
    unicode = (getattr(sys.stdout, "encoding", None) or "utf-8").lower().replace("-", "") == "utf8"
    return plain_json(json.dumps(value, ensure_ascii=not unicode, default=_default))


def _default(value: object) -> object:
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, set | frozenset | tuple):
        return list(value)
    raise TypeError(f"not JSON: {type(value).__name__}")


def iso(at: datetime) -> str:
    """`2026-10-01T13:05:00Z`, with microseconds where there are any."""
    return at.isoformat().replace("+00:00", "Z")


def emit(value: object) -> None:
    """One JSON document on stdout."""
    sys.stdout.write(to_json(value) + "\n")


def emit_lines(values: Iterable[object]) -> int:
    """JSON lines on stdout, as they come; returns how many."""
    count = 0
    for value in values:
        sys.stdout.write(to_json(value) + "\n")
        count += 1
    return count


def say(text: str = "") -> None:
    """A sentence for a person, on stdout."""
    sys.stdout.write(plain(text) + "\n")


def hint(text: str) -> None:
    """A remark that is not the answer, on stderr."""
    sys.stderr.write(plain(text) + "\n")


def table(heads: Sequence[str], rows: Iterable[Sequence[object]], *, width: int = 0) -> None:
    """Columns for a person: each as wide as needed, the last cut to the terminal's width (0: never)."""
    lines = [[plain(str(cell), newlines=False) for cell in row] for row in ([*heads], *rows)]
    widths = [max(cells(line[i]) for line in lines) for i in range(len(heads))]
    for line in lines:
        padded = [cell + " " * (size - cells(cell)) for cell, size in zip(line, widths, strict=True)]
        row = "  ".join(padded).rstrip()
        sys.stdout.write((truncate(row, width) if width else row) + "\n")
