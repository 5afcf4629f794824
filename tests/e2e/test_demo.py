"""The demonstration: lively, made up, on its own, and gone afterwards."""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from social_console import clock, store
from social_console.cli.context import Session
from social_console.cli.demo import populate
from social_console.collect import collect
from social_console.connectors.demo import World
from social_console.demo import scenario, script
from social_console.demo.arrivals import Town
from social_console.demo.settings import OPERATOR, build
from social_console.model import Direction
from social_console.store import counts, verify
from tests.e2e.console import Console

NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)
REAL = re.compile(r"https?://(?!\S*\.example[/?\s]|\S*\.example$)|@(?!\S*\.example\b)\S+\.(?:com|org|net|do)\b")


def test_every_text_is_distinct_and_leads_nowhere() -> None:
    threads = [*script.threads(), *script.arrivals()]
    openings = [thread.text for thread in threads]
    assert len(openings) == len(set(openings)) > 350
    everything = [*openings, *(step.text for thread in threads for step in thread.steps)]
    assert not [text for text in everything if REAL.search(text)]
    phones = [found for text in everything for found in re.findall(r"8[024]9[- ]\d{3}[- ]\d{4}", text)]
    assert all(found[4:7] == "555" for found in phones), "555 belongs to nobody"


def test_a_line_that_is_neither_opening_nor_step_has_its_place() -> None:
    with pytest.raises(ValueError, match="basura:2"):
        list(script.parse("basura", "x: hola\nsin forma"))
    with pytest.raises(ValueError, match="delay"):
        list(script.parse("basura", "x: hola\n  > sin demora"))


def test_the_same_seed_tells_the_same_story() -> None:
    one, two = (scenario.Scenario(3, NOW).history(script.threads()) for _ in range(2))
    assert one == two
    assert one != scenario.Scenario(4, NOW).history(script.threads())


def test_five_weeks_hold_what_an_office_meets() -> None:
    history = scenario.Scenario(1, NOW).history(script.threads())
    mentions = [each.mention for each in history if each.mention]
    openings = {each.opening for each in history}
    verbs = Counter(each.act.verb for each in history if each.act)
    assert len(openings) > 350
    assert all(each.at <= NOW for each in history)
    assert min(each.at for each in history) > NOW - timedelta(weeks=6)
    assert {mention.channel for mention in mentions} == {"x", "mastodon", "email"}
    assert sum(mention.direction is Direction.OUT for mention in mentions) > 150
    assert set(verbs) >= {"close", "claim", "note", "refer", "snooze", "dismiss", "answered"}


@pytest.fixture(scope="module")
def town() -> Iterator[Session]:
    with tempfile.TemporaryDirectory() as folder:
        build(Path(folder), language="es", seed=1, moody=False)
        with Session(home_option=Path(folder), operator_option=OPERATOR, language="es") as session:
            populate(session, seed=1)
            yield session


def test_every_fixed_view_has_something_to_show(town: Session) -> None:
    with town.inbox.reading() as tx:
        found = counts(tx, me=OPERATOR, now=clock.now())
    assert {name for name in ("to_reply", "overdue", "mine", "unowned", "waiting", "not_sent") if found[name]} == {
        "to_reply", "overdue", "mine", "unowned", "waiting", "not_sent",
    }  # fmt: skip
    assert verify(town.inbox) == ()


def test_a_reply_that_timed_out_is_found_by_the_next_reading(town: Session) -> None:
    def not_sent() -> int:
        with town.inbox.reading() as tx:
            return int(counts(tx, me=OPERATOR, now=clock.now())["not_sent"])

    before = not_sent()
    collect(town.inbox, town.settings, town.rules)
    assert not_sent() == before - 1


def test_citizens_go_on_posting_and_the_ordinary_reading_brings_it_in(town: Session) -> None:
    collect(town.inbox, town.settings, town.rules)  # what the played weeks left to be read
    later = scenario.Scenario(5, clock.now())
    later.numbers = iter(range(900_000, 900_100))
    speaking = Town(World(town.home / "network.jsonl"), later)
    for _ in range(5):
        speaking.speak()
    collected = collect(town.inbox, town.settings, town.rules)
    assert collected.new == 5
    assert collected.exit_code == 0


def test_on_paper_it_needs_no_terminal_and_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    ran = Console(tmp_path / "unused")("demo", "--no-tui")
    assert ran.code == 0, ran.said
    assert "2026-0" in ran.out
    assert "# " in ran.out, "the report's heading"
    assert list(tmp_path.glob("social-console-demo-*")) == []
    assert not (tmp_path / "unused").exists()


def test_without_a_terminal_the_console_says_what_to_do() -> None:
    ran = Console(Path("/nowhere"))("demo")
    assert ran.code == 2
    assert "--no-tui" in ran.err


@pytest.mark.parametrize("now", ["2026-11-24T14:00:00+00:00", "2026-11-21T21:00:00+00:00"])
def test_the_office_mostly_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, now: str) -> None:
    """On a Tuesday morning and on a Saturday: something is late, most is not, and what was late was raised then."""
    monkeypatch.setenv("SOCIAL_CONSOLE_NOW", now)
    build(tmp_path, language="es", seed=1, moody=True)
    with Session(home_option=tmp_path, operator_option=OPERATOR, language="es") as session:
        populate(session, seed=1)
        with session.inbox.reading() as tx:
            there = counts(tx, me=OPERATOR, now=clock.now())
            asked = store.view_ids(tx, "to_reply", "is:overdue", me=OPERATOR, now=clock.now())
            raised = [each for id_ in asked for each in store.events(tx, id_) if each.verb == "escalated"]
    assert 60 <= there["to_reply"] <= 100
    assert 8 <= len(asked) <= 20
    assert there["overdue"] <= 30
    assert len({each.at for each in raised}) > 5
