"""What goes wrong with X, by its own words, is the contract's error with what to do; nothing is asked twice."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from social_console.connectors.base import (
    Absent,
    Attachment,
    Budget,
    Connector,
    Outgoing,
    Receipt,
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
from tests.x.world import QUICK, account, connect


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


def test_a_wrong_key_is_an_auth_error(site: Site) -> None:
    with pytest.raises(AuthError):
        connect(site, access_token="1000-wrong").check()
