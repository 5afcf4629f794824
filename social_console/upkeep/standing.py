"""How each account stands: when it was last read to its end, since when it could not be, and what is lost for good.

One answer for `collect`, `connectors list`, `doctor` and the console's status bar (DESIGN 8.9).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from social_console import clock
from social_console.settings import Account, Settings

if TYPE_CHECKING:
    from social_console.store import Blind, Stream

MISSED = 3
"""After so many missed intervals an account is blind."""
LEFT_BEHIND = timedelta(hours=1)
"""A stream that was not tried for so long while others of its account were is none of its streams any more."""
SHOWN = timedelta(days=7)
"""For so long after it was noticed a gap is shown; the report of its period tells it for ever."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BlindStream:
    """A stream that is not read now: since when, and why in the words that were told then."""

    stream: str
    since: datetime | None
    reason: str | None

    def as_json(self) -> dict[str, Any]:
        """As `collect --json` shows it."""
        return {"stream": self.stream, "since": self.since, "reason": self.reason}


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Of one account. Times are aware, in UTC. `reason`: why its last reading failed, in the words that were told then;
    a limit that is waited for is such a reason, and no blindness."""

    last_read_at: datetime | None = None
    """When the stream that is furthest behind was last read well; None: some stream never was."""
    known: bool = False
    """Whether anybody has tried to read it."""
    blind_since: datetime | None = None
    blind: tuple[BlindStream, ...] = ()
    """The streams that fail, and those that nobody has read for three intervals."""
    reason: str | None = None
    next_try_at: datetime | None = None
    gaps: tuple[Blind, ...] = ()
    """What its channel can no longer give, noticed in the last days."""

    def as_json(self) -> dict[str, Any]:
        """As `connectors list --json` shows it."""
        return {
            "last_read_at": self.last_read_at,
            "blind_since": self.blind_since,
            "reason": self.reason,
            "next_try_at": self.next_try_at,
        }


def standings(settings: Settings) -> dict[str, Standing]:
    """By account label; empty where there is no inbox yet. Raises what opening the inbox raises."""
    from social_console import store

    if not settings.database.exists():
        return {}
    with closing(store.Inbox.open(settings.database)) as inbox, inbox.reading() as tx:
        streams, blind = store.streams(tx), store.coverage(tx)
    return {account.label: standing(account, streams, blind, clock.now()) for account in settings.accounts}


def standing(account: Account, streams: Iterable[Stream], coverage: Iterable[Blind], now: datetime) -> Standing:
    """Of one account, from the rows of all streams and from what could not be read. Only what is so now counts."""
    mine = _present([each for each in streams if each.account_label == account.label], account)
    if not mine:
        return Standing()
    told = [each for each in coverage if each.account_label == account.label]
    outages = {each.stream: each for each in told if each.kind == "outage" and each.until is None}
    patience = now - MISSED * account.interval
    failing = [each for each in mine if each.error is not None]
    unread = tuple(_blind(each, outages) for each in mine if _is_blind(each, outages, patience))
    read = [each.last_ok_at for each in mine]
    last = min((at for at in read if at), default=None) if all(read) else None
    return Standing(
        last_read_at=last,
        known=True,
        blind_since=min((each.since for each in unread if each.since), default=None),
        blind=unread,
        reason=failing[0].error if failing else None,
        next_try_at=max((each.next_try_at for each in failing if each.next_try_at), default=None),
        gaps=tuple(each for each in told if each.kind == "gap" and each.noticed_at >= now - SHOWN),
    )


def _present(streams: Sequence[Stream], account: Account) -> list[Stream]:
    """Without those that an account no longer has (a query taken out), whose rows stay behind in the inbox."""
    newest = max((each.last_read_at for each in streams if each.last_read_at), default=None)
    if newest is None:
        return list(streams)
    behind = newest - max(LEFT_BEHIND, MISSED * account.interval)
    return [
        each for each in streams if any(at is not None and at >= behind for at in (each.last_read_at, each.next_try_at))
    ]


def _is_blind(stream: Stream, outages: dict[str, Blind], patience: datetime) -> bool:
    """It fails, or three intervals were missed; a limit that is waited for counts only by the latter."""
    if stream.error is not None and stream.key in outages:
        return True
    return stream.last_ok_at is not None and stream.last_ok_at < patience


def _blind(stream: Stream, outages: dict[str, Blind]) -> BlindStream:
    outage = outages.get(stream.key)
    since = outage.since if outage is not None and stream.error is not None else stream.last_ok_at
    return BlindStream(stream=stream.name, since=since, reason=stream.error)
