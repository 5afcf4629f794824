"""What goes into the store and comes out of it, as frozen values. Every datetime is aware and in UTC."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from social_console.model import (
    Annotation,
    Context,
    Event,
    Item,
    Json,
    Mention,
    Priority,
    ReplyState,
    Status,
    Then,
    Verdict,
)

if TYPE_CHECKING:
    from social_console.moments import State


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """One item on its way in. Outbound mentions and tombstones have no annotation, context or verdict."""

    institution: str
    item: Item
    annotation: Annotation | None = None
    context: Context | None = None
    verdict: Verdict | None = None
    one_way: bool = False
    """The channel takes no replies (a feed)."""
    reply: int | None = None
    """The outbox row that this outbound mention is the receipt of, where the caller knows it."""
    forget: bool = False
    """Of a tombstone: what it withdraws is emptied here too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """What a page brought. `moments`: those it created or changed, in the order of their ids."""

    new: int = 0
    updated: int = 0
    duplicate: int = 0
    moments: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """Where reading stands. `holder` reads it until `lease_until`."""

    key: str
    account_label: str = ""
    name: str = ""
    state: Json = None
    holder: str | None = None
    lease_until: datetime | None = None
    last_read_at: datetime | None = None
    """The last attempt."""
    last_ok_at: datetime | None = None
    next_try_at: datetime | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Blind:
    """A stretch of time that could not be read: `gap` (the channel no longer gives it) or `outage` (it failed)."""

    stream: str
    account_label: str
    kind: str
    reason: str
    since: datetime | None
    until: datetime | None
    """None: still so."""
    noticed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarantined:
    """An unreadable item, raw."""

    id: int
    stream: str
    account_label: str
    ref: str
    reason: str
    raw: bytes
    added_at: datetime
    attempts: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A row of the outbox. `ref` is the name that the post will have (`Prepared.ref`); `sent_ref` the one it has."""

    id: int
    moment: int
    target_mention: int | None
    institution: str
    channel: str
    account: str
    state: ReplyState
    author: str
    text: str
    subject: str | None = None
    template: str | None = None
    then: Then = Then.WAITING
    follow_up_at: datetime | None = None
    attachments: tuple[Json, ...] = ()
    prepared: Mapping[str, Json] | None = None
    ref: str | None = None
    not_before: datetime | None = None
    lease_until: datetime | None = None
    holder: str | None = None
    attempts: int = 0
    sent_ref: str | None = None
    error: str | None = None
    seen_mention: int | None = None
    """The newest mention of the thread that its author had seen."""
    seen_event: int | None = None
    """The newest event of the moment then: edits and deletions told later are news. None: not known."""
    thread: int | None = None
    """The row of the first part, where a long reply goes out in parts; None for a reply in one post."""
    part: int | None = None
    """Which part this is, from 1, of `parts`."""
    parts: int | None = None
    whole: str | None = None
    """The text as it was written, from this part on: what becomes of it when it is a draft again."""
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRuleSet:
    """A rule set that decides, or has decided, from `since` until `until` (None: in force now)."""

    hash: str
    meaning: Mapping[str, Json]
    sources: Mapping[str, str]
    since: datetime
    until: datetime | None
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredMention:
    """A mention with its place in the inbox and its judgement."""

    id: int
    moment: int | None
    institution: str
    mention: Mention
    seen_at: datetime
    citizen: str
    root: str
    void: bool = False
    deleted_at: datetime | None = None
    edited_at: datetime | None = None
    reply: int | None = None
    annotation: Annotation | None = None
    context: Context | None = None
    verdict: Verdict | None = None
    revisions: tuple[str, ...] = ()
    """The texts that it had before, oldest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What a mention was found to be, as stored, so that it can be explained and decided again."""

    mention: int
    annotation: Annotation
    context: Context
    verdict: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A moment as a list shows it. Text, language, tone, author and url are its newest inbound mention's."""

    id: int
    folio: str
    channel: str
    account: str
    institution: str
    status: Status
    unanswered: bool
    overdue: bool
    priority: Priority
    tags: tuple[str, ...]
    owner: str | None
    lang: str | None
    sentiment: str | None
    author: str
    text: str
    created_at: datetime
    """Its opening's, as published."""
    due_at: datetime | None
    first_response_at: datetime | None
    url: str | None
    author_name: str | None = None
    subject: str | None = None
    visibility: str = "public"
    kind: str = "post"
    last_in_at: datetime | None = None
    last_out_at: datetime | None = None
    waiting_since: datetime | None = None
    due_since: datetime | None = None
    due_clock: str | None = None
    follow_up_at: datetime | None = None
    snoozed_until: datetime | None = None
    standard: str | None = None
    suggest: str | None = None
    pending_reply: str | None = None
    outcome: str | None = None
    dismissed_reason: str | None = None
    referred_to: str | None = None
    approve: bool = False
    restrict: bool = False
    covered: bool = False
    """It is restricted and whoever asked may not read it: text, author and url are not there."""
    deleted: bool = False
    """Its author has deleted what it shows; where the channel obliges us to forget, there are no words any more."""
    history: bool = False
    one_way: bool = False
    n_in: int = 0
    n_out: int = 0
    newest_in: int | None = None
    similar: int = 1
    """How many moments of the institution hold its text, itself included: reposts, near-duplicates."""
    fingerprint: int | None = None
    """What its text shares with theirs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """Everything about one moment. `context` are posts of its thread that belong to no moment or another's."""

    id: int
    state: State
    row: Row
    citizen: str
    conversation: str
    thread: tuple[StoredMention, ...]
    context: tuple[StoredMention, ...] = ()
    events: tuple[Event, ...] = ()
    replies: tuple[Reply, ...] = ()
    aliases: tuple[int, ...] = ()
    previous: int | None = None
    next: int | None = None
    siblings: tuple[int, ...] = ()
    """Moments of the same citizen that hold the same post on another of our accounts (DESIGN 8.8)."""
    similar: tuple[int, ...] = ()
    """Other moments that hold the same text, by whomever, newest first; at most 100 of `row.similar`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """One earlier moment of an author."""

    id: int
    folio: str
    created_at: datetime
    status: Status
    text: str
    tags: tuple[str, ...] = ()
    outcome: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """One page of a list; `after` continues it (None: this was the last)."""

    rows: tuple[Row, ...]
    after: tuple[int, int] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something that `verify` found: `code` is stable, `where` names the row."""

    code: str
    message: str
    where: str = ""
    facts: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A moment that was opened in a period, as reports need it (beside its timeline)."""

    id: int
    folio: str
    institution: str
    channel: str
    account: str
    one_way: bool
    opened_at: datetime
    text: str
    """Its newest inbound mention's, as are author, url, lang and sentiment."""
    author: str
    url: str | None
    lang: str | None
    sentiment: str | None
    rule_set: str = ""
    """The hash of the one that decided its opening."""
    places: tuple[str, ...] = ()
    deleted: bool = False
    """Its author has deleted its newest inbound mention."""
