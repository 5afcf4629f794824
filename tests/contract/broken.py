"""Connectors that break the contract on purpose, one clause each: the suite has to notice every one of them."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

from pydantic import BaseModel, Field, SecretStr

from social_console import clock
from social_console.connectors.base import (
    Absent,
    AccountRef,
    Budget,
    Capabilities,
    CheckResult,
    Connector,
    Outgoing,
    Page,
    Prepared,
    Receipt,
    StreamSpec,
)
from social_console.connectors.demo import DemoConnector, DemoSettings
from social_console.errors import PermissionDenied, RateLimited, Rejected, Transient, UnknownOutcome
from social_console.model import Author, Direction, Item, Json, Mention, Revision, Tombstone
from tests.contract.worlds import DemoWorld

BROKEN: dict[str, list[type[Sound]]] = {}
"""The clause → those that break it."""


def breaks(clause: str) -> Any:
    """Says of a connector which clause it breaks."""

    def note(kind: type[Sound]) -> type[Sound]:
        BROKEN.setdefault(clause, []).append(kind)
        return kind

    return note


class BrokenWorld(DemoWorld):
    """The pretend network, seen through a connector that breaks something."""

    def __init__(self, folder: Path, kind: type[Sound]) -> None:
        super().__init__(folder)
        self.kind = kind

    def connector(self) -> Connector:
        model = self.kind.settings()
        options = model(world=self.base_url, maximum=self.kind.maximum) if model is DemoSettings else None
        if options is None:
            options = DemoSettings(world=self.base_url)
        return self.kind(options, AccountRef(institution="town", channel="x", handle="town"))


class Sound(DemoConnector):
    """Breaks nothing: what the others are measured against. Items pass `changed`, pages `turned`."""

    maximum: ClassVar[int | None] = 200

    def changed(self, item: Item) -> Item:
        return item

    def turned(self, page: Page, state: Json) -> Page:
        return page

    def fetch(self, stream: StreamSpec, state: Json, budget: Budget) -> Iterator[Page]:
        for page in super().fetch(stream, state, budget):
            yield self.turned(replace(page, items=tuple(self.changed(item) for item in page.items)), state)


def mention_changed(item: Item, **values: Any) -> Item:
    return replace(item, **values) if isinstance(item, Mention) else item


# ── what it says of itself ───────────────────────────────────────────────────────────────────────────────


@breaks("version")
class OfAnotherVersion(Sound):
    api = 7


@breaks("name")
class WithCapitals(Sound):
    name = "My Channel"


@breaks("streams")
class WithoutStreams(Sound):
    def streams(self) -> list[StreamSpec]:
        return []


@breaks("streams")
class WithTwins(Sound):
    def streams(self) -> list[StreamSpec]:
        return [StreamSpec(name="mentions"), StreamSpec(name="mentions")]


@breaks("streams")
class WithNamesThatChange(Sound):
    def streams(self) -> list[StreamSpec]:
        return [StreamSpec(name=f"mentions-{id(self)}")]


class Undescribed(BaseModel):
    world: str = ""


class OpenSecret(BaseModel):
    world: str = Field("", description="Where.")
    password: str = Field("", description="In the open.")


@breaks("settings")
class WithoutDescriptions(Sound):
    @classmethod
    def settings(cls) -> type[BaseModel]:
        return Undescribed


@breaks("settings")
class WithSettingsThatAreNoModel(Sound):
    @classmethod
    def settings(cls) -> type[BaseModel]:
        return dict  # type: ignore[return-value]


@breaks("secret-fields")
class WithAnOpenPassword(Sound):
    @classmethod
    def settings(cls) -> type[BaseModel]:
        return OpenSecret


@breaks("check")
class Nobody(Sound):
    def check(self) -> CheckResult:
        return CheckResult(ok=True)


@breaks("close")
class ClosingOnce(Sound):
    def close(self) -> None:
        if self._closing.is_set():
            raise RuntimeError("already closed")
        super().close()


@breaks("wait")
class Deaf(Sound):
    def wait(self, stream: StreamSpec, until: datetime) -> bool:
        return threading.Event().wait(60)


# ── reading ──────────────────────────────────────────────────────────────────────────────────────────────


@breaks("pages")
class EndingTooSoon(Sound):
    def turned(self, page: Page, state: Json) -> Page:
        return replace(page, done=True)


@breaks("pages")
class NeverDone(Sound):
    def turned(self, page: Page, state: Json) -> Page:
        return replace(page, done=False)


@breaks("pages")
class WithoutPages(Sound):
    def fetch(self, stream: StreamSpec, state: Json, budget: Budget) -> Iterator[Page]:
        return iter(())


@breaks("state")
class RememberingATime(Sound):
    def turned(self, page: Page, state: Json) -> Page:
        return replace(page, state={**page.state, "since": clock.now()})


@breaks("state")
class WithoutAVersion(Sound):
    def turned(self, page: Page, state: Json) -> Page:
        return replace(page, state={"at": page.state["at"]})


@breaks("complete")
class DroppingAPage(Sound):
    def fetch(self, stream: StreamSpec, state: Json, budget: Budget) -> Iterator[Page]:
        for number, page in enumerate(super().fetch(stream, state, budget)):
            yield replace(page, items=()) if number == 1 else page


@breaks("complete")
class DroppingTheLastOfAPage(Sound):
    def turned(self, page: Page, state: Json) -> Page:
        return page if len(page.items) < 3 else replace(page, items=page.items[:-1])


@breaks("complete")
class Repeating(Sound):
    """Each post comes as two mentions."""

    def turned(self, page: Page, state: Json) -> Page:
        again = tuple(mention_changed(item, id=f"{item.id}-again") for item in page.items if isinstance(item, Mention))
        return replace(page, items=page.items + again)


@breaks("ids")
class CountingIds(Sound):
    def changed(self, item: Item) -> Item:
        return mention_changed(item, author=Author(id=7), ref=item.id) if isinstance(item, Mention) else item  # type: ignore[arg-type]


@breaks("ids")
class NumberedConversations(Sound):
    def changed(self, item: Item) -> Item:
        return mention_changed(item, conversation=1 << 64)


@breaks("stable")
class WithAClockInIt(Sound):
    def changed(self, item: Item) -> Item:
        return mention_changed(item, extra={"read": time.monotonic_ns()})


@breaks("stable")
class WithIdsOfTheDay(Sound):
    def changed(self, item: Item) -> Item:
        return mention_changed(item, id=f"{item.id}-{time.monotonic_ns()}", ref=item.id)  # type: ignore[union-attr]


@breaks("author")
class Anonymous(Sound):
    def changed(self, item: Item) -> Item:
        return mention_changed(item, author=Author(name="Ana"))


@breaks("incoming")
class TakingUsForThem(Sound):
    def changed(self, item: Item) -> Item:
        return mention_changed(item, direction=Direction.OUT)


@breaks("times")
class NaiveTimes(Sound):
    def changed(self, item: Item) -> Item:
        return mention_changed(item, created_at=datetime.now())  # noqa: DTZ005 - the fault on purpose


@breaks("times")
class FromTheFuture(Sound):
    def changed(self, item: Item) -> Item:
        return mention_changed(item, created_at=clock.now() + timedelta(hours=4))


@breaks("text")
class Tidying(Sound):
    def changed(self, item: Item) -> Item:
        return mention_changed(item, text="".join(c for c in item.text if c.isprintable()))  # type: ignore[union-attr]


@breaks("resume")
class PromotingTooSoon(Sound):
    """The first page already has the position of the last."""

    def fetch(self, stream: StreamSpec, state: Json, budget: Budget) -> Iterator[Page]:
        for page in super().fetch(stream, state, budget):
            yield replace(page, state={"v": 1, "at": self.world.size()})


@breaks("budget")
class ForgettingTheRest(Sound):
    def fetch(self, stream: StreamSpec, state: Json, budget: Budget) -> Iterator[Page]:
        for page in super().fetch(stream, state, budget):
            yield page if budget.items is None else replace(page, done=True)
            if budget.items is not None:
                return


@breaks("budget")
class GoingInCircles(Sound):
    def fetch(self, stream: StreamSpec, state: Json, budget: Budget) -> Iterator[Page]:
        if budget.items is None:
            yield from super().fetch(stream, state, budget)
        else:
            yield replace(next(super().fetch(stream, None, budget)), done=False)


@breaks("again")
class LosingTheCursor(Sound):
    """Reads everything each time."""

    def fetch(self, stream: StreamSpec, state: Json, budget: Budget) -> Iterator[Page]:
        whole = Budget() if budget.items is None else budget
        return super().fetch(stream, None if budget.items is None and _at_the_end(self, state) else state, whole)


def _at_the_end(connector: DemoConnector, state: Json) -> bool:
    return bool(state) and state["at"] == connector.world.size()


@breaks("news")
class LosingThePlace(Sound):
    """Once at the end, it believes to be there for ever."""

    def fetch(self, stream: StreamSpec, state: Json, budget: Budget) -> Iterator[Page]:
        if state and state.get("ended"):
            yield Page(state=state)
            return
        for page in super().fetch(stream, state, budget):
            yield replace(page, state={**page.state, "ended": True}) if page.done else page


@breaks("parent")
class ForgettingTheParent(Sound):
    def changed(self, item: Item) -> Item:
        return mention_changed(item, in_reply_to=None)


@breaks("ancestors")
class WithOtherAncestors(Sound):
    def ancestors(self, ref: str) -> Iterator[Mention]:
        found = self.world.find(ref)
        return iter([found] if found else [])


@breaks("errors")
class RaisingWhatever(Sound):
    def fetch(self, stream: StreamSpec, state: Json, budget: Budget) -> Iterator[Page]:
        try:
            yield from super().fetch(stream, state, budget)
        except Transient as error:
            raise KeyError("data") from error


@breaks("error-words")
class Speechless(Sound):
    def fetch(self, stream: StreamSpec, state: Json, budget: Budget) -> Iterator[Page]:
        try:
            yield from super().fetch(stream, state, budget)
        except Transient as error:
            raise Transient("") from error


@breaks("faults")
class SwallowingA429(Sound):
    def fetch(self, stream: StreamSpec, state: Json, budget: Budget) -> Iterator[Page]:
        try:
            yield from super().fetch(stream, state, budget)
        except RateLimited:
            yield Page(state=state or {"v": 1, "at": 0})


@breaks("faults")
class CallingEverythingTransient(Sound):
    def fetch(self, stream: StreamSpec, state: Json, budget: Budget) -> Iterator[Page]:
        try:
            yield from super().fetch(stream, state, budget)
        except RateLimited as error:
            raise Transient(error.message) from error


@breaks("faults")
class Retrying(Sound):
    def fetch(self, stream: StreamSpec, state: Json, budget: Budget) -> Iterator[Page]:
        try:
            yield from super().fetch(stream, state, budget)
        except Transient:
            yield from super().fetch(stream, state, budget)


@breaks("kept")
class RememberingItself(Sound):
    """Keeps its position where a restart loses it, or another instance trips over it."""

    seen: ClassVar[dict[str, set[str]]] = {}

    def turned(self, page: Page, state: Json) -> Page:
        seen = self.seen.setdefault(str(self.world.path), set())
        if not self.world.path.with_name("faulty").exists():
            return page
        new = tuple(item for item in page.items if not isinstance(item, Mention) or item.id not in seen)
        seen.update(item.id for item in page.items if isinstance(item, Mention))
        return replace(page, items=new)

    def fetch(self, stream: StreamSpec, state: Json, budget: Budget) -> Iterator[Page]:
        try:
            yield from super().fetch(stream, state, budget)
        except Transient:
            self.world.path.with_name("faulty").touch()
            raise


@breaks("waiting")
class SleepingOnIt(Sound):
    def fetch(self, stream: StreamSpec, state: Json, budget: Budget) -> Iterator[Page]:
        try:
            yield from super().fetch(stream, state, budget)
        except RateLimited:
            nap(0.001)
            raise


nap = time.sleep
"""As `from time import sleep` has it: replacing time.sleep would not reach it."""


@breaks("waiting")
class SleepingInALoop(Sound):
    def send(self, prepared: Prepared) -> Receipt:
        asyncio.run(asyncio.sleep(0.001))
        return super().send(prepared)


@breaks("secrets")
class Indiscreet(Sound):
    def __init__(self, settings: BaseModel, account: AccountRef) -> None:
        super().__init__(settings, account)
        self.secret = Token(token=SecretStr("s3cr3t-t0k3n"))

    def fetch(self, stream: StreamSpec, state: Json, budget: Budget) -> Iterator[Page]:
        try:
            yield from super().fetch(stream, state, budget)
        except Transient as error:
            asked = f"https://example.org/?key={self.secret.token.get_secret_value()}"
            raise Transient(f"{asked} did not answer") from error


class Token(BaseModel):
    token: SecretStr


@breaks("edits")
class BlindToEdits(Sound):
    def changed(self, item: Item) -> Item:
        return item.mention if isinstance(item, Revision) else item

    def refresh(self, refs: Sequence[str]) -> Iterator[Revision | Tombstone]:
        return (one for one in super().refresh(refs) if isinstance(one, Tombstone))


@breaks("deletes")
class BlindToDeletions(Sound):
    def turned(self, page: Page, state: Json) -> Page:
        return replace(page, items=tuple(one for one in page.items if not isinstance(one, Tombstone)))

    def refresh(self, refs: Sequence[str]) -> Iterator[Revision | Tombstone]:
        return (one for one in super().refresh(refs) if isinstance(one, Revision))


# ── answering ────────────────────────────────────────────────────────────────────────────────────────────


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
