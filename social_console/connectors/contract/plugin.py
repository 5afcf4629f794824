"""What pytest does besides: a broken clause is told in words, not in our sources.

In force where a conftest.py asks for it: `pytest_plugins = ["social_console.connectors.contract"]`.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import pytest

from social_console.connectors.base import API
from social_console.connectors.contract.clauses import Broken
from social_console.connectors.contract.world import World

OURS = "social_console/connectors/contract/"
BROKEN = pytest.StashKey[dict[str, list[str]]]()


@pytest.fixture
def world() -> World:
    """Stands in until there is one."""
    pytest.fail(
        "The contract needs your network: write a fixture called “world”, in conftest.py or in the test class, that "
        "returns an object with the methods of social_console.connectors.contract.World.",
        pytrace=False,
    )


def pytest_configure(config: pytest.Config) -> None:
    """A place for what breaks."""
    config.stash[BROKEN] = {}


def pytest_report_header() -> str:
    """Which contract this is."""
    return f"social-console: contract of connectors, version {API}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """In place of a traceback through the suite: the clause; and where a foreign exception came from, its own one."""
    report = yield
    error = call.excinfo.value if call.excinfo else None
    if report.failed and isinstance(error, Broken):
        report.longrepr = f"{_origin(item, error)}{error}"
        item.config.stash[BROKEN].setdefault(error.key, []).append(item.nodeid)
    return report


def _origin(item: pytest.Item, error: Broken) -> str:
    """The traceback of the author's own exception, without our frames."""
    if error.__cause__ is None:
        return ""
    cause = pytest.ExceptionInfo.from_exception(error.__cause__)
    cause.traceback = cause.traceback.filter(lambda entry: OURS not in str(entry.path).replace("\\", "/"))
    return f"{item.repr_failure(cause)}\n\n" if len(cause.traceback) else ""


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Which clauses are broken, once each."""
    if config.stash[BROKEN]:
        terminalreporter.section("clauses of the contract that are broken")
        for key, tests in sorted(config.stash[BROKEN].items()):
            terminalreporter.line(f"{key}: {len(tests)} test{'s' * (len(tests) > 1)}")
