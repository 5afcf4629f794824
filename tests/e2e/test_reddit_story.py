"""From a citizen's comment on Reddit to the one answer under it, through the program, and all that goes wrong."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.e2e.program import killed
from tests.e2e.reddit_office import Office, a_town_hall
from tests.real.reddit import Reddit, running


@pytest.fixture
def reddit() -> Iterator[Reddit]:
    with running(Reddit()) as one:
        yield one


def test_the_whole_story(reddit: Reddit, tmp_path: Path) -> None:
    console = a_town_hall(tmp_path / "home", reddit)
    notice = reddit.posts("alcaldia", "El lunes cortamos el agua.", title="Corte de agua")
    question = reddit.comments("maria", "Seguimos sin agua en Los Mina.", notice.name)
    other = reddit.comments("pedro", "u/alcaldia, ¿y la basura?")

    collected = console("collect", "--json").ok().json
    (read,) = collected["connectors"]
    assert (read["account"], read["quarantined"], read["error"]) == ("foro", 0, None)
    rows = {row["author"]: row for row in console("list", "--json").ok().lines}
    assert {*rows} == {"maria", "pedro"}, "what strangers said above is not kept"
    maria = rows["maria"]
    assert (maria["tags"], maria["priority"], maria["status"], maria["unanswered"]) == (["agua"], "high", "new", True)
    assert maria["url"].endswith(f"/{question.id}/")

    sent = console("reply", str(maria["id"]), "--text", "Vuelve hoy a las 6.", "--json").ok().json
    assert sent["reply"]["state"] == "sent"
    (answer,) = reddit.replies(question.name)
    assert (answer.author, answer.text) == ("alcaldia", "Vuelve hoy a las 6.")
    assert reddit.replies(other.name) == []
    assert console("collect", "--json").ok().json["connectors"][0]["new"] == 0, "our own answer is here already"

    reddit.comments("maria", "Son las 7 y nada.", answer.name)
    assert console("collect", "--json").ok().json["connectors"][0]["new"] == 1
    (row,) = [row for row in console("list", "--json").ok().lines if row["author"] == "maria"]
    assert (row["id"], row["status"], row["unanswered"]) == (maria["id"], "open", True)
    assert len(reddit.replies(question.name)) == 1
    console("verify").ok()


def test_an_answer_given_in_reddits_own_app_closes_the_wait(reddit: Reddit, tmp_path: Path) -> None:
    console = a_town_hall(tmp_path / "home", reddit)
    question = reddit.comments("maria", "u/alcaldia ¿horario?")
    console.quickly("collect").ok()
    reddit.comments("alcaldia", "De 8 a 3.", question.name)
    console.quickly("collect").ok()
    (row,) = [row for row in console.quickly("list", "--view", "all", "--json").ok().lines if row["author"] == "maria"]
    assert (row["status"], row["unanswered"]) == ("waiting", False)


@pytest.mark.kills
@pytest.mark.parametrize("when", ["before", "after"])
def test_killed_as_it_posts_it_is_posted_once(reddit: Reddit, tmp_path: Path, when: str) -> None:
    office = Office(tmp_path / "home", reddit)
    assert killed(office.dies(when))
    assert len(office.answers()) == (when == "after")
    blocked = office.send()
    assert (blocked.code, blocked.json["sent"]) == (1, 0), "somebody may be sending it at this instant"
    office.settled()


@pytest.mark.parametrize(
    ("fault", "made", "state"),
    [
        ("timeout made", 1, "unknown"),
        ("500 made", 1, "unknown"),
        ("503 not made", 0, "unknown"),
        ("429", 0, "queued"),
        ("ratelimit", 0, "queued"),
        ("cut mid-answer", 1, "unknown"),
        ("cut made", 1, "unknown"),
        ("cut not made", 0, "unknown"),
        ("nothing shown", 1, "sent"),
        ("garbage made", 1, "unknown"),
        ("token 503", 0, "queued"),
    ],
)
def test_whatever_breaks_as_it_posts_it_is_posted_once(
    reddit: Reddit, tmp_path: Path, fault: str, made: int, state: str
) -> None:
    office = Office(tmp_path / "home", reddit, timeout=1)
    reddit.fault = fault
    assert office.send().code == (0 if state == "sent" else 1)
    assert reddit.fault == ""
    assert len(office.answers()) == made
    assert office.state() == state
    if state == "unknown":
        office.later(timedelta(minutes=1))
        assert office.send().json["sent"] == 0, "nothing is sent while nobody knows"
        assert len(office.answers()) == made
    office.settled()


def test_a_collect_that_is_killed_loses_no_mention_and_doubles_none(reddit: Reddit, tmp_path: Path) -> None:
    """While citizens go on writing; fifteen pages each time."""
    seed = random.SystemRandom().randrange(1 << 30)
    pause = threading.Event()
    chance = random.Random(seed)  # noqa: S311 (nothing secret)
    console = a_town_hall(tmp_path / "home", reddit, page_size=20, parents=False)
    for number in range(300):
        reddit.comments(f"vecino{number % 40}", f"Mensaje {number}", mentions=True)
    for late in range(5):
        process = console.start("collect")
        enough = len(reddit.requests) + chance.randrange(3, 14)
        while process.poll() is None and len(reddit.requests) < enough:
            pause.wait(0.005)
        process.kill()
        process.communicate(timeout=60)
        reddit.comments("tarde", f"Mensaje {300 + late}", mentions=True)
    console("collect", "--json").ok()
    texts = []
    for row in console("list", "--view", "all", "--json", "--limit", "10000").ok().lines:
        shown = console.quickly("show", str(row["id"]), "--json").ok().json
        texts += [mention["text"] for mention in shown["thread"]]
    assert sorted(texts) == sorted(f"Mensaje {number}" for number in range(305)), f"seed {seed}"
