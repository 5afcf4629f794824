"""The fault matrix of Bluesky: whatever happens while a reply is sent, the citizen has it once in the end."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.contract.bluesky_world import PUT, error, refusal
from tests.e2e.bluesky_office import Office
from tests.e2e.program import killed
from tests.real import door as doors
from tests.real.bluesky import Bluesky
from tests.real.door import Door, Trouble

pytestmark = [pytest.mark.real, pytest.mark.kills]

CELLS = {
    "time-out after it was made": Trouble(PUT, "hang", after=True),
    "time-out before it was made": Trouble(PUT, "hang"),
    "500 after it was made": Trouble(PUT, "answer", after=True, status=500, body=error("InternalServerError")),
    "500 before it was made": refusal(PUT, 500, "InternalServerError"),
    "429": refusal(PUT, 429, "RateLimitExceeded", **{"ratelimit-reset": str(int(time.time()) + 600)}),
    "429 without a reset": Trouble(PUT, "answer", status=429),
    "cut mid-answer": Trouble(PUT, "half", after=True),
    "cut before": Trouble(PUT),
    "the token has expired": refusal(PUT, 400, "ExpiredToken"),
}


@pytest.fixture
def door(bluesky: Bluesky) -> Iterator[Door]:
    with doors.running(bluesky.port) as door:
        yield door


def a_queued_reply(folder: Path, network: Bluesky, door: Door) -> tuple[Office, str]:
    """The clock stands where it is due."""
    office = Office(folder, network, door.url, timeout=1.0)
    question = office.hears("¿horario?")
    office.collect()
    office.console.quickly("reply", "1", "--text", "De 8 a 3.", "--later", "1m").ok()
    office.later(timedelta(minutes=2))
    return office, question


@pytest.mark.parametrize("cell", CELLS)
def test_a_fault_while_sending_sends_neither_zero_nor_two(
    bluesky: Bluesky, tmp_path: Path, door: Door, cell: str
) -> None:
    office, question = a_queued_reply(tmp_path, bluesky, door)
    door.break_next(CELLS[cell])
    office.send()
    assert door.troubles == [], "the fault did not happen"
    office.settled(question)


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_sigkill_while_sending_sends_neither_zero_nor_two(
    bluesky: Bluesky, tmp_path: Path, door: Door, after: bool
) -> None:
    office, question = a_queued_reply(tmp_path, bluesky, door)
    process = office.console.start("outbox", "send")
    door.break_next(Trouble(PUT, "call", after=after, told=_killing(process)))
    process.communicate(timeout=60)
    assert killed(process.returncode)
    assert office.state() == "sending"
    assert len(office.answers(question)) == after
    assert office.send().code == 1, "somebody may be sending it at this instant"
    assert len(office.answers(question)) == after
    office.settled(question)


@pytest.mark.parametrize("path", ["listNotifications", "getPosts", "listRecords"])
def test_a_killed_collect_loses_nothing_and_doubles_nothing(
    bluesky: Bluesky, tmp_path: Path, door: Door, path: str
) -> None:
    office = Office(tmp_path, bluesky, door.url, page_size=2)
    said = {office.hears(f"mensaje {number}") for number in range(5)}
    process = office.console.start("collect")
    door.break_next(Trouble(path, "call", after=True, told=_killing(process)))
    process.communicate(timeout=60)
    assert killed(process.returncode)
    said.add(office.hears("mensaje 5"))
    for _round in range(2):
        assert office.collect()["error"] is None
    shown = [office.console.quickly("show", str(row["id"]), "--json").ok().json for row in office.rows()]
    found = [mention["id"] for one in shown for mention in one["thread"]]
    assert len(found) == len(said)
    office.console.quickly("verify").ok()


def _killing(process: subprocess.Popen[bytes]) -> Callable[[], None]:
    return lambda: os.kill(process.pid, signal.SIGKILL)
