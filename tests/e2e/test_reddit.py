"""What is Reddit's own in an office: threads under announcements, its app, its odd answers to a comment."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.e2e.offices import opening
from tests.e2e.offices.reddit import RedditOffice, opened

Opener = Callable[..., RedditOffice]


@pytest.fixture
def an_office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Opener]:
    """With the options that a test wants."""
    with opening(opened, request, tmp_path) as one:
        yield one


def test_who_comments_under_our_post_and_who_names_us_are_heard_and_nobody_else(an_office: Opener) -> None:
    office = an_office()
    reddit = office.reddit
    notice = reddit.posts("alcaldia", "El lunes cortamos el agua.", title="Corte de agua")
    question = reddit.comments("maria", "Seguimos sin agua en Los Mina.", notice.name)
    reddit.comments("pedro", "u/alcaldia, ¿y la basura?")
    read = office.collect()
    assert (read["quarantined"], read["error"]) == (0, None)
    rows = {row["author"]: row for row in office("list", "--json").ok().lines}
    assert {*rows} == {"maria", "pedro"}, "what strangers said above is not kept"
    assert rows["maria"]["url"].endswith(f"/{question.id}/")


def test_an_answer_given_in_reddits_own_app_closes_the_wait(an_office: Opener) -> None:
    office = an_office()
    question = office.asks("¿horario?")
    office.collect()
    office.reddit.comments("alcaldia", "De 8 a 3.", question)
    office.collect()
    row = office.row("horario")
    assert (row["status"], row["unanswered"]) == ("waiting", False)


@pytest.mark.parametrize(
    ("fault", "made", "state"),
    [
        ("503 not made", 0, "unknown"),
        ("ratelimit", 0, "queued"),
        ("cut made", 1, "unknown"),
        ("cut not made", 0, "unknown"),
        ("nothing shown", 1, "sent"),
        ("garbage made", 1, "unknown"),
        ("token 503", 0, "queued"),
    ],
)
def test_whatever_breaks_as_it_posts_it_is_posted_once(an_office: Opener, fault: str, made: int, state: str) -> None:
    """Beside the fault matrix."""
    office = an_office(timeout=1)
    question = office.answered()
    office.reddit.fault = fault
    assert office.send().code == (0 if state == "sent" else 1)
    assert office.reddit.fault == ""
    assert (len(office.answers(question)), office.state()) == (made, state)
    if state == "unknown":
        office.later(timedelta(minutes=1))
    office.settled(question)
