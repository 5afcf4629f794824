"""Moments as they are named on the command line, and as commands print them after a verb."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from social_console.cli.output import emit, say
from social_console.errors import UsageError
from social_console.i18n import gettext as _

if TYPE_CHECKING:
    from social_console.cli.context import Session
    from social_console.desk import Done


def ids(session: Session, names: Sequence[str]) -> list[int]:
    """`12`, `2026-00012`, `12,15`, or `-`: one a line from standard input, as text or as `list --json` prints them."""
    from social_console import store

    with session.inbox.reading() as tx:
        found = [store.resolve(tx, name) for name in _names(names)]
    if not found:
        raise UsageError(_("No moment was named."))
    return list(dict.fromkeys(found))


def one(session: Session, name: str) -> int:
    """The only moment that is meant."""
    found = ids(session, [name])
    if len(found) > 1:
        raise UsageError(_("This is done to one moment at a time."))
    return found[0]


def _names(given: Sequence[str]) -> Iterator[str]:
    for name in given:
        if name == "-":
            yield from filter(None, map(_from_line, sys.stdin))
        else:
            yield from (part for part in name.split(",") if part.strip())


def _from_line(line: str) -> str:
    line = line.strip()
    if not line.startswith("{"):
        return line
    try:
        return str(json.loads(line)["id"])
    except (ValueError, KeyError, TypeError):
        raise UsageError(_("This line names no moment: {line}").format(line=line[:80])) from None


def told(session: Session, done: Done, *, as_json: bool, **more: Any) -> None:
    """What was done, and to which moments as they stand now."""
    if as_json:
        emit(
            {
                "message": done.message,
                "events": list(done.events),
                "undo": list(done.undo),
                "moments": list(_as_they_stand(session, done.moments)),
                **more,
            }
        )
    else:
        say(done.message)


def _as_they_stand(session: Session, moments: Sequence[int]) -> Iterator[dict[str, Any]]:
    from social_console import store

    with session.inbox.reading() as tx:
        rows = store.rows(tx, moments)
    for row in rows:
        yield {
            "id": row.id,
            "folio": row.folio,
            "status": row.status.value,
            "unanswered": row.unanswered,
            "priority": row.priority.label,
            "tags": list(row.tags),
            "owner": row.owner,
            "snoozed_until": row.snoozed_until,
            "due_at": row.due_at,
            "pending_reply": row.pending_reply,
        }
