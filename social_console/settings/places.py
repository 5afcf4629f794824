"""Where each key and each value of a TOML text stands, which tomllib does not tell.

Reads only text that tomllib has accepted, so it trusts the grammar and looks for boundaries.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field

Path = tuple[str | int, ...]

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_SPACE = re.compile(r"[ \t]*")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_STRING = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}(?!")|' + r"'''.*?'{3,5}(?!')|" + r'"(?:\\.|[^"\\\n])*"|' + r"'[^'\n]*'", re.DOTALL
)
_SCALAR = re.compile(r"[^,\]}#\n]*")


@dataclass(slots=True)
class Places:
    """Offsets of keys and values by path; a table's own path has the place of its header."""

    text: str
    keys: dict[Path, int] = field(default_factory=dict)
    values: dict[Path, tuple[int, int]] = field(default_factory=dict)

    def line_column(self, offset: int) -> tuple[int, int]:
        """Both from 1; columns count characters."""
        return self.text.count("\n", 0, offset) + 1, offset - (self.text.rfind("\n", 0, offset) + 1) + 1

    def line(self, number: int) -> str:
        """The text of a line (from 1)."""
        lines = self.text.splitlines()
        return lines[number - 1].strip() if 0 < number <= len(lines) else ""

    def key(self, path: Path) -> tuple[int, int]:
        """Where this key stands, else where the nearest table around it begins."""
        return self.line_column(self._nearest(path))

    def value(self, path: Path) -> tuple[int, int]:
        """Where this key's value begins, else as `key`."""
        if path in self.values:
            return self.line_column(self.values[path][0])
        return self.key(path)

    def _nearest(self, path: Path) -> int:
        while path and path not in self.keys and path not in self.values:
            path = path[:-1]
        if path in self.keys:
            return self.keys[path]
        return self.values[path][0] if path else 0


def find_places(text: str) -> Places:
    """The places of everything in a sound TOML text."""
    places = Places(text)
    _Scan(text, places).run()
    return places


@dataclass(slots=True)
class _Scan:
    text: str
    places: Places
    at: int = 0
    table: Path = ()
    counts: dict[Path, int] = field(default_factory=dict)

    def run(self) -> None:
        self.skip(_BLANK)
        while self.at < len(self.text):
            if self.text[self.at] == "[":
                self.header()
            else:
                self.pair(self.table)
            self.skip(_BLANK)

    def skip(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self.text, self.at)
        if found is None:
            return ""
        self.at = found.end()
        return found.group()

    def header(self) -> None:
        start = self.at
        many = self.text.startswith("[[", start)
        self.at += 2 if many else 1
        path = self.resolve(tuple(name for name, _ in self.dotted()))
        self.at += 2 if many else 1
        if many:
            path = (*path, self.counts.setdefault(path, 0))
            self.counts[path[:-1]] += 1
        self.table = path
        self.places.keys.setdefault(path, start)

    def resolve(self, path: Path) -> Path:
        """`[a.b]` after `[[a]]` speaks of the last `a`; the whole path itself is left for the caller."""
        out: Path = ()
        for position, part in enumerate(path):
            out = (*out, part)
            if position < len(path) - 1 and out in self.counts:
                out = (*out, self.counts[out] - 1)
        return out

    def dotted(self) -> list[tuple[str, int]]:
        parts = []
        while True:
            self.skip(_SPACE)
            start = self.at
            raw = self.skip(_STRING) or self.skip(_BARE)
            parts.append((_unquoted(raw), start))
            self.skip(_SPACE)
            if self.at >= len(self.text) or self.text[self.at] != ".":
                return parts
            self.at += 1

    def pair(self, table: Path) -> None:
        path = table
        for name, start in self.dotted():
            path = (*path, name)
            self.places.keys.setdefault(path, start)
        self.at += 1  # the equals sign
        self.skip(_SPACE)
        self.value(path)

    def value(self, path: Path) -> None:
        start = self.at
        if self.text[start] == "[":
            self.array(path)
        elif self.text[start] == "{":
            self.inline(path)
        elif not self.skip(_STRING):
            self.at = start + len(self.skip(_SCALAR).rstrip())
        self.places.values[path] = (start, self.at)

    def array(self, path: Path) -> None:
        self.at += 1
        index = 0
        self.skip(_BLANK)
        while self.text[self.at] != "]":
            self.value((*path, index))
            index += 1
            self.separator()
        self.at += 1

    def inline(self, path: Path) -> None:
        self.at += 1
        self.skip(_BLANK)
        while self.text[self.at] != "}":
            self.pair(path)
            self.separator()
        self.at += 1

    def separator(self) -> None:
        self.skip(_BLANK)
        if self.text[self.at] == ",":
            self.at += 1
        self.skip(_BLANK)


def _unquoted(raw: str) -> str:
    if raw[:1] not in {'"', "'"}:
        return raw
    return str(tomllib.loads(f"k = {raw}")["k"])
