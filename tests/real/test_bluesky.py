"""What only Bluesky's own servers can tell: how they count, sort, hide, refuse and renew."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from social_console import clock
from social_console.connectors.base import Absent, Budget, Outgoing, Receipt
from social_console.connectors.bluesky import BlueskyConnector, BlueskySettings
from social_console.connectors.bluesky.length import Length
from social_console.connectors.contract import incoming, mentions, read
from social_console.errors import Gone, PermissionDenied, RateLimited, Rejected, UnknownOutcome
from social_console.model import AccountRef, Direction, Mention, Revision, Tombstone
from tests.contract.bluesky_world import LIST, LOGIN, PUT, refusal
from tests.real import bluesky as networks
from tests.real.bluesky import PASSWORD, Bluesky, Person
from tests.real.proxy import Fault, Proxy

pytestmark = pytest.mark.real


class Town:
    """An account with its connector, behind a proxy."""

    def __init__(self, network: Bluesky, proxy: Proxy) -> None:
        self.network, self.proxy = network, proxy
        self.account: Person = network.person("town")
        self.connectors: list[BlueskyConnector] = []

    def connector(self, **told: Any) -> BlueskyConnector:
        options = {
            "service": self.proxy.base_url,
            "password": SecretStr(PASSWORD),
            "timeout": 20.0,
            "page_size": 20,
        } | told
        account = AccountRef(institution="town", channel="bluesky", handle=self.account.handle)
        self.connectors.append(BlueskyConnector(BlueskySettings(**options), account))
        return self.connectors[-1]

    def hears(self, who: Person, text: str, **more: Any) -> str:
        uri = who.says(f"@{self.account.handle} {text}", **more)
        self.network.settle()
        return uri


@pytest.fixture
def town(bluesky: Bluesky) -> Iterator[Town]:
    with closing(Proxy(bluesky.port)) as proxy:
        town = Town(bluesky, proxy)
        yield town
        for connector in town.connectors:
            connector.close()


def heard(connector: BlueskyConnector, state: Any = None) -> dict[str, Mention]:
    return mentions(read(connector, incoming(connector), state))


def reply(text: str) -> Outgoing:
    return Outgoing(text=text, now=clock.now())


@pytest.mark.parametrize("unit", ["a", "ñ", "n\u0303", "👩‍👩‍👧‍👦", "🇩🇴", "👍🏽", "각", "1️⃣", "क्षि", "é"])
def test_a_text_is_as_long_here_as_there(town: Town, unit: str) -> None:
    length = Length()
    count = max(number for number in range(301) if length.measure(unit * number) <= 300)
    assert town.account.says(unit * count)
    with pytest.raises(RuntimeError, match="400"):
        town.account.says(unit * (count + 1))


def test_mentions_answers_and_quotes_come_and_likes_do_not(town: Town, bluesky: Bluesky) -> None:
    ana = bluesky.person("ana")
    ours = town.account.says("Mañana no habrá agua.")
    place = bluesky.reply_to(ours)["parent"]
    mention = ana.says(f"@{town.account.handle} hola")
    answer = ana.says("¿Hasta cuándo?", under=ours)
    quote = ana.says("Vean esto", embed={"$type": "app.bsky.embed.record", "record": place})
    like = {"$type": "app.bsky.feed.like", "subject": place, "createdAt": datetime.now(UTC).isoformat()}
    ana.call("com.atproto.repo.createRecord", repo=ana.did, collection="app.bsky.feed.like", record=like)
    bluesky.settle()
    found = heard(town.connector())
    assert set(found) == {mention, answer, quote}
    assert found[answer].in_reply_to == ours
    assert found[quote].extra["quotes"] == ours
    assert found[answer].author.followers == 0


def test_people_whom_we_do_not_follow_are_heard_even_with_priority_notifications(town: Town, bluesky: Bluesky) -> None:
    town.account.call("app.bsky.notification.putPreferences", priority=True)
    uri = town.hears(bluesky.person("ana"), "hola")
    assert set(heard(town.connector())) == {uri}


def test_a_post_dated_back_by_its_program_is_heard_and_one_dated_ahead_is_of_now(town: Town, bluesky: Bluesky) -> None:
    ana, connector = bluesky.person("ana"), town.connector()
    town.hears(ana, "primero")
    state = read(connector, incoming(connector))[-1].state
    back = town.hears(ana, "de ayer", at=datetime.now(UTC) - timedelta(hours=20))
    ahead = town.hears(ana, "de mañana", at=datetime.now(UTC) + timedelta(days=3))
    found = heard(town.connector(), state)
    assert {back, ahead} <= set(found)
    assert found[ahead].created_at <= datetime.now(UTC)


def test_more_of_one_millisecond_than_a_page_holds_is_all_heard(town: Town, bluesky: Bluesky) -> None:
    ana, now = bluesky.person("ana"), datetime.now(UTC)
    before = town.hears(ana, "antes", at=now - timedelta(seconds=2))
    ana.says_all([f"@{town.account.handle} {number}" for number in range(30)], at=now - timedelta(seconds=1))
    after = town.hears(ana, "después", at=now)
    connector = town.connector(page_size=20)
    pages = read(connector, incoming(connector))
    found = mentions(pages)
    assert len(found) == 32
    assert {before, after} <= set(found)
    assert not [page.gap for page in pages if page.gap]


def test_what_a_citizen_said_above_the_mention_comes_with_it(town: Town, bluesky: Bluesky) -> None:
    ana, pedro = bluesky.person("ana"), bluesky.person("pedro")
    strangers = pedro.says("¿A alguien más le pasa?")
    first = ana.says("Hilo: llevamos un mes sin agua.", under=strangers)
    second = ana.says("Y nadie responde.", under=first)
    third = town.hears(ana, "¿qué dicen?", under=second)
    connector = town.connector()
    found = heard(connector)
    assert set(found) == {first, second, third}
    assert {one.conversation for one in found.values()} == {strangers}
    assert [one.id for one in connector.ancestors(third)] == [second, first, strangers]
    assert list(connector.ancestors("at://did:plc:nobody/app.bsky.feed.post/3k")) == []


def test_changed_deleted_and_hidden_are_told_apart(town: Town, bluesky: Bluesky) -> None:
    ana, pedro = bluesky.person("ana"), bluesky.person("pedro")
    edited, deleted, hidden = (town.hears(who, "hola") for who in (ana, ana, pedro))
    block = {"$type": "app.bsky.graph.block", "subject": town.account.did, "createdAt": datetime.now(UTC).isoformat()}
    pedro.call("com.atproto.repo.createRecord", repo=pedro.did, collection="app.bsky.graph.block", record=block)
    ana.edits(edited, "otra cosa")
    ana.deletes(deleted)
    bluesky.settle()
    news = list(town.connector().refresh([edited, deleted, hidden]))
    assert [(one.mention.id, one.mention.text) for one in news if isinstance(one, Revision)] == [(edited, "otra cosa")]
    assert [one.id for one in news if isinstance(one, Tombstone)] == [deleted]


def test_sending_again_what_was_prepared_once_is_one_post(town: Town, bluesky: Bluesky) -> None:
    uri = town.hears(bluesky.person("ana"), "hola")
    connector = town.connector()
    prepared = connector.prepare(reply("Buenas."), heard(connector)[uri])
    first = connector.send(prepared)
    again = town.connector().send(prepared)
    assert first == again
    assert len(bluesky.answers(uri)) == 1
    found = connector.find(prepared)
    assert isinstance(found, Receipt)
    assert found.mention == first.mention
    connector.delete(first)
    connector.delete(first)
    assert isinstance(connector.find(prepared), Absent)
    assert bluesky.answers(uri) == []


def test_the_root_and_the_language_are_the_citizens(town: Town, bluesky: Bluesky) -> None:
    ana = bluesky.person("ana")
    root = ana.says("Hilo")
    uri = town.hears(ana, "bom dia", under=root, langs=["pt-BR"])
    connector = town.connector()
    sent = connector.send(connector.prepare(reply("Bom dia."), heard(connector)[uri]))
    record = bluesky.record(sent.ref)["value"]
    assert record["reply"]["root"]["uri"] == root
    assert record["reply"]["parent"]["uri"] == uri
    assert record["langs"] == ["pt-BR"]
    assert sent.mention.to == (ana.did,)
    told = town.connector(langs=("es",))
    assert told.prepare(reply("Buenas."), heard(told)[uri]).data["record"]["langs"] == ["es"]


def test_a_mention_that_was_imported_can_be_answered(town: Town, bluesky: Bluesky) -> None:
    uri = town.hears(bluesky.person("ana"), "hola")
    connector = town.connector()
    known = heard(connector)[uri]
    imported = Mention(
        id=uri, channel="bluesky", account="x", created_at=known.created_at, text="", author=known.author
    )
    prepared, other = (connector.prepare(reply("Buenas."), one) for one in (imported, known))
    assert prepared.data["record"]["reply"] == other.data["record"]["reply"]


def test_handles_that_are_nobodys_stay_words(town: Town, bluesky: Bluesky) -> None:
    ana, pedro = bluesky.person("ana"), bluesky.person("pedro")
    uri = town.hears(ana, "hola")
    connector = town.connector()
    text = f"ñ @{pedro.handle} y @nadie-de-nadie.test: #agua"
    record = connector.prepare(reply(text), heard(connector)[uri]).data["record"]
    assert [one["features"][0].get("did") for one in record["facets"]] == [pedro.did, None]
    json.dumps(record)


def test_an_answer_to_what_is_gone_is_not_sent(town: Town, bluesky: Bluesky) -> None:
    ana = bluesky.person("ana")
    uri = town.hears(ana, "hola")
    connector = town.connector()
    prepared = connector.prepare(reply("Buenas."), heard(connector)[uri])
    ana.deletes(uri)
    bluesky.settle()
    with pytest.raises(Gone):
        connector.send(prepared)
    assert isinstance(connector.find(prepared), Absent)


def test_where_only_some_may_answer_it_is_known_before(town: Town, bluesky: Bluesky) -> None:
    ana = bluesky.person("ana")
    uri = ana.says(f"@{town.account.handle} sin respuestas, por favor")
    ana.closes(uri)
    bluesky.settle()
    connector = town.connector()
    target = heard(connector)[uri]
    assert target.extra["closed"]
    with pytest.raises(PermissionDenied):
        connector.send(connector.prepare(reply("Buenas."), target))
    assert bluesky.answers(uri) == []


@pytest.mark.parametrize("text", ["", "  ", "ñ" * 301])
def test_what_cannot_be_posted_is_refused_before(town: Town, bluesky: Bluesky, text: str) -> None:
    uri = town.hears(bluesky.person("ana"), "hola")
    connector = town.connector()
    with pytest.raises(Rejected):
        connector.prepare(reply(text), heard(connector)[uri])


def test_an_expired_session_is_renewed_in_the_middle_of_reading(town: Town, bluesky: Bluesky, tmp_path: Path) -> None:
    said = {town.hears(bluesky.person("ana"), f"mensaje {number}") for number in range(5)}
    connector = town.connector(page_size=2, session_file=tmp_path / "session.json")
    pages = connector.fetch(incoming(connector), None, Budget())
    first = next(pages)
    before = (tmp_path / "session.json").read_text("utf-8")
    town.proxy.break_next(refusal(LIST, 400, "ExpiredToken"))
    found = mentions([first, *pages])
    assert set(found) == said
    assert (tmp_path / "session.json").read_text("utf-8") != before
    assert town.proxy.asked(LOGIN) == 1
    assert town.proxy.asked("refreshSession") == 1


def test_a_session_that_cannot_be_renewed_is_begun_anew_before_a_post_is_made(town: Town, bluesky: Bluesky) -> None:
    uri = town.hears(bluesky.person("ana"), "hola")
    connector = town.connector()
    prepared = connector.prepare(reply("Buenas."), heard(connector)[uri])
    town.proxy.break_next(refusal(PUT, 400, "ExpiredToken"), refusal("refreshSession", 400, "ExpiredToken"))
    connector.send(prepared)
    assert town.proxy.asked(LOGIN) == 2
    assert len(bluesky.answers(uri)) == 1


def test_a_session_file_of_another_account_is_not_used(town: Town, tmp_path: Path) -> None:
    kept = tmp_path / "session.json"
    town.connector(session_file=kept).check()
    kept.write_text(kept.read_text("utf-8").replace(town.account.handle, "other.test"), "utf-8")
    town.connector(session_file=kept).check()
    assert town.proxy.asked(LOGIN) == 2
    kept.write_text("{", "utf-8")
    town.connector(session_file=kept).check()
    assert town.proxy.asked(LOGIN) == 3


def test_whatever_was_made_is_found_and_whatever_was_not_is_conclusively_absent(town: Town, bluesky: Bluesky) -> None:
    uri = town.hears(bluesky.person("ana"), "hola")
    connector = town.connector(timeout=1.0)
    for after in (True, False):
        prepared = connector.prepare(reply(f"Buenas {after}."), heard(connector)[uri])
        town.proxy.break_next(Fault("cut-after" if after else "cut-before", PUT))
        with pytest.raises(UnknownOutcome):
            connector.send(prepared)
        found = connector.find(prepared)
        assert isinstance(found, Receipt) if after else found == Absent(conclusive=True, reason=found.reason)  # type: ignore[union-attr]


def test_our_own_posts_come_from_wherever_they_were_made(town: Town, bluesky: Bluesky) -> None:
    ana = bluesky.person("ana")
    question = town.hears(ana, "hola")
    by_hand = town.account.says("Buenas", under=question)
    town.account.says("Aviso")
    connector = town.connector(page_size=1)
    own = next(one for one in connector.streams() if one.own)
    found = mentions(read(connector, own))
    assert len(found) == 2
    assert {one.direction for one in found.values()} == {Direction.OUT}
    assert found[by_hand].to == (ana.did,)
    assert found[by_hand].author.handle == town.account.handle


def test_check_warns_of_the_accounts_own_password_and_not_of_an_app_password(town: Town) -> None:
    told = town.connector().check()
    assert told.ok
    assert town.account.did in told.identity
    assert "com.atproto.access" in told.scopes
    made = town.account.call("com.atproto.server.createAppPassword", name="console")
    safer = town.connector(password=SecretStr(made["password"])).check()
    assert "com.atproto.appPass" in safer.scopes
    assert len(safer.notes) == len(told.notes) - 1


@pytest.mark.timeout(120)
def test_the_real_limit_of_logins_is_waited_for_exactly() -> None:
    with networks.running(rate_limits=True) as network, closing(Proxy(network.port)) as proxy:
        town = Town(network, proxy)
        with pytest.raises(RateLimited) as caught:
            for _login in range(400):
                with closing(town.connector()) as connector:
                    connector.check()
    assert caught.value.retry_at is not None
    assert timedelta(0) < caught.value.retry_at - datetime.now(UTC) <= timedelta(days=1)
