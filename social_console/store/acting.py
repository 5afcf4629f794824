"""What is done to moments: an event in the log, and the moment folded anew, in the caller's transaction."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from social_console.clock import Promises
from social_console.errors import NoSuchMoment
from social_console.i18n import gettext as _
from social_console.model import Act, Event
from social_console.moments import State, check_act, fold

from .codec import canonical, compact, micros
from .log import Log, event
from .states import read_state, stored_states, update_moments
from .timeline import timelines
from .values import Judgement

if TYPE_CHECKING:
    from .inbox import Inbox

_BATCH = 500
_WORKING = "SELECT id FROM moment INDEXED BY moment_working WHERE working = 1"
_NAME = re.compile(r"#?(?:(?P<year>\d{4})-)?(?P<number>\d{1,18})")


def act(tx: Connection, moment_id: int, act: Act, *, promises: Promises, now: datetime) -> Event:
    """Write down one act. IllegalAct where the moment as it stands does not admit it."""
    return acts(tx, [(moment_id, act)], promises=promises, now=now)[0]


def acts(tx: Connection, pairs: Sequence[tuple[int, Act]], *, promises: Promises, now: datetime) -> list[Event]:
    """Write down several acts, all or none: the first that is illegal raises, and the caller's transaction ends.

    Several acts on one moment see each other.
    """
    pairs = [(survivor(tx, moment), what) for moment, what in pairs]
    lines = timelines(tx, {moment for moment, _what in pairs})
    states = stored_states(tx, lines)
    log, written = Log(tx, now), []
    for moment, what in pairs:
        if moment not in lines:
            raise no_such_moment(str(moment))
        check_act(states[moment], what)
        done = log.write(moment, what.verb, what.actor, what.data, at=what.at, text=what.text)
        line = lines[moment]
        lines[moment] = type(line)(line.moment, line.heard, (*line.events, done), line.one_way)
        states[moment] = fold(lines[moment], promises)
        written.append(done)
    log.flush()
    update_moments(tx, {moment: states[moment] for moment, _what in pairs}, micros(now))
    return written


def undo(tx: Connection, event_id: int, actor: str, *, promises: Promises, now: datetime) -> Event:
    """Undo an event by an event. The fold restores only what still holds what the verb gave."""
    undone = event(tx, event_id)
    what = Act(verb="undo", actor=actor, data={"undoes": event_id})
    return act(tx, undone.moment, what, promises=promises, now=now)


def refold(tx: Connection, ids: Iterable[int], promises: Promises) -> int:
    """Fold moments anew (other promises, other verdicts); how many came out otherwise. No event is written."""
    lines = timelines(tx, ids)
    before = stored_states(tx, lines)
    after = {moment: fold(line, promises) for moment, line in lines.items()}
    changed = {moment: state for moment, state in after.items() if state != before[moment]}
    rows = _changed_at(tx, changed)
    for stamp in set(rows.values()):
        update_moments(tx, {moment: changed[moment] for moment in changed if rows[moment] == stamp}, stamp)
    return len(changed)


def refold_working(inbox: Inbox, promises: Promises) -> int:
    """After other promises came into force: fold anew all that is before people; how many came out otherwise."""
    with inbox.reading() as tx:
        ids = [row[0] for row in tx.exec_driver_sql(_WORKING)]
    changed = 0
    for start in range(0, len(ids), _BATCH):
        with inbox.writing() as tx:
            changed += refold(tx, ids[start : start + _BATCH], promises)
    return changed


def _changed_at(tx: Connection, ids: Iterable[int]) -> dict[int, int]:
    rows = tx.exec_driver_sql(
        "SELECT id, changed_at FROM moment WHERE id IN (SELECT value FROM json_each(?))", (canonical(list(ids)),)
    )
    return {row[0]: row[1] for row in rows}


def rejudge(
    tx: Connection, judgements: Sequence[Judgement], *, actor: str, promises: Promises, now: datetime
) -> tuple[int, ...]:
    """Verdicts that hold from now on beside those of publication, one `redecided` line a moment. Returns these."""
    from social_console.annotate import as_json
    from social_console.rules.record import context_as_json, verdict_as_json

    rows = [
        (
            one.mention,
            micros(now),
            compact(as_json(one.annotation)),
            compact(context_as_json(one.context)),
            compact(verdict_as_json(one.verdict)),
        )
        for one in judgements
    ]
    if not rows:
        return ()
    tx.exec_driver_sql(
        "INSERT INTO redecision (mention, since, annotation, context, verdict) VALUES (?, ?, ?, ?, ?)", rows
    )
    found = tx.exec_driver_sql(
        "SELECT id, moment FROM mention WHERE moment IS NOT NULL AND id IN (SELECT value FROM json_each(?))",
        (canonical([one.mention for one in judgements]),),
    )
    moment_of = {row[0]: row[1] for row in found}
    sets = {moment_of[one.mention]: one.verdict.rule_set for one in judgements if one.mention in moment_of}
    lines = [(id_, Act(verb="redecided", actor=actor, data={"rule_set": sets[id_]})) for id_ in sorted(sets)]
    acts(tx, lines, promises=promises, now=now)
    return tuple(sorted(sets))


def state(tx: Connection, id: int) -> State:  # noqa: A002
    """The stored state of a moment, whichever of its ids is given. NoSuchMoment."""
    row = tx.exec_driver_sql("SELECT * FROM moment WHERE id = ?", (survivor(tx, id),)).first()
    if row is None:
        raise no_such_moment(str(id))
    return read_state(row._asdict())


def survivor(tx: Connection, moment: int) -> int:
    """The id under which a moment is found now."""
    found = tx.exec_driver_sql("SELECT moment FROM alias WHERE id = ?", (moment,)).scalar()
    return moment if found is None else int(found)


def resolve(tx: Connection, name: str) -> int:
    """The id of a moment from `2026-00042`, `42`, `#42`, or the name of one that joined it. NoSuchMoment."""
    match = _NAME.fullmatch(name.strip())
    if match is None:
        raise no_such_moment(name)
    number = int(match["number"])
    found = tx.exec_driver_sql("SELECT year FROM moment WHERE id = ?", (survivor(tx, number),)).scalar()
    renamed = survivor(tx, number) != number
    if found is None or (match["year"] and int(match["year"]) != found and not renamed):
        raise no_such_moment(name)
    return survivor(tx, number)


def no_such_moment(name: str) -> NoSuchMoment:
    """The error for a name that finds nothing."""
    from social_console.text import plain

    return NoSuchMoment(
        _("There is no moment {name}.").format(name=plain(name, limit=60, newlines=False)),
        title=_("No such moment"),
        remedy=_("“social-console list --view all” shows their numbers."),
    )
