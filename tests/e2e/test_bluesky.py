"""What is Bluesky's own in an office: facets, its app, announcements, searches, sessions, who lets only some answer."""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.contract.bluesky_world import error
from tests.e2e.offices import opening
from tests.e2e.offices.bluesky import BlueskyOffice, opened
from tests.real.proxy import Fault

pytestmark = pytest.mark.real
Opener = Callable[..., BlueskyOffice]


@pytest.fixture
def an_office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Opener]:
    """With the options that a test wants."""
    with opening(opened, request, tmp_path) as one:
        yield one


def test_names_links_and_hashtags_stand_at_their_bytes(an_office: Opener) -> None:
    office = an_office()
    question = office.asks("estamos sin agua desde el lunes. 🚱 ñ")
    office.collect()
    text = f"@{office.citizen.handle} mañana vuelve, disculpe. Vea https://agua.example/cortes y #agua"
    office("reply", "1", "--text", text).ok()
    (answer,) = office.under(question)
    assert answer["record"]["text"] == text
    assert answer["record"]["reply"]["parent"]["uri"] == question
    _assert_facets(answer["record"], office)


def _assert_facets(record: dict[str, object], office: BlueskyOffice) -> None:
    """Each stands at the bytes that it names."""
    raw = str(record["text"]).encode()
    found = {}
    for facet in record["facets"]:  # type: ignore[attr-defined]
        (feature,) = facet["features"]
        words = raw[facet["index"]["byteStart"] : facet["index"]["byteEnd"]].decode()
        found[words] = feature.get("did") or feature.get("uri") or feature.get("tag")
    assert found == {
        f"@{office.citizen.handle}": office.citizen.did,
        "https://agua.example/cortes": "https://agua.example/cortes",
        "#agua": "agua",
    }


def test_an_answer_given_in_the_app_closes_the_wait(an_office: Opener) -> None:
    office = an_office()
    question = office.asks("¿horario?")
    office.collect()
    office.account.says("De 8 a 3.", under=question)
    office.collect()
    (row,) = office.rows()
    assert (row["status"], row["unanswered"]) == ("waiting", False)


def test_two_hundred_under_one_announcement_are_as_many_moments(an_office: Opener) -> None:
    office = an_office()
    notice = office.account.says("Mañana no habrá agua en el norte.")
    office.citizen.says("¿Hasta cuándo?", under=notice)
    office.network.person("pedro").says("¿Y en el sur?", under=notice)
    office.network.settle()
    office.collect()
    assert sorted(row["text"] for row in office.rows()) == ["¿Hasta cuándo?", "¿Y en el sur?"]


def test_a_search_brings_those_who_do_not_mention_us_once(an_office: Opener) -> None:
    office = an_office(queries=["semaforodescompuesto"])
    office.citizen.says("Otro semaforodescompuesto en la 27")
    office.asks("hay un semaforodescompuesto")
    office.account.says("El semaforodescompuesto será reparado.")
    office.network.settle()
    office.collect()
    texts = sorted(row["text"].split(" ", 1)[1] for row in office.rows())
    assert texts == ["hay un semaforodescompuesto", "semaforodescompuesto en la 27"]
    assert office.collect()["new"] == 0


def test_one_login_serves_many_runs(an_office: Opener) -> None:
    office = an_office()
    office.console("collect").ok()
    kept = office.session_file
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    office.console.env["SOCIAL_CONSOLE_CUENTA_PASSWORD"] = "wrong"
    assert office.collect()["error"] is None
    kept.unlink()
    done = office.console("collect", "--json")
    assert done.code == 1
    (read,) = done.json["connectors"]
    assert read["error"]["code"] == "auth"
    assert read["error"]["remedy"]


def test_a_reply_that_is_too_long_says_so(an_office: Opener) -> None:
    office = an_office()
    question = office.asks("¿horario?")
    office.collect()
    done = office("reply", "1", "--text", "ñ" * 301, "--json")
    assert done.code != 0
    assert office.answers(question) == []
    assert office("reply", "1", "--text", "👩‍👩‍👧‍👦" * 100, "--json").code == 0
    assert office.answers(question) == ["👩‍👩‍👧‍👦" * 100]


def test_who_lets_only_some_answer_is_known_before_a_word_is_sent(an_office: Opener) -> None:
    office = an_office()
    question = office.asks("sin respuestas, por favor")
    office.citizen.closes(question)
    office.network.settle()
    office.collect()
    refused = office("reply", "1", "--text", "De 8 a 3.")
    assert refused.code == 2
    assert "only some people" in refused.err
    assert office.answers(question) == []


def test_connectors_check_tells_who_we_are(an_office: Opener) -> None:
    office = an_office()
    said = office("connectors", "check").ok().out
    assert office.account.handle in said
    assert "app password" in said


PUT = r"^POST .*putRecord"


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(Fault("hang-before", PUT), id="time-out before it was made"),
        pytest.param(Fault("status-before", PUT, 500, body=error("InternalServerError")), id="500 before it was made"),
        pytest.param(Fault("status-before", PUT, 429), id="429 without a reset"),
        pytest.param(Fault("cut-before", PUT), id="cut before"),
        pytest.param(Fault("status-before", PUT, 400, body=error("ExpiredToken")), id="the token has expired"),
    ],
)
def test_what_else_breaks_while_sending_sends_neither_zero_nor_two(an_office: Opener, fault: Fault) -> None:
    """Beside the fault matrix."""
    office = an_office(timeout=1.0)
    question = office.answered()
    office.proxy.break_next(fault)
    office.send()
    assert not office.proxy.armed, "the fault did not happen"
    office.settled(question)
