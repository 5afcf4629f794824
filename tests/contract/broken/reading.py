"""They read wrongly."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import ClassVar

from pydantic import BaseModel, SecretStr

from social_console import clock
from social_console.connectors.base import (
    AccountRef,
    Budget,
    Page,
    Prepared,
    Receipt,
    StreamSpec,
)
from social_console.connectors.demo import DemoConnector
from social_console.errors import RateLimited, Transient
from social_console.model import Author, Direction, Item, Json, Mention, Revision, Tombstone
from tests.contract.broken.sound import Sound, breaks, mention_changed


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
class Polite(Sound):
    """A little rest between two pages."""

    def turned(self, page: Page, state: Json) -> Page:
        threading.Event().wait(0.001)
        return page


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
