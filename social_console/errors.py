"""What can go wrong, as one tree. Every error says what happened, where, and what to do next.

    ConsoleError                     1   anything of ours; carries code, title, message, location, remedy
    ├── UsageError                   2   the command line or a value is wrong
    │   ├── NoSuchMoment             2
    │   ├── NotAllowed               2   the operator may not do this
    │   ├── IllegalAct               2   the moment's status does not admit the verb
    │   └── StaleThread              1   the thread has moved on since it was read (DESIGN 8.7)
    ├── FaultsError                  2   several faults found at once, each with its place
    │   ├── SettingsError            2   social-console.toml, the environment
    │   ├── RulesError               2   rules.yaml
    │   └── QueryError               2   a query
    ├── InboxError                   4   the database
    │   ├── InboxMissing             2
    │   ├── InboxLocked              4
    │   ├── InboxDamaged             4
    │   ├── InboxTooNew              4   written by a newer version
    │   └── DiskFull                 4
    └── ConnectorError               1   a channel; raised by connectors, told and waited for by the core
        ├── AuthError                1   pause, tell the operator
        ├── PermissionDenied         1   this target only
        ├── QuotaExhausted           1   until …
        ├── RateLimited              1   retry at …
        ├── Transient                1   nothing happened there; try again later
        ├── Gone                     1   the target does not exist any more
        ├── Rejected                 1   the channel refuses this content (code)
        ├── CursorExpired            1   the stream must be read anew
        ├── BadItem                  1   one unreadable item, to quarantine
        ├── ConfigError              2   this connector's settings
        └── UnknownOutcome           1   a post may or may not have been made

The number is the exit code (DESIGN 5). Messages and remedies are in the user's language already.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """Where a fault is: a place in a file, a connector's account, or a moment. Lines and columns from 1."""

    file: str | None = None
    line: int | None = None
    column: int | None = None
    connector: str | None = None
    account: str | None = None
    moment: int | None = None

    def __str__(self) -> str:
        if self.file is not None:
            return ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)
        if self.connector is not None:
            return self.connector if self.account is None else f"{self.connector} {self.account}"
        return "" if self.moment is None else f"#{self.moment}"

    def as_json(self) -> dict[str, Any]:
        """Only what is known."""
        pairs = ((name, getattr(self, name)) for name in self.__slots__)
        return {name: value for name, value in pairs if value is not None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing wrong in a file that a person wrote. `code` is stable; `severity` is error or warning."""

    code: str
    message: str
    location: Location
    excerpt: str = ""
    remedy: str = ""
    severity: str = "error"

    def __str__(self) -> str:
        text = f"{self.location}: {self.message}"
        return f"{text} {self.remedy}" if self.remedy else text

    def as_json(self) -> dict[str, Any]:
        """As it stands in `--json` output."""
        return {
            "code": self.code,
            "severity": self.severity,
            "message": self.message,
            "location": self.location.as_json(),
            "excerpt": self.excerpt,
            "remedy": self.remedy,
        }


class ConsoleError(Exception):
    """The root: everything this program says went wrong, with its place and its remedy."""

    code = "error"
    exit_code = 1

    def __init__(self, message: str, *, title: str = "", location: Location | None = None, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.title = title or type(self).__name__
        self.location = location
        self.remedy = remedy

    def as_json(self) -> dict[str, Any]:
        """The body of `{"error": …}`."""
        return {
            "code": self.code,
            "title": self.title,
            "message": self.message,
            "location": self.location.as_json() if self.location else None,
            "remedy": self.remedy,
        }


class UsageError(ConsoleError):
    """The command line, or a value given by a person, cannot be used."""

    code = "usage"
    exit_code = 2


class NoSuchMoment(UsageError):
    """No moment has this id, folio or alias."""

    code = "no-such-moment"


class NotAllowed(UsageError):
    """The operator's role does not permit this."""

    code = "not-allowed"


class IllegalAct(UsageError):
    """The moment's present status does not admit this verb."""

    code = "illegal-act"


class StaleThread(UsageError):
    """The thread has news that the operator has not seen; shown first, then decided again."""

    code = "stale-thread"
    exit_code = 1


class FaultsError(ConsoleError):
    """Several faults at once."""

    code = "faults"
    exit_code = 2

    def __init__(self, faults: Sequence[Fault], *, title: str = "", remedy: str = "") -> None:
        message = "\n".join(str(fault) for fault in faults)
        location = faults[0].location if faults else None
        super().__init__(message, title=title, location=location, remedy=remedy)
        self.faults = tuple(faults)

    def as_json(self) -> dict[str, Any]:
        """Adds the list of faults."""
        return super().as_json() | {"faults": [fault.as_json() for fault in self.faults]}


class SettingsError(FaultsError):
    """social-console.toml or the environment."""

    code = "settings"


class RulesError(FaultsError):
    """rules.yaml."""

    code = "rules"


class QueryError(FaultsError):
    """A query; columns count characters of the query from 1."""

    code = "query"


class InboxError(ConsoleError):
    """The database."""

    code = "inbox"
    exit_code = 4


class InboxMissing(InboxError):
    """There is no inbox here yet."""

    code = "inbox-missing"
    exit_code = 2


class InboxLocked(InboxError):
    """Somebody else has been writing for longer than the busy time-out."""

    code = "inbox-locked"


class InboxDamaged(InboxError):
    """SQLite, or our own check, found the file broken."""

    code = "inbox-damaged"


class InboxTooNew(InboxError):
    """A newer version of the program has migrated this inbox."""

    code = "inbox-too-new"


class DiskFull(InboxError):
    """Nothing of the transaction was stored."""

    code = "disk-full"


class ConnectorError(ConsoleError):
    """A channel. Never carries a secret; the remote text in it is untrusted until `text.plain()`."""

    code = "connector"


class AuthError(ConnectorError):
    """Credentials refused: the account is paused until a person acts."""

    code = "auth"


class PermissionDenied(ConnectorError):
    """This target, or this scope, is closed to us."""

    code = "permission-denied"


class QuotaExhausted(ConnectorError):
    """No more reads or posts until `until` (aware, UTC), where known."""

    code = "quota-exhausted"

    def __init__(self, message: str, *, until: datetime | None = None, remedy: str = "") -> None:
        super().__init__(message, remedy=remedy)
        self.until = until


class RateLimited(ConnectorError):
    """Too fast; try again at `retry_at` (aware, UTC), where the channel said when."""

    code = "rate-limited"

    def __init__(self, message: str, *, retry_at: datetime | None = None, remedy: str = "") -> None:
        super().__init__(message, remedy=remedy)
        self.retry_at = retry_at


class Transient(ConnectorError):
    """A fault that passes. From `send` it means: certainly not posted."""

    code = "transient"


class Gone(ConnectorError):
    """The target was deleted, or the feed ended."""

    code = "gone"


class Rejected(ConnectorError):
    """The channel refuses this content; `reason` is the channel's own code."""

    code = "rejected"

    def __init__(self, message: str, *, reason: str = "", remedy: str = "") -> None:
        super().__init__(message, remedy=remedy)
        self.reason = reason


class CursorExpired(ConnectorError):
    """The stored position means nothing any more; the stream is read anew and a gap recorded."""

    code = "cursor-expired"


class BadItem(ConnectorError):
    """One item could not be read; `raw` goes to quarantine."""

    code = "bad-item"

    def __init__(self, message: str, *, ref: str = "", raw: bytes = b"", remedy: str = "") -> None:
        super().__init__(message, remedy=remedy)
        self.ref = ref
        self.raw = raw


class ConfigError(ConnectorError):
    """This connector's settings are wrong."""

    code = "config"
    exit_code = 2


class UnknownOutcome(ConnectorError):
    """The post may have been made: only looking it up, or a person, settles it."""

    code = "unknown-outcome"
