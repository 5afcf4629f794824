"""The home folder: settings, secrets, rights, room."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path

from social_console.errors import SettingsError
from social_console.i18n import gettext as _
from social_console.settings import FILE, Account, Settings, load, secret_fields
from social_console.upkeep.checks.finding import ERROR, NOTE, OK, WARNING, Finding

LITTLE = 500 * 1024 * 1024
TOO_LITTLE = 50 * 1024 * 1024


def read_settings(home: Path, environ: Mapping[str, str]) -> tuple[Settings | None, list[Finding]]:
    """The settings where they are sound, and what is to be said of them."""
    from social_console import connectors

    try:
        settings = load(home, connectors.models, environ)
    except SettingsError as error:
        return None, [
            Finding(
                check="settings",
                level=ERROR,
                message=fault.message,
                remedy=fault.remedy,
                code=2,
                subject=str(fault.location),
            )
            for fault in error.faults
        ]
    return settings, [_of_sound(settings), *(_secrets(account) for account in settings.accounts if account.collect)]


def _of_sound(settings: Settings) -> Finding:
    if not settings.file.exists():
        message = _("There is no {file}: the defaults hold.").format(file=FILE)
        return Finding(check="settings", level=NOTE, message=message, remedy=_("`social-console init` writes one."))
    if not any(account.collect for account in settings.accounts):
        message = _("The settings are sound, but name no account to read.")
        return Finding(check="settings", level=WARNING, message=message, remedy=_("Add one: [accounts.NAME]"))
    message = _("Sound. Accounts of {name}: {n}.").format(n=len(settings.accounts), name=settings.name)
    return Finding(check="settings", level=OK, message=message)


def _secrets(account: Account) -> Finding:
    """Whether any secret of the account was found; which one is needed its connector knows."""
    fields = secret_fields(type(account.options))
    if fields and set(account.missing) == set(fields) and not _tokens(account):
        message = _("No secret was found: this machine can read and answer, but not collect or send.")
        remedy = _("See the end of {file}: secrets file, environment or keyring.").format(file=FILE)
        return Finding(check="secrets", level=WARNING, message=message, remedy=remedy, subject=account.label)
    message = _("Found.") if fields else _("None needed.")
    return Finding(check="secrets", level=OK, message=message, subject=account.label)


def _tokens(account: Account) -> bool:
    file = getattr(account.options, "token_file", None)
    return isinstance(file, Path) and file.exists()


def look_at_folder(home: Path, settings: Settings | None, database: Path) -> Iterator[Finding]:
    """Rights of the files, room on the disk."""
    if not home.is_dir():
        message = _("There is no folder {folder}.").format(folder=home)
        yield Finding(check="home", level=ERROR, message=message, remedy=_("`social-console init` makes it."), code=2)
        return
    yield from _rights(home, database, settings)
    yield _room(database.parent if database.parent.is_dir() else home)


def _rights(home: Path, database: Path, settings: Settings | None) -> Iterator[Finding]:
    wrong = [path for path in (home, home / FILE, database) if path.exists() and _open_to_all(path)]
    for path in wrong:
        message = _("Everybody on this machine may read or write it.")
        remedy = _("Run: chmod o-rwx {file}").format(file=path)
        yield Finding(check="rights", level=WARNING, message=message, remedy=remedy, subject=path.name)
    unwritable = [path for path in (home, database) if path.exists() and not os.access(path, os.W_OK)]
    for path in unwritable:
        message = _("This user may not write it.")
        remedy = _("Join its group, or let the administrator run `init --group`.")
        yield Finding(check="rights", level=ERROR, message=message, remedy=remedy, subject=path.name, code=4)
    if not wrong and not unwritable:
        yield Finding(check="rights", level=OK, message=_("Closed to strangers."))


def _open_to_all(path: Path) -> bool:
    return bool(path.stat().st_mode & (stat.S_IROTH | stat.S_IWOTH))


def _room(folder: Path) -> Finding:
    free = shutil.disk_usage(folder).free
    message = _("{n} MB free.").format(n=free // 1024**2)
    if free < TOO_LITTLE:
        return Finding(check="disk", level=ERROR, message=message, remedy=_("Free some space now."), code=4)
    if free < LITTLE:
        return Finding(check="disk", level=WARNING, message=message, remedy=_("Free some space soon."))
    return Finding(check="disk", level=OK, message=message)
