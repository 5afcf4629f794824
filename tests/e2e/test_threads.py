"""A long answer as a numbered thread on every network, and each way in which its second part can break."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.faults import BROKEN, FAULTS, LIMITED, patience
from tests.e2e.offices import opened
from tests.e2e.offices.office import QUIET, Office
from tests.e2e.offices.proxied import KINDS, Proxied
from tests.e2e.program import killed
from tests.real.proxy import Fault

pytestmark = pytest.mark.real
LENGTHS = {"X": 280, "Bluesky": 300, "Mastodon": 500, "Reddit": 10_000}
PARTS = 3


def long_text(channel: str) -> str:
    """Three posts' worth of sentences."""
    sentences = (f"Frase {n} sobre el agua y sus horarios." for n in range(10_000))
    text = ""
    while len(text) < 2.3 * LENGTHS[channel]:
        text = f"{text} {next(sentences)}".strip()
    return text


def chain(office: Office, question: str, moment: int) -> list[str]:
    """What the citizen reads, post under post, as the far side has it; each is known here."""
    ours = {one["in_reply_to"]: one["id"] for one in office.thread(moment) if one["direction"] == "out"}
    said, name = [], question
    while there := office.answers(name):
        assert len(there) == 1
        said += there
        name = ours[name]
    return said


def settle(office: Office) -> None:
    """Time passes, and the program does what it does every minute."""
    for _round in range(5):
        office.later(QUIET)
        office.collect()
        office.send()


def whole(office: Office, question: str, moment: int, text: str) -> None:
    """One chain of numbered posts that say all of it, and one answer in the inbox."""
    said = chain(office, question, moment)
    assert [one[-5:] for one in said] == [f"({n}/{PARTS})" for n in range(1, PARTS + 1)]
    assert " ".join(one[:-6] for one in said) == text
    assert len(office.posted()) == PARTS
    rows = office("outbox", "list", "--all", "--json").ok().lines
    assert [(row["part"], row["parts"], row["state"]) for row in rows] == [(n, PARTS, "sent") for n in (1, 2, 3)]
    assert office.collect()["new"] == 0
    (row,) = office.rows()
    assert (row["status"], row["unanswered"]) == ("waiting", False)
    office("verify").ok()


@pytest.mark.parametrize("channel", LENGTHS)
def test_a_long_answer_is_a_chain_of_posts(channel: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    with opened(channel, request, tmp_path / "home") as office:
        question, text = office.asks("Estamos sin agua."), long_text(channel)
        office.collect()
        (row,) = office.rows()
        moment = str(row["id"])
        refused = office("reply", moment, "--text", text)
        assert (refused.code, office.posted()) == (2, [])
        assert "--split" in refused.err
        shown = office("reply", moment, "--text", text, "--split", "--preview", "--json").ok().json
        assert (shown["fits"], office.posted()) == (True, [])
        assert all(post["length"] <= LENGTHS[channel] for post in shown["posts"])
        sent = office("reply", moment, "--text", text, "--split", "--json").ok().json["reply"]
        assert [(post["part"], post["state"]) for post in sent["posts"]] == [(1, "sent"), (2, "sent"), (3, "sent")]
        assert chain(office, question, row["id"]) == [post["text"] for post in shown["posts"]]
        whole(office, question, row["id"], text)
        out = office("show", moment).ok().out
        assert "(2/3)  sent" in out
        assert "queued a reply in 3 parts" in out


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("channel", LENGTHS)
def test_whatever_breaks_at_the_second_part(
    channel: str, fault: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    with opened(channel, request, tmp_path / "home", timeout=patience(fault)) as office:
        assert isinstance(office, Proxied)
        question, text = office.asks("Estamos sin agua."), long_text(channel)
        office.collect()
        (row,) = office.rows()
        office("reply", str(row["id"]), "--text", text, "--split", "--later", "1m").ok()
        office.later(QUIET)
        status, fields = (429, office.refusal()) if fault == LIMITED else (500, {})
        office.proxy.break_next(Fault(KINDS[fault], office.posts, status, fields, skip=1))
        if fault.startswith("kill"):
            process = office.console.start("outbox", "send")
            assert office.proxy.holding.wait(60)
            process.kill()
            process.communicate(timeout=60)
            assert killed(process.returncode)
        else:
            office.send()
        assert not office.proxy.armed
        if fault != BROKEN:  # some answer a 500 by looking whether it was made
            assert len(office.posted()) < PARTS, "the third waits for the second"
        settle(office)
        whole(office, question, row["id"], text)
