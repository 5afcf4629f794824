"""How far a stream has been read: the `state` that the core keeps for us, version 1.

    {"v": 1, "server": …, "committed": {"id": …, "at": …} | null,
     "pending": {"candidate": … | null, "page_token": …, "floor": …} | null}

`committed` is promoted only when the last page is stored; `pending` lets a crash in between go on where it was.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from social_console.connectors.mastodon.parsing import instant
from social_console.errors import BadItem, CursorExpired
from social_console.i18n import gettext as _
from social_console.model import Json

VERSION = 1


@dataclass(frozen=True, slots=True)
class Mark:
    """One entry of a stream: its id and its time (ISO 8601)."""

    id: str
    at: str

    @property
    def time(self) -> datetime:
        """Aware, UTC."""
        return instant(self.at)


@dataclass(frozen=True, slots=True)
class Pending:
    """A walk back that is not over: where it began, where the next page begins, and where it ends."""

    candidate: Mark | None
    page_token: str
    floor: str


@dataclass(frozen=True, slots=True)
class Place:
    """The whole state."""

    server: str
    committed: Mark | None = None
    pending: Pending | None = None

    def as_json(self) -> Json:
        """As the core keeps it."""
        return {"v": VERSION, **asdict(self)}


def read(state: Json, server: str) -> Place:
    """From what was kept. Ids mean nothing on another server: `CursorExpired`."""
    if state is None:
        return Place(server)
    try:
        if state["v"] != VERSION or state["server"] != server:
            raise KeyError("v")
        pending = state["pending"]
        return Place(server, _mark(state["committed"]), _pending(pending) if pending else None)
    except (KeyError, TypeError, BadItem):
        raise CursorExpired(_("The stream's position was kept for another server or by another version.")) from None


def _mark(told: Any) -> Mark | None:
    if not told:
        return None
    mark = Mark(str(told["id"]), str(told["at"]))
    instant(mark.at)
    return mark


def _pending(told: Any) -> Pending:
    instant(told["floor"])
    return Pending(_mark(told["candidate"]), str(told["page_token"]), str(told["floor"]))
