"""`social-console` as a test uses it: in this process, with its own environment, output caught."""

from __future__ import annotations

import io
import json
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from social_console.cli import run


@dataclass(frozen=True)
class Ran:
    """How one command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output as one JSON document."""
        return json.loads(self.out)

    @property
    def said(self) -> str:
        """Everything that was printed."""
        return self.out + self.err


@dataclass(frozen=True)
class Console:
    """Commands on one home, in English."""

    home: Path

    def __call__(self, *args: str) -> Ran:
        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            code = run(["--home", str(self.home), "--language", "en", "--as", "ana", *args])
        return Ran(code, out.getvalue(), err.getvalue())

    def write_settings(self, text: str) -> None:
        """Replace social-console.toml."""
        (self.home / "social-console.toml").write_text(text, encoding="utf-8")
