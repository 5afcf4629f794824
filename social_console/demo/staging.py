"""What happened → the inbox: judged by the rules in force and stored as of when it was seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from social_console import clock
from social_console.collect import Thinker
from social_console.collect.keeping import store_judged
from social_console.connectors.demo.world import World
from social_console.errors import IllegalAct
from social_console.model import Act, Mention, Priority

if TYPE_CHECKING:
    from social_console.demo.scenario import Happening
    from social_console.desk import Desk
    from social_console.store import Row

SEEN_AFTER = timedelta(minutes=2)
"""The office reads its channels every few minutes."""
LOOKS, LATELY = timedelta(hours=6), timedelta(minutes=20)
"""How often it is looked for promises about to break, and lately; a real office looks every few minutes."""


def stage(thinker: Thinker, happenings: Sequence[Happening], told: Callable[[int, int], None]) -> int:
    """Play the past into the inbox, in order; returns how many moments it has. `told(done, of)` as it goes."""
    from social_console.escalate import run as escalate

    moments: dict[str, int] = {}
    looked = happenings[0].at if happenings else clock.now()
    lately = clock.now() - timedelta(days=2)
    for done, happening in enumerate(happenings, 1):
        while happening.at - looked > (step := LATELY if looked > lately else LOOKS):
            looked += step
            escalate(thinker.inbox, thinker.rule_set, looked)
        if happening.mention is not None:
            moment = _appear(thinker, happening.mention)
            if moment is not None:
                moments.setdefault(happening.opening, moment)
        elif happening.act is not None and happening.opening in moments:
            _do(thinker, moments[happening.opening], happening.act)
        told(done, len(happenings))
    escalate(thinker.inbox, thinker.rule_set, clock.now())
    return len(set(moments.values()))


def _appear(thinker: Thinker, mention: Mention) -> int | None:
    arrivals = thinker.arrivals([mention])
    with thinker.inbox.writing() as tx:
        arrived = store_judged(tx, thinker, arrivals, now=mention.created_at + SEEN_AFTER)
    return arrived.moments[0] if arrived.moments else None


def _do(thinker: Thinker, moment: int, act: Act) -> None:
    """An operator acts. What the moment's state no longer admits, nobody did."""
    from social_console import store

    assert act.at is not None  # noqa: S101 (the scenario dates everything)
    try:
        with thinker.inbox.writing() as tx:
            store.act(tx, moment, act, promises=thinker.rule_set.promises, now=act.at)
    except IllegalAct:
        return


def trouble(thinker: Thinker, desk: Desk) -> None:
    """What today has seen: replies that did not go as they should, some put off, one dismissed, some taken."""
    rows = _today(thinker)
    asked = [row.id for row in rows if row.channel == "x" and row.lang == "es" and row.tags]
    praise = [row.id for row in rows if row.sentiment == "pos" and not row.tags]
    for moment, fault, text in zip(asked, ("rejected", "timeout-made", None), _TEXTS, strict=False):
        _reply(thinker, desk, moment, text, fault)
    for moment in asked[3:6]:
        desk.snooze(moment, desk.when("mañana"))
    for moment in praise[:1]:
        desk.dismiss(moment, "nothing_asked")
    free = [row.id for row in rows if row.owner is None and row.id not in asked[:6] and row.sentiment != "pos"]
    for moment in free[:3]:
        desk.claim(moment)


def _reply(thinker: Thinker, desk: Desk, moment: int, text: str, fault: str | None) -> None:
    """Without a fault it stays a draft."""
    from social_console import store
    from social_console.outbox import send_due

    composing = desk.compose(moment)
    if fault is None:
        desk.save(composing.reply_id, text)
        return
    World(thinker.settings.home / "network.jsonl").break_next(fault)
    done = desk.send(composing.reply_id, text, seen=composing.seen)
    assert done.reply is not None  # noqa: S101 (a reply was queued one line above)
    with thinker.inbox.writing() as tx:
        store.cas(tx, done.reply, ["queued"], "queued", now=clock.now(), not_before=clock.now())
    send_due(thinker.inbox, thinker.settings, None, thinker.rule_set, only=[done.reply])


_TEXTS = (
    "Buenas. Gracias por avisar; la brigada pasa mañana temprano.",
    "Recibido. Le damos seguimiento y le confirmamos hoy mismo.",
    "Buenas tardes. Estamos verificando con Obras la fecha de",
)


def _today(thinker: Thinker) -> list[Row]:
    """What waits for an answer without being overdue, the newest first."""
    from social_console import store

    with thinker.inbox.reading() as tx:
        ids = store.view_ids(tx, "to_reply", "", me="ana", now=clock.now(), order="newest")
        rows = store.rows(tx, list(ids)[:80])
    return [row for row in rows if not row.overdue and row.priority < Priority.URGENT]
