"""The console as an operator of a home opens it, in that home's environment."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

from social_console.cli.context import Session
from social_console.tui import failing
from social_console.tui.app import ConsoleApp
from tests.e2e.program import Program


@contextmanager
def at_the_terminal(program: Program) -> Iterator[ConsoleApp]:
    """For its operator; no fault of ours may have been swallowed."""
    environment = program.environment({"TEXTUAL_ANIMATIONS": "none"})
    failing.failures.clear()
    with mock.patch.dict(os.environ, environment, clear=True), Session(program.home, program.operator) as session:
        yield ConsoleApp(session)
    assert failing.failures == []
