"""How each account stands: when it was last read to its end, and since when it could not be."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from social_console.settings import Settings

if TYPE_CHECKING:
    from social_console.store import Blind, Stream


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Of one account. Times are aware, in UTC. `reason`: why its last reading failed, in the words that were told then;
    a limit that is waited for is such a reason, and no blindness."""

    last_read_at: datetime | None = None
    """When the stream that is furthest behind was last read well; None: some stream never was."""
    blind_since: datetime | None = None
    reason: str | None = None
    next_try_at: datetime | None = None

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
    labels = dict.fromkeys(stream.account_label for stream in streams)
    return {label: _standing(label, streams, blind) for label in labels}


def _standing(label: str, streams: Iterable[Stream], blind: Iterable[Blind]) -> Standing:
    """Only what fails now counts: a stream that an account no longer has may stay behind in the inbox."""
    mine = [stream for stream in streams if stream.account_label == label]
    sick = [stream for stream in mine if stream.error is not None]
    keys = {stream.key for stream in sick}
    open_ones = [each for each in blind if each.stream in keys and each.until is None and each.kind == "outage"]
    read = [stream.last_ok_at for stream in mine]
    return Standing(
        last_read_at=min((at for at in read if at), default=None) if all(read) else None,
        blind_since=min((each.since for each in open_ones if each.since), default=None),
        reason=sick[0].error if sick else None,
        next_try_at=max((each.next_try_at for each in sick if each.next_try_at), default=None),
    )
