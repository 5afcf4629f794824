"""What goes wrong with X, by its own words, is the contract's error with what to do; nothing is asked twice."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from social_console.connectors.base import (
    Absent,
    Attachment,
    Budget,
    Connector,
    Outgoing,
    Receipt,
    StreamSpec,
    Unreadable,
)
from social_console.connectors.contract import incoming, mentions, read
from social_console.connectors.x import XConnector, XSettings
from social_console.errors import (
    AuthError,
    BadItem,
    ConfigError,
    Gone,
    PermissionDenied,
    QuotaExhausted,
    RateLimited,
    Rejected,
    Transient,
    UnknownOutcome,
)
from social_console.model import Mention, Revision
from tests.x.server import Site, running
from tests.x.world import KEYS, PATIENT, QUICK, account, connect

RECORDED = Path(__file__).parents[3] / "shared" / "data" / "x"


@pytest.fixture
def site() -> Iterator[Site]:
    with running() as site:
        site.network.institution("town")
        yield site


def target(site: Site, connector: Connector, text: str = "@town ¿horario?") -> Mention:
    """A citizen's post, as read."""
    id_ = site.network.post("ana", text)
    return mentions(read(connector, incoming(connector)))[id_]


def order(text: str = "De 8 a 3.", **more: Any) -> Outgoing:
    return Outgoing(text=text, now=datetime.now(UTC), **more)


def test_the_keys_of_another_account_are_refused_before_anything_is_said(site: Site) -> None:
    other = site.network.institution("water")
    connector = connect(site)
    prepared = connector.prepare(order(), target(site, connector))
    wrong = connect(site, access_token=other)
    with pytest.raises(ConfigError, match="@water"):
        wrong.send(prepared)
    with pytest.raises(ConfigError, match="@water"):
        wrong.check()
    assert site.counted("POST") == 0


def test_without_keys_nothing_is_asked(site: Site) -> None:
    bare = XConnector(XSettings(base_url=site.base_url), account())
    with pytest.raises(ConfigError):
        bare.check()
    with pytest.raises(ConfigError):
        list(bare.fetch(bare.streams()[0], None, Budget()))
    assert site.log == []


def test_a_host_that_is_not_there_is_transient_and_nothing_was_posted(site: Site) -> None:
    connector = connect(site)
    prepared = connector.prepare(order(), target(site, connector))
    with socket.create_server(("127.0.0.1", 0)) as free:
        nowhere = f"http://127.0.0.1:{free.getsockname()[1]}"
    away = connect(site, base_url=nowhere, user_id=site.network.user("town").id)
    with pytest.raises(Transient):
        read(away, incoming(away))
    with pytest.raises(Transient):
        away.send(prepared)
    no_name = connect(site, base_url="http://no-such-host.invalid")
    with pytest.raises(Transient):
        no_name.send(prepared)
    assert isinstance(connector.find(prepared), Absent)


@pytest.mark.parametrize(
    ("fault", "kind", "until"),
    [
        ("429 reset", RateLimited, datetime(2100, 1, 1, tzinfo=UTC)),
        ("429 day", RateLimited, datetime(2100, 1, 1, tzinfo=UTC)),
        ("429", RateLimited, None),
        ("402", QuotaExhausted, None),
        ("usage cap", QuotaExhausted, datetime(2026, 12, 1, tzinfo=UTC)),
    ],
)
def test_limits_say_until_when(
    site: Site, monkeypatch: pytest.MonkeyPatch, fault: str, kind: type[Exception], until: datetime | None
) -> None:
    monkeypatch.setenv("SOCIAL_CONSOLE_NOW", "2026-11-21T12:00:00+00:00")
    connector = connect(site)
    site.break_next("read", fault)
    with pytest.raises(kind) as raised:
        read(connector, incoming(connector))
    assert getattr(raised.value, "retry_at", getattr(raised.value, "until", None)) == until
    assert site.counted("GET") == 1, "nothing waits and asks again"


def test_duplicate_text_is_found_among_our_own_posts(site: Site) -> None:
    connector = connect(site)
    question = target(site, connector)
    prepared = connector.prepare(order(), question)
    sent = connector.send(prepared)
    again = connector.send(prepared)
    assert again.ref == sent.ref, "X has it already: that is the receipt"
    assert len(site.network.answers(question.name)) == 1
    other = connector.prepare(order(), target(site, connector, "@town ¿y el horario?"))
    with pytest.raises(Rejected) as refused:
        connector.send(other)
    assert refused.value.reason == "duplicate"


