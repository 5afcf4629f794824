"""What is Mastodon's own in an office: visibility, its app, hashtags, edits, and a test sent to ourselves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.e2e.offices import opening
from tests.e2e.offices.mastodon import MastodonOffice, opened

pytestmark = pytest.mark.real
Opener = Callable[..., MastodonOffice]


@pytest.fixture
def an_office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Opener]:
    """With the options that a test wants."""
    with opening(opened, request, tmp_path) as one:
        yield one


@pytest.fixture
def town(an_office: Opener) -> MastodonOffice:
    """As it is."""
    return an_office()


def test_an_answer_speaks_as_loud_and_in_the_language_of_the_question(town: MastodonOffice) -> None:
    question = town.asks("Estamos sin agua desde el lunes.", visibility="unlisted", language="es")
    town.collect()
    assert town.rows()[0]["text"] == "Estamos sin agua desde el lunes."
    town("reply", "1", "--text", "Mañana vuelve, disculpe.").ok()
    (answer,) = town.under(question)
    assert answer["plain"] == f"@{town.people['maria'].username} Mañana vuelve, disculpe."
    assert (answer["visibility"], answer["language"]) == ("unlisted", "es")


def test_a_private_question_gets_a_private_answer(town: MastodonOffice) -> None:
    question = town.asks("Mi cédula no aparece.", visibility="direct")
    town.collect()
    shown = town("show", "1", "--json").ok().json
    assert shown["thread"][0]["visibility"] == "private"
    town("reply", "1", "--text", "La buscamos.").ok()
    (answer,) = town.under(question)
    assert answer["visibility"] == "direct"


def test_an_answer_given_in_the_channels_own_app_closes_the_wait(town: MastodonOffice) -> None:
    question = town.asks("¿Horario?")
    town.collect()
    town.server.posts(town.account, f"@{town.people['maria'].username} De 8 a 3.", in_reply_to_id=question)
    town.collect()
    (row,) = town.rows()
    assert (row["status"], row["unanswered"]) == ("waiting", False)


def test_an_answer_that_does_not_name_us_is_read_under_our_post(town: MastodonOffice) -> None:
    announcement = town.server.posts(town.account, "El lunes se corta el agua.")
    town.collect()
    town.server.posts(town.people["maria"], "¿A qué hora?", in_reply_to_id=announcement["id"])
    assert town.collect()["new"] == 1
    assert town.collect()["new"] == 0
    (row,) = town.rows()
    assert (row["text"], row["unanswered"]) == ("¿A qué hora?", True)


def test_what_the_citizen_said_before_naming_us_joins_the_same_moment(town: MastodonOffice) -> None:
    before = town.server.posts(town.people["maria"], "En Los Mina no hay agua.")
    town.asks("¿qué pasa?", in_reply_to_id=before["id"])
    town.collect()
    shown = town("show", "1", "--json").ok().json
    assert [one["text"] for one in shown["thread"]] == ["En Los Mina no hay agua.", "¿qué pasa?"]
    assert len(town.rows()) == 1


def test_hashtags_are_read_and_late_posts_too(an_office: Opener) -> None:
    town = an_office(hashtags=["#SinAguaYa"])
    maria = town.people["maria"]
    for number in range(5):
        town.server.posts(maria, f"Nada {number} #SinAguaYa")
    assert town.collect()["new"] == 5
    town.server.posts(maria, "Tampoco #sinaguaya")
    assert (town.collect()["new"], town.collect()["new"]) == (1, 0)


def test_an_edit_and_a_deletion_arrive_by_themselves(town: MastodonOffice) -> None:
    kept, gone = town.asks("¿Horarrio?"), town.asks("Ya no hace falta")
    town.collect()
    town.server.edits(town.people["maria"], kept, f"@{town.account.username} ¿Horario del lunes?")
    town.server.deletes(town.people["maria"], gone)
    town.later(timedelta(minutes=16))
    assert town.collect()["updated"] == 2
    assert "¿Horario del lunes?" in {row["text"] for row in town.rows()}
    shown = [town("show", str(row["id"]), "--json").ok().out for row in town.rows()]
    assert "¿Horarrio?" in "".join(shown)  # what was said first is kept beside it
    town("verify").ok()


def test_the_send_test_goes_to_ourselves_and_to_nobody_else(town: MastodonOffice) -> None:
    settings = town.console.home / "social-console.toml"
    settings.write_text(settings.read_text("utf-8").replace('reply = "on"', 'reply = "off"'), "utf-8")
    town("doctor", "--send-test", "--yes").ok()
    assert 'reply = "on"' in settings.read_text("utf-8")
    (post,) = town.server.ask("GET", f"/api/v1/accounts/{town.account.id}/statuses", town.account)
    assert (post["visibility"], post["in_reply_to_id"]) == ("direct", None)
    assert town.server.ask("GET", f"/api/v1/accounts/{town.account.id}/statuses", town.people["maria"]) == []
    assert town.collect()["new"] <= 1
    assert town.rows() == []
