"""A PostgreSQL of its own, thrown away afterwards; not as root, which it refuses to be."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.real import needs

QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=100")


@contextmanager
def running() -> Iterator[str]:
    """Its address, on a free port of 127.0.0.1. A crash would lose everything in it, which is as it should be."""
    binaries = _binaries()
    home = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    port = needs.free_port()
    owner = _owner()
    if owner:
        shutil.chown(home, owner["user"], owner["group"])
    data = ["-D", str(home / "data")]
    try:
        _run([binaries / "initdb", *data, "-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8"], home, owner)
        options = f"-h 127.0.0.1 -p {port} -k {home} " + " ".join(f"-c {one}" for one in QUICK)
        _run([binaries / "pg_ctl", *data, "-w", "-l", str(home / "log"), "-o", options, "start"], home, owner)
        yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
        _run([binaries / "pg_ctl", *data, "-m", "immediate", "stop"], home, owner)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _binaries() -> Path:
    """Where `initdb` lies: Debian keeps it out of the PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or [Path(needs.program("initdb", "postgresql"))]
    return found[-1].parent


def _owner() -> Mapping[str, Any]:
    return {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.geteuid() == 0 else {}


def _run(command: list[Any], home: Path, owner: Mapping[str, Any]) -> None:
    said = home.with_suffix(".said")  # a file: the server keeps a pipe open for ever
    environment = os.environ | {"LC_ALL": "C.UTF-8"}
    with said.open("w") as file:
        done = subprocess.run(
            command, stdout=file, stderr=file, timeout=60, cwd=home, env=environment, check=False, **owner
        )
    text = said.read_text("utf-8", "replace")
    said.unlink()
    if done.returncode != 0:
        raise RuntimeError(f"{command[0]} failed: {text}")
