"""The settings as frozen values. `social-console.toml` is their file; load.py makes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import BaseModel

from social_console.model import AccountRef

DEFAULT_ZONE = ZoneInfo("America/Santo_Domingo")


class NoOptions(BaseModel):
    """Of an account that no connector serves."""


class Unread(BaseModel):
    """Of an account whose connector is installed and does not load: nobody can tell what its keys mean."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Institution:
    """Who is spoken to. `languages`: what citizens write to it, the commonest first (ISO 639-1)."""

    key: str
    name: str
    languages: tuple[str, ...] = ("es",)
    timezone: ZoneInfo = DEFAULT_ZONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """An institution's (channel, handle), and how it is read and answered."""

    label: str
    institution: str
    channel: str
    handle: str
    connector: str
    """Which plugin serves it; where the settings do not say, the channel's name."""
    collect: bool = True
    """False: known by name only (imports, contacts added by hand); nothing is read or sent."""
    reply: str = "off"
    """`off`, `approve` (a lead approves each reply) or `on`."""
    start: datetime | None = None
    """Promises count from here; None: from where `backfill` begins."""
    interval: timedelta = timedelta(minutes=2)
    backfill: timedelta = timedelta(days=7)
    settle_after: timedelta = timedelta(minutes=15)
    """How long after a lease ran out a missing post proves that nothing was sent."""
    erase_deleted: bool = False
    """What its authors delete is emptied here too, where the channel does not oblige us to it anyway."""
    recheck: timedelta | None = None
    """How often everything stored is looked at again for deletions; None: daily where it is free and obliged, else
    only what is open or recent."""
    options: BaseModel = field(default_factory=NoOptions)
    """The connector's own settings, secrets included where they were found."""
    missing: tuple[str, ...] = ()
    """Secret fields of `options` for which no value was found anywhere."""

    @property
    def ref(self) -> AccountRef:
        """What the connector is told."""
        return AccountRef(
            institution=self.institution,
            channel=self.channel,
            handle=self.handle,
            label=self.label,
            start=self.start,
            backfill=self.backfill,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """One installation."""

    home: Path
    language: str = "es"
    """Of screens and reports."""
    database: Path
    live: str = "on-publish"
    """`on-publish`, or `on-save`: a sound save of rules.yaml is enough."""
    undo_seconds: int = 10
    reopen_within: timedelta = timedelta(days=30)
    keep_revisions: timedelta = timedelta(days=365)
    """How long a text stays that its author has replaced."""
    secrets_file: Path | None = None
    keyring: bool = False
    institutions: Mapping[str, Institution] = field(default_factory=dict)
    accounts: tuple[Account, ...] = ()

    @property
    def file(self) -> Path:
        """social-console.toml, whether or not it is there."""
        return self.home / "social-console.toml"

    @property
    def rules_file(self) -> Path:
        """rules.yaml, whether or not it is there."""
        return self.home / "rules.yaml"

    @property
    def name(self) -> str:
        """Whose inbox this is, for headers."""
        return " · ".join(institution.name for institution in self.institutions.values())

    @property
    def timezone(self) -> ZoneInfo:
        """The first institution's; UTC where there is none."""
        return next((institution.timezone for institution in self.institutions.values()), ZoneInfo("UTC"))

    @property
    def languages(self) -> tuple[str, ...]:
        """What citizens write, over all institutions, the commonest first."""
        named = (code for institution in self.institutions.values() for code in institution.languages)
        return tuple(dict.fromkeys(named)) or ("es",)

    def languages_of(self, institution: str) -> tuple[str, ...]:
        """What its citizens write, the commonest first; those of all where the settings do not name it."""
        known = self.institutions.get(institution)
        return known.languages if known else self.languages

    def account(self, channel: str, handle: str) -> Account | None:
        """The account with this channel and handle; `@` and case do not matter."""
        wanted = (channel, _folded(handle))
        return next((each for each in self.accounts if (each.channel, _folded(each.handle)) == wanted), None)

    def labelled(self, label: str) -> Account | None:
        """The account with this label."""
        return next((each for each in self.accounts if each.label == label), None)

    def institution_of(self, channel: str, handle: str) -> str:
        """The key of the institution; an account that the settings do not name is its own."""
        known = self.account(channel, handle)
        return known.institution if known else f"{channel}:{handle}"


def _folded(handle: str) -> str:
    return handle.strip().lstrip("@").casefold()
