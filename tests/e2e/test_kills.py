"""SIGKILL at twenty points of sending and at random instants of collecting: nothing lost, nothing doubled.

SOCIAL_CONSOLE_POINTS and SOCIAL_CONSOLE_KILLS ask for more of either.
"""

from __future__ import annotations

import os
import random
import signal
import threading
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.offices.email import opened
from tests.e2e.program import Program, killed
from tests.e2e.test_mail_story import an_office
from tests.real.mail import Mail
from tests.real.wire import Break

pytestmark = [pytest.mark.real, pytest.mark.kills]

POINTS = int(os.environ.get("SOCIAL_CONSOLE_POINTS", "20"))
KILLS = int(os.environ.get("SOCIAL_CONSOLE_KILLS", "10"))


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


def test_a_killed_collect_loses_no_message_and_doubles_none(mail: Mail, tmp_path: Path) -> None:
    """At random instants, while mail goes on arriving. Ten times; SOCIAL_CONSOLE_KILLS says otherwise."""
    seed = int(os.environ.get("SOCIAL_CONSOLE_SEED", "0")) or random.SystemRandom().randrange(1 << 30)
    chance = random.Random(seed)  # noqa: S311 (nothing secret)
    office = mail.address("alcaldia")
    console = an_office(tmp_path / "home", mail, office, page_size=3)
    wrote = 0
    for _n in range(KILLS):
        for _m in range(chance.randrange(1, 6)):
            wrote += 1
            sender = f"vecino{wrote % 7}@citizens.example"
            mail.citizen_sends(sender, office, f"Mensaje {wrote}", subject=f"Asunto {wrote}", by_smtp=False)
        _killed_after(console, chance.uniform(0.2, 2.5))
    done = console("collect", "--json").ok().json
    assert done["connectors"][0]["error"] is None, f"seed {seed}"
    texts = [mention["text"] for row in _all(console) for mention in row]
    assert sorted(texts) == sorted(f"Mensaje {n + 1}" for n in range(wrote)), f"seed {seed}"
    console("verify").ok()


def _killed_after(console: Program, seconds: float) -> None:
    process = console.start("collect")
    timer = threading.Timer(seconds, process.kill)
    timer.start()
    process.communicate(timeout=60)
    timer.cancel()
    assert process.returncode in (0, -signal.SIGKILL)


def _all(console: Program) -> list[list[dict[str, Any]]]:
    threads = []
    for row in console("list", "--view", "all", "--json", "--limit", "10000").ok().lines:
        shown = console.quickly("show", str(row["id"]), "--json").ok().json
        threads.append([mention for mention in shown["thread"] if mention["direction"] == "in"])
    return threads
