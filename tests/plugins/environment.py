"""An environment of its own, into which a distribution is really installed: built by its backend, without network.

It sees what this one has (through a .pth file), so nothing needs to be fetched; what is installed into it, only it has.
"""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
from dataclasses import dataclass
from pathlib import Path

QUIET = {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INDEX": "1", "PIP_NO_CACHE_DIR": "1"}


@dataclass(frozen=True)
class Environment:
    """A folder with a Python of its own."""

    folder: Path

    @classmethod
    def make(cls, folder: Path) -> Environment:
        venv.create(folder, with_pip=False, symlinks=True)
        made = cls(folder)
        ours = sysconfig.get_path("purelib")
        site = folder / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}" / "site-packages"
        (site / "ours.pth").write_text(f"import site; site.addsitedir({ours!r})\n")
        return made

    @property
    def python(self) -> str:
        return str(self.folder / "bin" / "python")

    def install(self, source: Path, *more: str) -> None:
        """As an author installs it: the wheel is built by hatchling, its metadata says what it brings."""
        command = [sys.executable, "-m", "pip", "--python", self.python, "install", "--quiet", "--no-deps"]
        self.run([*command, "--no-build-isolation", *more, str(source)], check=True)

    def run(
        self, command: list[str], *, cwd: Path | None = None, check: bool = False, env: dict[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR", "LANG") if name in os.environ}
        where = {**kept, **QUIET, "SOCIAL_CONSOLE_LANGUAGE": "en", **(env or {})}
        done = subprocess.run(
            command, cwd=cwd or self.folder, env=where, capture_output=True, text=True, check=False, timeout=240
        )
        assert not check or done.returncode == 0, done.stdout + done.stderr
        return done

    def module(
        self, *args: str, cwd: Path | None = None, env: dict[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """`python -m …`, in a folder that lends it no module of ours."""
        return self.run([self.python, "-m", *args], cwd=cwd, env=env)
