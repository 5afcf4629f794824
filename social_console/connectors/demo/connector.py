"""The pretend channel's connector. Deterministic: the same seed, post and attempt always end alike."""

from __future__ import annotations

import hashlib
import threading
import time
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from social_console import clock
from social_console.connectors.base import (
    API,
    Absent,
    AccountRef,
    Budget,
    Capabilities,
    CheckResult,
    Outgoing,
    Page,
    Prepared,
    Receipt,
    StreamSpec,
    TextLimits,
    Unreadable,
)
from social_console.connectors.demo.world import Line, World, as_mention, as_record, parsed
from social_console.errors import (
    AuthError,
    BadItem,
    CursorExpired,
    Gone,
    QuotaExhausted,
    RateLimited,
    Rejected,
    Transient,
    UnknownOutcome,
)
from social_console.i18n import gettext as _
from social_console.model import Author, Direction, Item, Json, Mention, Revision, Tombstone

PAGE = 50
READ_FAULTS = frozenset({"down", "auth", "rate-limited", "quota"})
SEND_FAULTS = READ_FAULTS | {"rejected", "gone", "timeout-made", "timeout-not-made"}


class DemoSettings(BaseModel):
    """Where the pretend network is kept and how moody it is. Rates are parts of one."""

    model_config = ConfigDict(extra="forbid")

    world: str = Field(description="The file that stands for the network.")
    seed: int = Field(default=1, description="Another seed, other moods.")
    maximum: int | None = Field(default=None, ge=1, description="The longest reply, in characters.")
    visibility: Literal["public", "private"] = Field(default="public", description="Which door replies leave by.")
    rejects: float = Field(default=0.0, ge=0, le=1, description="How many replies the channel refuses.")
    stumbles: float = Field(default=0.0, ge=0, le=1, description="How many tries fail and may be tried again.")
    times_out: float = Field(default=0.0, ge=0, le=1, description="How many tries end without a word; half are made.")
    latency: float = Field(default=0.0, ge=0, le=30, description="Seconds that a post takes to be delivered.")


class DemoLimits(TextLimits):
    """Counts characters after NFC."""

    def __init__(self, maximum: int | None) -> None:
        self.maximum = maximum

    def measure(self, text: str) -> int:
        """The length of `text` in characters."""
        return len(unicodedata.normalize("NFC", text))


