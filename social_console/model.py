"""The words of the product as frozen values (DESIGN 1). No I/O, no SQL, no clock.

Every `datetime` here is aware and in UTC. Text is untrusted: it is made safe where it is shown, never here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import IntEnum, StrEnum
from typing import Any, NamedTuple

Json = Any
"""What `json.dumps` takes."""


class Direction(StrEnum):
    """Of a mention: from a citizen, or from the institution."""

    IN = "in"
    OUT = "out"


class Visibility(StrEnum):
    """Which door: what everybody reads, or what only the parties read."""

    PUBLIC = "public"
    PRIVATE = "private"


class Priority(IntEnum):
    """Ordered, so that `max` is the highest. Written by its lower-case name everywhere outside Python."""

    LOW = 0
    NORMAL = 1
    HIGH = 2
    URGENT = 3

    @property
    def label(self) -> str:
        """`low`, `normal`, `high`, `urgent`."""
        return self.name.lower()


class Status(StrEnum):
    """Of a moment (DESIGN 1). Snoozed, unanswered and overdue are not statuses: they are derived."""

    NEW = "new"
    OPEN = "open"
    WAITING = "waiting"
    CLOSED = "closed"
    DISMISSED = "dismissed"


class ReplyState(StrEnum):
    """Of an outbox row (DESIGN 8.2)."""

    DRAFT = "draft"
    TO_APPROVE = "to_approve"
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    CANCELLED = "cancelled"


class Then(StrEnum):
    """Who owes the next step after a reply: the citizen, us, nobody."""

    WAITING = "waiting"
    OPEN = "open"
    CLOSE = "close"


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Who wrote a mention, as the channel says it. Needs an `id` or a `handle` when inbound."""

    id: str | None = None
    handle: str | None = None
    name: str | None = None
    followers: int | None = None
    verified: bool | None = None

    @property
    def key(self) -> str:
        """The citizen (DESIGN 1): the channel's id, else the folded handle after an `@`."""
        if self.id:
            return self.id
        return "@" + (self.handle or "").lstrip("@").casefold()


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """An attachment or picture: listed, never opened. `size` in bytes."""

    name: str = ""
    type: str = ""
    url: str = ""
    size: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """One public post or message, exactly as its channel gave it. Immutable (an edit is a `Revision`)."""

    id: str
    """Opaque; (institution, channel, id) is unique."""
    channel: str
    account: str
    """The handle of the institution's account that was addressed, or that wrote."""
    created_at: datetime
    """As published."""
    text: str
    author: Author = Author()
    direction: Direction = Direction.IN
    conversation: str | None = None
    """The channel's own thread id; without one, threads are built from `in_reply_to`."""
    in_reply_to: str | None = None
    """The `ref` of the mention that this one answers."""
    ref: str | None = None
    """What others name in `in_reply_to`; `id` where the channel has but one name for a post."""
    to: tuple[str, ...] = ()
    """Citizens' keys that an outbound mention is addressed to."""
    subject: str | None = None
    url: str | None = None
    lang: str | None = None
    """As the channel declares it: evidence, not truth."""
    visibility: Visibility = Visibility.PUBLIC
    kind: str = "post"
    """`post`, `message`, `article`, `form`, `bounce`, `call`, `visit`, …"""
    automatic: bool = False
    """Written by a machine: never acknowledged, and no answer when outbound."""
    history: bool = False
    """Imported without `--live`, or published before its account's `start`."""
    media: tuple[Media, ...] = ()
    voids: str | None = None
    """Of a bounce: the `ref` of the outbound mention that did not arrive."""
    raw: str | None = None
    """As the channel gave it, where it differs from `text`."""
    extra: Mapping[str, Json] = field(default_factory=dict)
    """What the connector needs again to answer (reply-to, references, …). JSON; opaque to the core."""

    @property
    def name(self) -> str:
        """What an answer to this mention names as its parent."""
        return self.ref or self.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """The same mention as its author has changed it."""

    mention: Mention
    edited_at: datetime
    author_gone: bool = False
    """The account that wrote it is no more: what tells who it was is not kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tombstone:
    """A mention that its author or its channel has deleted."""

    id: str
    channel: str
    account: str
    deleted_at: datetime
    reason: str = "deleted"


Item = Mention | Revision | Tombstone


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRef:
    """The institution's account that a connector instance serves."""

    institution: str
    channel: str
    handle: str
    label: str = ""
    start: datetime | None = None
    """Promises count from here; the first read goes no further back than `backfill`."""
    backfill: timedelta = timedelta(days=7)


