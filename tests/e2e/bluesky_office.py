"""An office on Bluesky, as the tests of its story and of its faults want it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from social_console.outbox import LEASE
from tests.e2e.program import Done, Program
from tests.real.bluesky import PASSWORD, Bluesky, Person

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
SETTINGS = """\
language = "en"

[institutions.alcaldia]
name = "Alcaldía"
timezone = "America/Santo_Domingo"

[accounts.cielo]
institution = "alcaldia"
channel = "bluesky"
handle = "{handle}"
reply = "on"
settle_after = "10m"
session_file = {session_file}
{more}
"""


class Office:
    """The town's account, a citizen, and the console."""

    def __init__(self, folder: Path, network: Bluesky, service: str, *, operator: str = "ana", **more: Any) -> None:
        self.network = network
        self.account: Person = network.person("town")
        self.citizen: Person = network.person("maria")
        home = folder / "home"
        home.mkdir()
        lines = "\n".join(f"{name} = {json.dumps(value)}" for name, value in {"service": service, **more}.items())
        session_file = json.dumps(str(folder / "session.json"))
        told = SETTINGS.format(handle=self.account.handle, session_file=session_file, more=lines)
        (home / "social-console.toml").write_text(told, encoding="utf-8")
        (home / "rules.yaml").write_text(RULES, encoding="utf-8")
        self.console = Program(home, env={"SOCIAL_CONSOLE_CIELO_PASSWORD": PASSWORD}, operator=operator)
        self.now = datetime.now(UTC)

    def hears(self, text: str, **more: Any) -> str:
        """The citizen mentions the office."""
        uri = self.citizen.says(f"@{self.account.handle} {text}", **more)
        self.network.settle()
        return uri

    def later(self, length: timedelta) -> None:
        """Move the console's clock; it stands still from then on."""
        self.now += length
        self.console.at(self.now)

    def collect(self) -> Any:
        """One round; what it says of our account."""
        (read,) = self.console.quickly("collect", "--json").ok().json["connectors"]
        return read

    def rows(self) -> list[dict[str, Any]]:
        """Every moment."""
        return self.console.quickly("list", "--view", "all", "--json").ok().lines

    def state(self) -> str:
        """Of the only reply."""
        (reply,) = self.console.quickly("outbox", "list", "--all", "--json").ok().lines
        return str(reply["state"])

    def send(self) -> Done:
        """`outbox send`."""
        return self.console.quickly("outbox", "send", "--json")

    def answers(self, uri: str) -> list[str]:
        """What everybody sees under a post."""
        return [str(one["record"]["text"]) for one in self.network.answers(uri)]

    def settled(self, uri: str) -> None:
        """Past the lease and `settle_after`, and past any waiting: exactly one answer, and the inbox knows it."""
        for _round in range(3):
            self.later(LEASE + SETTLE_AFTER + timedelta(hours=1))
            self.send()
            if self.state() == "sent":
                break
        assert self.state() == "sent"
        assert len(self.answers(uri)) == 1
        assert self.collect()["error"] is None
        self.send()
        self.collect()
        assert len(self.answers(uri)) == 1
        (row,) = self.rows()
        assert (row["status"], row["unanswered"]) == ("waiting", False)
        shown = self.console.quickly("show", str(row["id"]), "--json").ok().json
        assert [mention["direction"] for mention in shown["thread"]] == ["in", "out"]
        self.console.quickly("verify").ok()
