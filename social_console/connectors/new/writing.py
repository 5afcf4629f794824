"""The templates filled in and written, whole or not at all; nothing that is there is ever written over."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path, PurePosixPath
from string import Template

from social_console import __version__
from social_console.connectors.new.naming import Names
from social_console.errors import UsageError
from social_console.i18n import gettext as _

SUFFIX = ".tmpl"
RENAMED = {"gitignore": ".gitignore"}
"""A dot file among the templates would be hidden from those who build this package."""


def write(names: Names, parent: Path) -> tuple[Path, tuple[str, ...]]:
    """Makes the folder `names.distribution` in `parent`. Returns it and its files' names. Raises UsageError."""
    target = parent / names.distribution
    if os.path.lexists(target):
        raise UsageError(
            _("{folder} is there already.").format(folder=target),
            remedy=_("Nothing was written. Choose another name, or another folder with --dir."),
        )
    filled = dict(_filled(names))
    try:
        parent.mkdir(parents=True, exist_ok=True)
        _move(filled, parent, target)
    except OSError as error:
        message = _("{folder} cannot be written: {reason}.").format(folder=target, reason=error.strerror)
        raise UsageError(message, remedy=_("Choose another folder with --dir, or mend its permissions.")) from error
    return target, tuple(sorted(filled))


def _move(filled: dict[str, str], parent: Path, target: Path) -> None:
    """Written aside first: half a package is never seen."""
    aside = Path(tempfile.mkdtemp(prefix=".social-console-new-", dir=parent))
    try:
        for name, text in filled.items():
            path = aside / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        aside.chmod(0o777 & ~_umask())
        aside.rename(target)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _filled(names: Names) -> Iterator[tuple[str, str]]:
    words = {
        "connector": names.connector,
        "distribution": names.distribution,
        "package": names.package,
        "class_name": names.class_name,
        "version": __version__,
    }
    for name, template in _templates(files("social_console.connectors.new") / "templates", PurePosixPath()):
        parts = [names.package if part == "PACKAGE" else RENAMED.get(part, part) for part in name.parts]
        yield str(PurePosixPath(*parts)), Template(template.read_text("utf-8")).substitute(words)


def _templates(folder: Traversable, at: PurePosixPath) -> Iterator[tuple[PurePosixPath, Traversable]]:
    for entry in sorted(folder.iterdir(), key=lambda one: one.name):
        if entry.is_dir():
            yield from _templates(entry, at / entry.name)
        elif entry.name.endswith(SUFFIX):
            yield at / entry.name.removesuffix(SUFFIX), entry
