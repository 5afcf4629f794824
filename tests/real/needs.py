"""What a test needs from this machine: skipped with the reason where it is missing, failed where nothing may be."""

from __future__ import annotations

import os
import shutil
import socket

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


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listened on a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
