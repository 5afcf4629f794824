"""What an office of any channel can do: be asked, answer, break, be killed, recover, and be counted."""

from __future__ import annotations

import json
import re
import signal
import sqlite3
import subprocess
import sys
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Any, Literal

from social_console.outbox import LEASE
from tests.e2e.faults import KILL_AFTER, KILL_BEFORE
from tests.e2e.program import ROOT, Done, Program, killed

Step = Literal["reading", "sending"]
Moment = Literal["asked", "answered", "passed", "anywhere"]
SETTLE_AFTER = timedelta(minutes=10)
QUIET = LEASE + SETTLE_AFTER + timedelta(hours=1)
"""Past the lease, `settle_after`, and whatever a channel asked us to wait."""
NUMBERED = re.compile(r"pregunta (\d+)", re.I)

RULES = """\
version: 1
calendars:
  office: {timezone: America/Santo_Domingo, hours: {mon-sun: ["00:00-24:00"]}}
standards:
  general: {first_response: 4h, resolution: 10 working days}
defaults: {standard: general, calendar: office, priority: normal}
people:
  ana: {name: Ana Peña, role: operator}
  luis: {name: Luis Gil, role: lead}
  eva: {name: Eva Mora, role: auditor}
rules:
  - id: sin-agua
    when: {text: {words: [sin agua]}}
    then: {tag: [agua], priority: high, notify: [luis]}
"""
SETTINGS = """\
language = "en"

[institutions.alcaldia]
name = "Alcaldía"
timezone = "America/Santo_Domingo"

[accounts.cuenta]
institution = "alcaldia"
channel = {channel}
handle = {handle}
reply = "on"
settle_after = "10m"
{more}
"""


