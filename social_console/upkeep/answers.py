"""What `init` must know of an institution, and what is guessed where nobody says."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from social_console.clock import Calendar, holidays_of, timedelta_of
from social_console.errors import UsageError
from social_console.i18n import gettext as _
from social_console.upkeep.servers import Servers


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailbox:
    """An e-mail account that is to be read."""

    address: str
    servers: Servers

    @property
    def label(self) -> str:
        """A name for people and for the environment: the part before the `@`, with the domain's if need be."""
        return slug(self.address.rpartition("@")[0]) or "correo"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """All that the three files are made from."""

    name: str
    language: str = "es"
    languages: tuple[str, ...] = ("es",)
    wordless: tuple[str, ...] = ()
    """Languages asked for in which the starter's templates have no texts yet: they are left for later."""
    timezone: str = "America/Santo_Domingo"
    country: str = "DO"
    subdivision: str | None = None
    local_holidays: tuple[date, ...] = ()
    hours: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: {"mon-fri": ("08:00-15:00",)})
    start: date | None = None
    backfill: str = "7 days"
    mailboxes: tuple[Mailbox, ...] = ()
    feeds: tuple[str, ...] = ()
    secrets_file: Path | None = None
    keyring: bool = False
    lead: str = ""
    """The login of whoever sets it up."""

    @property
    def key(self) -> str:
        """The institution's key in the settings."""
        return slug(self.name) or "institucion"


def slug(text: str) -> str:
    """Lower-case letters, digits and dashes: `Alcaldía de Valle Verde` → `alcaldia-de-valle-verde`."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].rstrip("-")


def system_timezone(environ: Mapping[str, str] = os.environ) -> str:
    """The machine's zone by name; the default's where it only says UTC, as servers do."""
    named = environ.get("TZ", "")
    if not named:
        try:
            named = os.readlink("/etc/localtime").partition("zoneinfo/")[2]
        except OSError:
            named = ""
    return named if "/" in named and not named.startswith("Etc/") else "America/Santo_Domingo"


def country_of(timezone: str) -> str:
    """The country whose clocks these are (ISO 3166)."""
    from babel.core import get_global

    return str(get_global("zone_territories").get(timezone, "DO"))


def read_hours(text: str) -> dict[str, tuple[str, ...]]:
    """`mon-fri 08:00-15:00, sat 09:00-12:00`, as rules.yaml writes it. Raises UsageError."""
    hours: dict[str, list[str]] = {}
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        days, _space, times = part.partition(" ")
        hours.setdefault(days.lower(), []).append(times.strip())
    found = {days: tuple(times) for days, times in hours.items()}
    check_calendar("UTC", found)
    return found


def check_calendar(timezone: str, hours: Mapping[str, tuple[str, ...]]) -> None:
    """Whether a calendar can be made of these. Raises UsageError."""
    try:
        Calendar("office", timezone, {days: list(times) for days, times in hours.items()}, {}, ())
    except (ValueError, KeyError) as error:
        message = _("These office hours or this time zone cannot be used: {reason}").format(reason=error)
        raise UsageError(message, remedy=_("Write them like: mon-fri 08:00-12:00, mon-fri 13:00-16:00")) from error


def check_timezone(timezone: str) -> str:
    """A zone that exists. Raises UsageError."""
    check_calendar(timezone, {"mon": ("08:00-09:00",)})
    return timezone


def read_languages(text: str) -> tuple[str, ...]:
    """`es, en`. Raises UsageError."""
    codes = tuple(filter(None, (code.strip().lower() for code in text.split(","))))
    if not codes or not all(re.fullmatch(r"[a-z]{2,3}", code) for code in codes):
        message = _("“{text}” is no list of languages.").format(text=text)
        raise UsageError(message, remedy=_("Write their codes, separated by commas: es,en"))
    return codes


def read_holidays(text: str) -> tuple[date, ...]:
    """Dates separated by commas. Raises UsageError."""
    try:
        return tuple(date.fromisoformat(day.strip()) for day in text.split(",") if day.strip())
    except ValueError as error:
        message = _("A holiday is no date: {reason}.").format(reason=error)
        raise UsageError(message, remedy=_("Write it like 2026-07-25.")) from error


def read_addresses(text: str) -> tuple[str, ...]:
    """Addresses separated by commas or spaces. Raises UsageError."""
    return tuple(check_address(address) for address in re.split(r"[,\s]+", text) if address)


def read_server(text: str) -> str:
    """A server's name, or `name:port`. Raises UsageError."""
    named = re.fullmatch(r"([^\s:/@\"']+)(?::([0-9]{1,5}))?", text)
    if named and text.isprintable() and (named[2] is None or 0 < int(named[2]) < 65536):
        return text
    message = _("“{text}” is no server's name.").format(text=text)
    raise UsageError(message, remedy=_("Write it like mail.example.org, or mail.example.org:993 with its port."))


def read_feeds(text: str) -> tuple[str, ...]:
    """Web addresses separated by commas or spaces. Raises UsageError."""
    urls = tuple(url for url in re.split(r"[,\s]+", text) if url)
    for url in urls:
        if not url.lower().startswith(("http://", "https://")):
            raise UsageError(_("“{text}” is no http or https address.").format(text=url))
    return urls


def check_country(country: str, subdivision: str | None) -> None:
    """Whether its holidays are known. Raises UsageError."""
    try:
        holidays_of(country, subdivision, [2026])
    except (ValueError, KeyError, NotImplementedError) as error:
        message = _("The holidays of “{country}” are not known.").format(country=country)
        raise UsageError(message, remedy=_("Use the two letters of ISO 3166, like DO, CO, MX.")) from error


def check_address(address: str) -> str:
    """An address that mail could be sent to. Raises UsageError."""
    if address.isprintable() and re.fullmatch(r"[^@\s\"']+@[^@\s\"']+\.[^@\s\"']+", address):
        return address
    raise UsageError(_("“{text}” is no e-mail address.").format(text=address))


def read_start(text: str, backfill: str, today: date) -> date | None:
    """A date, `today`, or `backfill` (where reading begins). Raises UsageError."""
    if text in {"today", "hoy"}:
        return today
    if text == "backfill":
        return today - length(backfill)
    try:
        return date.fromisoformat(text)
    except ValueError:
        message = _("“{text}” is no date.").format(text=text)
        raise UsageError(message, remedy=_("Write it like 2026-11-21, or say today or backfill.")) from None


def length(text: str) -> timedelta:
    """A plain length of time. Raises UsageError."""
    try:
        return timedelta_of(text)
    except ValueError:
        raise UsageError(_("“{text}” is no length of time.").format(text=text), remedy=_("Like: 7 days")) from None


def check_length(text: str) -> str:
    """The same text, where it is a plain length of time. Raises UsageError."""
    length(text)
    return text


def local_today(timezone: str, now: datetime) -> date:
    """The day it is over there."""
    from zoneinfo import ZoneInfo

    return now.astimezone(ZoneInfo(timezone)).date()
