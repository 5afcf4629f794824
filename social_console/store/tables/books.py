"""What was done, what goes out, where reading stands, which rules decided."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Index, LargeBinary, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from .columns import documents, instants, texts


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
    at: datetime = instants()
    seen_at: datetime = instants()
    actor: str
    verb: str
    data: str = texts()
    """Canonical JSON."""
    digest: bytes | None = Field(default=None, sa_type=LargeBinary)
    """sha256 of salt and free text."""
    hash: bytes = Field(sa_type=LargeBinary)


class EventTextRow(SQLModel, table=True):
    """The free text of an event with its salt; `forget` empties both and no chain breaks."""

    __tablename__ = "event_text"

    event: int = Field(primary_key=True)
    salt: bytes | None = Field(default=None, sa_type=LargeBinary)
    text: str | None = texts(nullable=True)


class ReplyRow(SQLModel, table=True):
    """The outbox."""

    __tablename__ = "reply"
    __table_args__: ClassVar[Any] = (
        Index("reply_state", "state", "not_before"),
        Index("reply_ref", "channel", "ref", sqlite_where=text("ref IS NOT NULL")),
        Index("reply_sent_ref", "channel", "sent_ref", sqlite_where=text("sent_ref IS NOT NULL")),
        Index("reply_thread", "thread", "part", sqlite_where=text("thread IS NOT NULL")),
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
    text: str = texts()
    subject: str | None = texts(nullable=True)
    template: str | None = None
    then: str = "waiting"
    follow_up_at: datetime | None = instants(nullable=True)
    attachments: list[Any] | None = documents(nullable=True)
    prepared: dict[str, Any] | None = documents(nullable=True)
    ref: str | None = None
    """The name that the post will have, or has: an outbound mention of this name is this reply."""
    not_before: datetime | None = instants(nullable=True)
    lease_until: datetime | None = instants(nullable=True)
    holder: str | None = None
    attempts: int = 0
    sent_ref: str | None = None
    error: str | None = texts(nullable=True)
    seen_mention: int | None = None
    seen_event: int | None = None
    thread: int | None = None
    """The row of the first part, where a long reply goes out in parts."""
    part: int | None = None
    parts: int | None = None
    whole: str | None = texts(nullable=True)
    """The text as written, from this part on."""
    created_at: datetime = instants()
    updated_at: datetime = instants()


class StreamRow(SQLModel, table=True):
    """Where reading a stream of a connector stands."""

    __tablename__ = "stream"

    key: str = Field(primary_key=True)
    account_label: str = ""
    name: str = ""
    state: Any = documents(nullable=True)
    holder: str | None = None
    lease_until: datetime | None = instants(nullable=True)
    last_read_at: datetime | None = instants(nullable=True)
    last_ok_at: datetime | None = instants(nullable=True)
    next_try_at: datetime | None = instants(nullable=True)
    error: str | None = texts(nullable=True)


class GapRow(SQLModel, table=True):
    """When a stream could not be read: `gap`, what the channel no longer gives; `outage`, it failed."""

    __tablename__ = "gap"

    id: int = Field(primary_key=True)
    stream: str = Field(index=True)
    kind: str
    reason: str = texts()
    since: datetime | None = instants(nullable=True)
    until: datetime | None = instants(nullable=True)
    noticed_at: datetime = instants()


class QuarantineRow(SQLModel, table=True):
    """An item that could not be read, raw."""

    __tablename__ = "quarantine"
    __table_args__: ClassVar[Any] = (UniqueConstraint("stream", "ref"),)

    id: int = Field(primary_key=True)
    stream: str
    account_label: str = ""
    ref: str
    reason: str = texts()
    raw: bytes = Field(sa_type=LargeBinary)
    added_at: datetime = instants()
    attempts: int = 0


class RuleSetRow(SQLModel, table=True):
    """Every rule set that ever decided."""

    __tablename__ = "rule_set"

    hash: str = Field(primary_key=True)
    meaning: str = texts()
    """JSON."""
    sources: str = texts()
    """JSON: file name → text."""
    added_at: datetime = instants()


class TermRow(SQLModel, table=True):
    """From when until when a rule set was in force, and who put it there."""

    __tablename__ = "rule_term"

    id: int = Field(primary_key=True)
    hash: str = Field(foreign_key="rule_set.hash")
    since: datetime = instants()
    until: datetime | None = instants(nullable=True)
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
    value: Any = documents(nullable=True)
