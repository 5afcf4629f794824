"""A connector's name, and the names that follow from it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from importlib.util import find_spec

from social_console.connectors import names, origin
from social_console.errors import UsageError
from social_console.i18n import gettext as _

PREFIX = "social-console-"
LONGEST = 30
SHAPE = re.compile(r"[a-z](-?[a-z0-9]+)*")
"""Lower case, digits and single dashes: a channel in the settings, and a project's name as PEP 503 normalizes it."""
OURS = frozenset({"file", "by-hand", "connector", "contract", "core", "new"})
"""Names with a meaning of their own in this program."""


@dataclass(frozen=True, slots=True)
class Names:
    """All of one connector: `mi-canal`, `social-console-mi-canal`, `social_console_mi_canal`, `MiCanal`."""

    connector: str
    distribution: str
    package: str
    class_name: str


def names_of(wanted: str) -> Names:
    """Raises UsageError, with a name that would do, where `wanted` cannot be a connector's name or is taken."""
    if not SHAPE.fullmatch(wanted) or len(wanted) > LONGEST:
        raise UsageError(
            _("“{name}” cannot be a connector's name.").format(name=wanted),
            remedy=_("Lower-case letters, digits and dashes, a letter first, at most {n}: {example}").format(
                n=LONGEST, example=near(wanted)
            ),
        )
    found = Names(
        connector=wanted,
        distribution=PREFIX + wanted,
        package=(PREFIX + wanted).replace("-", "_"),
        class_name="".join(part.capitalize() for part in wanted.split("-")),
    )
    _refuse_taken(found)
    return found


def near(wanted: str) -> str:
    """The nearest name that is allowed."""
    bare = unicodedata.normalize("NFKD", wanted).encode("ascii", "ignore").decode().lower()
    bare = re.sub(r"[^a-z0-9]+", "-", bare).strip("-").removeprefix(PREFIX)
    bare = re.sub(r"^[0-9-]+", "", bare)[:LONGEST].strip("-")
    return bare or "my-channel"


def _refuse_taken(found: Names) -> None:
    if found.connector in names():
        raise UsageError(
            _("There is a connector called “{name}” already, in {package}.").format(
                name=found.connector, package=origin(found.connector)
            ),
            remedy=_("Choose another name; `social-console connectors list` shows those that are taken."),
        )
    if found.connector in OURS:
        raise UsageError(
            _("“{name}” means something else to this program.").format(name=found.connector),
            remedy=_("Choose another name; `social-console connectors list` shows those that are taken."),
        )
    if _installed(found.distribution) or find_spec(found.package) is not None:
        raise UsageError(
            _("A package called {package} is installed here already.").format(package=found.distribution),
            remedy=_("Choose another name, or uninstall it first: pip uninstall {package}").format(
                package=found.distribution
            ),
        )


def _installed(package: str) -> bool:
    try:
        distribution(package)
    except PackageNotFoundError:
        return False
    return True
