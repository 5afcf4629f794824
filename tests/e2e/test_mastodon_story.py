"""Mastodon from end to end: a citizen writes, the console answers once, whatever happens; the citizen writes again."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from social_console.outbox import LEASE
from tests.e2e.program import Program, killed
from tests.e2e.test_mail_story import RULES
from tests.real.mastodon import Mastodon, Person
from tests.real.proxy import Fault, Proxy

pytestmark = pytest.mark.real

SETTLE_AFTER = timedelta(minutes=10)
POST = r"^POST /api/v1/statuses"
CELLS = {
    "kill before send": Fault("hang-before", POST),
    "kill after send": Fault("hang-after", POST),
    "time-out after the post was made": Fault("hang-after", POST),
    "500 after it was made": Fault("status", POST, 500),
    "429": Fault("status-before", POST, 429, {"Retry-After": "60"}),
    "connection cut mid-answer": Fault("cut-in-answer", POST),
}


class Town:
    """A home with one account on Mastodon, a proxy before the server, and a citizen."""

    def __init__(self, folder: Path, server: Mastodon, proxy: Proxy, **more: Any) -> None:
        self.server, self.proxy = server, proxy
        self.account, self.citizen = server.person("alcaldia"), server.person("maria")
        folder.mkdir()
        others = "\n".join(f"{key} = {value!r}" for key, value in more.items()).replace("'", '"')
        (folder / "social-console.toml").write_text(
            f"""\
language = "en"
[institutions.alcaldia]
name = "Alcaldía"
timezone = "America/Santo_Domingo"
[accounts.red]
institution = "alcaldia"
channel = "mastodon"
handle = "{self.account.username}"
reply = "on"
settle_after = "10m"
base_url = "{proxy.base_url}"
timeout = 1.0
page_size = 3
{others}
""",
            encoding="utf-8",
        )
        (folder / "rules.yaml").write_text(RULES, encoding="utf-8")
        self.console = Program(folder, env={"SOCIAL_CONSOLE_RED_ACCESS_TOKEN": self.account.access_token})
        self.now = datetime.now(UTC)

    def asks(self, text: str, who: Person | None = None, **more: Any) -> str:
        """A citizen names the town."""
        said = f"@{self.account.username} {text}"
        return str(self.server.posts(who or self.citizen, said, **more)["id"])

    def collects(self) -> dict[str, Any]:
        """What the round brought from the only account."""
        (read,) = self.console.quickly("collect", "--json").ok().json["connectors"]
        found: dict[str, Any] = read
        return found

    def rows(self) -> list[dict[str, Any]]:
        """All moments."""
        return self.console.quickly("list", "--view", "all", "--json").ok().lines

    def later(self, length: timedelta) -> None:
        """Move the console's clock."""
        self.now += length
        self.console.at(self.now)

    def answers(self, ref: str) -> list[dict[str, Any]]:
        """What the citizen sees under a post."""
        return self.server.answers(self.citizen, ref)


@pytest.fixture
def town(mastodon: Mastodon, tmp_path: Path) -> Iterator[Town]:
    with closing(Proxy(mastodon.port)) as proxy:
        yield Town(tmp_path / "home", mastodon, proxy)


def test_the_whole_story(town: Town) -> None:
    question = town.asks("Estamos sin agua desde el lunes.", visibility="unlisted", language="es")
    assert (town.collects()["new"], town.collects()["new"]) == (1, 0)
    (row,) = town.rows()
    assert (row["tags"], row["priority"], row["status"], row["unanswered"]) == (["agua"], "high", "new", True)
    assert row["text"] == "Estamos sin agua desde el lunes."

    town.console("reply", "1", "--text", "Mañana vuelve, disculpe.").ok()
    town.console("outbox", "send").ok()
    (answer,) = town.answers(question)
    assert answer["plain"] == f"@{town.citizen.username} Mañana vuelve, disculpe."
    assert (answer["visibility"], answer["language"]) == ("unlisted", "es")
    (row,) = town.rows()
    assert (row["status"], row["unanswered"], row["owner"]) == ("waiting", False, "ana")
    assert town.collects()["new"] == 0  # our own answer is here already

    town.asks("Sigue sin agua, ¿qué pasó?", in_reply_to_id=answer["id"])
    assert town.collects()["new"] == 1
    (row,) = town.rows()
    assert (row["status"], row["unanswered"]) == ("open", True)
    town.console("verify").ok()
    assert len(town.answers(question)) == 1


def test_a_private_question_gets_a_private_answer(town: Town) -> None:
    question = town.asks("Mi cédula no aparece.", visibility="direct")
    town.collects()
    shown = town.console.quickly("show", "1", "--json").ok().json
    assert shown["thread"][0]["visibility"] == "private"
    town.console.quickly("reply", "1", "--text", "La buscamos.").ok()
    (answer,) = town.answers(question)
    assert answer["visibility"] == "direct"


def test_an_answer_given_in_the_channels_own_app_closes_the_wait(town: Town) -> None:
    question = town.asks("¿Horario?")
    town.collects()
    town.server.posts(town.account, f"@{town.citizen.username} De 8 a 3.", in_reply_to_id=question)
    town.collects()
    (row,) = town.rows()
    assert (row["status"], row["unanswered"]) == ("waiting", False)


