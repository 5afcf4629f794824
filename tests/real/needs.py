"""What a test needs from this machine: skipped with the reason where it is missing, failed where nothing may be."""

from __future__ import annotations

import os
import shutil
import socket
from pathlib import Path

import pytest


def program(name: str, package: str) -> str:
    """The path of a program; else the test is skipped, or fails under SOCIAL_CONSOLE_NO_SKIPS=1."""
    path = shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
    if path is None:
        missing(f"{name} is not installed (apt install {package})")
    return str(path)


def missing(reason: str) -> None:
    """Skip, saying why; under SOCIAL_CONSOLE_NO_SKIPS=1 fail instead."""
    if os.environ.get("SOCIAL_CONSOLE_NO_SKIPS") == "1":
        pytest.fail(f"may not be skipped: {reason}")
    pytest.skip(reason)


def shared(*parts: str) -> Path:
    """A file of the reference data that stand beside the repository and are no part of it: `../shared`, or the folder
    that SOCIAL_CONSOLE_SHARED names. Where it is not there the test is skipped, always: nothing could install it."""
    folder = Path(os.environ.get("SOCIAL_CONSOLE_SHARED") or Path(__file__).parents[3] / "shared")
    if not folder.joinpath(*parts).is_file():
        pytest.skip(f"reference data is not here: {'/'.join(parts)} (set SOCIAL_CONSOLE_SHARED to its folder)")
    return folder.joinpath(*parts)


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listened on a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
