"""Who we are to the server: two tokens, kept between runs so that not every run logs in (300 a day are allowed)."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from social_console.errors import ConfigError
from social_console.files import write_whole
from social_console.i18n import gettext as _

VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """What a login brought. `did` is the account's own name, whatever its handle becomes."""

    did: str
    handle: str
    access: str = field(repr=False)
    refresh: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Keeper:
    """Keeps the session of one account at one server, where there is a file for it."""

    path: Path | None
    account: str
    """Server and handle: a file of another account is as none."""

    def load(self) -> Session | None:
        """None where there is no file, or none that can be read as a session of this account."""
        if self.path is None:
            return None
        try:
            kept = json.loads(self.path.read_text("utf-8"))
            if kept["v"] != VERSION or kept["account"] != self.account:
                return None
            return Session(**{name: str(kept["session"][name]) for name in Session.__slots__})
        except FileNotFoundError:
            return None
        except OSError as error:
            raise _unusable(self.path, error) from error
        except (ValueError, KeyError, TypeError):
            return None

    def save(self, session: Session) -> None:
        """By renaming: a crash leaves the old file or the new one."""
        if self.path is None:
            return
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            kept = {"v": VERSION, "account": self.account, "session": asdict(session)}
            write_whole(self.path, json.dumps(kept))
        except OSError as error:
            raise _unusable(self.path, error) from error


def _unusable(path: Path, error: OSError) -> ConfigError:
    return ConfigError(
        _("The session file {path} cannot be used: {error}").format(path=path, error=error.strerror),
        remedy=_("Name another one: session_file in social-console.toml."),
    )