class Office(ABC):
    """A home with one account, the far side, and citizens."""

    def __init__(
        self, folder: Path, channel: str, handle: str, told: Mapping[str, Any], secrets: Mapping[str, str]
    ) -> None:
        lines = "\n".join(f"{name} = {json.dumps(value)}" for name, value in told.items())
        self._settings = SETTINGS.format(channel=json.dumps(channel), handle=json.dumps(handle), more=lines)
        env = {f"SOCIAL_CONSOLE_CUENTA_{name.upper()}": value for name, value in secrets.items()}
        self.console = Program(folder, env=env)
        self.moves_into(folder)
        self.now = datetime.now(UTC)

    def moves_into(self, folder: Path) -> None:
        """A home in which nothing has been read yet, for the same account."""
        folder.mkdir()
        (folder / "social-console.toml").write_text(self._settings, encoding="utf-8")
        (folder / "rules.yaml").write_text(RULES, encoding="utf-8")
        self.console.home = folder

    # ── the far side ────────────────────────────────────────────────────────────────────────────────────

    @abstractmethod
    def asks(self, text: str, who: str = "maria") -> str:
        """A citizen addresses the office in a new conversation; returns how the channel names the post."""

    @abstractmethod
    def answers_back(self, question: str, text: str) -> None:
        """Maria writes under the office's only answer to her question."""

    @abstractmethod
    def answers(self, question: str) -> list[str]:
        """What Maria sees of the office directly under her question."""

    @abstractmethod
    def posted(self) -> list[str]:
        """Everything that the office's account ever said on this channel, wherever it stands."""

    def standing(self) -> list[str]:
        """What everybody can still read of that."""
        return self.posted()

    @abstractmethod
    def flood(self, numbers: range) -> None:
        """Many citizens ask `Pregunta N`, in order, over the last days."""

    @abstractmethod
    def hold(self, page: int, moment: Moment) -> Event:
        """Hold the program at the page of mentions after so many: before it is asked, before it is answered, or go on
        once it is answered; `anywhere`: at whatever it says after so many words of any kind. The event: it is there."""

    @abstractmethod
    def arm(self, fault: str, step: Step) -> Event:
        """Break once, while reading (on the second page) or sending. The event: the far side holds the program now."""

    @abstractmethod
    def unharmed(self, step: Step) -> bool:
        """Whether the fault is still to come."""

    # ── the program ─────────────────────────────────────────────────────────────────────────────────────

    def __call__(self, *args: str) -> Done:
        """A command, in this process."""
        return self.console.quickly(*args)

    def later(self, length: timedelta) -> None:
        """Move the console's clock; it stands still from then on."""
        self.now += length
        self.console.at(self.now)

    def collect(self) -> dict[str, Any]:
        """One round; what it says of the account."""
        (read,) = self("collect", "--json").json["connectors"]
        found: dict[str, Any] = read
        return found

    def send(self) -> Done:
        """`outbox send`."""
        return self("outbox", "send", "--json")

    def rows(self) -> list[dict[str, Any]]:
        """Every moment."""
        return self("list", "--view", "all", "--json", "--limit", "100000").ok().lines

    def row(self, words: str) -> dict[str, Any]:
        """The moment whose newest message holds these words."""
        (row,) = [one for one in self.rows() if words in one["text"]]
        return row

    def thread(self, moment: int) -> list[dict[str, Any]]:
        """Its mentions."""
        found: list[dict[str, Any]] = self("show", str(moment), "--json").ok().json["thread"]
        return found

    def state(self) -> str:
        """Of the only reply."""
        (reply,) = self("outbox", "list", "--all", "--json").ok().lines
        return str(reply["state"])

    def answered(self, text: str = "De 8 a 3.") -> str:
        """Maria has asked, the answer is queued and due; returns her question."""
        question = self.asks("¿Cuál es el horario?")
        self.collect()
        self("reply", str(self.row("horario")["id"]), "--text", text, "--later", "1m").ok()
        self.later(timedelta(minutes=2))
        return question

    # ── what goes wrong, and what is left of it ─────────────────────────────────────────────────────────

    def suffers(self, fault: str, step: Step) -> None:
        """The fault, while the program reads or sends; a kill is a SIGKILL of the program's own process."""
        command = ("collect",) if step == "reading" else ("outbox", "send")
        held = self.arm(fault, step)
        if fault not in (KILL_BEFORE, KILL_AFTER):
            self(*command)
            assert not self.unharmed(step), "the fault did not happen"
            return
        process = self.console.start(*command)
        assert held.wait(60), "it was never asked"
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=60)
        assert killed(process.returncode)

    def dies(self, point: int, counted: Path, *, module: str = "tests.e2e.dying") -> int:
        """`outbox send`, killed at a point (0: not at all; the points are then written to `counted`)."""
        command = [sys.executable, "-m", module, str(point), str(counted)]
        command += ["--home", str(self.console.home), "--as", "ana", "outbox", "send"]
        env = self.console.environment()
        return subprocess.run(command, env=env, cwd=ROOT, capture_output=True, check=False, timeout=120).returncode

    def recovers(self) -> None:
        """Time passes, and the program does what it does every minute."""
        for _round in range(4):
            self.later(QUIET)
            error = self.collect()["error"]
            self.send()
            if error is None and self.state() == "sent":
                return

    def settled(self, question: str, text: str = "De 8 a 3.") -> None:
        """Nothing more is sent while nobody knows; then recovered: one answer in the right thread, and it is known."""
        if self.state() in ("sending", "unknown"):
            before = self.posted()
            blocked = self.send()
            assert (blocked.code, blocked.json["sent"]) == (1, 0), "nobody knows yet whether it went out"
            assert self.posted() == before
        self.recovers()
        self.collect()
        self.send()
        assert (self.state(), self.answers(question), len(self.posted())) == ("sent", [text], 1)
        row = self.row("horario")
        assert (row["status"], row["unanswered"]) == ("waiting", False)
        assert [mention["direction"] for mention in self.thread(row["id"])] == ["in", "out"]
        self("verify").ok()

    def heard(self) -> Counter[int]:
        """How often each numbered question of the citizens stands in the inbox."""
        with closing(sqlite3.connect(self.console.home / "inbox.db")) as database:
            texts = database.execute(
                "SELECT text FROM mention WHERE direction = 'in' AND moment IS NOT NULL"
            ).fetchall()
        return Counter(int(found[1]) for (text,) in texts for found in [NUMBERED.search(text)] if found)
