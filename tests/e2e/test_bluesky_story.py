"""The whole story on Bluesky's own servers: a citizen asks, the console answers, the citizen has one answer."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from tests.e2e.bluesky_office import Office
from tests.real.bluesky import Bluesky

pytestmark = pytest.mark.real


def test_the_whole_story(bluesky: Bluesky, tmp_path: Path) -> None:
    office = Office(tmp_path, bluesky, bluesky.url)
    question = office.hears("estamos sin agua desde el lunes. 🚱 ñ")
    (read,) = office.console("collect", "--json").ok().json["connectors"]
    assert (read["account"], read["new"], read["error"]) == ("cielo", 1, None)
    (row,) = office.rows()
    assert (row["tags"], row["priority"], row["status"], row["unanswered"]) == (["agua"], "high", "new", True)

    text = f"@{office.citizen.handle} mañana vuelve, disculpe. Vea https://agua.example/cortes y #agua"
    sent = office.console("reply", str(row["id"]), "--text", text, "--json").ok().json
    assert sent["reply"]["state"] == "sent"
    (answer,) = office.network.answers(question)
    assert answer["record"]["text"] == text
    assert answer["record"]["reply"]["parent"]["uri"] == question
    _assert_facets(answer["record"], office)
    (row,) = office.rows()
    assert (row["status"], row["unanswered"], row["owner"]) == ("waiting", False, "ana")

    assert office.console("collect", "--json").ok().json["connectors"][0]["new"] == 0
    office.citizen.says("Sigue sin agua, ¿qué pasó?", under=answer["uri"])
    bluesky.settle()
    assert office.console("collect", "--json").ok().json["connectors"][0]["new"] == 1
    (row,) = office.rows()
    assert (row["status"], row["unanswered"]) == ("open", True)
    office.console("verify").ok()
    assert len(office.answers(question)) == 1


def _assert_facets(record: dict[str, object], office: Office) -> None:
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


def test_an_answer_given_in_the_app_closes_the_wait(bluesky: Bluesky, tmp_path: Path) -> None:
    office = Office(tmp_path, bluesky, bluesky.url)
    question = office.hears("¿horario?")
    office.collect()
    office.account.says("De 8 a 3.", under=question)
    office.collect()
    (row,) = office.rows()
    assert (row["status"], row["unanswered"]) == ("waiting", False)


def test_two_hundred_under_one_announcement_are_as_many_moments(bluesky: Bluesky, tmp_path: Path) -> None:
    office = Office(tmp_path, bluesky, bluesky.url)
    notice = office.account.says("Mañana no habrá agua en el norte.")
    office.citizen.says("¿Hasta cuándo?", under=notice)
    bluesky.person("pedro").says("¿Y en el sur?", under=notice)
    bluesky.settle()
    office.collect()
    assert sorted(row["text"] for row in office.rows()) == ["¿Hasta cuándo?", "¿Y en el sur?"]


def test_a_search_brings_those_who_do_not_mention_us_once(bluesky: Bluesky, tmp_path: Path) -> None:
    office = Office(tmp_path, bluesky, bluesky.url, queries=["semaforodescompuesto"])
    office.citizen.says("Otro semaforodescompuesto en la 27")
    office.hears("hay un semaforodescompuesto")
    office.account.says("El semaforodescompuesto será reparado.")
    bluesky.settle()
    office.collect()
    texts = sorted(row["text"].split(" ", 1)[1] for row in office.rows())
    assert texts == ["hay un semaforodescompuesto", "semaforodescompuesto en la 27"]
    assert office.collect()["new"] == 0


def test_one_login_serves_many_runs(bluesky: Bluesky, tmp_path: Path) -> None:
    office = Office(tmp_path, bluesky, bluesky.url)
    office.console("collect").ok()
    kept = tmp_path / "session.json"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    office.console.env["SOCIAL_CONSOLE_CIELO_PASSWORD"] = "wrong"
    assert office.collect()["error"] is None
    kept.unlink()
    done = office.console("collect", "--json")
    assert done.code == 1
    (read,) = done.json["connectors"]
    assert read["error"]["code"] == "auth"
    assert read["error"]["remedy"]


def test_a_reply_that_is_too_long_says_so(bluesky: Bluesky, tmp_path: Path) -> None:
    office = Office(tmp_path, bluesky, bluesky.url)
    question = office.hears("¿horario?")
    office.collect()
    done = office.console.quickly("reply", "1", "--text", "ñ" * 301, "--json")
    assert done.code != 0
    assert office.answers(question) == []
    assert office.console.quickly("reply", "1", "--text", "👩‍👩‍👧‍👦" * 100, "--json").code == 0
    assert office.answers(question) == ["👩‍👩‍👧‍👦" * 100]


def test_who_lets_only_some_answer_is_known_before_a_word_is_sent(bluesky: Bluesky, tmp_path: Path) -> None:
    office = Office(tmp_path, bluesky, bluesky.url)
    question = office.hears("sin respuestas, por favor")
    office.citizen.closes(question)
    bluesky.settle()
    office.collect()
    refused = office.console.quickly("reply", "1", "--text", "De 8 a 3.")
    assert refused.code == 2
    assert "only some people" in refused.err
    assert office.answers(question) == []


def test_connectors_check_tells_who_we_are(bluesky: Bluesky, tmp_path: Path) -> None:
    office = Office(tmp_path, bluesky, bluesky.url)
    said = office.console.quickly("connectors", "check").ok().out
    assert office.account.handle in said
    assert "app password" in said
