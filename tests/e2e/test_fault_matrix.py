"""Whatever breaks on whatever channel: the citizen has one answer, and no mention is lost or doubled.

Each cell breaks twice in the same way: while the second page of mentions is read, and while the reply is sent. The
figures are measured at the far side and in the inbox; tests/e2e/matrix.py prints them as a table.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from tests.e2e import matrix
from tests.e2e.faults import FAULTS, KILL_AFTER, KILL_BEFORE, NOT_MADE, patience
from tests.e2e.offices import CHANNELS, opened
from tests.e2e.offices.office import Office

pytestmark = [pytest.mark.real, pytest.mark.kills]
EARLY = 6
"""Questions before anything breaks; then two more, one after each break."""
ANSWER = "De 8 a 3."


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("channel", CHANNELS)
def test_exactly_one_post_and_every_mention_once(
    channel: str,
    fault: str,
    request: pytest.FixtureRequest,
    tmp_path: Path,
    record_property: Callable[[str, object], None],
) -> None:
    record_property(matrix.CELL, [channel, fault])
    with opened(channel, request, tmp_path / "home", timeout=patience(fault)) as office:
        question = _broken_twice(office, fault)
        office.recovers()
        office.collect()
        office.send()
        heard, there = office.heard(), set(range(EARLY + 2))
        lost, doubled = len(there - {*heard}), sum(times - 1 for times in heard.values())
        posts = len(office.posted())
        record_property(matrix.CELL, [channel, fault, posts, lost, doubled])
        assert (posts, lost, doubled) == (1, 0, 0)
        _as_it_should_be(office, question)


def _broken_twice(office: Office, fault: str) -> str:
    for number in range(EARLY):
        office.asks(f"Pregunta {number}", "pedro")
    question = office.asks("¿Cuál es el horario?")
    office.suffers(fault, "reading")
    office.asks(f"Pregunta {EARLY}", "pedro")
    office.later(timedelta(hours=2))
    assert office.collect()["error"] is None
    office("reply", str(office.row("horario")["id"]), "--text", ANSWER, "--later", "1m").ok()
    office.later(timedelta(minutes=2))
    office.suffers(fault, "sending")
    made = [] if fault in NOT_MADE else [ANSWER]
    assert office.answers(question) == made
    office.asks(f"Pregunta {EARLY + 1}", "pedro")
    if fault in (KILL_BEFORE, KILL_AFTER):
        assert office.state() == "sending"
        blocked = office.send()
        assert (blocked.code, blocked.json["sent"]) == (1, 0), "somebody may be sending it at this instant"
        assert office.answers(question) == made
    return question


def _as_it_should_be(office: Office, question: str) -> None:
    assert (office.state(), office.answers(question)) == ("sent", [ANSWER])
    row = office.row("horario")
    assert (row["status"], row["unanswered"]) == ("waiting", False)
    assert [mention["direction"] for mention in office.thread(row["id"])] == ["in", "out"]
    office("verify").ok()
