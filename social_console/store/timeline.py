"""What moments are folded from, read back: mentions with their verdicts, and events."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection

from social_console.model import Direction, Event, Mention, Verdict
from social_console.moments import Heard, Timeline
from social_console.rules.record import verdict_from_json

from .codec import canonical, instant
from .driver import driver_of
from .log import as_event

_HEARD = (
    "SELECT moment, id, created_at, seen_at, direction, automatic, void, history, asks,"
    " json_remove(verdict, '$.fired'), deleted_at FROM mention"
    " WHERE moment IN (SELECT value FROM json_each(?)) AND NOT (void = 1 AND direction = 'in')"
    " ORDER BY moment, created_at, id"
)
_REDECIDED = (
    "SELECT r.mention, r.since, json_remove(r.verdict, '$.fired') FROM mention m JOIN redecision r ON r.mention = m.id"
    " WHERE m.moment IN (SELECT value FROM json_each(?)) ORDER BY r.id"
)
_EVENTS = (
    "SELECT id, moment, at, seen_at, actor, verb, data FROM event"
    " WHERE moment IN (SELECT value FROM json_each(?)) AND verb <> 'received' ORDER BY id"
)


def timelines(tx: Connection, ids: Iterable[int]) -> dict[int, Timeline]:
    """What was heard and done in each moment, oldest first. `received` lines are left out: `heard` says them."""
    wanted = list(ids)
    found = driver_of(tx).execute(
        "SELECT id, one_way FROM moment WHERE id IN (SELECT value FROM json_each(?))", (canonical(wanted),)
    )
    one_way = {row[0]: bool(row[1]) for row in found}
    heard, events = heard_in(tx, one_way), events_in(tx, one_way)
    return {
        id_: Timeline(moment=id_, heard=tuple(heard[id_]), events=tuple(events[id_]), one_way=flag)
        for id_, flag in one_way.items()
    }


def heard_in(tx: Connection, ids: Collection[int]) -> dict[int, list[Heard]]:
    """The mentions of each moment, in order of (published, id); bounces speak through their events only."""
    wanted = canonical(list(ids))
    later = _redecided(tx, wanted)
    heard: dict[int, list[Heard]] = defaultdict(list)
    for moment, id_, *rest in driver_of(tx).execute(_HEARD, (wanted,)):
        heard[moment].append(_heard(id_, rest, later.get(id_, ())))
    return heard


def _heard(id_: int, row: Iterable[Any], later: tuple[tuple[datetime, Verdict], ...]) -> Heard:
    at, seen_at, direction, automatic, void, history, asks, verdict, deleted_at = row
    return Heard(
        id=id_,
        at=instant(at),
        seen_at=instant(seen_at),
        direction=Direction.IN if direction == "in" else Direction.OUT,
        automatic=bool(automatic),
        void=bool(void),
        history=bool(history),
        asks=frozenset(asks.split()),
        verdict=None if verdict is None else _verdict(verdict),
        deleted=deleted_at is not None,
        redecided=later,
    )


@lru_cache(4096)
def _verdict(text: str) -> Verdict:
    """Without the reasons, which no fold reads, verdicts are few."""
    return verdict_from_json(json.loads(text))


def _redecided(tx: Connection, wanted: str) -> dict[int, tuple[tuple[datetime, Verdict], ...]]:
    later: dict[int, tuple[tuple[datetime, Verdict], ...]] = {}
    for mention, since, verdict in driver_of(tx).execute(_REDECIDED, (wanted,)):
        later[mention] = (*later.get(mention, ()), (instant(since), _verdict(verdict)))
    return later


def events_in(tx: Connection, ids: Collection[int]) -> dict[int, list[Event]]:
    """What was done in each moment, under whatever id it was done."""
    names = {id_: id_ for id_ in ids}
    aliases = driver_of(tx).execute(
        "SELECT id, moment FROM alias WHERE moment IN (SELECT value FROM json_each(?))", (canonical(list(ids)),)
    )
    names.update((row[0], row[1]) for row in aliases)
    events: dict[int, list[Event]] = defaultdict(list)
    for row in driver_of(tx).execute(_EVENTS, (canonical(list(names)),)):
        events[names[row[1]]].append(as_event(row))
    return events


def heard_now(
    id_: int, mention: Mention, seen_at: datetime, asks: Iterable[str], verdict: Verdict | None, *, void: bool = False
) -> Heard:
    """A mention that is being stored, as it will be read back."""
    return Heard(
        id=id_,
        at=mention.created_at,
        seen_at=seen_at,
        direction=mention.direction,
        automatic=mention.automatic,
        void=void,
        history=mention.history,
        asks=frozenset(asks),
        verdict=verdict,
    )