class DemoConnector:
    """Reads and writes the pretend network."""

    api = API
    name = "demo"
    capabilities: ClassVar[Capabilities] = Capabilities(
        can_reply=True, threads=True, streaming=True, edits=True, deletes=True, private_items=True, idempotency="key"
    )

    def __init__(self, settings: BaseModel, account: AccountRef) -> None:
        assert isinstance(settings, DemoSettings)  # noqa: S101 (the core builds us from our own model)
        self.options = settings
        self.account = account
        self.world = World(Path(settings.world))
        self._closing = threading.Event()

    @classmethod
    def settings(cls) -> type[BaseModel]:
        """Where the network is, and its moods."""
        return DemoSettings

    def check(self) -> CheckResult:
        """Always well, unless the network was told to break."""
        self._suffer(READ_FAULTS)
        note = _("A pretend channel: nothing leaves this machine.")
        return CheckResult(ok=True, identity=self.account.handle, scopes=("read", "write"), notes=(note,))

    def streams(self) -> list[StreamSpec]:
        """What citizens say to the account, and what the account says."""
        return [StreamSpec(name="mentions"), StreamSpec(name="own", own=True)]

    def fetch(self, stream: StreamSpec, state: Json, budget: Budget) -> Iterator[Page]:
        """Pages of at most 50 items, oldest first. The state is a position in the network's file."""
        self._suffer(READ_FAULTS)
        start, end = int((state or {}).get("at", 0)), self.world.size()
        if start > end:
            raise CursorExpired(_("The pretend network is shorter than it was."))
        left = budget.items
        pages = self._pages(stream, start, PAGE if left is None else max(1, min(PAGE, left)))
        for page in pages:
            yield page
            left = None if left is None else left - len(page.items)
            if page.done or (left is not None and left <= 0) or (budget.until and clock.now() >= budget.until):
                return

    def _pages(self, stream: StreamSpec, start: int, size: int) -> Iterator[Page]:
        items: list[Item] = []
        bad: list[Unreadable] = []
        at = start
        for line in self.world.lines(start):
            try:
                item = self._item(line, stream.own)
            except BadItem as error:
                bad.append(Unreadable(ref=error.ref, reason=error.message, raw=error.raw))
                item = None
            if item is not None and len(items) == size:
                yield Page(items=tuple(items), state={"v": 1, "at": at}, done=False, bad=tuple(bad))
                items, bad = [], []
            if item is not None:
                items.append(item)
            at = line.end
        yield Page(items=tuple(items), state={"v": 1, "at": at}, done=True, bad=tuple(bad))

    def _item(self, line: Line, own: bool) -> Item | None:
        """What this line is to this account and stream. What cannot be read is told once, by `mentions`."""
        try:
            if line.record is None:
                raise ValueError("no JSON object")
            return self._read(line, own)
        except (KeyError, ValueError, TypeError) as error:
            if own:
                return None
            raise _unreadable(line) from error

    def _read(self, line: Line, own: bool) -> Item | None:
        record = line.record or {}
        op = record["op"]
        if op == "post":
            mention = as_mention(record)
            return mention if self._ours(mention) and (mention.direction is Direction.OUT) == own else None
        if op not in {"edit", "delete"} or own:
            return None
        original = self._original(record["id"])
        if original is None or not self._ours(original) or original.direction is Direction.OUT:
            return None
        at = datetime.fromisoformat(record["at"])
        if op == "delete":
            return _tombstone(original, at)
        return Revision(mention=_with_text(original, record["text"]), edited_at=at)

    def _original(self, ref: str) -> Mention | None:
        found = next((record for record in self.world.records("post") if record["id"] == ref), None)
        return as_mention(found) if found else None

    def _ours(self, mention: Mention) -> bool:
        return (mention.channel, mention.account) == (self.account.channel, self.account.handle)

    def reread(self, bad: Unreadable) -> Item:
        """What could not be read, once more. Raises BadItem if it still cannot."""
        line = Line(parsed(bad.raw), 0, bad.raw)
        item = self._item(line, own=False)
        if item is None:
            raise _unreadable(line)
        return item

    def limits(self) -> TextLimits:
        """As the settings say."""
        return DemoLimits(self.options.maximum)

    def prepare(self, reply: Outgoing, target: Mention) -> Prepared:
        """The whole post, with the name that it will have."""
        if reply.attachments:
            raise Rejected(_("The pretend channel carries no files."), reason="attachments")
        if self.options.maximum is not None and self.limits().measure(reply.text) > self.options.maximum:
            raise Rejected(_("The reply is longer than this channel takes."), reason="too-long")
        told = f"{self.account.channel} {self.account.handle} {target.name} {reply.now.isoformat()} {reply.text}"
        ref = "demo-" + hashlib.sha256(told.encode()).hexdigest()[:20]
        mention = Mention(
            id=ref,
            channel=self.account.channel,
            account=self.account.handle,
            created_at=reply.now,
            text=reply.text,
            author=Author(handle=self.account.handle),
            direction=Direction.OUT,
            conversation=target.conversation,
            in_reply_to=target.name,
            to=((reply.answers or target).author.key,),
            subject=reply.subject,
            visibility=target.visibility,
        )
        return Prepared(ref=ref, data={"post": as_record(mention)})

    def send(self, prepared: Prepared) -> Receipt:
        """Post it, unless the channel is in one of its moods. The same `ref` is never posted twice."""
        ref = prepared.ref or ""
        made = self.world.find(ref)
        if made is not None:
            return _receipt(made)
        mood = self._suffer(SEND_FAULTS) or self._mood(ref)
        self.world.append({"op": "attempt", "id": ref})
        if mood == "stumble":
            raise Transient(_("The pretend channel stumbled before it took the post."))
        if mood == "rejected":
            raise Rejected(_("The pretend channel refuses this reply."), reason="refused")
        if mood == "gone":
            raise Gone(_("What this answers is no longer there."))
        self._closing.wait(self.options.latency)
        if mood == "timeout-not-made":
            raise UnknownOutcome(_("The pretend channel did not answer in time."))
        self.world.append(_dated(prepared.data["post"]))
        if mood == "timeout-made":
            raise UnknownOutcome(_("The pretend channel did not answer in time."))
        posted = self.world.find(ref)
        assert posted is not None  # noqa: S101 (written one line above)
        return _receipt(posted)

    def _mood(self, ref: str) -> str | None:
        """How this attempt ends: drawn from seed, name and number of the attempt."""
        told = f"{self.options.seed} {ref} {self.world.attempts(ref)}"
        draw = int.from_bytes(hashlib.sha256(told.encode()).digest()[:6]) / 2**48
        half = self.options.times_out / 2
        moods = (
            ("rejected", self.options.rejects),
            ("stumble", self.options.stumbles),
            ("timeout-made", half),
            ("timeout-not-made", half),
        )
        for mood, part in moods:
            if draw < part:
                return mood
            draw -= part
        return None

    def _suffer(self, kinds: frozenset[str]) -> str | None:
        """Raise what the network was told to suffer next, or return it where only `send` knows what it means."""
        fault = self.world.take_fault(kinds)
        if fault == "down":
            raise Transient(_("The pretend network is down."))
        if fault == "auth":
            raise AuthError(_("The pretend network refuses the password."))
        if fault == "rate-limited":
            raise RateLimited(_("Too fast for the pretend network."), retry_at=clock.now() + timedelta(minutes=1))
        if fault == "quota":
            raise QuotaExhausted(_("The pretend network's quota is used up."), until=clock.now() + timedelta(hours=1))
        return fault

    def find(self, prepared: Prepared) -> Receipt | Absent:
        """The network's file is complete, so that absence is conclusive."""
        self._suffer(READ_FAULTS)
        made = self.world.find(prepared.ref or "")
        return _receipt(made) if made else Absent(conclusive=True, reason=_("It is not on the pretend network."))

    def delete(self, receipt: Receipt) -> None:
        """Take a post of ours back."""
        self._suffer(READ_FAULTS)
        if self.world.find(receipt.ref) is None:
            raise Gone(_("It is not on the pretend network."))
        self.world.delete(receipt.ref, clock.now())

    def ancestors(self, ref: str) -> Iterator[Mention]:
        """What `ref` answers, and what that answers, up to the root."""
        at = self._original(ref)
        while at is not None and at.in_reply_to is not None:
            at = self._original(at.in_reply_to)
            if at is not None:
                yield at

    def refresh(self, refs: Sequence[str]) -> Iterator[Revision | Tombstone]:
        """What has become of these posts."""
        for ref in refs:
            original = self._original(ref)
            if original is None:
                continue
            for record in self.world.records("edit"):
                if record["id"] == ref:
                    at = datetime.fromisoformat(record["at"])
                    yield Revision(mention=_with_text(original, record["text"]), edited_at=at)
            for record in self.world.records("delete"):
                if record["id"] == ref:
                    yield _tombstone(original, datetime.fromisoformat(record["at"]))

    def wait(self, stream: StreamSpec, until: datetime) -> bool:
        """Until the network's file grows."""
        size, end = self.world.size(), time.monotonic() + (until - clock.now()).total_seconds()
        while time.monotonic() < end and not self._closing.is_set():
            if self.world.size() != size:
                return True
            self._closing.wait(0.2)
        return False

    def close(self) -> None:
        """End a `wait` in another thread."""
        self._closing.set()


def _dated(record: Json) -> dict[str, Json]:
    """A post is published when it is made, not when it was prepared."""
    return {**record, "at": clock.now().isoformat()}


def _receipt(mention: Mention) -> Receipt:
    return Receipt(ref=mention.id, at=mention.created_at, mention=mention)


def _tombstone(mention: Mention, at: datetime) -> Tombstone:
    return Tombstone(id=mention.id, channel=mention.channel, account=mention.account, deleted_at=at)


def _with_text(mention: Mention, text: str) -> Mention:
    return replace(mention, text=text)


def _unreadable(line: Line) -> BadItem:
    ref = hashlib.sha256(line.raw).hexdigest()[:16]
    return BadItem(_("A line of the pretend network cannot be read."), ref=ref, raw=line.raw)
