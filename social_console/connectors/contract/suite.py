"""The tests themselves."""
# ruff: noqa: S101 - tests assert

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import BaseModel, SecretStr

from social_console import clock
from social_console.connectors.base import (
    API,
    Absent,
    Budget,
    Connector,
    Outgoing,
    Prepared,
    Receipt,
    StreamSpec,
)
from social_console.connectors.contract.world import (
    ENOUGH,
    HOSTILE,
    SECRET_WORDS,
    World,
    incoming,
    items,
    mentions,
    outgoing,
    read,
)
from social_console.errors import ConnectorError, Rejected, UnknownOutcome
from social_console.model import Direction, Item, Json, Mention, Revision, Tombstone

Connect = Callable[[], Connector]


class ConnectorContract:
    """Inherit from it and give it a `world`."""

    @pytest.fixture
    def world(self) -> World:
        """Your network."""
        raise NotImplementedError("give your test class a fixture called world")

    @pytest.fixture
    def connect(self, world: World) -> Iterator[Connect]:
        """`world.connector`, each closed when the test ends."""
        opened: list[Connector] = []

        def connect() -> Connector:
            opened.append(world.connector())
            return opened[-1]

        yield connect
        for connector in opened:
            connector.close()

    # ── what it says of itself ───────────────────────────────────────────────────────────────────────────

    def test_it_names_itself_and_this_version_of_the_contract(self, world: World, connect: Connect) -> None:
        connector = connect()
        assert connector.api == API
        assert connector.name
        assert connector.name == connector.name.lower().strip()
        streams = connector.streams()
        assert streams
        assert len({one.name for one in streams}) == len(streams), "streams have names of their own"

    def test_every_setting_is_described_and_secrets_are_kept_from_logs(self, world: World, connect: Connect) -> None:
        model = type(connect()).settings()
        assert issubclass(model, BaseModel)
        for name, info in model.model_fields.items():
            assert info.description, f"the setting {name} has no description"
            if any(name.endswith(word) for word in SECRET_WORDS):
                assert SecretStr.__name__ in str(info.annotation), f"the setting {name} is no SecretStr"

    def test_check_tells_who_we_are(self, world: World, connect: Connect) -> None:
        world.citizen_posts("hola")
        found = connect().check()
        assert found.ok
        assert found.identity

    def test_closing_twice_harms_nothing(self, world: World, connect: Connect) -> None:
        connector = connect()
        read(connector, incoming(connector))
        connector.close()
        connector.close()

    # ── reading ──────────────────────────────────────────────────────────────────────────────────────────

    def test_what_citizens_post_is_read_with_who_and_when(self, world: World, connect: Connect) -> None:
        refs = [world.citizen_posts(f"mensaje {number}", author=f"persona{number}") for number in range(3)]
        connector = connect()
        found = mentions(read(connector, incoming(connector)))
        assert {one.name for one in found.values()} == set(refs)
        for one in found.values():
            assert isinstance(one.id, str)
            assert one.id
            assert one.author.key.strip("@")
            assert one.direction is Direction.IN
            assert one.created_at.utcoffset() == timedelta(0), "times are aware, in UTC"
            assert one.created_at <= clock.now() + timedelta(minutes=5)
        assert {one.text for one in found.values()} == {f"mensaje {number}" for number in range(3)}

    def test_reading_resumes_after_every_page(self, world: World, connect: Connect) -> None:
        refs = {world.citizen_posts(f"mensaje {number}") for number in range(ENOUGH)}
        connector = connect()
        stream = incoming(connector)
        pages = read(connector, stream)
        assert {one.name for one in mentions(pages).values()} == refs
        for stop in range(len(pages)):
            rest = read(connect(), stream, json.loads(json.dumps(pages[stop].state)))
            both = mentions([*pages[: stop + 1], *rest])
            assert {one.name for one in both.values()} == refs, f"lost after page {stop + 1}"
            assert len(both) == len(refs), f"doubled after page {stop + 1}"

    def test_a_small_budget_only_takes_more_rounds(self, world: World, connect: Connect) -> None:
        refs = {world.citizen_posts(f"mensaje {number}") for number in range(ENOUGH)}
        found: dict[str, Mention] = {}
        state: Json = None
        for _round in range(ENOUGH * 2 + 2):
            connector = connect()
            pages = list(connector.fetch(incoming(connector), state, Budget(items=1)))
            found |= mentions(pages)
            state = pages[-1].state
            if pages[-1].done:
                break
        assert {one.name for one in found.values()} == refs

    def test_the_same_page_twice_is_the_same(self, world: World, connect: Connect) -> None:
        for number in range(3):
            world.citizen_posts(f"mensaje {number}")
        first, second = (mentions(read(one, incoming(one))) for one in (connect(), connect()))
        assert first == second

    def test_without_news_nothing_new_is_read_and_news_are(self, world: World, connect: Connect) -> None:
        world.citizen_posts("uno")
        connector = connect()
        stream = incoming(connector)
        pages = read(connector, stream)
        again = read(connector, stream, pages[-1].state)
        assert set(mentions(again)) <= set(mentions(pages))
        ref = world.citizen_posts("dos")
        news = mentions(read(connect(), stream, again[-1].state))
        assert ref in {one.name for one in news.values()}

    def test_an_answer_names_its_parent(self, world: World, connect: Connect) -> None:
        if not connect().capabilities.can_reply:
            return
        parent = world.citizen_posts("uno")
        child = world.citizen_posts("dos", in_reply_to=parent)
        connector = connect()
        found = {one.name: one for one in mentions(read(connector, incoming(connector))).values()}
        assert found[child].in_reply_to == parent
        assert found[child].author.key == found[parent].author.key

    def test_hostile_text_comes_through_unchanged(self, world: World, connect: Connect) -> None:
        sent = {world.citizen_posts(text): text for text in HOSTILE if world.carries(text)}
        assert sent, "the channel carries no text at all"
        connector = connect()
        found = {one.name: one.text for one in mentions(read(connector, incoming(connector))).values()}
        assert found == sent

    def test_faults_of_reading_become_the_contracts_errors_and_lose_nothing(
        self, world: World, connect: Connect
    ) -> None:
        ref = world.citizen_posts("sigue aquí")
        for fault, kind in world.read_faults.items():
            world.break_next(fault)
            connector = connect()
            error = _failure(connector, fault)
            assert isinstance(error, kind), f"{fault}: {error!r}"
            assert error.message, f"{fault}: the error says nothing"
            connector.close()
            after = connect()
            assert ref in {one.name for one in mentions(read(after, incoming(after))).values()}, f"lost by {fault}"

    def test_edits_and_deletions_arrive(self, world: World, connect: Connect) -> None:
        connector = connect()
        stream = incoming(connector)
        ref = world.citizen_posts("antes")
        pages = read(connector, stream)
        [mention] = mentions(pages).values()
        if connector.capabilities.edits:
            world.edit(ref, "después")
            changed = _fate(connector, stream, pages[-1].state, mention)
            texts = [one.mention.text for one in changed if isinstance(one, Revision)]
            assert "después" in " ".join(texts)
        if connector.capabilities.deletes:
            world.delete(ref)
            gone = [one for one in _fate(connector, stream, pages[-1].state, mention) if isinstance(one, Tombstone)]
            assert {one.id for one in gone} == {mention.id}

    # ── answering ────────────────────────────────────────────────────────────────────────────────────────

    def test_a_channel_that_cannot_answer_says_so(self, world: World, connect: Connect) -> None:
        connector = connect()
        if connector.capabilities.can_reply:
            return
        world.citizen_posts("hola")
        [mention] = mentions(read(connector, incoming(connector))).values()
        with pytest.raises(ConnectorError):
            connector.prepare(Outgoing(text="hola", now=clock.now()), mention)

    def test_a_reply_reaches_the_citizen_once_and_is_found_again(self, world: World, connect: Connect) -> None:
        connector, target = _target(world, connect)
        if target is None:
            return
        reply = outgoing("Buenas. Ya lo vemos.", connector)
        prepared = connector.prepare(reply, target)
        assert json.loads(json.dumps(dict(prepared.data))) == prepared.data, "what is prepared is JSON"
        assert isinstance(connector.find(prepared), Absent)
        receipt = connector.send(prepared)
        assert list(world.answers_to(target.name)) == [reply.text]
        assert receipt.mention.direction is Direction.OUT
        assert receipt.mention.in_reply_to == target.name
        assert receipt.mention.name == receipt.ref
        assert target.author.key in receipt.mention.to
        assert receipt.at.utcoffset() == timedelta(0)
        found = connect().find(prepared)
        assert isinstance(found, Receipt)
        assert (found.ref, found.mention.id) == (receipt.ref, receipt.mention.id)
        _assert_own(connect, receipt)

    def test_whatever_happens_while_sending_it_is_sent_once(self, world: World, connect: Connect) -> None:
        for fault in world.send_faults:
            connector, target = _target(world, connect, f"pregunta {fault}")
            assert target is not None
            reply = outgoing(f"respuesta {fault}", connector)
            prepared = connector.prepare(reply, target)
            world.break_next(fault)
            settled = self._send_and_settle(world, connect, prepared, target, fault)
            assert list(world.answers_to(target.name)) == ([reply.text] if settled else []), fault

    def _send_and_settle(self, world: World, connect: Connect, prepared: Prepared, target: Mention, fault: str) -> bool:
        """As the outbox does. Returns whether one answer is to be there at the end."""
        try:
            connect().send(prepared)
            return True
        except UnknownOutcome:
            arrived = len(world.answers_to(target.name))
            found = connect().find(prepared)
        except Rejected:
            assert not world.answers_to(target.name), f"{fault}: rejected, and yet it was posted"
            return False
        except ConnectorError as error:
            assert not world.answers_to(target.name), f"{fault}: {error.code}, and yet it was posted"
            found = Absent(conclusive=True)
            arrived = 0
        if isinstance(found, Absent) and found.conclusive:
            assert not arrived, f"{fault}: conclusively absent, and yet the citizen has it"
            connect().send(prepared)
        elif isinstance(found, Absent):
            pytest.fail(f"{fault}: looking it up proved nothing: {found.reason}")
        return True

    def test_what_is_too_long_is_refused_before_it_is_sent(self, world: World, connect: Connect) -> None:
        connector, target = _target(world, connect)
        limits = connector.limits()
        assert limits.measure("") == 0
        assert limits.measure("hola") > 0
        if target is None or limits.maximum is None:
            return
        long = "a " * limits.maximum
        assert limits.measure(long) > limits.maximum
        with pytest.raises(Rejected):
            connector.prepare(Outgoing(text=long, now=datetime.now(UTC)), target)

    def test_errors_never_carry_a_secret(self, world: World, connect: Connect) -> None:
        world.citizen_posts("hola")
        for fault in world.read_faults:
            world.break_next(fault)
            connector = connect()
            error = _failure(connector, fault)
            said = f"{error.message} {error.remedy}"
            for secret in _secrets(connector):
                assert secret not in said, f"{fault}: a secret is in the error"