def test_an_answer_with_links_and_signs_is_found_again(site: Site) -> None:
    connector = connect(site, **QUICK)
    text = "Sí & no: https://example.org/a?b=1&c=2 <hoy>\nhttps://example.org/z  fin"
    prepared = connector.prepare(order(text), target(site, connector))
    site.break_next("post", "made: silence")
    with pytest.raises(UnknownOutcome):
        connector.send(prepared)
    found = connector.find(prepared)
    assert isinstance(found, Receipt)
    assert found.mention.text == text or text in found.mention.text


def test_looking_a_reply_up_may_itself_fail_and_proves_nothing_then(site: Site) -> None:
    connector = connect(site, **QUICK)
    prepared = connector.prepare(order(), target(site, connector))
    site.break_next("post", "made: 500")
    with pytest.raises(UnknownOutcome):
        connector.send(prepared)
    for fault, kind in (("500", Transient), ("429 reset", RateLimited), ("cut", Transient), ("401", AuthError)):
        site.break_next("read", fault)
        with pytest.raises(kind):
            connector.find(prepared)
    assert isinstance(connector.find(prepared), Receipt)
    site.break_next("post", "403 locked")
    with pytest.raises(AuthError):
        connector.send(prepared)
    assert len(site.network.answers(str(prepared.data["answers"]))) == 1


def test_an_edited_question_is_answered_at_its_newest_version_and_the_answer_found(site: Site) -> None:
    connector = connect(site)
    first = site.network.post("ana", "@town ¿horarrio?")
    newest = site.network.edit(first, "@town ¿horario?")
    (revision,) = next(iter(connector.fetch(incoming(connector), None, Budget()))).items
    assert isinstance(revision, Revision)
    question = revision.mention
    assert question.name == first
    prepared = connector.prepare(order(), question)
    receipt = connector.send(prepared)
    assert receipt.mention.in_reply_to == first
    (answer,) = site.network.answers(first)
    assert answer.in_reply_to == newest
    found = connector.find(prepared)
    assert isinstance(found, Receipt) and (found.ref, found.mention.in_reply_to) == (receipt.ref, first)


def test_who_has_not_summoned_us_is_answered_by_hand(site: Site) -> None:
    id_ = site.network.post("ana", "no hay agua")
    connector = connect(site, queries=("agua",))
    query = connector.streams()[-1]
    question = mentions(read(connector, query))[id_]
    with pytest.raises(PermissionDenied) as refused:
        connector.prepare(order(), question)
    assert question.url is not None and question.url in refused.value.remedy
    contracted = connect(site, needs_summon=False)
    with pytest.raises(PermissionDenied):
        contracted.send(contracted.prepare(order(), question))
    site.network.self_serve = False
    contracted.send(contracted.prepare(order(), question))
    assert len(site.network.answers(id_)) == 1


def test_a_question_that_is_gone_cannot_be_answered(site: Site) -> None:
    connector = connect(site)
    prepared = connector.prepare(order(), target(site, connector))
    site.network.delete(str(prepared.data["answers"]))
    with pytest.raises(Gone):
        connector.send(prepared)


def test_what_x_would_refuse_is_refused_before(site: Site) -> None:
    connector = connect(site)
    question = target(site, connector)
    with pytest.raises(Rejected):
        connector.prepare(order("á" * 281), question)
    connector.prepare(order("á" * 280), question)
    with pytest.raises(Rejected):
        connector.prepare(order(attachments=(Attachment(path="/x", name="x"),)), question)
    connect(site, max_length=25_000).prepare(order("á" * 281), question)


def test_a_reply_can_be_taken_back(site: Site) -> None:
    connector = connect(site)
    prepared = connector.prepare(order(), target(site, connector))
    receipt = connector.send(prepared)
    connector.delete(receipt)
    assert isinstance(connector.find(prepared), Absent)


def test_prices_are_told(site: Site) -> None:
    connector = connect(site, monthly_budget=25)
    limits = connector.limits()
    assert (limits.cost("hola"), limits.cost("mira example.org")) == (0.015, 0.2)
    notes = " ".join(connector.check().notes)
    assert "0.2" in notes and "25.00" in notes


