"""The Mastodon connector against a server that others wrote, beyond what the contract asks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import pytest
from pydantic import SecretStr

from social_console import clock
from social_console.connectors.base import Absent, Attachment, Budget, Outgoing, Prepared, Receipt, Unreadable
from social_console.connectors.contract import mentions, read
from social_console.connectors.mastodon import MastodonConnector, MastodonSettings
from social_console.errors import AuthError, BadItem, CursorExpired, Gone, Rejected, Transient, UnknownOutcome
from social_console.model import AccountRef, Mention, Tombstone, Visibility
from tests.contract.mastodon import MastodonWorld
from tests.real.mastodon import Mastodon
from tests.real.proxy import Fault, Proxy

pytestmark = pytest.mark.real
POST = r"^POST /api/v1/statuses"


@pytest.fixture
def world(mastodon: Mastodon) -> Iterator[MastodonWorld]:
    """A server that ignores idempotency keys, as GoToSocial does."""
    with closing(Proxy(mastodon.port, stripped=("idempotency-key",))) as proxy:
        yield MastodonWorld(mastodon, proxy)


@pytest.fixture
def connector(world: MastodonWorld) -> Iterator[MastodonConnector]:
    with closing(world.connector()) as made:
        assert isinstance(made, MastodonConnector)
        yield made


def asked(connector: MastodonConnector, world: MastodonWorld, text: str = "¿Horario?", **more: str) -> Mention:
    """A citizen's mention as the connector reads it."""
    who = world.person("ana")
    ref = str(world.server.posts(who, f"@{world.town.username} {text}", **more)["id"])
    return mentions(read(connector, connector.streams()[0]))[ref]


def prepared(connector: MastodonConnector, target: Mention, text: str = "De 8 a 3.") -> Prepared:
    return connector.prepare(Outgoing(text=text, now=clock.now()), target)


def test_check_says_who_and_how_long(connector: MastodonConnector, world: MastodonWorld) -> None:
    found = connector.check()
    assert (found.ok, found.identity) == (True, f"@{world.town.username}")
    assert any("500" in note for note in found.notes)


def test_check_tells_a_token_of_another_account(world: MastodonWorld) -> None:
    settings = MastodonSettings(base_url=world.base_url, access_token=SecretStr(world.person("luis").access_token))
    account = AccountRef(institution="town", channel="mastodon", handle=world.town.username)
    with closing(MastodonConnector(settings, account)) as other:
        assert not other.check().ok


def test_without_a_token_only_limits_are_known(world: MastodonWorld) -> None:
    account = AccountRef(institution="town", channel="mastodon", handle="town")
    with closing(MastodonConnector(MastodonSettings(base_url=world.base_url), account)) as other:
        assert other.limits().maximum == 500
        with pytest.raises(AuthError):
            read(other, other.streams()[0])
    assert all("/instance" in one for one in world.proxy.requests)


def test_a_server_that_is_down_leaves_the_usual_limits_until_it_is_back(
    connector: MastodonConnector, world: MastodonWorld
) -> None:
    world.proxy.break_next(Fault("status-before", "instance", 503))
    assert connector.limits().maximum == 500
    assert connector._length is None


def test_where_keys_are_ignored_a_doubtful_reply_is_found_by_what_it_answers(
    connector: MastodonConnector, world: MastodonWorld
) -> None:
    target = asked(connector, world)
    reply = prepared(connector, target)
    for _number in range(6):  # other posts and other answers, over several pages
        world.server.posts(world.town, "Aviso.")
        world.server.posts(world.town, f"@{target.author.handle} Un momento.", in_reply_to_id=target.id)
    before = connector.find(reply)
    assert isinstance(before, Absent)
    assert before.conclusive
    world.proxy.break_next(Fault("cut-after", POST))
    with pytest.raises(UnknownOutcome):
        connector.send(reply)
    found = connector.find(reply)
    assert isinstance(found, Receipt)
    assert found.mention.text == f"@{target.author.handle} De 8 a 3."
    assert len([one for one in world.answers_to(target.id) if one == "De 8 a 3."]) == 1


def test_an_edited_answer_proves_nothing(connector: MastodonConnector, world: MastodonWorld) -> None:
    target = asked(connector, world)
    reply = prepared(connector, target)
    receipt = connector.send(reply)
    world.server.edits(world.town, receipt.ref, f"@{target.author.handle} De 8 a 4.")
    found = connector.find(reply)
    assert isinstance(found, Absent)
    assert not found.conclusive


def test_a_private_answer_to_a_post_that_is_gone_is_not_conclusively_absent(
    connector: MastodonConnector, world: MastodonWorld
) -> None:
    target = asked(connector, world, visibility="direct")
    reply = prepared(connector, target)
    world.server.deletes(world.person("ana"), target.id)
    found = connector.find(reply)
    assert isinstance(found, Absent)
    assert not found.conclusive


def test_one_post_is_one_request(connector: MastodonConnector, world: MastodonWorld) -> None:
    reply = prepared(connector, asked(connector, world))
    world.proxy.requests.clear()
    connector.send(reply)
    assert world.proxy.requests == ["POST /api/v1/statuses"]


