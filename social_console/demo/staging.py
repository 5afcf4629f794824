"""What happened → the inbox: judged by the rules in force and stored as of when it was seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from social_console.collect import Thinker
from social_console.errors import IllegalAct
from social_console.model import Act, Mention

if TYPE_CHECKING:
    from social_console.demo.scenario import Happening

SEEN_AFTER = timedelta(minutes=2)
"""The office reads its channels every few minutes."""


def stage(thinker: Thinker, happenings: Sequence[Happening], told: Callable[[int, int], None]) -> int:
    """Play the past into the inbox, in order; returns how many moments it has. `told(done, of)` as it goes."""
    moments: dict[str, int] = {}
    for done, happening in enumerate(happenings, 1):
        if happening.mention is not None:
            moment = _appear(thinker, happening.mention)
            if moment is not None:
                moments.setdefault(happening.opening, moment)
        elif happening.act is not None and happening.opening in moments:
            _do(thinker, moments[happening.opening], happening.act)
        told(done, len(happenings))
    return len(set(moments.values()))


def _appear(thinker: Thinker, mention: Mention) -> int | None:
    from social_console import store

    arrivals = thinker.arrivals([mention])
    with thinker.inbox.writing() as tx:
        arrived = store.store_arrivals(
            tx,
            arrivals,
            promises=thinker.rule_set.promises,
            now=mention.created_at + SEEN_AFTER,
            reopen_within=thinker.settings.reopen_within,
        )
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