def test_quarantined_posts_are_read_again(site: Site) -> None:
    id_ = site.network.post("ana", "@town hola")
    connector = connect(site)
    read_again = connector.reread(Unreadable(ref=id_, reason="", raw=b"{}"))
    assert isinstance(read_again, Mention) and read_again.text == "@town hola"
    raw = {"id": "7", "author_id": "3", "text": "x", "created_at": "2026-01-01T00:00:00Z"}
    kept = connector.reread(Unreadable(ref="", reason="", raw=json.dumps(raw).encode()))
    assert isinstance(kept, Mention) and kept.id == "7"
    for raw_bytes in (b"\xff", b"[]", b"{}"):
        with pytest.raises(BadItem):
            connector.reread(Unreadable(ref="", reason="", raw=raw_bytes))


def test_queries_are_checked_before_they_are_asked() -> None:
    with pytest.raises(ValueError, match="512"):
        XSettings.model_validate({"queries": ["a" * 512]})
    with pytest.raises(ValueError, match="base_url"):
        XSettings.model_validate({"base_url": "ftp://x"})


# ── recorded answers ────────────────────────────────────────────────────────────────────────────────────


def recorded(name: str) -> dict[str, Any]:
    """One of the answers that the real X gave."""
    file = RECORDED / f"{name}.json"
    if not file.is_file():
        pytest.skip(f"the recorded answers are not here: {RECORDED}")
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found


def served(site: Site, path: str, name: str) -> XConnector:
    site.canned[path] = recorded(name)
    given = {"base_url": site.base_url, "access_token": "783214-x", **KEYS, **PATIENT, "queries": ["tweepy"]}
    return XConnector(XSettings.model_validate(given), account("Twitter"))


@pytest.mark.parametrize(
    ("path", "name", "stream"),
    [
        ("/2/users/783214/mentions", "get_users_mentions", "mentions"),
        ("/2/users/783214/tweets", "get_users_tweets", "own"),
        ("/2/tweets/search/recent", "search_recent_tweets", "query:tweepy"),
        ("/2/tweets/search/recent", "log_search_recent_2025_relevancy", "query:tweepy"),
        ("/2/tweets/search/recent", "search_all_tweets", "query:tweepy"),
    ],
)
def test_recorded_pages_are_walked_and_what_they_lack_is_told(site: Site, path: str, name: str, stream: str) -> None:
    """Recorded without authors: nothing can be made of them but a reason; with authors, mentions."""
    connector = served(site, path, name)
    body = site.canned[path]["body"]
    page = next(iter(connector.fetch(StreamSpec(name=stream, own=stream == "own"), None, Budget())))
    assert len(page.bad) == len(body["data"])
    assert all("author_id" in one.reason for one in page.bad)
    for post in body["data"]:
        post["author_id"] = "42"
    body["meta"].pop("next_token", None)
    page = next(iter(connector.fetch(StreamSpec(name=stream, own=stream == "own"), None, Budget())))
    assert [one.id for one in page.items if isinstance(one, Mention)] == [post["id"] for post in body["data"]]
    assert page.done
    assert page.state["committed"]["newest"] == body["meta"]["newest_id"]


@pytest.mark.parametrize("name", ["log_stream_2022_links", "log_stream_2024_retweet_media"])
def test_recorded_posts_with_links_and_media_are_read(site: Site, name: str) -> None:
    body = recorded(name)["body"]
    raw = json.dumps(body["data"]).encode()
    connector = connect(site)
    found = connector.reread(Unreadable(ref="", reason="", raw=raw))
    assert isinstance(found, Mention)
    assert found.lang == "en"
    assert "t.co" not in found.text
    assert found.extra["counts"]


@pytest.mark.parametrize(
    ("name", "kind"), [("log_429_too_many_requests", RateLimited), ("log_429_usage_cap", QuotaExhausted)]
)
def test_recorded_refusals_are_understood(site: Site, name: str, kind: type[Exception]) -> None:
    connector = served(site, "/2/tweets/search/recent", name)
    with pytest.raises(kind):
        list(connector.fetch(StreamSpec(name="query:tweepy"), None, Budget()))


def test_the_recorded_account_is_known(site: Site) -> None:
    site.canned["/2/users/me"] = recorded("get_me")
    site.canned["/2/users/1072250532645998596/mentions"] = {"status": 200, "body": {"meta": {"result_count": 0}}}
    given = {"base_url": site.base_url, "access_token": "x", **KEYS, **PATIENT}
    found = XConnector(XSettings.model_validate(given), account("@TweepyDev")).check()
    assert found.identity == "@TweepyDev (1072250532645998596)"
    with pytest.raises(ConfigError):
        XConnector(XSettings.model_validate(given), account("other")).check()


def test_a_wrong_key_is_an_auth_error(site: Site) -> None:
    with pytest.raises(AuthError):
        connect(site, access_token="1000-wrong").check()
