"""What is read: completely, once, in order to go on from anywhere."""

from __future__ import annotations

import json
from datetime import timedelta

from pydantic import BaseModel, SecretStr

from social_console import clock
from social_console.connectors.base import Budget, Connector, StreamSpec
from social_console.connectors.contract.clauses import broken, expect, only_ours
from social_console.connectors.contract.watching import awake
from social_console.connectors.contract.world import ENOUGH, HOSTILE, Connect, World, incoming, items, mentions, read
from social_console.errors import ConnectorError
from social_console.model import Direction, Item, Json, Mention, Revision, Tombstone

SLACK = timedelta(minutes=5)
"""So far a channel's clock may be ahead of ours."""


class Reads:
    """Tests of `fetch` and `refresh`."""

    def test_what_citizens_post_is_read_with_who_and_when(self, world: World, connect: Connect) -> None:
        refs = [world.citizen_posts(f"mensaje {number}", author=f"persona{number}") for number in range(3)]
        connector = connect()
        found = mentions(read(connector, incoming(connector)))
        for one in found.values():
            _well_formed(one)
        _all_there(found, refs, "after one reading")
        texts = {one.text for one in found.values()}
        expect(texts == {f"mensaje {number}" for number in range(3)}, "text", sorted(texts))

    def test_reading_resumes_after_every_page(self, world: World, connect: Connect) -> None:
        refs = [world.citizen_posts(f"mensaje {number}") for number in range(ENOUGH)]
        connector = connect()
        stream = incoming(connector)
        with awake("reading page after page"):
            pages = read(connector, stream)
        _all_there(mentions(pages), refs, "after one reading")
        for stop in range(len(pages)):
            rest = read(connect(), stream, json.loads(json.dumps(pages[stop].state)))
            both = mentions([*pages[: stop + 1], *rest])
            lost = set(refs) - {one.name for one in both.values()}
            expect(not lost, "resume", f"{sorted(lost)} lost after page {stop + 1} of {len(pages)}")
            expect(len(both) == len(refs), "stable", f"{len(both)} mentions of {len(refs)} posts after page {stop + 1}")

    def test_a_small_budget_only_takes_more_rounds(self, world: World, connect: Connect) -> None:
        refs = [world.citizen_posts(f"mensaje {number}") for number in range(ENOUGH)]
        found: dict[str, Mention] = {}
        state: Json = None
        for _round in range(ENOUGH * 2 + 2):
            connector = connect()
            with only_ours("reading with a budget of one item"):
                pages = list(connector.fetch(incoming(connector), state, Budget(items=1)))
            expect(pages, "pages", "with a budget of one item, fetch yielded no page")
            found |= mentions(pages)
            state = pages[-1].state
            if pages[-1].done:
                break
        else:
            broken("budget", f"not done after {ENOUGH * 2 + 2} rounds")
        lost = set(refs) - {one.name for one in found.values()}
        expect(not lost, "budget", f"{len(lost)} of {len(refs)} posts were never read")

    def test_the_same_page_twice_is_the_same(self, world: World, connect: Connect) -> None:
        for number in range(3):
            world.citizen_posts(f"mensaje {number}")
        first, second = (mentions(read(one, incoming(one))) for one in (connect(), connect()))
        changed = [key for key in first.keys() | second.keys() if first.get(key) != second.get(key)]
        expect(not changed, "stable", f"read twice, these differ: {[(first.get(k), second.get(k)) for k in changed]}")

    def test_without_news_nothing_new_is_read_and_news_are(self, world: World, connect: Connect) -> None:
        world.citizen_posts("uno")
        connector = connect()
        stream = incoming(connector)
        pages = read(connector, stream)
        again = read(connector, stream, pages[-1].state)
        new = set(mentions(again)) - set(mentions(pages))
        expect(not new, "stable", f"without news, these came as new: {sorted(new)}")
        expect(
            stream.overlap or not mentions(again), "again", f"read again without an overlap: {sorted(mentions(again))}"
        )
        ref = world.citizen_posts("dos")
        news = {one.name for one in mentions(read(connect(), stream, again[-1].state)).values()}
        expect(ref in news, "news", f"posted after the reading: {ref}; found: {sorted(news)}")

    def test_an_answer_names_its_parent(self, world: World, connect: Connect) -> None:
        if not connect().capabilities.can_reply:
            return
        parent = world.citizen_posts("uno")
        child = world.citizen_posts("dos", in_reply_to=parent)
        connector = connect()
        found = {one.name: one for one in mentions(read(connector, incoming(connector))).values()}
        _all_there(found, [parent, child], "after one reading")
        expect(found[child].in_reply_to == parent, "parent", f"{found[child].in_reply_to!r}; the parent is {parent!r}")
        expect(
            found[child].author.key == found[parent].author.key, "author", "one citizen's two posts have two authors"
        )
        with only_ours("looking upwards"):
            above = [one.name for one in connect().ancestors(child)]
        expect(above[:1] in ([], [parent]), "ancestors", f"{above}; {child!r} answers {parent!r}")

    def test_hostile_text_comes_through_unchanged(self, world: World, connect: Connect) -> None:
        sent = {world.citizen_posts(text): text for text in HOSTILE if world.carries(text)}
        expect(sent, "text", "the world carries none of the hostile texts")
        connector = connect()
        found = {one.name: one.text for one in mentions(read(connector, incoming(connector))).values()}
        for ref, text in sent.items():
            expect(found.get(ref) == text, "text", f"posted {text!a}, read {found.get(ref)!a}")

    def test_faults_of_reading_become_the_contracts_errors_and_lose_nothing(
        self, world: World, connect: Connect
    ) -> None:
        ref = world.citizen_posts("sigue aquí")
        for fault, kind in world.read_faults.items():
            world.break_next(fault)
            connector = connect()
            error = _failure(connector, fault)
            expect(isinstance(error, kind), "faults", f"under “{fault}” {error!r}; expected {kind.__name__}")
            connector.close()
            after = connect()
            there = {one.name for one in mentions(read(after, incoming(after))).values()}
            expect(ref in there, "kept", f"after “{fault}” the post {ref} is not read any more")

    def test_errors_never_carry_a_secret(self, world: World, connect: Connect) -> None:
        world.citizen_posts("hola")
        for fault in world.read_faults:
            world.break_next(fault)
            connector = connect()
            error = _failure(connector, fault)
            said = f"{error.message} {error.remedy}"
            told = [secret for secret in _secrets(connector) if secret in said]
            expect(not told, "secrets", f"under “{fault}” the error shows a secret of the settings")

    def test_edits_and_deletions_arrive(self, world: World, connect: Connect) -> None:
        connector = connect()
        stream = incoming(connector)
        ref = world.citizen_posts("antes")
        pages = read(connector, stream)
        _all_there(mentions(pages), [ref], "after one reading")
        [mention] = mentions(pages).values()
        if connector.capabilities.edits:
            world.edit(ref, "después")
            changed = _fate(connector, stream, pages[-1].state, mention)
            texts = [one.mention.text for one in changed if isinstance(one, Revision)]
            expect("después" in " ".join(texts), "edits", f"“antes” became “después”; revisions: {texts}")
        if connector.capabilities.deletes:
            world.delete(ref)
            fate = _fate(connector, stream, pages[-1].state, mention)
            gone = {one.id for one in fate if isinstance(one, Tombstone)}
            expect(gone == {mention.id}, "deletes", f"{mention.id} was deleted; tombstones: {sorted(gone)}")


