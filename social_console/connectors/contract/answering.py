"""What is answered: prepared, sent once, found again."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

from social_console import clock
from social_console.connectors.base import Absent, Attachment, Connector, Outgoing, Prepared, Receipt
from social_console.connectors.contract.clauses import broken, expect, only_ours
from social_console.connectors.contract.watching import awake, watching
from social_console.connectors.contract.world import Connect, World, incoming, mentions, outgoing, read
from social_console.errors import ConnectorError, Rejected, UnknownOutcome
from social_console.model import Direction, Mention


class Answers:
    """Tests of `limits`, `prepare`, `send`, `find` and `delete`."""

    def test_a_channel_that_cannot_answer_says_so(self, world: World, connect: Connect) -> None:
        connector = connect()
        if connector.capabilities.can_reply:
            return
        ref = world.citizen_posts("hola")
        mention = _named(connector, ref)
        try:
            with only_ours("preparing a reply"):
                prepared = connector.prepare(Outgoing(text="hola", now=clock.now()), mention)
        except ConnectorError:
            return
        broken("one-way", f"can_reply is False, and prepare returned {prepared!r}")

    def test_a_reply_reaches_the_citizen_once_and_is_found_again(self, world: World, connect: Connect) -> None:
        connector, target = _target(world, connect)
        if target is None:
            return
        reply = outgoing("Buenas. Ya lo vemos.", connector)
        prepared = _prepared(connector, reply, target)
        with only_ours("looking for a reply that was not sent"):
            before = connector.find(prepared)
        expect(isinstance(before, Absent), "absent", f"nothing was sent, and find returned {before!r}")
        with only_ours("sending"):
            receipt = connector.send(prepared)
        _delivered(world, target, reply.text)
        _proves(receipt, target)
        with only_ours("looking for a reply that was sent"):
            found = connect().find(prepared)
        expect(isinstance(found, Receipt), "found", f"it was sent, and find returned {found!r}")
        if isinstance(found, Receipt):
            same = (found.ref, found.mention.id) == (receipt.ref, receipt.mention.id)
            expect(
                same, "found", f"sent as {receipt.ref}, {receipt.mention.id}; found as {found.ref}, {found.mention.id}"
            )
        _in_own_stream(connect, receipt)

    def test_what_was_sent_can_be_taken_back_or_not_honestly(self, world: World, connect: Connect) -> None:
        connector, target = _target(world, connect)
        if target is None:
            return
        reply = outgoing("Perdón, era otra cosa.", connector)
        with only_ours("sending"):
            receipt = connector.send(_prepared(connector, reply, target))
        try:
            with only_ours("taking a reply back"):
                connect().delete(receipt)
        except ConnectorError:
            _delivered(world, target, reply.text)
            return
        left = list(world.answers_to(target.name))
        expect(not left, "withdrawn", f"delete returned, and the citizen still sees {left}")

    def test_a_long_reply_goes_in_parts_one_under_the_other(self, world: World, connect: Connect) -> None:
        connector, target = _target(world, connect)
        if target is None or not connector.capabilities.threads:
            return
        first = _sent(connector, _prepared(connector, outgoing("Primera parte (1/2)", connector), target), "sending")
        later = replace(outgoing("Segunda parte (2/2)", connector), answers=target)
        second = _sent(connect(), _prepared(connector, later, first.mention), "sending a second part")
        told = f"the second part answers {second.mention.in_reply_to!r}, the first is {first.ref!r}"
        expect(second.mention.in_reply_to == first.ref, "threads", told)
        told = f"the second part is to {second.mention.to}, the citizen is {target.author.key!r}"
        expect(target.author.key in second.mention.to, "threads", told)
        _delivered(world, target, "Primera parte (1/2)")

    def test_files_go_with_a_reply_or_are_refused(self, world: World, connect: Connect) -> None:
        connector, target = _target(world, connect)
        if target is None or connector.capabilities.attachments:
            return
        file = Attachment(path="/nowhere/plano.pdf", name="plano.pdf", type="application/pdf")
        try:
            with only_ours("preparing a reply with a file"):
                connector.prepare(replace(outgoing("Va adjunto.", connector), attachments=(file,)), target)
        except Rejected:
            return
        broken("files", "capabilities.attachments is False, and prepare took a reply with a file")

    def test_whatever_happens_while_sending_it_is_sent_once(self, world: World, connect: Connect) -> None:
        for fault in world.send_faults:
            connector, target = _target(world, connect, f"pregunta {fault}")
            if target is None:
                return
            reply = outgoing(f"respuesta {fault}", connector)
            prepared = _prepared(connector, reply, target)
            world.break_next(fault)
            settled = _send_and_settle(world, connect, prepared, target, fault)
            there = list(world.answers_to(target.name))
            expect(there == ([reply.text] if settled else []), "once", f"under “{fault}” the citizen sees {there}")

    def test_what_is_too_long_is_refused_before_it_is_sent(self, world: World, connect: Connect) -> None:
        connector, target = _target(world, connect)
        with only_ours("asking for limits"):
            limits = connector.limits()
        lengths = limits.measure(""), limits.measure("hola")
        expect(lengths[0] == 0 and lengths[1] > 0, "limits", f'"" measures {lengths[0]}, "hola" {lengths[1]}')
        if target is None or limits.maximum is None:
            return
        long = "a " * limits.maximum
        length = limits.measure(long)
        expect(length > limits.maximum, "limits", f"{len(long)} characters measure {length} of {limits.maximum}")
        try:
            with only_ours("preparing what is too long"):
                connector.prepare(Outgoing(text=long, now=clock.now()), target)
        except Rejected:
            return
        broken("too-long", f"prepare took {length} of {limits.maximum}")


def _send_and_settle(world: World, connect: Connect, prepared: Prepared, target: Mention, fault: str) -> bool:
    """As the outbox does. Returns whether one answer is to be there at the end."""
    error = _sending_failed(connect(), prepared, fault)
    if error is None:
        return True
    arrived = list(world.answers_to(target.name))
    if not isinstance(error, UnknownOutcome):
        expect(not arrived, "honest", f"under “{fault}” {type(error).__name__} was raised, and yet it was posted")
        if isinstance(error, Rejected):
            return False
        _sent(connect(), prepared, f"sending again after “{fault}”")
        return True
    with only_ours(f"looking for a reply after “{fault}”"):
        found = connect().find(prepared)
    if isinstance(found, Receipt):
        expect(arrived, "settled", f"after “{fault}” it was found, and yet the citizen has nothing")
        return True
    expect(found.conclusive, "settled", f"after “{fault}” looking it up proved nothing: {found.reason}")
    expect(not arrived, "settled", f"after “{fault}” it was conclusively absent, and yet the citizen has it")
    _sent(connect(), prepared, f"sending again after “{fault}”")
    return True


def _sending_failed(connector: Connector, prepared: Prepared, fault: str) -> ConnectorError | None:
    error = None
    with awake(f"sending under “{fault}”"):
        try:
            _sent(connector, prepared, f"sending under “{fault}”")
        except ConnectorError as caught:
            error = caught
    return error


def _sent(connector: Connector, prepared: Prepared, doing: str) -> Receipt:
    with only_ours(doing):
        return connector.send(prepared)


def _named(connector: Connector, ref: str) -> Mention:
    found = {one.name: one for one in mentions(read(connector, incoming(connector))).values()}
    expect(ref in found, "complete", f"of {[*found]} none is {ref!r}, which was posted")
    return found[ref]


def _target(world: World, connect: Connect, text: str = "¿Me pueden ayudar?") -> tuple[Connector, Mention | None]:
    """A connector and a mention to answer; None where the channel takes no answers."""
    connector = connect()
    if not connector.capabilities.can_reply:
        return connector, None
    ref = world.citizen_posts(text)
    return connector, _named(connector, ref)


def _prepared(connector: Connector, reply: Outgoing, target: Mention) -> Prepared:
    with watching() as seen, only_ours("preparing a reply"):
        prepared = connector.prepare(reply, target)
    expect(not seen.reached, "prepared", f"prepare reached for the network at {', '.join(seen.reached)}")
    try:
        kept = json.loads(json.dumps(dict(prepared.data)))
    except (TypeError, ValueError) as error:
        broken("prepared", f"no JSON: {error}")
    expect(kept == prepared.data, "prepared", f"{prepared.data!r} comes back from JSON as {kept!r}")
    return prepared


def _delivered(world: World, target: Mention, text: str) -> None:
    there = list(world.answers_to(target.name))
    expect(there == [text], "delivered", f"sent [{text!r}], the citizen sees {there}")


def _proves(receipt: Receipt, target: Mention) -> None:
    one = receipt.mention
    told = f"{receipt!r}, in answer to {target.name!r} by {target.author.key!r}"
    expect(one.direction is Direction.OUT, "receipt", told)
    expect(one.in_reply_to == target.name, "receipt", told)
    expect(one.name == receipt.ref, "receipt", told)
    expect(target.author.key in one.to, "receipt", told)
    expect(receipt.at.utcoffset() == timedelta(0), "times", f"receipt.at = {receipt.at!r}")


def _in_own_stream(connect: Connect, receipt: Receipt) -> None:
    """Where the channel has a stream of our own posts, ours is in it, under the same id."""
    connector = connect()
    for stream in (one for one in connector.streams() if one.own):
        own = mentions(read(connector, stream))
        there = own.get(receipt.mention.id)
        expect(there, "own", f"{receipt.mention.id} is not among {sorted(own)}")
        expect(there and there.direction is Direction.OUT, "own", f"{there!r}")
