"""The contract between the core and a channel. `docs/connectors.md` tells it from the author's side.

A connector does I/O and nothing else: no rules, no database, no sleeping, no retrying. It is synchronous; the
core gives each a thread of its own. `state` and `Prepared.data` are versioned JSON, opaque to the core.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import ClassVar, Protocol, runtime_checkable

from pydantic import BaseModel

from social_console.connectors import API as API  # noqa: PLC0414 - authors import it from here
from social_console.model import AccountRef as AccountRef  # noqa: PLC0414 - part of the contract, defined below it
from social_console.model import Item, Json, Mention, Revision, Tombstone


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What a channel can do. `idempotency`: native, key, readback or none. Costs in US dollars.

    `threads`: `prepare` takes our own post as its target too (`Outgoing.answers`), so that a long reply can go in
    numbered parts. `attachments`: files can go with a reply; where not, `prepare` rejects them.
    """

    can_reply: bool = False
    reply_needs_summon: bool = False
    streaming: bool = False
    backfill: bool = True
    edits: bool = False
    deletes: bool = False
    deletion_obliges: bool = False
    """The channel's terms oblige whoever stores its posts to delete what their authors delete."""
    private_items: bool = False
    threads: bool = False
    attachments: bool = False
    idempotency: str = "none"
    cost_per_read: float = 0.0
    cost_per_post: float = 0.0
    max_items_per_fetch: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamSpec:
    """One thing to read: `mentions`, `own`, `query:…`, `feed:…`. `overlap` is read again each time."""

    name: str
    newest_first: bool = False
    overlap: timedelta = timedelta(0)
    own: bool = False
    """The institution's own posts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """What the channel can no longer give: `since`–`until` (either may be unknown) and why."""

    reason: str
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """An item that could not be read: kept raw in quarantine, shown, and tried again on request."""

    ref: str
    reason: str
    raw: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What one request brought. The core commits items and `state` in one transaction, then asks for the next."""

    items: tuple[Item, ...] = ()
    state: Json = None
    done: bool = True
    gap: Gap | None = None
    bad: tuple[Unreadable, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """How much one `fetch` may read: pages, items, and until when (aware, UTC)."""

    items: int | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """Who am I, what may I do, what are the limits. `notes` are plain sentences for a person."""

    ok: bool
    identity: str = ""
    scopes: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class TextLimits(Protocol):
    """How long a reply may be, counted as the channel counts it."""

    maximum: int | None

    def measure(self, text: str) -> int:
        """The length of `text` in the channel's own unit."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that goes with a reply. `path` is local."""

    path: str
    name: str
    type: str = "application/octet-stream"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """What an operator wants said."""

    text: str
    subject: str | None = None
    attachments: tuple[Attachment, ...] = ()
    now: datetime
    lang: str | None = None
    """The language that the text is written in (ISO 639-1), where that is certain."""
    answers: Mention | None = None
    """Of a later part of a numbered thread: the citizen's mention that the whole thread answers. The target is then
    the part before, a post of our own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """Everything that identifies the post, stored before it is sent. `ref`: the name the post will have, if known."""

    v: int = 1
    ref: str | None = None
    data: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """Proof that the post exists. `mention` is it as an outbound mention, to be stored."""

    ref: str
    at: datetime
    mention: Mention
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Absent:
    """It was looked for and not found. Only `conclusive` absence proves that nothing was sent."""

    conclusive: bool
    reason: str = ""


class Connector(Protocol):
    """What a plugin implements. Errors: the `ConnectorError` branch of `social_console.errors`, nothing else.

    From `send`, `Transient` means certainly not posted; any doubt, and any foreign exception, counts as
    `UnknownOutcome`.
    """

    api: int
    name: str
    capabilities: ClassVar[Capabilities]

    def __init__(self, settings: BaseModel, account: AccountRef) -> None: ...

    @classmethod
    def settings(cls) -> type[BaseModel]:
        """The typed settings: SecretStr for secrets, a description for each field."""
        ...

    def check(self) -> CheckResult: ...
    def streams(self) -> list[StreamSpec]: ...
    def fetch(self, stream: StreamSpec, state: Json, budget: Budget) -> Iterator[Page]: ...
    def limits(self) -> TextLimits: ...
    def prepare(self, reply: Outgoing, target: Mention) -> Prepared: ...
    def send(self, prepared: Prepared) -> Receipt: ...
    def find(self, prepared: Prepared) -> Receipt | Absent: ...
    def delete(self, receipt: Receipt) -> None: ...
    def ancestors(self, ref: str) -> Iterator[Mention]: ...
    def refresh(self, refs: Sequence[str]) -> Iterator[Revision | Tombstone]: ...

    def wait(self, stream: StreamSpec, until: datetime) -> bool:
        """Block until there may be news or `until` has come; True where there may be news."""
        ...

    def close(self) -> None: ...


@runtime_checkable
class Rereads(Protocol):
    """What a connector may offer besides: a second try at what lies in quarantine."""

    def reread(self, bad: Unreadable) -> Item:
        """From `bad.raw`, or fetched anew by `bad.ref`. Raises `BadItem` if it still cannot be read."""
        ...


@runtime_checkable
class Metered(Protocol):
    """What a connector may offer besides, where reading costs money and a budget stops it.

    Each stream's state tells what was spent on it (`meter`); only the core knows all of them.
    """

    def recall(self, states: Mapping[str, Json]) -> None:
        """Before anything is read: the stored state of every stream of the account, by name."""
        ...

    def meter(self, stream: str) -> Json:
        """What was spent on `stream` this month, for `state["meter"]` of one that the core keeps itself."""
        ...


@runtime_checkable
class Budgeted(Protocol):
    """What a connector may offer besides, where its settings hold a budget for the month. Told after `recall`."""

    def replied(self, dollars: float) -> None:
        """What the replies of this month cost, as the outbox knows it."""
        ...

    def spent(self) -> float:
        """US dollars that reading and replies have cost this month, as far as it was told."""
        ...

    def left(self) -> float | None:
        """US dollars left of the month's budget, reading and replies taken together; None: there is no budget."""
        ...


@runtime_checkable
class SpeaksAlone(Protocol):
    """What a connector may offer besides, where everybody reads what is posted: a post that answers nothing. The test
    of `doctor --send-test` is one, deleted as soon as it is found."""

    def prepare_alone(self, reply: Outgoing) -> Prepared:
        """As `prepare`, without a target."""
        ...


@runtime_checkable
class Priced(Protocol):
    """What `limits()` may offer besides, where a post costs money."""

    def cost(self, text: str) -> float:
        """US dollars for a reply with this text."""
        ...
