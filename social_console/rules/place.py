"""A place in a rule file."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Line and column count from 1."""

    file: str
    line: int
    column: int
