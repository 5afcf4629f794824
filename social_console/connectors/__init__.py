"""Which connectors there are, and the one that is asked for (entry-point group `social_console.connectors`).

`names()` imports nothing, `load()` imports one and raises; a broken plugin never stops the others.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib.metadata import EntryPoint, entry_points
from typing import TYPE_CHECKING

from social_console.errors import ConfigError, Location
from social_console.i18n import gettext as _

if TYPE_CHECKING:
    from pydantic import BaseModel

    from social_console.connectors.base import Connector
    from social_console.settings import Account

GROUP = "social_console.connectors"
API = 1
"""The version of the contract that this core speaks; `base.API` is the same number."""


def names() -> tuple[str, ...]:
    """Every installed connector's name, ours and strangers', in alphabetical order. Imports none of them."""
    return tuple(sorted({point.name for point in entry_points(group=GROUP)}))


def origin(name: str) -> str:
    """The distribution that brings `name` (`social-console` for the built-in ones)."""
    point = _point(name)
    return point.dist.name if point.dist is not None else ""


def load(name: str) -> type[Connector]:
    """The connector class called `name`. Raises `ConfigError` if there is none, if it cannot be imported, or if
    it speaks another version of the contract."""
    point = _point(name)
    try:
        found = point.load()
    except Exception as error:  # whatever a stranger's module raises
        raise _refused(
            name,
            _("The connector “{name}” cannot be imported: {error}").format(name=name, error=_told(error)),
            _("Install it again, or take its account out of social-console.toml."),
        ) from error
    _check_api(name, found)
    return found  # type: ignore[no-any-return]


def connect(account: Account) -> Connector:
    """The connector that serves `account`, made from its settings; nothing goes over the network yet."""
    return load(account.connector)(account.options, account.ref)


def models(wanted: Iterable[str] | None = None) -> dict[str, type[BaseModel]]:
    """The settings models by connector name. One that does not load is left out: `load` tells its reason."""
    found: dict[str, type[BaseModel]] = {}
    for name in names() if wanted is None else wanted:
        try:
            found[name] = load(name).settings()
        except Exception:  # noqa: S112 - a broken plugin never stops the others
            continue
    return found


def _point(name: str) -> EntryPoint:
    """Ours outranks a stranger's of the same name, so that no plugin can put itself in a channel's place."""
    points = sorted(entry_points(group=GROUP, name=name), key=lambda one: not _ours(one))
    if not points:
        raise _refused(
            name,
            _("There is no connector called “{name}”.").format(name=name),
            _("These are installed: {names}.").format(names=", ".join(names())),
        )
    return points[0]


def _ours(point: EntryPoint) -> bool:
    return point.value.startswith("social_console.")


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


def _refused(name: str, message: str, remedy: str) -> ConfigError:
    return ConfigError(message, location=Location(connector=name), remedy=remedy)


def _told(error: BaseException) -> str:
    from social_console.text import plain

    return plain(f"{type(error).__name__}: {error}", limit=300, newlines=False)
