"""The fields of one imported line (DESIGN 5), checked one by one. Faults are told in the user's language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

from social_console.clock import EARLIEST
from social_console.i18n import gettext as _
from social_console.model import Author, Direction, Mention, Visibility
from social_console.text import plain, whole

T = TypeVar("T")
Line = Mapping[str, Any]
_YES = ("true", "yes", "1", "sí", "si", "verdadero")
_NO = ("false", "no", "0", "falso")
_MAX_NAME = 2_000
"""Of ids, handles, addresses: a longer one is a mistake."""


class FieldFault(ValueError):
    """A value that cannot be taken; its text is the reason."""


def mention_from(line: Line, *, channel: str, account: str, history: bool) -> Mention:
    """The mention that a line says. Raises FieldFault with the first reason why not."""
    direction = _direction(line)
    author = _author(line, needed=direction is Direction.IN)
    return Mention(
        id=_required(_id(line, "id"), "id"),
        channel=_name(line, "channel") or channel,
        account=_name(line, "account") or account,
        created_at=_instant(line),
        text=_text(line),
        author=author,
        direction=direction,
        conversation=_id(line, "conversation"),
        in_reply_to=_id(line, "in_reply_to"),
        ref=_id(line, "ref"),
        to=_names(line, "to"),
        subject=_string(line, "subject"),
        url=_name(line, "url"),
        lang=_name(line, "lang"),
        visibility=_one_of(line, "visibility", Visibility, Visibility.PUBLIC),
        kind=_name(line, "kind") or "post",
        automatic=_flag(line, "automatic") or False,
        history=history,
    )


def _direction(line: Line) -> Direction:
    return _one_of(line, "direction", Direction, Direction.IN)


def _one_of(line: Line, key: str, kind: Callable[[str], T], default: T) -> T:
    value = _name(line, key)
    if value is None:
        return default
    try:
        return kind(value)
    except ValueError:
        raise FieldFault(_("“{key}” is {value}").format(key=key, value=_shown(value))) from None


def _author(line: Line, *, needed: bool) -> Author:
    given = line.get("author")
    if given is not None and not isinstance(given, Mapping):
        raise FieldFault(_("“{key}” is not an object").format(key="author"))
    author = Author(
        id=_id(given or {}, "id", "author.id"),
        handle=_name(given or {}, "handle", "author.handle"),
        name=_string(given or {}, "name", "author.name"),
        followers=_count(given or {}, "followers", "author.followers"),
        verified=_flag(given or {}, "verified", "author.verified"),
    )
    if needed and author.key == "@":
        raise FieldFault(_("“author.handle” or “author.id” is missing"))
    return author


def _instant(line: Line) -> datetime:
    value = _required(_name(line, "created_at"), "created_at")
    try:
        at = datetime.fromisoformat(value)
        if at.tzinfo is None:
            raise FieldFault(_("“created_at” has no offset: {value}").format(value=_shown(value)))
        at = at.astimezone(UTC)
    except FieldFault:
        raise
    except (ValueError, OverflowError):
        raise FieldFault(_("“created_at” is no ISO 8601 time: {value}").format(value=_shown(value))) from None
    if at < EARLIEST:
        raise FieldFault(_("“created_at” lies before 1970: {value}").format(value=_shown(value)))
    return at


def _text(line: Line) -> str:
    if line.get("text") is None:
        raise FieldFault(_("“{key}” is missing").format(key="text"))
    return _string(line, "text") or ""


def _required(value: str | None, key: str) -> str:
    if value is None:
        raise FieldFault(_("“{key}” is missing").format(key=key))
    return value


def _string(line: Line, key: str, called: str = "") -> str | None:
    value = line.get(key)
    if value is None:
        return None
    if not isinstance(value, str):
        raise FieldFault(_("“{key}” is not text").format(key=called or key))
    if "\0" in value:
        raise FieldFault(_("“{key}” holds a NUL character").format(key=called or key))
    if whole(value) != value:
        raise FieldFault(_("“{key}” holds half of a character").format(key=called or key))
    return value


def _id(line: Line, key: str, called: str = "") -> str | None:
    """A short text as it is, spaces too, since ids are opaque; a whole number written out; blank is as absent."""
    value = line.get(key)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if value is None:
        return None
    text = _string(line, key, called) or ""
    if len(text) > _MAX_NAME:
        raise FieldFault(_("“{key}” is too long").format(key=called or key))
    return text if text.strip() else None


def _name(line: Line, key: str, called: str = "") -> str | None:
    """An id, without the spaces around it."""
    text = _id(line, key, called)
    return text.strip() if text else None


def _names(line: Line, key: str) -> tuple[str, ...]:
    value = line.get(key)
    if isinstance(value, list):
        return tuple(name for each in value if (name := _name({key: each}, key)))
    return tuple((_name(line, key) or "").split())


def _flag(line: Line, key: str, called: str = "") -> bool | None:
    value = line.get(key)
    if value is None or isinstance(value, bool):
        return value
    word = str(value).strip().casefold()
    if word not in _YES + _NO:
        raise FieldFault(_("“{key}” is neither true nor false").format(key=called or key))
    return word in _YES


def _count(line: Line, key: str, called: str) -> int | None:
    value = line.get(key)
    if value is None:
        return None
    try:
        count = int(value)
    except (TypeError, ValueError, OverflowError):
        count = -1
    if not 0 <= count < 2**63 or isinstance(value, bool):
        raise FieldFault(_("“{key}” is not a number").format(key=called))
    return count


def _shown(value: str) -> str:
    return repr(plain(value, limit=60, newlines=False))
