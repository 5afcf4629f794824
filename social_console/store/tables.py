"""The tables, as SQLModel classes: what a column is called is known in `store/` only.

Times are whole microseconds since 1970 in UTC; Python sees aware datetimes. Only small, rarely used statements go
through these classes: reading and bulk writing name the columns in SQL, and a test holds both to the same schema.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, BigInteger, Dialect, Index, LargeBinary, Text, UniqueConstraint, text
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

from .codec import instant, micros


class Micros(TypeDecorator[datetime]):
    """An aware datetime, stored as microseconds since 1970 UTC (64 bits)."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Refuses naive datetimes: they have no place on this scale."""
        return micros(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """Back to an aware datetime in UTC."""
        return instant(value)


def _time(*, nullable: bool = False) -> Any:
    """A column of time."""
    return Field(default=None, sa_type=Micros, nullable=True) if nullable else Field(sa_type=Micros)


def _text(*, nullable: bool = False) -> Any:
    """A column of text of any length."""
    return Field(default=None, sa_type=Text, nullable=True) if nullable else Field(sa_type=Text)


def _json(*, nullable: bool = False) -> Any:
    """A column of JSON."""
    return Field(default=None, sa_type=JSON, nullable=True) if nullable else Field(sa_type=JSON)


class MentionRow(SQLModel, table=True):
    """One public post or message as its channel gave it, what it was found to be, and where it belongs."""

    __tablename__ = "mention"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("channel", "remote_id", "institution"),
        Index("mention_ref", "institution", "channel", "ref", sqlite_where=text("ref IS NOT NULL")),
        Index("mention_root", "institution", "channel", "root"),
        Index("mention_citizen", "institution", "channel", "citizen", "created_at"),
        Index("mention_moment", "moment", "created_at", "id"),
        Index("mention_hit", "id", "moment"),  # from a hit of the search to its moment, without the row
        Index("mention_orphan", "institution", "channel", "in_reply_to", sqlite_where=text("orphan = 1")),
        Index("mention_voids", "institution", "channel", "voids", sqlite_where=text("voids IS NOT NULL")),
        Index("mention_loose", "institution", "channel", "root", "id", sqlite_where=text("loose = 1")),
        {"sqlite_autoincrement": True},
    )

    id: int = Field(primary_key=True)
    moment: int | None = None
    """None: of no moment (an announcement of ours)."""
    institution: str
    channel: str
    account: str
    remote_id: str
    ref: str | None = None
    """What others name in `in_reply_to`, where that is not `remote_id`."""
    direction: str
    created_at: datetime = _time()
    seen_at: datetime = _time()
    citizen: str
    """The author's key (of ours: the account's)."""
    conversation: str | None = None
    """As the channel gave it."""
    root: str
    """The conversation it counts to: as given, else the farthest known ancestor."""
    in_reply_to: str | None = None
    orphan: bool = False
    """`in_reply_to` names a mention that is not here yet."""
    loose: bool = False
    """Outbound, and its chain breaks: its moment was guessed and may be guessed anew."""
    automatic: bool = False
    void: bool = False
    """Outbound, and it bounced; inbound, the bounce of one of ours, which no moment hears."""
    history: bool = False
    deleted_at: datetime | None = _time(nullable=True)
    edited_at: datetime | None = _time(nullable=True)
    reply: int | None = Field(default=None)
    """The outbox row that this outbound mention is the receipt of."""
    asks: str = ""
    """What the text asks for, names joined by spaces."""
    lang: str | None = None
    """As annotated; `declared_lang` is the channel's word."""
    sentiment: str | None = None
    visibility: str = "public"
    kind: str = "post"
    author_id: str | None = None
    author_handle: str | None = None
    author_name: str | None = None
    author_followers: int | None = None
    author_verified: bool | None = None
    url: str | None = _text(nullable=True)
    subject: str | None = _text(nullable=True)
    declared_lang: str | None = None
    voids: str | None = None
    addressees: str | None = _text(nullable=True)
    """JSON list of citizens' keys."""
    text: str = _text()
    media: str | None = _text(nullable=True)
    extra: str | None = _text(nullable=True)
    annotation: str | None = _text(nullable=True)
    context: str | None = _text(nullable=True)
    verdict: str | None = _text(nullable=True)
    raw: str | None = _text(nullable=True)


class RevisionRow(SQLModel, table=True):
    """A mention as it stood before its author changed it."""

    __tablename__ = "revision"

    id: int = Field(primary_key=True)
    mention: int = Field(foreign_key="mention.id", index=True)
    replaced_at: datetime = _time()
    """When the author changed it."""
    seen_at: datetime = _time()
    text: str = _text()
    subject: str | None = _text(nullable=True)
    raw: str | None = _text(nullable=True)


class RedecisionRow(SQLModel, table=True):
    """A later verdict on a mention, since when it holds (`--redecide`, an edited text)."""

    __tablename__ = "redecision"

    id: int = Field(primary_key=True)
    mention: int = Field(foreign_key="mention.id", index=True)
    since: datetime = _time()
    annotation: str | None = _text(nullable=True)
    context: str | None = _text(nullable=True)
    verdict: str = _text()


