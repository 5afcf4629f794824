"""Writing a home, once: nothing that is there is ever written over."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from social_console.errors import UsageError
from social_console.i18n import gettext as _
from social_console.settings import FILE
from social_console.store import Inbox

OURS = (FILE, "rules.yaml", "inbox.db")


def found(home: Path, files: Mapping[str, str], *, group: str | None = None) -> tuple[Path, ...]:
    """Make the home with these files and an empty inbox. Raises UsageError where one is there already."""
    refuse_second(home)
    _make(home)
    mode = 0o660 if group else 0o600
    written = []
    for name, text in files.items():
        written.append(_write(home / name, text, mode))
    Inbox.create(home / "inbox.db").close()
    written.append(home / "inbox.db")
    if group:
        share(home, group)
    else:
        home.chmod(0o700)
        for path in home.glob("inbox.db*"):
            path.chmod(0o600)
    return tuple(written)


def refuse_second(home: Path) -> None:
    """An installation that stands is never touched."""
    there = [name for name in OURS if (home / name).exists()]
    if there:
        message = _("{folder} already holds {files}.").format(folder=home, files=", ".join(there))
        raise UsageError(
            message, remedy=_("Nothing was written. `--home` names another folder; `doctor` looks at this one.")
        )
    if home.exists() and not home.is_dir():
        raise UsageError(_("{folder} is no folder.").format(folder=home))


def _make(home: Path) -> None:
    try:
        home.mkdir(parents=True, exist_ok=True)
        probe = home / ".social-console-probe"
        probe.touch(exist_ok=False)
        probe.unlink()
    except OSError as error:
        message = _("{folder} cannot be written: {reason}.").format(folder=home, reason=error.strerror)
        raise UsageError(message, remedy=_("Choose another folder with --home, or mend its permissions.")) from error


def _write(path: Path, text: str, mode: int) -> Path:
    if path.exists():  # a .gitignore of somebody's own
        return path
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    path.chmod(mode)
    return path


def share(home: Path, group: str) -> None:
    """Let a group work here: new files inherit it (setgid), everything ours is read and written by it."""
    try:
        shutil.chown(home, group=group)
        home.chmod(0o2770)
        for path in home.iterdir():
            shutil.chown(path, group=group)
            path.chmod(0o2770 if path.is_dir() else 0o660)
    except LookupError:
        raise UsageError(_("There is no group “{name}”.").format(name=group), remedy="groupadd …") from None
    except PermissionError as error:
        message = _("The folder cannot be given to the group “{name}”.").format(name=group)
        raise UsageError(message, remedy=_("Run init as root, or as a member of that group.")) from error


def check_group(group: str) -> None:
    """Whether there is such a group, before anything is written."""
    import grp

    try:
        grp.getgrnam(group)
    except KeyError:
        message = _("There is no group “{name}”.").format(name=group)
        raise UsageError(message, remedy=_("Make it first: groupadd {name}").format(name=group)) from None