def test_an_answer_that_does_not_name_us_is_read_under_our_post(town: Town) -> None:
    announcement = town.server.posts(town.account, "El lunes se corta el agua.")
    town.collects()
    town.server.posts(town.citizen, "¿A qué hora?", in_reply_to_id=announcement["id"])
    assert town.collects()["new"] == 1
    assert town.collects()["new"] == 0
    (row,) = town.rows()
    assert (row["text"], row["unanswered"]) == ("¿A qué hora?", True)


def test_what_the_citizen_said_before_naming_us_joins_the_same_moment(town: Town) -> None:
    before = town.server.posts(town.citizen, "En Los Mina no hay agua.")
    town.asks("¿qué pasa?", in_reply_to_id=before["id"])
    town.collects()
    shown = town.console.quickly("show", "1", "--json").ok().json
    assert [one["text"] for one in shown["thread"]] == ["En Los Mina no hay agua.", "¿qué pasa?"]
    assert len(town.rows()) == 1


def test_hashtags_are_read_and_late_posts_too(mastodon: Mastodon, tmp_path: Path) -> None:
    with closing(Proxy(mastodon.port)) as proxy:
        town = Town(tmp_path / "home", mastodon, proxy, hashtags=["#SinAguaYa"])
        for number in range(5):
            mastodon.posts(town.citizen, f"Nada {number} #SinAguaYa")
        assert town.collects()["new"] == 5
        mastodon.posts(town.citizen, "Tampoco #sinaguaya")
        assert (town.collects()["new"], town.collects()["new"]) == (1, 0)


@pytest.mark.kills
@pytest.mark.parametrize("cell", CELLS)
def test_exactly_one_post_whatever_happens(town: Town, cell: str) -> None:
    question = town.asks("¿Horario?")
    town.collects()
    town.console.quickly("reply", "1", "--text", "De 8 a 3.", "--later", "1m").ok()
    town.later(timedelta(minutes=2))
    town.proxy.break_next(CELLS[cell])
    if cell.startswith("kill"):
        sender = town.console.start("outbox", "send")
        assert town.proxy.holding.wait(60)
        sender.send_signal(signal.SIGKILL)
        sender.communicate(timeout=60)
        assert killed(sender.returncode)
    else:
        assert town.console.quickly("outbox", "send").code == 1
    assert len(town.answers(question)) == (0 if cell in ("kill before send", "429") else 1)
    for _again in range(3):
        town.later(LEASE + SETTLE_AFTER + timedelta(seconds=1))
        town.console.quickly("outbox", "send")
    (reply,) = town.console.quickly("outbox", "list", "--all", "--json").ok().lines
    assert (reply["state"], len(town.answers(question))) == ("sent", 1)
    assert town.collects()["new"] == 0
    (row,) = town.rows()
    assert (row["status"], row["unanswered"]) == ("waiting", False)
    shown = town.console.quickly("show", "1", "--json").ok().json
    assert [one["direction"] for one in shown["thread"]] == ["in", "out"]
    town.console.quickly("verify").ok()


def test_many_mentions_over_many_pages_all_once(town: Town) -> None:
    for number in range(20):
        town.asks(f"mensaje {number}")
    town.proxy.break_next(Fault("cut-in-answer", "^GET /api/v1/notifications", skip=3))
    town.console.quickly("collect")
    town.later(timedelta(minutes=30))
    town.collects()
    assert {row["text"] for row in town.rows()} == {f"mensaje {number}" for number in range(20)}
    assert len(town.rows()) == 20


def test_an_edit_and_a_deletion_arrive_by_themselves(town: Town) -> None:
    kept, gone = town.asks("¿Horarrio?"), town.asks("Ya no hace falta")
    town.collects()
    town.server.edits(town.citizen, kept, f"@{town.account.username} ¿Horario del lunes?")
    town.server.deletes(town.citizen, gone)
    town.later(timedelta(minutes=16))
    assert town.collects()["updated"] == 2
    assert "¿Horario del lunes?" in {row["text"] for row in town.rows()}
    shown = [town.console.quickly("show", str(row["id"]), "--json").ok().out for row in town.rows()]
    assert "¿Horarrio?" in "".join(shown)  # what was said first is kept beside it
    town.console.quickly("verify").ok()


def test_the_send_test_goes_to_ourselves_and_to_nobody_else(town: Town) -> None:
    settings = town.console.home / "social-console.toml"
    settings.write_text(settings.read_text("utf-8").replace('reply = "on"', 'reply = "off"'), "utf-8")
    town.console.quickly("doctor", "--send-test", "--yes").ok()
    assert 'reply = "on"' in settings.read_text("utf-8")
    (post,) = town.server.ask("GET", f"/api/v1/accounts/{town.account.id}/statuses", town.account)
    assert (post["visibility"], post["in_reply_to_id"]) == ("direct", None)
    assert town.server.ask("GET", f"/api/v1/accounts/{town.account.id}/statuses", town.citizen) == []
    assert town.collects()["new"] <= 1
    assert town.rows() == []
