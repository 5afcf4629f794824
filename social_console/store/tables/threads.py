"""What was said, and the moments that it makes up."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import BigInteger, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from .columns import documents, instants, texts


class MentionRow(SQLModel, table=True):
    """One public post or message as its channel gave it, what it was found to be, and where it belongs."""

    __tablename__ = "mention"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("channel", "remote_id", "institution"),
        Index("mention_ref", "institution", "channel", "ref", sqlite_where=text("ref IS NOT NULL")),
        Index("mention_root", "institution", "channel", "root"),
        Index("mention_citizen", "institution", "channel", "citizen", "created_at"),
        Index("mention_moment", "moment", "created_at", "id"),
        Index(
            "mention_similar",
            *("fingerprint", "institution", "moment"),
            sqlite_where=text("fingerprint IS NOT NULL"),
        ),
        Index("mention_head", "head", "institution", "id", sqlite_where=text("head IS NOT NULL")),
        Index("mention_tail", "tail", "institution", "id", sqlite_where=text("tail IS NOT NULL")),
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
    created_at: datetime = instants()
    seen_at: datetime = instants()
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
    deleted_at: datetime | None = instants(nullable=True)
    edited_at: datetime | None = instants(nullable=True)
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
    url: str | None = texts(nullable=True)
    subject: str | None = texts(nullable=True)
    declared_lang: str | None = None
    voids: str | None = None
    addressees: str | None = texts(nullable=True)
    """JSON list of citizens' keys."""
    text: str = texts()
    media: str | None = texts(nullable=True)
    extra: str | None = texts(nullable=True)
    annotation: str | None = texts(nullable=True)
    context: str | None = texts(nullable=True)
    verdict: str | None = texts(nullable=True)
    raw: str | None = texts(nullable=True)
    fingerprint: int | None = Field(default=None, sa_type=BigInteger)
    """Of an inbound mention: the group of reposts it is of, which is the fingerprint of the text that began it."""
    head: int | None = Field(default=None, sa_type=BigInteger)
    """Of a text that began a group: its first words (`repeats.ends`)."""
    tail: int | None = Field(default=None, sa_type=BigInteger)
    """And its last."""


class RevisionRow(SQLModel, table=True):
    """A mention as it stood before its author changed it."""

    __tablename__ = "revision"

    id: int = Field(primary_key=True)
    mention: int = Field(foreign_key="mention.id", index=True)
    replaced_at: datetime = instants()
    """When the author changed it."""
    seen_at: datetime = instants()
    text: str = texts()
    subject: str | None = texts(nullable=True)
    raw: str | None = texts(nullable=True)


class RedecisionRow(SQLModel, table=True):
    """A later verdict on a mention, since when it holds (`--redecide`, an edited text)."""

    __tablename__ = "redecision"

    id: int = Field(primary_key=True)
    mention: int = Field(foreign_key="mention.id", index=True)
    since: datetime = instants()
    annotation: str | None = texts(nullable=True)
    context: str | None = texts(nullable=True)
    verdict: str = texts()


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
    changed_at: datetime = instants()
    """When anything of it was last seen or done."""
    status: str
    status_by: str | None = None
    priority: int
    priority_by: str | None = None
    tags: dict[str, str] = documents()
    owner: str | None = None
    owner_by: str | None = None
    standard: str | None = None
    standard_by: str | None = None
    suggest: str | None = None
    approve: bool = False
    restrict: bool = False
    owed: bool = False
    unanswered: bool = False
    waiting_since: datetime | None = instants(nullable=True)
    opened_at: datetime = instants()
    opening: int | None = None
    newest_in: int | None = None
    last_in_at: datetime | None = instants(nullable=True)
    last_out_at: datetime | None = instants(nullable=True)
    first_response_at: datetime | None = instants(nullable=True)
    first_response_how: str | None = None
    first_closed_at: datetime | None = instants(nullable=True)
    closed_at: datetime | None = instants(nullable=True)
    outcome: str | None = None
    dismissed_reason: str | None = None
    snoozed_until: datetime | None = instants(nullable=True)
    follow_up_at: datetime | None = instants(nullable=True)
    due_at: datetime | None = instants(nullable=True)
    due_since: datetime | None = instants(nullable=True)
    due_clock: str | None = None
    first_due_at: datetime | None = instants(nullable=True)
    next_due_at: datetime | None = instants(nullable=True)
    resolution_due_at: datetime | None = instants(nullable=True)
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
    joined_at: datetime = instants()
