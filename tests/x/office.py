"""An institution on X as its operators use it: the program in a home of its own, the fake of X beside it."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from social_console.outbox import LEASE
from tests.e2e.program import ROOT, Done, Program
from tests.x.server import Site
from tests.x.world import KEYS

SETTLE_AFTER = timedelta(minutes=10)
RULES = """\
version: 1
calendars:
  office: {timezone: America/Santo_Domingo, hours: {mon-sun: ["00:00-24:00"]}}
standards:
  general: {first_response: 4h, resolution: 10 working days}
defaults: {standard: general, calendar: office, priority: normal}
people:
  ana: {name: Ana Peña, role: operator}
rules:
  - id: sin-agua
    when: {text: {words: [sin agua]}}
    then: {tag: [agua], priority: high}
"""


class Office:
    """`town` on X. The clock stands still until `later`; the network's clock stands with it."""

    def __init__(self, folder: Path, site: Site, **options: Any) -> None:
        self.site = site
        self.network = site.network
        token = self.network.institution("town")
        self.town = self.network.user("town").id
        told = {"base_url": site.base_url, "timeout": 1.0, "deadline": 2.0, **options}
        lines = "\n".join(f"{name} = {json.dumps(value)}" for name, value in told.items())
        folder.mkdir()
        (folder / "social-console.toml").write_text(
            f"""\
language = "en"

[institutions.alcaldia]
name = "Alcaldía"
timezone = "America/Santo_Domingo"

[accounts.ayuntamiento]
institution = "alcaldia"
channel = "x"
handle = "town"
reply = "on"
interval = "1m"
settle_after = "10m"
{lines}
""",
            encoding="utf-8",
        )
        (folder / "rules.yaml").write_text(RULES, encoding="utf-8")
        secrets = {"access_token": token, **KEYS}
        env = {f"SOCIAL_CONSOLE_AYUNTAMIENTO_{name.upper()}": value for name, value in secrets.items()}
        self.console = Program(folder, env=env)
        self.now = datetime.now(UTC)
        self.network.clock = lambda: self.now
        self.later(timedelta(0))

    def later(self, length: timedelta) -> None:
        """Move both clocks."""
        self.now += length
        self.console.at(self.now)

    def __call__(self, *args: str) -> Done:
        return self.console.quickly(*args)

    def rows(self) -> list[dict[str, Any]]:
        """All moments."""
        return self("list", "--view", "all", "--json").ok().lines

    def collect(self) -> dict[str, Any]:
        """Whenever it is due again; what became of the account."""
        self.later(timedelta(minutes=2))
        (read,) = self("collect", "--json").json["connectors"]
        found: dict[str, Any] = read
        return found

    def answers(self, question: str) -> list[str]:
        """What the citizen sees of us under the question."""
        return [one.text for one in self.network.answers(question) if one.author == self.town]

    def asked_and_answered(self) -> str:
        """A citizen has asked; the answer is queued and due."""
        question = self.network.post("maria", "@town ¿Horario?")
        self.collect()
        self("reply", "1", "--text", "De 8 a 3.", "--later", "1m").ok()
        self.later(timedelta(minutes=2))
        return question

    def state(self) -> str:
        """Of the only reply."""
        (reply,) = self("outbox", "list", "--all", "--json").ok().lines
        return str(reply["state"])

    def dies(self, point: int, counted: Path) -> int:
        """`outbox send`, killed at a point (0: not at all)."""
        command = [sys.executable, "-m", "tests.x.dying", str(point), str(counted)]
        command += ["--home", str(self.console.home), "--as", "ana", "outbox", "send"]
        env = self.console.environment()
        return subprocess.run(command, env=env, cwd=ROOT, capture_output=True, check=False, timeout=120).returncode

    def settled(self, question: str) -> None:
        """Past the lease and settle_after: exactly one answer, in the right thread, and the inbox knows it."""
        for _round in range(2):
            if self.state() in ("sending", "unknown"):
                before = self.answers(question)
                blocked = self("outbox", "send", "--json")
                assert (blocked.code, blocked.json["sent"]) == (1, 0), "nobody knows yet whether it went out"
                assert self.answers(question) == before
            self.later(LEASE + SETTLE_AFTER + timedelta(hours=1))
            self("outbox", "send", "--json")
        assert self.state() == "sent"
        assert self.answers(question) == ["De 8 a 3."]
        self.collect()
        self("outbox", "send").ok()
        (row,) = self.rows()
        assert (row["status"], row["unanswered"]) == ("waiting", False)
        shown = self("show", "1", "--json").ok().json
        assert [mention["direction"] for mention in shown["thread"]] == ["in", "out"], "none lost, none doubled"
        self("verify").ok()
        assert self.answers(question) == ["De 8 a 3."]