def test_headers_that_the_library_cannot_read_harm_nothing(connector: MastodonConnector, world: MastodonWorld) -> None:
    odd = {"X-RateLimit-Reset": "soon", "X-RateLimit-Remaining": "many", "Deprecation": "yes"}
    body = json.dumps({"id": world.town.id, "acct": "town", "username": "town"}).encode()
    world.proxy.break_next(Fault("status", "verify_credentials", 200, odd, body))
    assert connector.check().identity == "@town"


def test_preparing_asks_nobody(connector: MastodonConnector, world: MastodonWorld) -> None:
    target = asked(connector, world)
    world.proxy.requests.clear()
    prepared(connector, target)
    assert world.proxy.requests == []


def test_the_addressee_is_named_once_and_the_warning_kept(connector: MastodonConnector, world: MastodonWorld) -> None:
    target = asked(connector, world, spoiler_text="averías", visibility="private")
    assert (target.subject, target.visibility) == ("averías", Visibility.PRIVATE)
    reply = prepared(connector, target, f"Buenas @{target.author.handle}, de 8 a 3.")
    connector.send(reply)
    (answer,) = world.server.answers(world.person("ana"), target.id)
    assert answer["plain"].count(f"@{target.author.handle}") == 1
    assert (answer["spoiler_text"], answer["visibility"]) == ("averías", "private")


def test_what_a_reply_cannot_be(connector: MastodonConnector, world: MastodonWorld) -> None:
    target = asked(connector, world)
    file = Attachment(path="/tmp/x", name="x")
    for wrong in (Outgoing(text=" ", now=clock.now()), Outgoing(text="a", attachments=(file,), now=clock.now())):
        with pytest.raises(Rejected):
            connector.prepare(wrong, target)


def test_the_name_counts_too(connector: MastodonConnector, world: MastodonWorld) -> None:
    target = asked(connector, world)
    towards = connector.limits().towards(target)
    assert towards.measure("x" * 470) == 470 + len(f"@{target.author.handle} ")
    with pytest.raises(Rejected, match="500"):
        prepared(connector, target, "x" * 495)
    prepared(connector, target, "x" * 470)


def test_answering_what_is_gone(connector: MastodonConnector, world: MastodonWorld) -> None:
    target = asked(connector, world)
    reply = prepared(connector, replace(target, id="../accounts/1"))
    with pytest.raises(Gone):
        connector.send(reply)


def test_a_reply_can_be_taken_back(connector: MastodonConnector, world: MastodonWorld) -> None:
    target = asked(connector, world)
    receipt = connector.send(prepared(connector, target))
    connector.delete(receipt)
    assert world.answers_to(target.id) == []
    assert [type(one) for one in connector.refresh([receipt.ref])] == [Tombstone]


def test_the_thread_upwards_by_whomever_nearest_first(connector: MastodonConnector, world: MastodonWorld) -> None:
    first = world.server.posts(world.person("luis"), "Se fue la luz")
    second = world.server.posts(world.person("eva"), "Aquí también", in_reply_to_id=first["id"])
    target = asked(connector, world, in_reply_to_id=second["id"])
    assert [one.text for one in connector.ancestors(target.id)] == ["Aquí también", "Se fue la luz"]
    with pytest.raises(Gone):
        list(connector.ancestors("404"))


def test_what_lay_in_quarantine_is_read_again(connector: MastodonConnector, world: MastodonWorld) -> None:
    target = asked(connector, world)
    again = connector.reread(Unreadable(ref=target.id, reason="x"))
    assert isinstance(again, Mention)
    assert again.id == target.id
    for ref in ("404", "../x"):
        with pytest.raises(BadItem):
            connector.reread(Unreadable(ref=ref, reason="x"))


def test_a_nonsense_entry_is_set_apart_and_the_others_are_read(
    connector: MastodonConnector, world: MastodonWorld
) -> None:
    target = asked(connector, world)
    bad = {"id": "9", "created_at": clock.now().isoformat(), "status": {"id": "9", "content": 7}}
    body = json.dumps([bad, 5, None]).encode()
    world.proxy.break_next(Fault("status", "notifications", 200, {"Content-Type": "application/json"}, body))
    pages = list(connector.fetch(connector.streams()[0], None, Budget(items=3)))
    assert [one.ref for page in pages for one in page.bad] == ["9"]
    assert target.id in mentions(read(connector, connector.streams()[0]))


def test_a_position_on_another_server_has_expired(connector: MastodonConnector, world: MastodonWorld) -> None:
    asked(connector, world)
    state = read(connector, connector.streams()[0])[-1].state
    with pytest.raises(CursorExpired):
        list(connector.fetch(connector.streams()[0], state | {"server": "https://old.example"}, Budget()))


def test_a_name_that_nobody_has_is_transient() -> None:
    account = AccountRef(institution="town", channel="mastodon", handle="town")
    settings = MastodonSettings(
        base_url="http://nobody.invalid", access_token=SecretStr("x"), connect_timeout=1, timeout=1
    )
    with closing(MastodonConnector(settings, account)) as lost:
        with pytest.raises(Transient):
            list(lost.fetch(lost.streams()[0], None, Budget()))
        reply = Prepared(data={"target": "1", "text": "x", "visibility": "public", "spoiler": "", "key": "k"})
        with pytest.raises(Transient):
            lost.send(reply)
