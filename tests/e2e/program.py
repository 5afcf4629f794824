"""The program as its users start it: a subprocess in a home of its own."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from unittest import mock

from social_console.cli import run

ROOT = Path(__file__).parents[2]
KEPT = ("PATH", "HOME", "TMPDIR", "LANG", "COVERAGE_PROCESS_START", "VIRTUAL_ENV")


@dataclass(frozen=True)
class Done:
    """What one command said and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output as one JSON document."""
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        """Standard output as JSON lines."""
        return [json.loads(line) for line in self.out.splitlines()]

    def ok(self) -> Done:
        """This command must have done what it was told."""
        assert self.code == 0, f"exit {self.code}\n{self.out}\n{self.err}"
        return self


@dataclass
class Program:
    """One home. `env` is added to every command's environment."""

    home: Path
    env: dict[str, str] = field(default_factory=dict)
    operator: str = "ana"
    language: str = "en"

    def __call__(
        self, *args: str, stdin: str | bytes = b"", env: dict[str, str] | None = None, timeout: float = 120
    ) -> Done:
        """Run a command to its end, within `timeout` seconds."""
        raw = stdin.encode() if isinstance(stdin, str) else stdin
        ran = subprocess.run(
            self.command(*args), input=raw, capture_output=True, env=self.environment(env), check=False, timeout=timeout
        )
        return Done(ran.returncode, ran.stdout.decode(), ran.stderr.decode())

    def quickly(self, *args: str) -> Done:
        """The same in this process: for what is not the point of a test that runs many commands."""
        out, err = io.StringIO(), io.StringIO()
        environment = mock.patch.dict(os.environ, self.environment(), clear=True)
        with environment, redirect_stdout(out), redirect_stderr(err):
            code = run(self.command(*args)[3:])
        return Done(code, out.getvalue(), err.getvalue())

    def start(self, *args: str, env: dict[str, str] | None = None) -> subprocess.Popen[bytes]:
        """Start a command and go on."""
        return subprocess.Popen(
            self.command(*args),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=self.environment(env),
        )

    def command(self, *args: str) -> list[str]:
        """The command line."""
        return [sys.executable, "-m", "social_console", "--home", str(self.home), "--as", self.operator, *args]

    def environment(self, more: dict[str, str] | None = None) -> dict[str, str]:
        """Nothing of this machine but what every program needs."""
        kept = {name: os.environ[name] for name in KEPT if name in os.environ}
        return {**kept, "SOCIAL_CONSOLE_LANGUAGE": self.language, **self.env, **(more or {})}

    def at(self, now: datetime) -> None:
        """From here on its clock stands still at `now`."""
        self.env["SOCIAL_CONSOLE_NOW"] = now.isoformat()


def killed(code: int) -> bool:
    """Whether a process ended by SIGKILL."""
    return code == -signal.SIGKILL
