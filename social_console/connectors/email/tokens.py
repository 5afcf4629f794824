"""Access tokens for XOAUTH2: kept in a small store, refreshed when they are about to run out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from pydantic import SecretStr

from social_console import clock
from social_console.connectors.email.settings import EmailSettings
from social_console.errors import AuthError, ConfigError
from social_console.files import write_whole
from social_console.i18n import gettext as _

EARLY = timedelta(minutes=2)
"""A token is replaced so long before its end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """What the provider gave. `refresh` lasts for months, `access` for an hour."""

    access: SecretStr
    refresh: SecretStr | None
    expires: datetime

    def usable(self) -> bool:
        """Whether `access` still has some time to run."""
        return clock.now() < self.expires - EARLY


class TokenStore(Protocol):
    """Where one account's tokens are kept."""

    def load(self) -> Tokens | None:
        """What was saved last."""
        ...

    def save(self, tokens: Tokens) -> None:
        """In place of what was there, all or nothing."""
        ...


@dataclass(frozen=True, slots=True)
class FileStore:
    """A file with mode 0600, written whole."""

    path: Path

    def load(self) -> Tokens | None:
        """None where there is no file, or none that can be read as tokens."""
        try:
            return tokens_from_json(json.loads(self.path.read_text("utf-8")))
        except FileNotFoundError:
            return None
        except (ValueError, KeyError, TypeError, AttributeError):
            return None
        except OSError as error:
            raise _unusable(self.path, error) from error

    def save(self, tokens: Tokens) -> None:
        """By renaming: a crash leaves the old file or the new one."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_whole(self.path, json.dumps(tokens_as_json(tokens)))
        except OSError as error:
            raise _unusable(self.path, error) from error


@dataclass(slots=True)
class MemoryStore:
    """Tokens of this run only; what outlasts it is the refresh token among the secrets."""

    tokens: Tokens | None = None

    def load(self) -> Tokens | None:
        """What was saved last."""
        return self.tokens

    def save(self, tokens: Tokens) -> None:
        """Until the end of this run."""
        self.tokens = tokens


def tokens_as_json(tokens: Tokens) -> dict[str, str | None]:
    """With the secrets in the open: for the store only."""
    return {
        "access": tokens.access.get_secret_value(),
        "refresh": tokens.refresh.get_secret_value() if tokens.refresh else None,
        "expires": tokens.expires.isoformat(),
    }


def tokens_from_json(data: Mapping[str, str | None]) -> Tokens:
    """The inverse; KeyError, TypeError or ValueError for anything else."""
    refresh, access = data.get("refresh"), data["access"]
    if access is None:
        raise ValueError("access")
    return Tokens(
        access=SecretStr(access),
        refresh=SecretStr(refresh) if refresh else None,
        expires=datetime.fromisoformat(str(data["expires"])),
    )


def store_for(settings: EmailSettings) -> TokenStore:
    """The file that the settings name, else this run's memory, begun from the secret refresh token."""
    if settings.token_file is not None:
        return FileStore(settings.token_file.expanduser())
    if settings.oauth_refresh_token is None:
        return MemoryStore()
    return MemoryStore(Tokens(access=SecretStr(""), refresh=settings.oauth_refresh_token, expires=clock.now()))


def access_token(settings: EmailSettings, store: TokenStore) -> str:
    """A token that works now. Raises `AuthError` where a person must log in again."""
    from social_console.connectors.email.oauth import Provider

    tokens = store.load()
    if tokens is None or (tokens.refresh is None and not tokens.usable()):
        raise AuthError(_("Nobody has logged in to this mailbox yet."), remedy=log_in_again())
    if not tokens.usable():
        tokens = Provider.of(settings).refresh(tokens)
        store.save(tokens)
    return tokens.access.get_secret_value()


def log_in_again() -> str:
    """The remedy for every token that does not work."""
    return _("Run: social-console connectors login ACCOUNT")


def _unusable(path: Path, error: OSError) -> ConfigError:
    return ConfigError(
        _("The token file {path} cannot be used: {error}").format(path=path, error=error.strerror),
        remedy=_("It must be a file that the user who collects and sends may read and write."),
    )
