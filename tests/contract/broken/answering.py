"""They answer wrongly."""

from __future__ import annotations

import socket
from dataclasses import replace
from typing import Any, ClassVar

from social_console import clock
from social_console.connectors.base import (
    Absent,
    Capabilities,
    Outgoing,
    Page,
    Prepared,
    Receipt,
)
from social_console.errors import PermissionDenied, Rejected, Transient, UnknownOutcome
from social_console.model import Direction, Json, Mention
from tests.contract.broken.sound import Sound, breaks


@breaks("one-way")
class PromisingNothing(Sound):
    capabilities: ClassVar[Capabilities] = Capabilities(edits=True, deletes=True)


@breaks("prepared")
class PreparingNoJson(Sound):
    def prepare(self, reply: Outgoing, target: Mention) -> Prepared:
        prepared = super().prepare(reply, target)
        return replace(prepared, data={**prepared.data, "at": reply.now})


@breaks("prepared")
class PreparingATuple(Sound):
    def prepare(self, reply: Outgoing, target: Mention) -> Prepared:
        prepared = super().prepare(reply, target)
        return replace(prepared, data={**prepared.data, "to": ("ana",)})


@breaks("prepared")
class PreparingOverTheNetwork(Sound):
    def prepare(self, reply: Outgoing, target: Mention) -> Prepared:
        with socket.socket() as line:
            line.connect_ex(("127.0.0.1", 9))
        return super().prepare(reply, target)


@breaks("absent")
class FindingByText(Sound):
    def find(self, prepared: Prepared) -> Receipt | Absent:
        found = super().find(prepared)
        first = next(self.world.records("post"))
        post = self.world.find(str(first["id"]))
        if isinstance(found, Absent) and post is not None:
            return Receipt(ref=post.id, at=post.created_at, mention=post)
        return found


@breaks("delivered")
class Dreaming(Sound):
    """Returns a receipt for what nobody posted."""

    def send(self, prepared: Prepared) -> Receipt:
        post = prepared.data["post"]
        mention = Mention(
            id=post["id"],
            channel="x",
            account="town",
            created_at=clock.now(),
            text=post["text"],
            direction=Direction.OUT,
            in_reply_to=post["in_reply_to"],
            to=tuple(post["to"]),
        )
        return Receipt(ref=mention.id, at=mention.created_at, mention=mention)


@breaks("delivered")
class Signing(Sound):
    def prepare(self, reply: Outgoing, target: Mention) -> Prepared:
        return super().prepare(replace(reply, text=reply.text + " — Ana"), target)


@breaks("delivered")
class SendingTwice(Sound):
    def send(self, prepared: Prepared) -> Receipt:
        receipt = super().send(prepared)
        self.world.append({**prepared.data["post"], "id": f"{prepared.ref}-again", "at": clock.now().isoformat()})
        return receipt


@breaks("receipt")
class ForgettingTheCitizen(Sound):
    def send(self, prepared: Prepared) -> Receipt:
        receipt = super().send(prepared)
        return replace(receipt, mention=replace(receipt.mention, to=()))


@breaks("receipt")
class NamingAnother(Sound):
    def send(self, prepared: Prepared) -> Receipt:
        return replace(super().send(prepared), ref="another")


@breaks("found")
class FindingNothing(Sound):
    def find(self, prepared: Prepared) -> Receipt | Absent:
        return Absent(conclusive=False, reason="I did not look")


@breaks("found")
class FindingAnother(Sound):
    def find(self, prepared: Prepared) -> Receipt | Absent:
        found = super().find(prepared)
        return replace(found, ref="another") if isinstance(found, Receipt) else found


@breaks("own")
class WithoutOurOwn(Sound):
    def turned(self, page: Page, state: Json) -> Page:
        kept = (one for one in page.items if not (isinstance(one, Mention) and one.direction is Direction.OUT))
        return replace(page, items=tuple(kept))


@breaks("once")
class RetryingPosts(Sound):
    """As libraries do that mean well: a post that timed out is posted again."""

    def send(self, prepared: Prepared) -> Receipt:
        try:
            return super().send(prepared)
        except UnknownOutcome:
            self.world.append({**prepared.data["post"], "id": f"{prepared.ref}-again", "at": clock.now().isoformat()})
            return super().send(prepared)


@breaks("honest")
class CallingTimeoutsTransient(Sound):
    def send(self, prepared: Prepared) -> Receipt:
        try:
            return super().send(prepared)
        except UnknownOutcome as error:
            raise Transient(error.message) from error


@breaks("settled")
class NeverSure(Sound):
    def find(self, prepared: Prepared) -> Receipt | Absent:
        found = super().find(prepared)
        return Absent(conclusive=False, reason="perhaps later") if isinstance(found, Absent) else found


@breaks("settled")
class SureTooSoon(Sound):
    def send(self, prepared: Prepared) -> Receipt:
        try:
            return super().send(prepared)
        except UnknownOutcome:
            self.world.path.with_name("doubt").touch()
            raise

    def find(self, prepared: Prepared) -> Receipt | Absent:
        if self.world.path.with_name("doubt").exists():
            return Absent(conclusive=True, reason="I believe so")
        return super().find(prepared)


@breaks("withdrawn")
class TakingNothingBack(Sound):
    def delete(self, receipt: Receipt) -> None:
        return


@breaks("threads")
class OutOfLine(Sound):
    """Every part stands under the citizen's post."""

    def prepare(self, reply: Outgoing, target: Mention) -> Prepared:
        return super().prepare(reply, reply.answers or target)


@breaks("threads")
class TalkingToItself(Sound):
    def prepare(self, reply: Outgoing, target: Mention) -> Prepared:
        return super().prepare(replace(reply, answers=None), target)


@breaks("files")
class LosingFiles(Sound):
    def prepare(self, reply: Outgoing, target: Mention) -> Prepared:
        return super().prepare(replace(reply, attachments=()), target)


class Blind:
    maximum: int | None = 200

    def measure(self, text: str) -> int:
        return 1


@breaks("limits")
class MeasuringNothing(Sound):
    def limits(self) -> Any:
        return Blind()


@breaks("too-long")
class TakingAnyLength(Sound):
    def prepare(self, reply: Outgoing, target: Mention) -> Prepared:
        return super().prepare(replace(reply, text=reply.text[:200]), target)


# ── honest ones of other kinds: the suite must not blame them ────────────────────────────────────────────


class ReadOnly(Sound):
    """A channel that takes no answers, and says so."""

    capabilities: ClassVar[Capabilities] = Capabilities(edits=True, deletes=True)

    def prepare(self, reply: Outgoing, target: Mention) -> Prepared:
        raise PermissionDenied("Nothing can be answered here.")


class KeepingWhatItSaid(Sound):
    """A channel where nothing can be taken back."""

    def delete(self, receipt: Receipt) -> None:
        raise Rejected("What is said is said.", reason="unsupported")


HONEST = (Sound, ReadOnly, KeepingWhatItSaid)
