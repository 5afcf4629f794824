"""SIGKILL at twenty points of sending and at random instants of collecting: nothing lost, nothing doubled.

SOCIAL_CONSOLE_POINTS and SOCIAL_CONSOLE_KILLS ask for more of either.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from social_console.outbox import LEASE
from tests.e2e.program import ROOT, Done, Program, killed
from tests.e2e.test_mail_story import an_office
from tests.real.mail import Mail
from tests.real.wire import Break, Wire

pytestmark = [pytest.mark.real, pytest.mark.kills]

POINTS = int(os.environ.get("SOCIAL_CONSOLE_POINTS", "20"))
KILLS = int(os.environ.get("SOCIAL_CONSOLE_KILLS", "10"))
SETTLE_AFTER = timedelta(minutes=10)  # as `an_office` says


class Office:
    """A citizen has asked, and the answer is queued; the clock stands where it is due."""

    def __init__(self, folder: Path, mail: Mail, **others: Any) -> None:
        self.mail = mail
        self.address, self.citizen = mail.address("alcaldia"), mail.address("maria")
        self.console = an_office(folder, mail, self.address, **others)
        self.question = mail.citizen_sends(self.citizen, self.address, "¿Horario?", subject="Horario", by_smtp=False)
        self.console.quickly("collect").ok()
        self.console.quickly("reply", "1", "--text", "De 8 a 3.", "--later", "1m").ok()
        self.now = datetime.now(UTC) + timedelta(minutes=2)
        self.console.at(self.now)

    def later(self, length: timedelta) -> None:
        """Move the clock."""
        self.now += length
        self.console.at(self.now)

    def answers(self) -> int:
        """How many answers the citizen has."""
        self.mail.flush()
        there = self.mail.mailbox(self.citizen)
        assert all(one["In-Reply-To"] == self.question for one in there)
        return len(there)

    def state(self) -> str:
        """Of the only reply."""
        (reply,) = self.console.quickly("outbox", "list", "--all", "--json").ok().lines
        return str(reply["state"])

    def send(self) -> Done:
        """`outbox send`."""
        return self.console.quickly("outbox", "send", "--json")

    def dies(self, point: int, counted: Path) -> int:
        """`outbox send`, killed at a point (0: not at all)."""
        command = [sys.executable, "-m", "tests.e2e.dying", str(point), str(counted)]
        command += ["--home", str(self.console.home), "--as", "ana", "outbox", "send"]
        return subprocess.run(
            command, env=self.console.environment(), cwd=ROOT, capture_output=True, check=False, timeout=120
        ).returncode

    def settled(self) -> None:
        """Past the lease and settle_after, and `outbox send` again: exactly one answer, and the inbox knows it."""
        if self.state() == "sending":
            before = self.answers()
            blocked = self.send()
            assert (blocked.code, blocked.json["sent"]) == (1, 0), "somebody may be sending it at this instant"
            assert self.answers() == before
            self.later(LEASE + timedelta(seconds=1))
        if self.state() in ("sending", "unknown"):
            before = self.answers()
            blocked = self.send()
            assert (blocked.code, blocked.json["sent"]) == (1, 0), "it was not known yet whether it went out"
            assert self.answers() == before
        self.later(LEASE + SETTLE_AFTER + timedelta(seconds=1))
        done = self.send()
        assert done.code == 0, done
        assert self.answers() == 1
        assert self.state() == "sent"
        self._as_it_should_be()

    def _as_it_should_be(self) -> None:
        quickly = self.console.quickly
        (row,) = quickly("list", "--view", "all", "--json").ok().lines
        assert (row["status"], row["unanswered"]) == ("waiting", False)
        quickly("collect").ok()
        quickly("outbox", "send").ok()
        shown = quickly("show", "1", "--json").ok().json
        assert [mention["direction"] for mention in shown["thread"]] == ["in", "out"]
        quickly("verify").ok()
        assert self.answers() == 1


@pytest.fixture(scope="session")
def points(mail: Mail, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Every point that one sending passes."""
    folder = tmp_path_factory.mktemp("points")
    office = Office(folder / "home", mail)
    assert office.dies(0, folder / "points") == 0
    found = (folder / "points").read_text(encoding="utf-8").splitlines()
    assert len(found) >= 20
    return found


@pytest.mark.parametrize("nth", range(POINTS))
def test_sigkill_at_any_point_of_sending_sends_neither_zero_nor_two(
    mail: Mail, tmp_path: Path, points: list[str], nth: int
) -> None:
    point = 1 + round(nth * (len(points) - 1) / (POINTS - 1))
    office = Office(tmp_path / "home", mail)
    assert killed(office.dies(point, tmp_path / "points")), points[point - 1]
    office.settled()


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(Break("server", rb"^250 OK id=", "cut-before"), id="before the server's last word"),
        pytest.param(Break("client", rb"^\.\r\n$", "cut-before"), id="before the final dot"),
        pytest.param(Break("client", rb"^\.\r\n$", "cut-after"), id="after the final dot"),
        pytest.param(Break("client", rb"(?i)^data", "cut-before"), id="before DATA"),
    ],
)
def test_a_connection_that_is_cut_sends_neither_zero_nor_two(mail: Mail, tmp_path: Path, fault: Break) -> None:
    wire = Wire(mail.smtp_port)
    try:
        office = Office(tmp_path / "home", mail, smtp_port=wire.port)
        wire.break_next(fault)
        assert office.send().code == 1
        assert wire.broken == 1
        office.settled()
    finally:
        wire.close()


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
