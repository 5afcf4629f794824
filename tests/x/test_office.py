"""What is X's own in an office: who has not summoned us, prices, edits; and every way in which sending breaks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.e2e.offices import opening
from tests.e2e.offices.x import XOffice, opened
from tests.e2e.program import killed
from tests.x.world import POSTING

Opener = Callable[..., XOffice]


@pytest.fixture
def an_office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Opener]:
    """Offices with homes of their own, as many as are asked for."""
    with opening(opened, request, tmp_path) as one:
        yield one


def test_a_reply_tells_its_price_and_the_post_its_address(an_office: Opener) -> None:
    office = an_office()
    question = office.asks("Estamos sin agua.")
    office.collect()
    assert office.rows()[0]["url"] == f"https://x.com/maria/status/{question}"
    sent = office("reply", "1", "--text", "Mañana vuelve, disculpe.").ok()
    assert "$0.015" in sent.err


def test_a_preview_of_what_is_too_long_says_what_to_do(an_office: Opener) -> None:
    office = an_office()
    office.asks("Estamos sin agua.")
    office.collect()
    shown = office("reply", "1", "--text", "agua " * 100, "--preview")
    assert (shown.code, office.posted()) == (1, [])
    assert "--split" in shown.err


def test_a_preview_of_nothing_is_refused_as_sending_it_is_and_keeps_the_draft(an_office: Opener) -> None:
    office = an_office()
    office.asks("Estamos sin agua.")
    office.collect()
    office("reply", "1", "--text", "Mañana vuelve.", "--preview").ok()
    for nothing in (" ", "\n"):
        sent, shown = (office("reply", "1", "--text", nothing, *how) for how in ((), ("--preview",)))
        assert (shown.code, shown.out, shown.err) == (sent.code, "", sent.err)
        assert shown.code == 2
        assert "The reply is empty" in shown.err
        assert "Write what to answer" in shown.err
    (draft,) = office("outbox", "list", "--json").ok().lines
    assert (draft["state"], draft["text"]) == ("draft", "Mañana vuelve.")
    hollow = office("reply", "1", "--text", "Escriba a {area.email}.", "--preview")
    assert (hollow.code, hollow.out) == (2, "")
    assert "{area.email}" in hollow.err


def test_what_x_refuses_is_queued_again_by_retry_as_it_is_told(an_office: Opener) -> None:
    office = an_office()
    question = office.asks("Estamos sin agua.")
    office.collect()
    office.site.break_next("post", "403")
    refused = office("reply", "1", "--text", "Vamos.")
    assert (refused.code, office.answers(question)) == (1, [])
    assert "`outbox retry 1` queues it again" in refused.err
    office("outbox", "retry", "1").ok()
    office.send()
    assert office.answers(question) == ["Vamos."]


def test_what_is_read_to_prove_the_account_counts_in_the_budget(an_office: Opener) -> None:
    office = an_office(monthly_budget=2.0)
    before = office.collect()["spending"]["spent"]
    assert office.collect()["spending"]["spent"] == before, "nothing to read costs nothing"
    office("doctor", "--send-test", "--public").ok()
    assert office.standing() == []
    assert office.collect()["spending"]["spent"] > before


def test_a_check_tells_the_month_with_what_replies_cost(an_office: Opener) -> None:
    office = an_office(monthly_budget=2.0)
    office.asks("Estamos sin agua.")
    office.collect()
    office("reply", "1", "--text", "Mañana vuelve: https://town.gov/agua").ok()
    spent = office.collect()["spending"]["spent"]
    assert spent > 0.2, "a reply with a link"
    said = " ".join(office("connectors", "check", "--json").ok().json[0]["notes"])
    check, month = re.findall(r"cost at most \$([\d.]+\d)", said)
    assert float(month) == pytest.approx(spent + float(check), abs=0.006)


def test_who_has_not_summoned_us_is_answered_by_hand_and_that_is_picked_up(an_office: Opener) -> None:
    office = an_office(queries=["agua"])
    question = office.network.post("maria", "En mi calle no hay agua")
    office.collect()
    refused = office("reply", "1", "--text", "Vamos para allá.")
    assert refused.code == 2
    assert f"https://x.com/maria/status/{question}" in refused.err
    assert office.answers(question) == []
    office.later(timedelta(minutes=3))
    office.network.post("town", "Vamos para allá.", in_reply_to=question)
    office.collect()
    (row,) = office.rows()
    assert (row["status"], row["unanswered"]) == ("waiting", False)
    assert office.site.counted("POST") == 0


def test_no_test_is_sent_where_everybody_would_read_it(an_office: Opener) -> None:
    office = an_office()
    refused = office("doctor", "--send-test")
    assert "everybody would read" in refused.out + refused.err
    assert office.site.counted("POST") == 0


def test_what_the_citizen_wrote_above_comes_along_and_no_promise_counts_from_it(an_office: Opener) -> None:
    office = an_office()
    first = office.network.post("maria", "Tres días sin agua 1/2")
    office.later(timedelta(hours=1))
    office.network.post("maria", "@town ¿qué pasa? 2/2", in_reply_to=first)
    office.collect()
    (row,) = office.rows()
    assert (row["status"], row["unanswered"], row["tags"]) == ("new", True, ["agua"])
    thread = office("show", "1", "--json").ok().json["thread"]
    assert [mention["text"] for mention in thread] == ["Tres días sin agua 1/2", "@town ¿qué pasa? 2/2"]
    office.later(timedelta(hours=2))
    office("reply", "1", "--text", "Vamos.").ok()
    (answer,) = office.network.answers(office.network.mentions(office.town)[0].id)
    assert answer.text == "Vamos."


def test_an_edit_and_a_deletion_reach_the_inbox(an_office: Opener) -> None:
    office = an_office()
    question = office.network.post("maria", "@town me falta augua")
    office.collect()
    office.later(timedelta(days=1, hours=1))
    office.network.edit(question, "@town me falta agua")
    office.collect()
    (mention,) = office("show", "1", "--json").ok().json["thread"]
    assert mention["text"] == "@town me falta agua"
    office.network.delete(question)
    office.later(timedelta(days=1, hours=1))
    office.collect()
    (mention,) = office("show", "1", "--json").ok().json["thread"]
    assert mention["deleted_at"]
    office("verify").ok()


def test_the_budget_holds_over_streams_and_runs(an_office: Opener) -> None:
    office = an_office(queries=["agua"], monthly_budget=1.0, page_size=10, price_per_own_read=0.005)
    errors = []
    for number in range(60):
        office.network.post(f"vecino{number}", f"@town sin agua {number}")
        if number % 5 == 0:
            errors.append(office.collect()["error"])
    assert {error["code"] for error in errors if error} == {"quota-exhausted"}
    assert errors[-1] is None, "said once a stream, then waited for"
    assert 0.5 < office.site.billed <= 1.0
    before = len(office.site.log)
    office.collect()
    assert len(office.site.log) == before, "nothing more is asked this month"
    office.later(timedelta(days=31))
    office.collect()  # ends the walk that the budget cut short
    office.collect()
    assert len(office.rows()) == 60


@pytest.mark.parametrize("fault", POSTING)
def test_whatever_breaks_while_sending_the_citizen_has_one_answer(an_office: Opener, fault: str) -> None:
    office = an_office(timeout=1.0)
    question = office.answered()
    office.site.break_next("post", fault.removeprefix("post: "))
    office("outbox", "send")
    if office.state() == "failed":
        assert fault in ("post: 403", "post: 404"), "refused for good"
    if office.state() in ("failed", "queued"):
        assert office.answers(question) == [], "certainly not posted"
        office("outbox", "retry", "1").ok()  # of the day's limits we need not wait for the end
    office.settled(question)


def test_sigkill_at_any_point_of_sending_sends_neither_zero_nor_two(an_office: Opener, tmp_path: Path) -> None:
    office, dying = an_office("counting"), "tests.x.dying"
    office.answered()
    assert office.dies(0, tmp_path / "points", module=dying) == 0
    points = (tmp_path / "points").read_text(encoding="utf-8").splitlines()
    posts = [number for number, name in enumerate(points, 1) if "Rerouted" in name]
    assert len(posts) == 4, "who we are, and the post: before and after each"
    for point in sorted({1, len(points) // 2, *posts, posts[-1] + 1, len(points)}):
        office = an_office(f"home{point}")
        question = office.answered()
        assert killed(office.dies(point, tmp_path / "x", module=dying)), points[point - 1]
        office.settled(question)