class MomentRow(SQLModel, table=True):
    """A moment of truth: where it belongs, and its state as `moments.fold` gives it, as columns."""

    __tablename__ = "moment"
    __table_args__: ClassVar[Any] = (
        # SQLite tests a partial index's own condition again: its columns stand in the index, so that it covers.
        Index(
            "moment_unanswered",
            *("rank", "id", "unanswered", "history", "snoozed_until", "owner", "priority", "due_at", "last_in_at"),
            sqlite_where=text("unanswered = 1"),
        ),
        Index(
            "moment_working",
            *("rank", "id", "working", "status", "unanswered", "due_at", "snoozed_until", "owner"),
            sqlite_where=text("working = 1"),
        ),
        Index("moment_due", "due_at", "id", sqlite_where=text("due_at IS NOT NULL")),
        Index(
            "moment_owner",
            *("owner", "rank", "id", "working", "status", "unanswered", "snoozed_until"),
            sqlite_where=text("working = 1"),
        ),
        Index(
            "moment_waiting",
            *("rank", "id", "status", "history"),
            sqlite_where=text("status = 'waiting' AND history = 0"),
        ),
        Index(
            "moment_not_sent",
            *("rank", "id", "pending_reply"),
            sqlite_where=text("pending_reply IN ('failed', 'unknown')"),
        ),
        Index("moment_snoozed", "snoozed_until", "id", sqlite_where=text("snoozed_until IS NOT NULL")),
        Index("moment_dismissed", "changed_at", "id", "status", sqlite_where=text("status = 'dismissed'")),
        Index("moment_previous", "previous", "id", sqlite_where=text("previous IS NOT NULL")),
        Index("moment_newest", "last_in_at", "id"),
        Index("moment_opened", "opened_at", "id"),
        {"sqlite_autoincrement": True},
    )

    id: int = Field(primary_key=True)
    year: int
    """Of its opening when it was first stored; with the id it makes the folio, which never changes."""
    institution: str
    channel: str
    account: str
    conversation: str
    citizen: str
    one_way: bool = False
    previous: int | None = None
    """The moment that this one continues after it had been closed for long."""
    rank: int = Field(sa_type=BigInteger)
    """The stored sort key of working views: low first."""
    working: bool
    """Neither closed nor dismissed nor history."""
    changed_at: datetime = _time()
    """When anything of it was last seen or done."""
    status: str
    status_by: str | None = None
    priority: int
    priority_by: str | None = None
    tags: dict[str, str] = _json()
    owner: str | None = None
    owner_by: str | None = None
    standard: str | None = None
    standard_by: str | None = None
    suggest: str | None = None
    approve: bool = False
    restrict: bool = False
    owed: bool = False
    unanswered: bool = False
    waiting_since: datetime | None = _time(nullable=True)
    opened_at: datetime = _time()
    opening: int | None = None
    newest_in: int | None = None
    last_in_at: datetime | None = _time(nullable=True)
    last_out_at: datetime | None = _time(nullable=True)
    first_response_at: datetime | None = _time(nullable=True)
    first_response_how: str | None = None
    first_closed_at: datetime | None = _time(nullable=True)
    closed_at: datetime | None = _time(nullable=True)
    outcome: str | None = None
    dismissed_reason: str | None = None
    snoozed_until: datetime | None = _time(nullable=True)
    follow_up_at: datetime | None = _time(nullable=True)
    due_at: datetime | None = _time(nullable=True)
    due_since: datetime | None = _time(nullable=True)
    due_clock: str | None = None
    first_due_at: datetime | None = _time(nullable=True)
    next_due_at: datetime | None = _time(nullable=True)
    resolution_due_at: datetime | None = _time(nullable=True)
    pending_reply: str | None = None
    history: bool = False
    referred_to: str | None = None
    reopened: int = 0
    n_in: int = 0
    n_out: int = 0


class TagRow(SQLModel, table=True):
    """A tag that a moment has now, so that tags are found quickly."""

    __tablename__ = "moment_tag"
    __table_args__: ClassVar[Any] = ({"sqlite_with_rowid": False},)

    tag: str = Field(primary_key=True)
    moment: int = Field(primary_key=True, index=True)


class RouteRow(SQLModel, table=True):
    """How a mention finds its moment."""

    __tablename__ = "route"
    __table_args__: ClassVar[Any] = ({"sqlite_with_rowid": False},)

    institution: str = Field(primary_key=True)
    channel: str = Field(primary_key=True)
    conversation: str = Field(primary_key=True)
    citizen: str = Field(primary_key=True)
    moment: int = Field(index=True)


class AliasRow(SQLModel, table=True):
    """An id that a joined moment once had; it still finds the moment that survived."""

    __tablename__ = "alias"

    id: int = Field(primary_key=True)
    moment: int = Field(index=True)
    joined_at: datetime = _time()