def _well_formed(one: Mention) -> None:
    """What every mention from a citizen has."""
    names: dict[str, object] = {
        "id": one.id,
        "ref": one.ref,
        "conversation": one.conversation,
        "in_reply_to": one.in_reply_to,
    }
    names |= {"author.id": one.author.id} | {f"to[{number}]": to for number, to in enumerate(one.to)}
    wrong = {key: value for key, value in names.items() if value is not None and not isinstance(value, str)}
    expect(not wrong, "ids", f"not strings: {wrong}")
    expect(one.id, "ids", "an empty id")
    expect(one.author.key.strip("@"), "author", f"mention {one.id} has no author")
    said = one.direction is Direction.IN and one.channel and one.account
    expect(said, "incoming", f"mention {one.id}: {one.direction!r}, channel {one.channel!r}, account {one.account!r}")
    at = one.created_at
    expect(at.utcoffset() == timedelta(0) and at <= clock.now() + SLACK, "times", f"mention {one.id}: {at!r}")


def _all_there(found: dict[str, Mention], refs: list[str], when: str) -> None:
    names = [one.name for one in found.values()]
    expect(set(refs) <= set(names), "complete", f"{when}, of {refs} only {names} were read")
    expect(len(names) == len(refs), "complete", f"{when}, {len(refs)} posts became {len(names)} mentions: {names}")


def _failure(connector: Connector, fault: str) -> ConnectorError:
    error = None
    with awake(f"reading under “{fault}”"):
        try:
            read(connector, incoming(connector))
        except ConnectorError as caught:
            error = caught
    if error is None:
        broken("faults", f"under “{fault}” reading did not fail at all")
    return error


def _fate(connector: Connector, stream: StreamSpec, state: Json, mention: Mention) -> list[Item]:
    """What the stream and a look at the post itself say of its changes."""
    with only_ours("looking at posts again"):
        return [*items(read(connector, stream, state)), *connector.refresh([mention.name])]


def _secrets(connector: Connector) -> list[str]:
    options = [value for value in vars(connector).values() if isinstance(value, BaseModel)]
    values = [getattr(one, name) for one in options for name in type(one).model_fields]
    return [one.get_secret_value() for one in values if isinstance(one, SecretStr) and one.get_secret_value()]
