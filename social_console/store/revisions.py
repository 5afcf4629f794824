"""What authors change or take back."""

from __future__ import annotations

from social_console.model import Revision, Tombstone

from .codec import canonical, micros
from .joining import Changes
from .lane import Lane
from .mentions import judgement_columns, sound, update_text
from .search import index, unindex
from .values import Arrival

_FIND = (
    "SELECT id, moment, text, subject, raw, author_handle, author_name, edited_at, deleted_at, seen_at, verdict"
    " FROM mention WHERE institution = ? AND channel = ? AND remote_id = ?"
)


def revise(lane: Lane, arrival: Arrival, revision: Revision, changes: Changes) -> bool:
    """Keep the old text beside the new one; False where nothing differs, or where a later text is here already."""
    tx, mention = lane.tx, revision.mention
    row = tx.exec_driver_sql(_FIND, (lane.institution, lane.channel, mention.id)).first()
    if row is None or (row.edited_at or 0) >= micros(revision.edited_at):
        return False
    new = sound(mention, revision.edited_at)
    if (row.text, row.subject) == (new.text, new.subject):
        return False
    tx.exec_driver_sql(
        "INSERT INTO revision (mention, replaced_at, seen_at, text, subject, raw) VALUES (?, ?, ?, ?, ?, ?)",
        (row.id, micros(revision.edited_at), changes.now, row.text, row.subject, row.raw),
    )
    unindex(tx, [(row.id, row.text, row.subject, row.author_handle, row.author_name)])
    update_text(tx, row.id, new, arrival.annotation, revision.edited_at)
    index(tx, [(row.id, new.text, new.subject, row.author_handle, row.author_name)])
    if arrival.verdict is not None and row.verdict is not None:
        _redecide(lane, arrival, row.id, micros(revision.edited_at))
    _tell(row, "revised", micros(revision.edited_at), changes)
    return True


def _redecide(lane: Lane, arrival: Arrival, mention: int, since: int) -> None:
    """The verdict on the new text holds from its edit on."""
    lane.tx.exec_driver_sql(
        "INSERT INTO redecision (mention, since, annotation, context, verdict) VALUES (?, ?, ?, ?, ?)",
        (mention, since, *judgement_columns(arrival.annotation, arrival.context, arrival.verdict)),
    )


def withdraw(lane: Lane, tombstone: Tombstone, changes: Changes) -> bool:
    """Mark a mention as deleted by its author; False where it is not here, or marked already."""
    row = lane.tx.exec_driver_sql(_FIND, (lane.institution, lane.channel, tombstone.id)).first()
    if row is None or row.deleted_at is not None:
        return False
    at = micros(tombstone.deleted_at)
    lane.tx.exec_driver_sql("UPDATE mention SET deleted_at = ? WHERE id = ?", (at, row.id))
    _tell(row, "withdrawn", at, changes)
    return True


def _tell(row: object, verb: str, at: int, changes: Changes) -> None:
    moment = getattr(row, "moment", None)
    if moment is not None:
        changes.log.add(
            moment, verb, "collect", canonical({"mention": getattr(row, "id", None)}), at=min(at, changes.now)
        )
        changes.touched.add(moment)
