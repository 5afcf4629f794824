"""Once the streams are read: has anybody changed or withdrawn what is still open, or recent?

A round over an account's mentions goes a few posts at a time; its place is kept as that of a stream called
`refresh`, so that a fault of it is shown, waited for and reported like any other. Where the channel obliges us to
delete what is deleted there, a second, slower round goes over everything that is stored.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from social_console.connectors.base import Capabilities, StreamSpec

if TYPE_CHECKING:
    from social_console.model import Json
    from social_console.settings import Account

SPEC = StreamSpec(name="refresh")
BATCH = 20
"""Posts a reading."""
ROUND = 500
"""Posts a round; the newest, where there are more."""
ALL_BATCH = 80
"""Posts a reading of the round over everything: with a batch of the other it is one request of most channels."""
ALL_EVERY = timedelta(days=1)
EVERY = timedelta(minutes=15)
EVERY_WHERE_IT_COSTS = timedelta(days=1)
FRESH = timedelta(minutes=10)
"""What came within it need not be looked at again yet."""
WRITING = timedelta(minutes=30)
"""A draft that was touched within it is being written."""
RECENT = timedelta(days=2)
OLDEST = timedelta(days=30)


def worth_it(capabilities: Capabilities) -> bool:
    """Whether posts there can be withdrawn, or be changed by people whom we answer. Of one-way channels without
    deletions (feeds) the stream itself tells what changes."""
    return capabilities.deletes or (capabilities.can_reply and capabilities.edits)


def next_batch(
    tx: Any, account: Account, state: Json, now: datetime, can: Capabilities
) -> tuple[tuple[str, ...], Json]:
    """The posts to look at now, and the state once that is stored. A new round begins when its time has come."""
    from social_console.store import freshness

    told: Mapping[str, Any] = state if isinstance(state, Mapping) and state.get("v") == 1 else {}
    left, began = [int(one) for one in told.get("left", ())], told.get("began")
    every = EVERY_WHERE_IT_COSTS if can.cost_per_read else EVERY
    if not left and (began is None or now - _instant(began) >= every):
        began = now.isoformat()
        found = freshness.may_change(
            tx, account.channel, account.handle, seen=now - FRESH, recent=now - RECENT, oldest=now - OLDEST, limit=ROUND
        )
        left = list(found)
    batch, rest = left[:BATCH], left[BATCH:]
    older, place = _everything(tx, account, told.get("everything"), now, can)
    asked = list(dict.fromkeys([*_being_answered(tx, account, now, can), *batch, *older]))
    return (freshness.names(tx, asked) if asked else ()), {
        "v": 1,
        "began": began,
        "left": rest,
        **({} if place is None else {"everything": place}),
    }


def _being_answered(tx: Any, account: Account, now: datetime, can: Capabilities) -> tuple[int, ...]:
    """What somebody is writing to, and what is about to be answered: whoever answers is told before (DESIGN 8.7).

    Each reading, the last one before it goes out; where reading costs, what is about to be answered only.
    """
    from social_console.store import freshness

    since = now if can.cost_per_read else now - WRITING
    return freshness.being_answered(tx, account.channel, account.handle, due=now, since=since, limit=BATCH)


def _everything(
    tx: Any, account: Account, place: Any, now: datetime, can: Capabilities
) -> tuple[tuple[int, ...], Json]:
    """The slow round: where it is, and what comes next in it; None where there is none."""
    from social_console.store import freshness

    every = account.recheck or (ALL_EVERY if can.deletion_obliges and not can.cost_per_read else None)
    if every is None:
        return (), None
    told = place if isinstance(place, Mapping) else {}
    after, began = told.get("after"), told.get("began")
    if after is None and (began is None or now - _instant(began) >= every):
        after, began = 0, now.isoformat()
    if after is None:
        return (), {"began": began, "after": None}
    found = freshness.standing(tx, account.channel, account.handle, after=int(after), seen=now - FRESH, limit=ALL_BATCH)
    return found, {"began": began, "after": found[-1] if len(found) == ALL_BATCH else None}


def _instant(told: object) -> datetime:
    try:
        return datetime.fromisoformat(str(told))
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)
