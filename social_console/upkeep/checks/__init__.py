"""What `doctor` looks at. Each check yields findings and never raises for what it was meant to find.

finding.py   one finding
folder.py    the home: settings, modes, disk, network share, secrets
database.py  the inbox: integrity, clock, rules in force, what did not go out, backups
channels.py  each account's servers
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from social_console.settings import Settings
from social_console.upkeep.checks.channels import look_at_channels
from social_console.upkeep.checks.database import look_at_database
from social_console.upkeep.checks.finding import OK, Finding, exit_code, of_error
from social_console.upkeep.checks.folder import look_at_folder, read_settings
from social_console.upkeep.resuming import resume

__all__ = ["Finding", "examine", "exit_code", "of_error"]


def examine(home: Path, environ: Mapping[str, str], *, online: bool = True) -> Iterator[Finding]:
    """Everything, in the order in which one thing rests on another. `online` False asks no server."""
    settings, findings = read_settings(home, environ)
    yield from findings
    database = settings.database if settings else home / "inbox.db"
    yield from look_at_folder(home, settings, database)
    yield from look_at_database(home, settings, database)
    if settings is not None and online:
        yield from _channels(settings)


def _channels(settings: Settings) -> Iterator[Finding]:
    found = list(look_at_channels(settings))
    resume(settings, (finding.subject for finding in found if finding.level == OK))
    yield from found
