"""Answering on X: by hand where X takes no reply, never past an edit, and out of one budget with reading."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from social_console.tui.screens.dialogs import Confirm
from social_console.tui.screens.reply import ReplyScreen
from tests.e2e.offices import opening
from tests.e2e.offices.x import XOffice, opened
from tests.e2e.terminal import at_the_terminal
from tests.tui.real import WIDE, ready, screen_text, until

Opener = Callable[..., XOffice]
LINK = "Vea los horarios en https://ayuntamiento.org/agua y disculpe."


@pytest.fixture
def an_office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Opener]:
    """An office with a home of its own."""
    with opening(opened, request, tmp_path) as one:
        yield one


async def test_the_console_says_before_writing_that_x_takes_no_reply_and_picks_the_answer_up(
    an_office: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = an_office(queries=["agua"])
    question = office.network.post("maria", "En mi calle no hay agua")
    office.collect()
    permalink = f"https://x.com/maria/status/{question}"
    copied: list[str] = []
    monkeypatch.delenv("DISPLAY", raising=False)
    with at_the_terminal(office.console) as app:
        monkeypatch.setattr(app, "copy_to_clipboard", copied.append)
        async with app.run_test(size=WIDE) as pilot:
            await ready(pilot, app)
            await pilot.press("r")
            await until(pilot, lambda: isinstance(app.screen, Confirm))
            assert permalink in screen_text(app)
            await pilot.press("c")
            await until(pilot, lambda: app.screen is app.inbox_screen)
            assert not isinstance(app.screen, ReplyScreen), "nothing is written that nobody would get"
    assert copied == [permalink]
    office.later(timedelta(minutes=3))
    office.network.post("town", "Vamos para allá.", in_reply_to=question)
    office.collect()
    (row,) = office.rows()
    assert (row["status"], row["unanswered"]) == ("waiting", False)
    assert [one["direction"] for one in office.thread(row["id"])] == ["in", "out"]
    assert office.site.counted("POST") == 0


@pytest.mark.parametrize("change", ["edited", "deleted"])
def test_what_changed_on_x_between_queueing_and_sending_holds_the_reply(an_office: Opener, change: str) -> None:
    office = an_office()
    question = office.asks("me falta agua en Los Mina")
    office.collect()
    office("reply", "1", "--text", "Vamos a Los Mina.", "--later", "2 days").ok()
    office.later(timedelta(minutes=20))
    if change == "edited":
        office.network.edit(question, "@town me falta agua en Gazcue")
    else:
        office.network.delete(question)
    office.later(timedelta(days=1, hours=1))
    office.collect()
    office.later(timedelta(days=2))  # "2 days" is a morning: later than now by the clock, if it is night
    held = office.send()
    assert (held.code, held.json["replies"][0]["code"]) == (1, "stale-thread")
    assert change in held.json["replies"][0]["reason"]
    assert office.posted() == []


def test_a_draft_is_not_sent_past_an_edit_unless_somebody_says_so(an_office: Opener) -> None:
    office = an_office()
    question = office.asks("me falta agua en Los Mina")
    office.collect()
    too_long = office("reply", "1", "--text", "Vamos a Los Mina. " * 30)
    assert too_long.code == 2, "the draft is kept"
    office.later(timedelta(minutes=20))
    office.network.edit(question, "@town me falta agua en Gazcue")
    office.later(timedelta(days=1, hours=1))
    office.collect()
    told = office("reply", "1", "--text", "Vamos a Los Mina.")
    assert told.code == 1
    assert "− @town me falta agua en Los Mina" in told.err
    assert "+ @town me falta agua en Gazcue" in told.err
    assert office.posted() == []
    office("reply", "1", "--text", "Vamos a Gazcue.", "--despite-news").ok()
    assert office.posted() == ["Vamos a Gazcue."]


@pytest.mark.parametrize("change", ["edited", "deleted"])
def test_an_answer_without_a_draft_is_not_sent_past_what_nobody_has_read_yet(an_office: Opener, change: str) -> None:
    office = an_office()
    question = office.asks("me falta agua en Los Mina")
    office.collect()
    if change == "edited":
        office.network.edit(question, "@town me falta agua en Gazcue")
    else:
        office.network.delete(question)
    told = office("reply", "1", "--text", "Vamos a Los Mina.")
    assert (told.code, office.posted()) == (1, [])
    assert ("+ @town me falta agua en Gazcue" if change == "edited" else "deleted the message") in told.err
    assert "your draft is kept" in told.err
    if change == "edited":
        office("reply", "1", "--text", "Vamos a Gazcue.", "--despite-news").ok()
        assert office.posted() == ["Vamos a Gazcue."]


def test_a_reply_says_what_it_costs_and_what_is_left_and_reading_stops_sooner(an_office: Opener) -> None:
    office = an_office(monthly_budget=0.5, page_size=5)
    office.asks("¿horarios del agua?")
    office.collect()
    first = office("reply", "1", "--text", LINK).ok()
    assert "$0.200" in first.err
    assert "left after it" in first.err
    office.asks("¿y los del camión?", "pedro")
    office.collect()
    twice = f"{LINK} {'Es largo. ' * 20} {LINK}"
    preview = office("reply", "2", "--text", twice, "--split", "--preview", "--json").ok()
    assert preview.json["cost"] == 0.4
    assert 0.2 < preview.json["budget_left"] < 0.3
    assert "beyond the month's budget" in preview.err
    office("reply", "2", "--text", LINK + " Hoy.").ok()
    office.asks("¿y?", "rosa")
    assert office.collect()["error"]["code"] == "quota-exhausted", "replies come out of the same budget"
    office.later(timedelta(days=31))
    assert office.collect()["new"] == 1


def test_a_thread_costs_each_of_its_posts(an_office: Opener) -> None:
    office = an_office()
    office.asks("¿horarios?")
    office.collect()
    sent = office("reply", "1", "--text", "Frase sobre el agua. " * 30, "--split").ok()
    assert "$0.045 in 3 posts" in sent.err
    assert len(office.posted()) == 3


def test_a_file_is_refused_before_anything_is_written(an_office: Opener, tmp_path: Path) -> None:
    office = an_office()
    office.asks("¿horarios?")
    office.collect()
    file = tmp_path / "mapa.png"
    file.write_bytes(b"png")
    refused = office("reply", "1", "--text", "Vea el mapa.", "--attach", str(file))
    assert refused.code == 2
    assert "Files cannot go with a reply on X" in refused.err
    (row,) = office.rows()
    assert row["status"] == "new"
    assert office("outbox", "list", "--json").ok().lines == []
