"""Quarantine, tried again: what could not be read may be read now (a newer program, a raised limit)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from social_console import clock
from social_console.collect import faults
from social_console.collect.keeping import dated, store_judged
from social_console.connectors.base import Rereads, Unreadable
from social_console.errors import InboxError
from social_console.i18n import gettext as _
from social_console.model import Item

if TYPE_CHECKING:
    from social_console.collect.thinking import Thinker
    from social_console.connectors.base import Connector
    from social_console.settings import Account
    from social_console.store import Quarantined


@dataclass(frozen=True, slots=True, kw_only=True)
class Retried:
    """One item of the quarantine. `moments`: where it is now; without any, `reason` says why it stays."""

    id: int
    moments: tuple[int, ...] = ()
    reason: str = ""
    settled: bool = False


def retry(thinker: Thinker, items: Sequence[Quarantined], connect: Callable[[Account], Connector]) -> Iterator[Retried]:
    """Try each again; what can be read is stored and leaves the quarantine in the same transaction."""
    for item in items:
        account = thinker.settings.labelled(item.account_label)
        if account is None:
            said = _("No account in the settings is called “{label}”.").format(label=item.account_label)
            yield Retried(id=item.id, reason=said)
            continue
        try:
            yield _retry(thinker, account, connect(account), item)
        except InboxError:
            raise
        except Exception as error:  # a plugin may raise anything; the others go on
            yield Retried(id=item.id, reason=faults.as_ours(error).message)


def _retry(thinker: Thinker, account: Account, connector: Connector, item: Quarantined) -> Retried:
    from social_console import store

    with closing(connector):
        with store.counted(thinker.inbox, account.label, connector):
            read = _reread(connector, item)
        return _store(thinker, account, item, read, one_way=not connector.capabilities.can_reply)


def _reread(connector: Connector, item: Quarantined) -> Item:
    if not isinstance(connector, Rereads):
        raise faults.cannot_reread(connector.name)
    return connector.reread(Unreadable(ref=item.ref, reason=item.reason, raw=item.raw))


def _store(thinker: Thinker, account: Account, item: Quarantined, read: Item, *, one_way: bool) -> Retried:
    from social_console import store

    now = clock.now()
    arrivals = thinker.arrivals([dated(read, account.start, now)], one_way=one_way)
    with thinker.inbox.writing() as tx:
        arrived = store_judged(tx, thinker, arrivals, now=now)
        store.quarantine_settle(tx, item.id)
    return Retried(id=item.id, moments=arrived.moments, settled=True)
