"""The fault matrix, as a table at the end of a run and in build/fault-matrix.txt, whichever worker ran a cell.

A pytest plugin (tests/conftest.py names it): a cell's test records the property `CELL` when it begins,
`[channel, fault]`, and again with what it measured, `[channel, fault, posts, lost, doubled]`.
"""

from __future__ import annotations

import pytest

from tests.e2e.faults import FAULTS

CELL = "fault matrix"
CHANNELS = ("X", "Reddit", "Mastodon", "Bluesky", "e-mail")
NOTE = "posts made / mentions lost / mentions doubled, after recovery; wanted: 1 / 0 / 0"
NOT_RUN = "–"


class Matrix:
    """Gathers the cells of this run."""

    def __init__(self) -> None:
        self.cells: dict[tuple[str, str], str] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """What the cell measured; `failed` or `skipped` where it did not come so far."""
        if report.when == "teardown" and report.passed:
            return
        for name, value in report.user_properties:
            if name == CELL and isinstance(value, list | tuple):
                channel, fault, *figures = value
                told = " / ".join(str(figure) for figure in figures)
                self.cells[channel, fault] = told if report.passed else f"{told} {report.outcome}".strip()

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
        """Nothing where no cell was run."""
        if not self.cells:
            return
        told = "\n".join(self.table())
        terminalreporter.section("fault matrix")
        terminalreporter.line(told)
        file = config.rootpath / "build" / "fault-matrix.txt"
        file.parent.mkdir(exist_ok=True)
        file.write_text(f"{told}\n", encoding="utf-8")

    def table(self) -> list[str]:
        """A line a fault, a column a channel."""
        first = max(map(len, FAULTS))
        width = max([len(cell) for cell in (*self.cells.values(), *CHANNELS)])
        lines = [f"{'':{first}}  " + "  ".join(f"{channel:{width}}" for channel in CHANNELS)]
        for fault in FAULTS:
            row = (self.cells.get((channel, fault), NOT_RUN) for channel in CHANNELS)
            lines.append(f"{fault:{first}}  " + "  ".join(f"{cell:{width}}" for cell in row))
        return [line.rstrip() for line in lines] + [NOTE]


def pytest_configure(config: pytest.Config) -> None:
    """One table a run."""
    config.pluginmanager.register(Matrix(), "fault-matrix")
