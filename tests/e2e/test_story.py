"""The whole story on every two-way channel, answered by a command and answered in the console on the terminal.

A citizen's mention is a moment with a verdict; the answer stands once, in the right thread; the citizen answers back,
and the same moment is open again.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from social_console.tui.screens.reply import ReplyScreen
from social_console.tui.screens.review import Review
from tests.e2e.offices import CHANNELS, opened
from tests.e2e.offices.office import Office
from tests.e2e.terminal import at_the_terminal
from tests.tui.real import WIDE, ready, screen_text, until

pytestmark = pytest.mark.real
QUESTION, ANSWER, AGAIN = "Estamos sin agua desde el lunes.", "Vuelve hoy a las 6.", "Son las 7 y nada."


@pytest.mark.parametrize("channel", CHANNELS)
def test_by_commands(channel: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    with opened(channel, request, tmp_path / "home") as office:
        question, moment = _asked(office)
        sent = office.console("reply", str(moment), "--text", ANSWER, "--json").ok().json
        assert sent["reply"]["state"] == "sent"
        _answered(office, question, moment)
        _answered_back(office, question, moment)


@pytest.mark.parametrize("channel", CHANNELS)
async def test_in_the_console(channel: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    with opened(channel, request, tmp_path / "home") as office:
        question, moment = _asked(office)
        office.later(timedelta(minutes=1))
        await _replies(office, moment)
        assert (office.state(), office.answers(question)) == ("queued", []), "ten seconds to take it back"
        office.send()
        assert office.answers(question) == []
        office.later(timedelta(seconds=11))
        office.console("outbox", "send").ok()
        _answered(office, question, moment)
        _answered_back(office, question, moment)
        with at_the_terminal(office.console) as app:
            async with app.run_test(size=WIDE) as pilot:
                await ready(pilot, app)
                assert app.inbox_screen.moments.moment == moment
                assert AGAIN in screen_text(app)
                assert app.inbox_screen.pane.seen is not None
                there = [each.mention.text for each in app.inbox_screen.pane.seen.detail.thread]
                assert len(there) == 3


def _asked(office: Office) -> tuple[str, int]:
    """The question, and the moment that it has become."""
    question = office.asks(QUESTION)
    assert (office.collect()["new"], office.collect()["new"]) == (1, 0)
    (row,) = office.rows()
    assert (row["tags"], row["priority"], row["status"], row["unanswered"]) == (["agua"], "high", "new", True)
    shown = office("show", str(row["id"]), "--json").ok().json
    assert shown["thread"][0]["verdict"]["fired"][0]["rule"] == "sin-agua"
    return question, int(row["id"])


async def _replies(office: Office, moment: int) -> None:
    """As an operator does: `r`, the words, Ctrl-S, a last look, `y`."""
    with at_the_terminal(office.console) as app:
        async with app.run_test(size=WIDE) as pilot:
            await ready(pilot, app)
            assert app.inbox_screen.moments.moment == moment
            await pilot.press("r")
            await until(pilot, lambda: isinstance(app.screen, ReplyScreen))
            await pilot.press(*ANSWER, "ctrl+s")
            await until(pilot, lambda: isinstance(app.screen, Review))
            assert ANSWER in screen_text(app)
            await pilot.press("y")
            await until(pilot, lambda: app.inbox_screen.notice is not None and app.inbox_screen.notice.counting)


def _answered(office: Office, question: str, moment: int) -> None:
    assert (office.answers(question), len(office.posted())) == ([ANSWER], 1)
    (row,) = office.rows()
    assert (row["id"], row["status"], row["unanswered"], row["owner"]) == (moment, "waiting", False, "ana")
    assert office.collect()["new"] == 0, "our own answer is here already"


def _answered_back(office: Office, question: str, moment: int) -> None:
    office.answers_back(question, AGAIN)
    office.later(timedelta(minutes=1))
    assert office.collect()["new"] == 1
    (row,) = office.rows()
    assert (row["id"], row["status"], row["unanswered"]) == (moment, "open", True)
    assert sorted(mention["direction"] for mention in office.thread(moment)) == ["in", "in", "out"]
    assert (len(office.answers(question)), len(office.posted())) == (1, 1)
    office("verify").ok()
