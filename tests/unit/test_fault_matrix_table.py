"""The table of the fault matrix shows what was measured, what failed before, and what was not run."""

from __future__ import annotations

from typing import Any

import pytest

from tests.e2e.faults import BROKEN, CUT, LIMITED
from tests.e2e.matrix import CELL, NOT_RUN, Matrix


def report(outcome: Any, *values: Any) -> pytest.TestReport:
    """Of one cell."""
    properties = [(CELL, list(value)) for value in values]
    return pytest.TestReport("x", ("x", 0, "x"), {}, outcome, None, "call", user_properties=properties)


def test_a_line_a_fault_and_a_column_a_channel() -> None:
    matrix = Matrix()
    matrix.pytest_runtest_logreport(report("passed", ("X", LIMITED), ("X", LIMITED, 1, 0, 0)))
    matrix.pytest_runtest_logreport(report("failed", ("Reddit", CUT), ("Reddit", CUT, 2, 1, 0)))
    matrix.pytest_runtest_logreport(report("skipped", ("Bluesky", BROKEN)))
    lines = {line.split("  ")[0]: line for line in matrix.table()}
    assert "1 / 0 / 0" in lines[LIMITED]
    assert "2 / 1 / 0 failed" in lines[CUT]
    assert "skipped" in lines[BROKEN]
    assert lines[LIMITED].count(NOT_RUN) == 4
