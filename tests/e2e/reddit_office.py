"""A town hall that answers on Reddit: its home folder, its clock, and what citizens see."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from social_console.outbox import LEASE
from tests.e2e.program import ROOT, Done, Program
from tests.e2e.test_mail_story import RULES
from tests.real.reddit import Reddit

SETTLE_AFTER = timedelta(minutes=10)


def a_town_hall(folder: Path, reddit: Reddit, **others: Any) -> Program:
    """A home with one Reddit account, replies on."""
    secret = ("client_secret", "refresh_token")
    settings = {name: value for name, value in reddit.settings(**others).items() if name not in secret}
    lines = "\n".join(f"{name} = {json.dumps(value)}" for name, value in settings.items())
    folder.mkdir()
    (folder / "social-console.toml").write_text(
        f"""\
language = "en"

[institutions.alcaldia]
name = "Alcaldía"
timezone = "America/Santo_Domingo"

[accounts.foro]
institution = "alcaldia"
channel = "reddit"
handle = "{reddit.user}"
reply = "on"
settle_after = "10m"
{lines}
""",
        encoding="utf-8",
    )
    (folder / "rules.yaml").write_text(RULES, encoding="utf-8")
    env = {
        "SOCIAL_CONSOLE_FORO_CLIENT_SECRET": reddit.secret,
        "SOCIAL_CONSOLE_FORO_REFRESH_TOKEN": reddit.refresh_token,
    }
    return Program(folder, env=env)


class Office:
    """A citizen has asked, and the answer is queued; the clock stands where it is due."""

    def __init__(self, folder: Path, reddit: Reddit, **others: Any) -> None:
        self.reddit = reddit
        self.console = a_town_hall(folder, reddit, **others)
        self.question = reddit.comments("maria", "Hola u/alcaldia, ¿cuál es el horario?")
        self.console.quickly("collect").ok()
        (row,) = self.working()
        self.moment = str(row["id"])
        self.console.quickly("reply", self.moment, "--text", "De 8 a 3.", "--later", "1m").ok()
        self.now = datetime.now(UTC) + timedelta(minutes=2)
        self.console.at(self.now)

    def working(self) -> list[dict[str, Any]]:
        """The moments to reply to, or waited on."""
        return self.console.quickly("list", "--view", "all", "--query", "author:maria", "--json").ok().lines

    def later(self, length: timedelta) -> None:
        """Move the clock."""
        self.now += length
        self.console.at(self.now)

    def answers(self) -> list[str]:
        """What stands under the question."""
        return [one.text for one in self.reddit.replies(self.question.name)]

    def state(self) -> str:
        """Of the only reply."""
        (reply,) = self.console.quickly("outbox", "list", "--all", "--json").ok().lines
        return str(reply["state"])

    def send(self) -> Done:
        """`outbox send`."""
        return self.console.quickly("outbox", "send", "--json")

    def dies(self, when: str) -> int:
        """`outbox send`, killed before or after it posts."""
        command = [sys.executable, "-m", "tests.e2e.reddit_dying", when]
        command += ["--home", str(self.console.home), "--as", "ana", "outbox", "send"]
        return subprocess.run(
            command, env=self.console.environment(), cwd=ROOT, capture_output=True, check=False, timeout=120
        ).returncode

    def settled(self) -> None:
        """Past lease, waits and `settle_after`: exactly one answer, and the inbox knows it."""
        for _round in range(3):
            self.later(LEASE + SETTLE_AFTER + timedelta(seconds=1))
            self.send()
            if self.state() == "sent":
                break
        assert self.state() == "sent"
        assert self.answers() == ["De 8 a 3."]
        self.console.quickly("collect").ok()
        self.console.quickly("outbox", "send").ok()
        assert self.answers() == ["De 8 a 3."]
        (row,) = self.working()
        assert (row["status"], row["unanswered"]) == ("waiting", False)
        shown = self.console.quickly("show", self.moment, "--json").ok().json
        assert [mention["direction"] for mention in shown["thread"]] == ["in", "out"]
        self.console.quickly("verify").ok()
