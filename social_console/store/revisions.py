"""What authors change or take back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from social_console.model import Author, Direction, Mention, Revision, Tombstone

from .codec import canonical, micros
from .erasing import erase, erase_author
from .joining import Changes
from .lane import Lane
from .mentions import judgement_columns, media_json, sound, update_text
from .search import index, unindex
from .values import Arrival

_FIND = (
    "SELECT id, moment, direction, text, subject, raw, author_handle, author_name, author_verified, visibility, media,"
    " edited_at, deleted_at, seen_at, verdict FROM mention WHERE institution = ? AND channel = ? AND remote_id = ?"
)


def revise(lane: Lane, arrival: Arrival, revision: Revision, changes: Changes) -> bool:
    """What its author has changed of a mention; False where nothing differs, or where a later state is here already.

    A new text keeps the old one beside it. A new name or picture is taken without a word; another door (public,
    private) is told like an edit. What was withdrawn stays withdrawn.
    """
    row = lane.tx.exec_driver_sql(_FIND, (lane.institution, lane.channel, revision.mention.id)).first()
    if row is None or row.deleted_at is not None:
        return False
    at = micros(revision.edited_at)
    changed = (row.edited_at or 0) < at and _change(lane, arrival, row, revision, changes)
    gone = revision.author_gone and _unname(lane, row)
    return changed or gone


def _change(lane: Lane, arrival: Arrival, row: Any, revision: Revision, changes: Changes) -> bool:
    new, at = sound(revision.mention, revision.edited_at), micros(revision.edited_at)
    rewritten = (row.text, row.subject) != (new.text, new.subject)
    if rewritten:
        _rewrite(lane, arrival, row, revision, changes)
    if rewritten or row.visibility != new.visibility.value:
        _tell(row, "revised", at, changes)
    return _about(lane, row, replace(new, author=Author()) if revision.author_gone else new) or rewritten


def _rewrite(lane: Lane, arrival: Arrival, row: Any, revision: Revision, changes: Changes) -> None:
    tx, new = lane.tx, sound(revision.mention, revision.edited_at)
    tx.exec_driver_sql(
        "INSERT INTO revision (mention, replaced_at, seen_at, text, subject, raw) VALUES (?, ?, ?, ?, ?, ?)",
        (row.id, micros(revision.edited_at), changes.now, row.text, row.subject, row.raw),
    )
    unindex(tx, [(row.id, row.text, row.subject, row.author_handle, row.author_name)])
    update_text(tx, row.id, new, arrival.annotation, revision.edited_at)
    index(tx, [(row.id, new.text, new.subject, row.author_handle, row.author_name)])
    if arrival.verdict is not None and row.verdict is not None:
        _redecide(lane, arrival, row.id, micros(revision.edited_at))


def _about(lane: Lane, row: Any, new: Mention) -> bool:
    """Who wrote it, through which door, with which pictures: what the channel says nothing of stays as it was."""
    author = new.author
    handle, name = author.handle or row.author_handle, author.name or row.author_name
    verified = row.author_verified if author.verified is None else int(author.verified)
    media = media_json(new.media) or row.media
    now = (handle, name, verified, new.visibility.value, media)
    if now == (row.author_handle, row.author_name, row.author_verified, row.visibility, row.media):
        return False
    unindex(lane.tx, [(row.id, new.text, new.subject, row.author_handle, row.author_name)])
    lane.tx.exec_driver_sql(
        "UPDATE mention SET author_handle = ?, author_name = ?, author_verified = ?, visibility = ?, media = ?,"
        " author_followers = coalesce(?, author_followers) WHERE id = ?",
        (*now, author.followers, row.id),
    )
    index(lane.tx, [(row.id, new.text, new.subject, handle, name)])
    return True


def _unname(lane: Lane, row: Any) -> bool:
    """Its account is no more."""
    if row.direction == Direction.OUT.value or (row.author_handle is None and row.author_name is None):
        return False
    erase_author(lane.tx, row.id)
    lane.forget_nodes()
    return True


def _redecide(lane: Lane, arrival: Arrival, mention: int, since: int) -> None:
    """The verdict on the new text holds from its edit on."""
    lane.tx.exec_driver_sql(
        "INSERT INTO redecision (mention, since, annotation, context, verdict) VALUES (?, ?, ?, ?, ?)",
        (mention, since, *judgement_columns(arrival.annotation, arrival.context, arrival.verdict)),
    )


def withdraw(lane: Lane, tombstone: Tombstone, changes: Changes, *, forget: bool = False) -> bool:
    """Mark a mention as deleted by its author; False where it is not here, or marked already.

    `forget`: what a citizen wrote is emptied too (see `erasing`); our own words are ours.
    """
    row = lane.tx.exec_driver_sql(_FIND, (lane.institution, lane.channel, tombstone.id)).first()
    if row is None or row.deleted_at is not None:
        return False
    at = micros(tombstone.deleted_at)
    lane.tx.exec_driver_sql("UPDATE mention SET deleted_at = ? WHERE id = ?", (at, row.id))
    if forget and row.direction == Direction.IN.value:
        erase(lane.tx, row.id)
        lane.forget_nodes()
    _tell(row, "withdrawn", at, changes)
    return True


def _tell(row: object, verb: str, at: int, changes: Changes) -> None:
    moment = getattr(row, "moment", None)
    if moment is not None:
        changes.log.add(
            moment, verb, "collect", canonical({"mention": getattr(row, "id", None)}), at=min(at, changes.now)
        )
        changes.touched.add(moment)