def _target(world: World, connect: Connect, text: str = "¿Me pueden ayudar?") -> tuple[Connector, Mention | None]:
    """A connector and a mention to answer; None where the channel takes no answers."""
    connector = connect()
    if not connector.capabilities.can_reply:
        return connector, None
    ref = world.citizen_posts(text)
    found = mentions(read(connector, incoming(connector))).values()
    return connector, next(one for one in found if one.name == ref)


def _failure(connector: Connector, fault: str) -> ConnectorError:
    try:
        read(connector, incoming(connector))
    except ConnectorError as error:
        return error
    raise AssertionError(f"{fault}: reading did not fail")


def _fate(connector: Connector, stream: StreamSpec, state: Json, mention: Mention) -> list[Item]:
    """What the stream and a look at the post itself say of its changes."""
    return [*items(read(connector, stream, state)), *connector.refresh([mention.name])]


def _assert_own(connect: Connect, receipt: Receipt) -> None:
    """Where the channel has a stream of our own posts, ours is in it, under the same id."""
    connector = connect()
    for stream in connector.streams():
        if stream.own:
            own = mentions(read(connector, stream))
            assert receipt.mention.id in own
            assert own[receipt.mention.id].direction is Direction.OUT


def _secrets(connector: Connector) -> list[str]:
    options = [value for value in vars(connector).values() if isinstance(value, BaseModel)]
    values = [getattr(one, name) for one in options for name in type(one).model_fields]
    return [one.get_secret_value() for one in values if isinstance(one, SecretStr) and one.get_secret_value()]
