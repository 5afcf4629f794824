"""Which connectors there are, and the one that is asked for (entry-point group `social_console.connectors`).

`names()` imports nothing, `load()` imports one and raises; a broken plugin never stops the others.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from contextlib import redirect_stdout
from importlib.metadata import EntryPoint, entry_points
from threading import RLock
from typing import TYPE_CHECKING, Any

from social_console.errors import ConfigError, Location
from social_console.i18n import gettext as _

if TYPE_CHECKING:
    from pydantic import BaseModel

    from social_console.connectors.base import Connector
    from social_console.settings import Account

GROUP = "social_console.connectors"
API = 1
"""The version of the contract that this core speaks."""

_IMPORTING = RLock()
"""One at a time: standard output is turned aside for the whole process meanwhile."""


def names() -> tuple[str, ...]:
    """Every installed connector's name, ours and strangers', in alphabetical order. Imports none of them."""
    return tuple(sorted({point.name for point in entry_points(group=GROUP)}))


def origin(name: str) -> str:
    """The distribution that brings `name` (`social-console` for the built-in ones)."""
    return _bringer(_point(name))


def shadowed(name: str) -> tuple[str, ...]:
    """Other distributions that bring a connector of the same name, in alphabetical order; theirs is not used."""
    used = origin(name)
    return tuple(sorted({_bringer(point) for point in entry_points(group=GROUP, name=name)} - {used}))


def load(name: str) -> type[Connector]:
    """The connector class called `name`. Raises `ConfigError` if there is none, if two strangers bring one, if it
    cannot be imported, or if it is none or speaks another version of the contract."""
    point = _point(name)
    _refuse_twins(name, point)
    try:
        found = _imported(point)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # whatever a stranger's module raises, also what is no Exception
        raise _unimportable(name, point, error) from error
    _check_api(name, found)
    _check_shape(name, point, found)
    return found  # type: ignore[no-any-return]


def connect(account: Account) -> Connector:
    """The connector that serves `account`, made from its settings; nothing goes over the network yet."""
    from social_console.settings.model import Unread

    kind = load(account.connector)
    if isinstance(account.options, Unread):
        model(account.connector)  # tells what is wrong with it
    return kind(account.options, account.ref)


def model(name: str) -> type[BaseModel]:
    """The settings model of a connector. Raises `ConfigError` as `load` does, and where it has none."""
    from pydantic import BaseModel

    try:
        found: object = load(name).settings()
    except ConfigError:
        raise
    except Exception as error:  # whatever a stranger's class does
        raise _without_settings(name, _told(error)) from error
    if not (isinstance(found, type) and issubclass(found, BaseModel)):
        raise _without_settings(name, repr(found))
    return found


def models(wanted: Iterable[str] | None = None) -> dict[str, type[BaseModel]]:
    """The settings models by connector name; `Unread` for one that is installed and does not load, so that its accounts
    stand still (`load` tells the reason) while all others go on."""
    from social_console.settings.model import Unread

    installed = names()
    found: dict[str, type[BaseModel]] = {}
    for name in installed if wanted is None else set(wanted) & set(installed):
        try:
            found[name] = model(name)
        except ConfigError:
            found[name] = Unread
    return found


def missing_library(error: BaseException) -> str | None:
    """The library that an import did not find, in the error or behind it; None where it is about something else."""
    at: BaseException | None = error
    while at is not None:
        if isinstance(at, ModuleNotFoundError) and at.name:
            return at.name.partition(".")[0]
        at = at.__cause__ or at.__context__
    return None


def _point(name: str) -> EntryPoint:
    """Ours outranks a stranger's of the same name, so that no plugin can put itself in a channel's place."""
    points = sorted(entry_points(group=GROUP, name=name), key=lambda one: (not _ours(one), _bringer(one)))
    if not points:
        raise _refused(
            name,
            _("There is no connector called “{name}”.").format(name=name),
            _("These are installed: {names}.").format(names=", ".join(names())),
        )
    return points[0]


def _bringer(point: EntryPoint) -> str:
    return point.dist.name if point.dist is not None else ""


def _ours(point: EntryPoint) -> bool:
    return point.value.startswith("social_console.") and _bringer(point) == "social-console"


def _refuse_twins(name: str, point: EntryPoint) -> None:
    others = () if _ours(point) else shadowed(name)
    if others:
        packages = sorted({_bringer(point), *others})
        raise _refused(
            name,
            _("Several packages bring a connector called “{name}”: {packages}.").format(
                name=name, packages=", ".join(packages)
            ),
            _("Which of them is meant cannot be told. Keep one: pip uninstall {package}").format(package=packages[-1]),
        )


def _imported(point: EntryPoint) -> Any:
    """What a stranger's module prints while it is imported goes to standard error: standard output may be JSON."""
    if _ours(point) or point.module in sys.modules:
        return point.load()
    with _IMPORTING, redirect_stdout(sys.stderr):
        return point.load()


def _unimportable(name: str, point: EntryPoint, error: BaseException) -> ConfigError:
    library = missing_library(error)
    if library is not None and library != point.module.partition(".")[0]:
        return _refused(
            name,
            _("The connector “{name}” needs the library “{library}”, which is not installed here.").format(
                name=name, library=library
            ),
            _("Install {package} again with what it needs: pip install {package}").format(package=_bringer(point)),
        )
    return _refused(
        name,
        _("The connector “{name}” cannot be imported: {error}").format(name=name, error=_told(error)),
        _("Install it again, or take its account out of social-console.toml."),
    )


def _check_shape(name: str, point: EntryPoint, found: object) -> None:
    """An entry point may name anything; better told here than in the middle of a reading."""
    from social_console.connectors.base import Capabilities, Connector

    methods = [method for method in vars(Connector) if not method.startswith("_")]
    lacking = [method for method in methods if not callable(getattr(found, method, None))]
    if not isinstance(getattr(found, "capabilities", None), Capabilities):
        lacking.append("capabilities")
    if not isinstance(found, type) or lacking:
        raise _refused(
            name,
            _("“{value}” is no connector: it lacks {lacking}.").format(
                value=point.value, lacking=", ".join(lacking) or "class"
            ),
            _("Its author finds in docs/connectors.md what a connector must have."),
        )


def _check_api(name: str, found: object) -> None:
    version = getattr(found, "api", None)
    if version != API:
        raise _refused(
            name,
            _("The connector “{name}” speaks version {theirs} of the contract; this program speaks {ours}.").format(
                name=name, theirs=version, ours=API
            ),
            _("Install a version of the connector that was made for this program."),
        )


def _without_settings(name: str, seen: str) -> ConfigError:
    return _refused(
        name,
        _("The connector “{name}” does not say what its settings are: {seen}").format(name=name, seen=seen),
        _("Its author finds in docs/connectors.md what a connector must have."),
    )


def _refused(name: str, message: str, remedy: str) -> ConfigError:
    return ConfigError(message, location=Location(connector=name), remedy=remedy)


def _told(error: BaseException) -> str:
    from social_console.text import plain

    return plain(f"{type(error).__name__}: {error}", limit=300, newlines=False)
