"""Backup: a verified copy of the inbox with settings and rules, in a folder of its own; old ones are cleared away.

social-console-20261121T194500Z/
  inbox.db              one file, checked page by page and against its own log
  social-console.toml   rules.yaml …   as they stood; secrets are never here
  manifest.json         version, time, and each file's SHA-256
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from social_console import __version__, clock
from social_console.errors import DiskFull, InboxDamaged, Location, UsageError
from social_console.i18n import gettext as _
from social_console.settings import FILE, Settings
from social_console.upkeep.checks.database import LAST_BACKUP

PREFIX = "social-console-"
PARTIAL = ".partial"
MANIFEST = "manifest.json"
INBOX = "inbox.db"
SIDE = {FILE, "rules.yaml", "rules.schema.json", ".gitignore"}


@dataclass(frozen=True, slots=True)
class Backup:
    """A whole copy. `removed`: older ones that made room."""

    folder: Path
    files: tuple[str, ...]
    size: int
    removed: tuple[Path, ...] = ()


def back_up(settings: Settings, into: Path, *, keep: int, told: Callable[[str], None] = lambda _said: None) -> Backup:
    """Copy the inbox while it is in use, verify the copy, then clear away all but the newest `keep`.

    A copy that does not verify is left aside as `.partial` and raised as InboxDamaged; no older one is touched.
    """
    from social_console.store import Inbox

    _refuse_full(settings.database, into)
    Inbox.open(settings.database).close()  # brings an older one to this program's schema first
    folder = _free(into, f"{PREFIX}{clock.now():%Y%m%dT%H%M%SZ}")
    partial = folder.with_name(folder.name + PARTIAL)
    try:
        partial.mkdir(parents=True, mode=0o700)
        files = _fill(settings, partial, told)
    except InboxDamaged:
        raise  # left aside as it is, for whoever looks into it
    except BaseException as error:
        shutil.rmtree(partial, ignore_errors=True)
        if isinstance(error, OSError):
            raise _not_written(into, error) from error
        raise
    partial.rename(folder)
    _note(settings)
    size = sum((folder / name).stat().st_size for name in files)
    return Backup(folder, tuple(files), size, tuple(_rotate(into, keep)))


def _free(into: Path, name: str) -> Path:
    """A name that nothing has yet, even within one second."""
    names = (name if number == 1 else f"{name}-{number}" for number in range(1, 1000))
    return next(into / each for each in names if not (into / each).exists() and not (into / (each + PARTIAL)).exists())


def _fill(settings: Settings, partial: Path, told: Callable[[str], None]) -> list[str]:
    from social_console.store import copy_inbox

    told(_("Copying the inbox…"))
    copy_inbox(settings.database, partial / INBOX)
    for source in side_files(settings.home):
        target = partial / source.relative_to(settings.home)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    told(_("Verifying the copy…"))
    verify_copy(partial / INBOX)
    files = sorted(path.relative_to(partial).as_posix() for path in partial.rglob("*") if path.is_file())
    manifest = {
        "program": __version__,
        "made_at": clock.now().isoformat(),
        "files": {name: digest(partial / name) for name in files},
    }
    (partial / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
    for path in (partial, *partial.rglob("*")):
        path.chmod(0o700 if path.is_dir() else 0o600)
        _settle(path)
    return files


def side_files(home: Path) -> Iterator[Path]:
    """Settings and rules with what they include; nothing else, and never a secret."""
    for path in sorted(home.iterdir()):
        if path.is_file() and (path.name in SIDE or path.suffix in {".yaml", ".yml"}):
            yield path
    for path in sorted(home.glob("rules/**/*.y*ml")):
        if path.is_file():
            yield path


def verify_copy(path: Path) -> None:
    """Page by page, and what is stored against what its log says. Raises InboxDamaged."""
    from social_console.store import Inbox, integrity, verify

    complaints = list(integrity(path))
    if not complaints:
        with Inbox.open(path, read_only=True) as inbox:
            complaints = [f"{problem.where}: {problem.message}" for problem in verify(inbox)]
    if complaints:
        raise InboxDamaged(
            _("The copy does not verify: {reason}.").format(reason="; ".join(complaints[:3])),
            location=Location(file=str(path)),
            remedy=_("Older backups are untouched. `social-console verify` tells more about the inbox."),
        )


def _refuse_full(database: Path, into: Path) -> None:
    near = next(folder for folder in (into, *into.parents) if folder.exists())
    needed = database.stat().st_size if database.exists() else 0
    free = shutil.disk_usage(near).free
    if free < needed * 1.1 + 1_000_000:
        raise DiskFull(
            _("A backup needs {needed} MB, and {folder} has {free} MB left.").format(
                needed=needed // 2**20 + 1, folder=near, free=free // 2**20
            ),
            location=Location(file=str(into)),
            remedy=_("Free some space, or name another folder with --to."),
        )


def _not_written(into: Path, error: OSError) -> Exception:
    import errno

    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        message = _("The disk that holds {folder} is full; nothing was kept of this backup.").format(folder=into)
        return DiskFull(message, remedy=_("Free some space, or name another folder with --to."))
    message = _("{folder} cannot be written: {reason}.").format(folder=into, reason=error.strerror)
    return UsageError(message, remedy=_("Name another folder with --to, or mend its permissions."))


def _settle(path: Path) -> None:
    """On the disk, come what may."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _note(settings: Settings) -> None:
    from social_console.store import Inbox, save_fact

    with Inbox.open(settings.database) as inbox, inbox.writing() as tx:
        save_fact(tx, LAST_BACKUP, clock.now().isoformat())


def _rotate(into: Path, keep: int) -> Iterator[Path]:
    """The oldest, and what a copy that was killed, or did not verify, left more than a day ago."""
    for folder in (*backups(into)[keep:], *_left_behind(into)):
        shutil.rmtree(folder)
        yield folder


def _left_behind(into: Path) -> Iterator[Path]:
    a_day_ago = (clock.now() - timedelta(days=1)).timestamp()
    for path in into.glob(f"{PREFIX}*{PARTIAL}"):
        if path.is_dir() and path.stat().st_mtime < a_day_ago:
            yield path


def backups(into: Path) -> list[Path]:
    """The whole backups of a folder, newest first."""
    if not into.is_dir():
        return []
    found = (path for path in into.iterdir() if path.name.startswith(PREFIX) and (path / MANIFEST).is_file())
    return sorted((path for path in found if not path.name.endswith(PARTIAL)), reverse=True)


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a sound backup, every file compared with it. Raises UsageError or InboxDamaged."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        files = dict(manifest["files"])
        datetime.fromisoformat(manifest["made_at"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        message = _("{folder} is no backup of ours.").format(folder=folder)
        raise UsageError(message, remedy=_("Name the folder that `backup` made: social-console-….")) from error
    for name, expected in files.items():
        path = folder / name
        inside = path.resolve().is_relative_to(folder.resolve())
        if not inside or not path.is_file() or digest(path) != expected:
            raise InboxDamaged(
                _("{file} of this backup is missing or was changed.").format(file=name),
                location=Location(file=str(path)),
                remedy=_("Use another backup; nothing was restored."),
            )
    return {"made_at": manifest["made_at"], "program": str(manifest.get("program", "")), "files": files}