class Span(NamedTuple):
    """Some words of a text at their place: `text[start:end]` of the raw text. `weight` where it counts.

    This and `Sentiment` are made so often that they are tuples: a third of the cost of a frozen dataclass.
    """

    word: str
    start: int
    end: int
    weight: float = 0.0


class Sentiment(NamedTuple):
    """`label` is neg, neu, pos or unsure; `score` -1..1 (0.0 when unsure); `words` made it."""

    label: str = "unsure"
    score: float = 0.0
    words: tuple[Span, ...] = ()
    confidence: float = 0.0
    """How certain the label is, from 0 to 1; an unsure one is not certain at all."""


_UNSURE = Sentiment()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One thing that a text asks for (`question`, `thanks`, `risk`, …) and the words that say so."""

    name: str
    words: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something typed that was found in a text: link, phone, email, money, id_number, place, …"""

    kind: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotation:
    """What a text is. `version` changes whenever the same text might be understood otherwise."""

    version: str
    lang: str = "und"
    sentiment: Sentiment = _UNSURE
    asks: tuple[Ask, ...] = ()
    facts: tuple[Fact, ...] = ()
    fingerprint: int | None = None
    """What the text shares with its reposts (`text.fingerprint`); None: too short to have any."""
    ends: tuple[int, int] | None = field(default=None, compare=False)
    """By what texts that are nearly the same are found (`repeats.ends`); kept with the mention, not in here."""

    def asks_for(self, name: str) -> bool:
        """Whether the text asks for `name`."""
        return any(ask.name == name for ask in self.asks)


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What was known when a mention was decided, as of its publication."""

    position: str = "first"
    """`first`: opens its conversation with us; `reply`: continues it."""
    unanswered: bool = False
    """Its moment already waited for an answer."""
    contacts: tuple[datetime, ...] = ()
    """When the same citizen wrote to the institution before, newest first, at most 50."""
    institution: str = ""
    """Whose inbox it came to: its key in the settings, for the rules' `institution` condition."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One condition that held: its path in the rule (`when.all[0].text.words`) and the words at their places."""

    path: str
    words: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fired:
    """A rule that matched: the clauses that held and what it gave (`{"tag": [...], "priority": "high"}`)."""

    rule: str
    clauses: tuple[Clause, ...] = ()
    gave: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the rules say of one mention, and why."""

    rule_set: str = ""
    """The hash of the rule set that decided."""
    tags: tuple[str, ...] = ()
    priority: Priority | None = None
    """None: no rule set one, the default applies."""
    owner: str | None = None
    standard: str | None = None
    """None: no rule set one, the default applies."""
    suggest: str | None = None
    dismiss: str | None = None
    """The rule that dismisses this mention."""
    no_reply: str | None = None
    """The rule that says no reply is owed for this mention."""
    approve: bool = False
    restrict: bool = False
    notify: tuple[str, ...] = ()
    fired: tuple[Fired, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Duration:
    """A length as DESIGN 6 writes it. `unit`: `working_minutes` (from `30m`, `4h`), `working_days`, `days`."""

    amount: int
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Standard:
    """A service standard: the promise. `calendar` names the calendar it runs on; None: the default one."""

    name: str
    first_response: Duration | None = None
    next_response: Duration | None = None
    """None: as `first_response`."""
    resolution: Duration | None = None
    calendar: str | None = None
    legal: str | None = None
    """The article that sets it, printed beside the clock."""
    pauses: tuple[str, ...] = ()
    """While a moment has one of these statuses (only `waiting` so far), its time for `resolution` does not run."""
    since: date | None = None
    """The local date from which it is promised; None: from the beginning."""
    later: tuple[Standard, ...] = ()
    """What the same name promises from later dates on, in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What a person (or the program, `actor="rules"`, `"collect"`, `"outbox"`) does to a moment; becomes an event.

    `data` holds ids, enums and times only; `text` is free text, kept apart so that `forget` can empty it.
    The verbs and their `data` are listed in `moments.py`.
    """

    verb: str
    actor: str
    data: Mapping[str, Json] = field(default_factory=dict)
    text: str | None = None
    at: datetime | None = None
    """When it was done, if not now (`answered … --at`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One line of the append-only log. `at`: when it was done; `seen_at`: when it was written down."""

    id: int
    moment: int
    at: datetime
    seen_at: datetime
    actor: str
    verb: str
    data: Mapping[str, Json] = field(default_factory=dict)
    text: str | None = None