class EventRow(SQLModel, table=True):
    """One line of the append-only log; `hash` seals it together with all lines before it."""

    __tablename__ = "event"
    __table_args__: ClassVar[Any] = (
        Index("event_moment", "moment", "id"),
        {"sqlite_autoincrement": True},
    )

    id: int = Field(primary_key=True)
    moment: int
    """As it was called then: an alias's id stays."""
    at: datetime = _time()
    seen_at: datetime = _time()
    actor: str
    verb: str
    data: str = _text()
    """Canonical JSON."""
    digest: bytes | None = Field(default=None, sa_type=LargeBinary)
    """sha256 of salt and free text."""
    hash: bytes = Field(sa_type=LargeBinary)


class EventTextRow(SQLModel, table=True):
    """The free text of an event with its salt; `forget` empties both and no chain breaks."""

    __tablename__ = "event_text"

    event: int = Field(primary_key=True)
    salt: bytes | None = Field(default=None, sa_type=LargeBinary)
    text: str | None = _text(nullable=True)


class ReplyRow(SQLModel, table=True):
    """The outbox."""

    __tablename__ = "reply"
    __table_args__: ClassVar[Any] = (
        Index("reply_state", "state", "not_before"),
        Index("reply_ref", "channel", "ref", sqlite_where=text("ref IS NOT NULL")),
        Index("reply_sent_ref", "channel", "sent_ref", sqlite_where=text("sent_ref IS NOT NULL")),
        {"sqlite_autoincrement": True},
    )

    id: int = Field(primary_key=True)
    moment: int = Field(index=True)
    target_mention: int | None = None
    institution: str
    channel: str
    account: str
    state: str
    author: str
    text: str = _text()
    subject: str | None = _text(nullable=True)
    template: str | None = None
    then: str = "waiting"
    follow_up_at: datetime | None = _time(nullable=True)
    attachments: list[Any] | None = _json(nullable=True)
    prepared: dict[str, Any] | None = _json(nullable=True)
    ref: str | None = None
    """The name that the post will have, or has: an outbound mention of this name is this reply."""
    not_before: datetime | None = _time(nullable=True)
    lease_until: datetime | None = _time(nullable=True)
    holder: str | None = None
    attempts: int = 0
    sent_ref: str | None = None
    error: str | None = _text(nullable=True)
    seen_mention: int | None = None
    created_at: datetime = _time()
    updated_at: datetime = _time()


class StreamRow(SQLModel, table=True):
    """Where reading a stream of a connector stands."""

    __tablename__ = "stream"

    key: str = Field(primary_key=True)
    account_label: str = ""
    name: str = ""
    state: Any = _json(nullable=True)
    holder: str | None = None
    lease_until: datetime | None = _time(nullable=True)
    last_read_at: datetime | None = _time(nullable=True)
    last_ok_at: datetime | None = _time(nullable=True)
    next_try_at: datetime | None = _time(nullable=True)
    error: str | None = _text(nullable=True)


class GapRow(SQLModel, table=True):
    """When a stream could not be read: `gap`, what the channel no longer gives; `outage`, it failed."""

    __tablename__ = "gap"

    id: int = Field(primary_key=True)
    stream: str = Field(index=True)
    kind: str
    reason: str = _text()
    since: datetime | None = _time(nullable=True)
    until: datetime | None = _time(nullable=True)
    noticed_at: datetime = _time()


class QuarantineRow(SQLModel, table=True):
    """An item that could not be read, raw."""

    __tablename__ = "quarantine"
    __table_args__: ClassVar[Any] = (UniqueConstraint("stream", "ref"),)

    id: int = Field(primary_key=True)
    stream: str
    account_label: str = ""
    ref: str
    reason: str = _text()
    raw: bytes = Field(sa_type=LargeBinary)
    added_at: datetime = _time()
    attempts: int = 0


class RuleSetRow(SQLModel, table=True):
    """Every rule set that ever decided."""

    __tablename__ = "rule_set"

    hash: str = Field(primary_key=True)
    meaning: str = _text()
    """JSON."""
    sources: str = _text()
    """JSON: file name → text."""
    added_at: datetime = _time()


class TermRow(SQLModel, table=True):
    """From when until when a rule set was in force, and who put it there."""

    __tablename__ = "rule_term"

    id: int = Field(primary_key=True)
    hash: str = Field(foreign_key="rule_set.hash")
    since: datetime = _time()
    until: datetime | None = _time(nullable=True)
    actor: str


class CounterRow(SQLModel, table=True):
    """Counts that are kept because counting is slow: `moments`."""

    __tablename__ = "counter"
    __table_args__: ClassVar[Any] = ({"sqlite_with_rowid": False},)

    name: str = Field(primary_key=True)
    value: int = 0


class FactRow(SQLModel, table=True):
    """Small facts about this inbox (`search` version, reply switches of accounts …): JSON by name."""

    __tablename__ = "fact"
    __table_args__: ClassVar[Any] = ({"sqlite_with_rowid": False},)

    name: str = Field(primary_key=True)
    value: Any = _json(nullable=True)


metadata = SQLModel.metadata
"""All tables; what Alembic compares a file with."""
