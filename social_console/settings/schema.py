"""What may stand in social-console.toml. The connector's own keys are checked by its own model (load.py)."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from social_console import clock
from social_console.i18n import gettext as _
from social_console.settings.model import DEFAULT_ZONE


def _no_length() -> str:
    return _('a length of time in quotes, like "60s", "15m", "4h", "7 days"')


def _length(value: Any) -> timedelta:
    if not isinstance(value, str):
        raise ValueError(_no_length())
    try:
        return clock.timedelta_of(value)
    except ValueError:
        raise ValueError(_no_length()) from None


def _zone(value: Any) -> ZoneInfo:
    try:
        return ZoneInfo(value)
    except (ValueError, TypeError, OSError, KeyError):
        raise ValueError(_("no such time zone; like America/Santo_Domingo")) from None


def _moment(value: Any) -> datetime | date:
    if isinstance(value, datetime | date):
        return value
    raise ValueError(_("a date or time without quotes, like 2026-11-21 or 2026-11-21T08:00:00-04:00"))


def _code(value: Any) -> str:
    if isinstance(value, str) and re.fullmatch(r"[a-z]{2,3}", value):
        return value
    raise ValueError(_('a language code in quotes, like "es"'))


def _name(value: Any) -> str:
    if isinstance(value, str) and value.strip():
        return value.strip()
    raise ValueError(_("some text in quotes"))


Length = Annotated[timedelta, BeforeValidator(_length)]
Zone = Annotated[ZoneInfo, BeforeValidator(_zone)]
When = Annotated[datetime | date, BeforeValidator(_moment)]
Code = Annotated[str, BeforeValidator(_code)]
Name = Annotated[str, BeforeValidator(_name)]


class Section(BaseModel):
    """A table whose unknown keys are faults. Strict: TOML has types, and we hold people to them."""

    model_config = ConfigDict(extra="forbid", strict=True, arbitrary_types_allowed=True)


class InstitutionKeys(Section):
    """`[institutions.KEY]`."""

    name: Name
    languages: Annotated[list[Code], Field(min_length=1)] = ["es"]
    timezone: Zone = DEFAULT_ZONE


class AccountKeys(Section):
    """`[accounts.LABEL]`, without the connector's own keys."""

    channel: Name
    handle: Name
    institution: Name | None = None
    connector: Name | None = None
    collect: bool = True
    reply: Literal["off", "approve", "on"] = "off"
    start: When | None = None
    interval: Length = timedelta(minutes=2)
    backfill: Length = timedelta(days=7)
    settle_after: Length = timedelta(minutes=15)
    erase_deleted: bool = False
    recheck: Length | None = None


class Root(Section):
    """The top of the file. Institutions and accounts are looked into one by one."""

    language: Literal["es", "en"] = "es"
    database: Name = "inbox.db"
    live: Literal["on-publish", "on-save"] = "on-publish"
    undo_seconds: Annotated[int, Field(ge=0, le=600)] = 10
    reopen_within: Length = timedelta(days=30)
    keep_revisions: Length = timedelta(days=365)
    secrets_file: Name | None = None
    keyring: bool = False
    institutions: dict[str, Any] = {}
    accounts: dict[str, Any] = {}


def instant(value: datetime | date | None, zone: ZoneInfo) -> datetime | None:
    """A TOML date or local time is the institution's own; the result is in UTC."""
    if value is None:
        return None
    local = value if isinstance(value, datetime) else datetime.combine(value, time())
    return (local if local.tzinfo else local.replace(tzinfo=zone)).astimezone(UTC)
