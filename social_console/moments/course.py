"""The fold: a moment's timeline, in order of (when, id), to its state. The only place where a status is decided.

As-of drops what was published or done later, whenever it was seen. Undone events are skipped as if never done.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from operator import attrgetter

from social_console.clock import Promises
from social_console.model import Event
from social_console.moments.acts import UNDOABLE, rows
from social_console.moments.deeds import do
from social_console.moments.folding import Close, Folding, Wait
from social_console.moments.outcome import state_of
from social_console.moments.timeline import Heard, State, Timeline

_when = attrgetter("at", "id")


@dataclass(frozen=True, slots=True)
class Course:
    """A state and how it came about.

    `waits`: every wait for a reply, in order, the last without an end while the moment is unanswered. `closes`: every
    close. `seen_at`: when the opening mention was first seen. `promised_at`: since when promises run (the first live
    mention that owes a reply); `promise_kept_at`: the first human outbound after it. `excused_at`: when an operator
    last said that no reply is owed.
    """

    state: State
    waits: tuple[Wait, ...]
    closes: tuple[Close, ...]
    seen_at: datetime | None
    promised_at: datetime | None
    promise_kept_at: datetime | None
    excused_at: datetime | None


def fold(timeline: Timeline, promises: Promises, *, as_of: datetime | None = None) -> State:
    """The moment as it stands, or stood at `as_of` by what was published or done by then."""
    return state_of(_folded(timeline, promises, as_of), timeline.one_way)


def follow(timeline: Timeline, promises: Promises, *, as_of: datetime | None = None) -> Course:
    """The same state, with what led to it."""
    folded = _folded(timeline, promises, as_of)
    state = state_of(folded, timeline.one_way)
    waits = tuple(folded.waits)
    if state.waiting_since is not None:
        waits = (*waits, Wait(state.waiting_since, None))
    return Course(
        state,
        waits,
        tuple(folded.closes),
        folded.opening.seen_at if folded.opening else None,
        folded.promised_at,
        folded.promise_kept_at,
        folded.excused_at,
    )


def _folded(timeline: Timeline, promises: Promises, as_of: datetime | None) -> Folding:
    heard, events = timeline.heard, timeline.events
    if as_of is not None:
        heard = [one for one in heard if one.at <= as_of]
        events = [event for event in events if event.at <= as_of]
    if len(heard) > 1:
        heard = sorted(heard, key=_when)
    if not events:
        folding = Folding(promises, _void(heard, (), timeline.events), as_of)
        for one in heard:
            folding.hear(one)
            if promises.pausing:
                folding.mark(one.at)
        return folding
    effective = _effective(sorted(events, key=_when))
    written = _written(effective)
    void, ours = _void(heard, effective, timeline.events), _ours(heard, effective, written)
    folding = Folding(promises, void, as_of, ours=ours, written=written)
    both: Iterable[Heard | Event] = merge(heard, effective, key=attrgetter("at"))
    for item in both:
        if isinstance(item, Heard):
            folding.hear(item)
        else:
            do(folding, item)
        if promises.pausing:
            folding.mark(item.at)
    return folding


def _effective(events: list[Event]) -> list[Event]:
    """Without undone events; an undo that is itself undone undoes nothing."""
    if not any(event.verb == "undo" for event in events):
        return events
    verbs: dict[object, str] = {event.id: event.verb for event in events}
    undone: set[object] = set()
    for event in sorted(events, key=attrgetter("id"), reverse=True):
        target = event.data.get("undoes")
        if event.verb == "undo" and event.id not in undone and verbs.get(target, "") in UNDOABLE:
            undone.add(target)
    return [event for event in events if event.id not in undone]


def _void(heard: Iterable[Heard], effective: Iterable[Event], ever: Sequence[Event]) -> frozenset[int]:
    """Outbound mentions that did not arrive; one that an event tells of, only by what that event says."""
    told = {event.data.get("voids") for event in ever if event.verb == "bounced"}
    bounced = {event.data.get("voids") for event in effective if event.verb == "bounced"}
    return frozenset(one.id for one in heard if one.id in bounced or (one.void and one.id not in told))


def _written(events: Iterable[Event]) -> dict[int, Event]:
    """For each `sent` event the act by which a person let the reply go, else the event itself."""
    queued: dict[object, Event] = {}
    written: dict[int, Event] = {}
    for event in events:
        if event.verb == "reply":
            queued |= dict.fromkeys(rows(event), event)
        elif event.verb == "sent":
            written[event.id] = queued.get(event.data.get("reply"), event)
    return written


def _ours(heard: Iterable[Heard], events: Iterable[Event], written: Mapping[int, Event]) -> dict[int, Event]:
    """Outbound mentions that were sent from here, each with that act: their `sent` events decide, not they."""
    known = {one.id for one in heard}
    sent = [event for event in events if event.verb == "sent"]
    return {event.data["mention"]: written[event.id] for event in sent if event.data.get("mention") in known}
