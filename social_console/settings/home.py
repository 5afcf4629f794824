"""Which folder is the installation (DESIGN 4). Nothing here makes a folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from social_console.errors import UsageError
from social_console.i18n import gettext as _
from social_console.text import plain

FILE = "social-console.toml"
SYSTEM = Path("/etc/social-console/home")


def find_home(explicit: Path | str | None, environ: Mapping[str, str], *, system: Path = SYSTEM) -> Path:
    """`--home`, SOCIAL_CONSOLE_HOME, `system`, the working folder, the platform's data folder.

    The first two are taken as they are, whatever is in them; the platform's only if it holds a settings file.
    Raises UsageError where nothing is left.
    """
    named = explicit or environ.get("SOCIAL_CONSOLE_HOME")
    if named:
        return Path(named).expanduser().absolute()
    for folder in (_system(system), Path.cwd(), default_home()):
        if folder is not None and (folder / FILE).is_file():
            return folder
    raise UsageError(
        _("There is no inbox here yet."),
        remedy=_("`social-console init` sets one up, `social-console demo` shows a made-up one."),
    )


def default_home() -> Path:
    """Where `init` puts an installation that is for one person: the platform's data folder."""
    from platformdirs import user_data_path

    return user_data_path("social-console", appauthor=False)


def _system(system: Path) -> Path | None:
    """The machine's own home: a folder (or a link to one), or a file whose first line names it."""
    try:
        if system.is_dir():
            return system.resolve()
        named = system.read_text(encoding="utf-8").splitlines()[0].strip()
    except (OSError, UnicodeDecodeError, IndexError):
        return None
    if not Path(named).is_absolute():
        message = _("{file} names no absolute path: {text}").format(file=system, text=plain(named, limit=200))
        raise UsageError(message, remedy=_("Write the folder's whole path into it."))
    return Path(named)
