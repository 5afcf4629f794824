"""SIGKILL at twenty points of sending a mail, and cut connections: neither zero nor two.

SOCIAL_CONSOLE_POINTS asks for more. Kills while reading: test_ten_thousand.py.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.e2e.offices.email import opened
from tests.e2e.program import killed
from tests.real.wire import Break

pytestmark = [pytest.mark.real, pytest.mark.kills]

POINTS = int(os.environ.get("SOCIAL_CONSOLE_POINTS", "20"))


@pytest.fixture(scope="session")
def points(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Every point that one sending passes."""
    folder = tmp_path_factory.mktemp("points")
    with opened(request, folder / "home") as office:
        office.answered()
        assert office.dies(0, folder / "points") == 0
    found = (folder / "points").read_text(encoding="utf-8").splitlines()
    assert len(found) >= 20
    return found


@pytest.mark.parametrize("nth", range(POINTS))
def test_sigkill_at_any_point_of_sending_sends_neither_zero_nor_two(
    request: pytest.FixtureRequest, tmp_path: Path, points: list[str], nth: int
) -> None:
    point = 1 + round(nth * (len(points) - 1) / (POINTS - 1))
    with opened(request, tmp_path / "home") as office:
        question = office.answered()
        assert killed(office.dies(point, tmp_path / "points")), points[point - 1]
        office.settled(question)


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(Break("server", rb"^250 OK id=", "cut-before"), id="before the server's last word"),
        pytest.param(Break("client", rb"^\.\r\n$", "cut-before"), id="before the final dot"),
        pytest.param(Break("client", rb"^\.\r\n$", "cut-after"), id="after the final dot"),
        pytest.param(Break("client", rb"(?i)^data", "cut-before"), id="before DATA"),
    ],
)
def test_a_connection_that_is_cut_sends_neither_zero_nor_two(
    request: pytest.FixtureRequest, tmp_path: Path, fault: Break
) -> None:
    with opened(request, tmp_path / "home") as office:
        question = office.answered()
        office.smtp.break_next(fault)
        assert office.send().code == 1
        assert office.smtp.broken == 1
        office.settled(question)
