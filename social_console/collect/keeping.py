"""One page into the inbox: thought about first, then stored in one transaction with the stream's new position."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from social_console import clock
from social_console.collect.positions import LEASE, holder
from social_console.collect.values import Notice, Read
from social_console.connectors.base import Capabilities, Page, Unreadable
from social_console.errors import InboxError
from social_console.i18n import gettext as _
from social_console.model import Item, Mention, Revision, Tombstone

if TYPE_CHECKING:
    from social_console.collect.thinking import Thinker
    from social_console.settings import Account
    from social_console.store import Arrival, Arrived, Stream


def keep(
    thinker: Thinker, account: Account, taken: Stream, page: Page, read: Read, *, can: Capabilities
) -> list[Notice]:
    """Think, then one transaction: items, what was unreadable, gaps, the position; the lease is renewed.

    What is withdrawn where the channel (or the account's own setting) obliges us to forget is emptied with it.

    Counts into `read`. Returns whom the rules want told.
    """
    from social_console import store

    now = clock.now()
    forget = forgets(account, can)
    dated_items = [dated(item, account.start, now) for item in page.items]
    arrivals, bad = judged(thinker, dated_items, one_way=not can.can_reply, forget=forget)
    bad += page.bad
    with thinker.inbox.writing() as tx:
        arrived = store_judged(tx, thinker, arrivals, now=now)
        if bad:
            items = [(each.ref, each.reason, each.raw) for each in bad]
            read.quarantined += store.quarantine_add(tx, taken.key, items, now, account_label=account.label)
        if forget:
            forget_raw(tx, account, page.items)
        if gap := page.gap:
            store.record_gap(tx, taken.key, gap.reason, now, since=gap.since, until=gap.until)
        store.save_stream(tx, taken.key, page.state, now)
        store.take_stream(tx, taken.key, holder(), now + LEASE, now)
    _count(read, taken, page, arrived)
    if arrived.new and any(arrival.verdict and arrival.verdict.notify for arrival in arrivals):
        return list(_notices(thinker, arrived.moments, now))
    return []


def forgets(account: Account, can: Capabilities) -> bool:
    """Whether what is withdrawn on this account's channel is emptied here too."""
    return account.erase_deleted or can.deletion_obliges


def forget_raw(tx: Any, account: Account, items: Iterable[Item]) -> None:
    """What of these is withdrawn does not stay in quarantine either."""
    from social_console import store

    store.quarantine_forget(tx, account.label, [one.id for one in items if isinstance(one, Tombstone)])


def store_judged(tx: Any, thinker: Thinker, arrivals: Sequence[Arrival], *, now: datetime) -> Arrived:
    """What was judged, into the inbox, as its settings and its rules say; seen `now`."""
    from social_console import store

    return store.store_arrivals(
        tx,
        arrivals,
        promises=thinker.rule_set.promises,
        now=now,
        reopen_within=thinker.settings.reopen_within,
    )


def _count(read: Read, taken: Stream, page: Page, arrived: Arrived) -> None:
    read.pages += 1
    read.new += arrived.new
    read.updated += arrived.updated
    read.duplicate += arrived.duplicate
    if page.gap is not None:
        read.gaps += 1
        read.lost.append((taken.name, page.gap))
    read.moments.update(arrived.moments)


def judged(
    thinker: Thinker, items: Sequence[Item], *, one_way: bool, forget: bool = False
) -> tuple[list[Arrival], list[Unreadable]]:
    """The page judged. An item that breaks our own code is set apart: it must not stop all that come after."""
    try:
        return thinker.arrivals(items, one_way=one_way, forget=forget), []
    except InboxError:
        raise
    except Exception:  # whichever of them it was
        found: list[Arrival] = []
        bad: list[Unreadable] = []
        for item in items:
            try:
                found += thinker.arrivals([item], one_way=one_way, forget=forget)
            except Exception as error:  # a fault of ours; the item is kept, raw
                bad.append(_unjudged(item, error))
        return found, bad


def _notices(thinker: Thinker, moments: Sequence[int], now: datetime) -> Iterator[Notice]:
    """Of what was stored at `now`. Never of a machine's mail: two machines would go on for ever."""
    from social_console import store

    with thinker.inbox.reading() as tx:
        threads = [store.detail(tx, moment).thread for moment in moments]
    for stored in (each for thread in threads for each in thread if each.seen_at == now and each.verdict):
        mention = stored.mention
        told = stored.verdict.notify if stored.verdict else ()
        if told and not mention.automatic and not mention.history:
            who = mention.author.name or mention.author.handle or mention.author.key
            yield Notice(to=told, moment=stored.moment or 0, author=who, text=mention.text)


def dated(item: Item, start: datetime | None, now: datetime) -> Item:
    """The item with what the core knows of its time: none is from the future, and what is from before `start` is
    history.
    """
    mention = item.mention if isinstance(item, Revision) else item
    if not isinstance(mention, Mention):
        return item
    history = mention.history or (start is not None and mention.created_at < start)
    if mention.created_at <= now and history == mention.history:
        return item
    mention = replace(mention, created_at=min(mention.created_at, now), history=history)
    return replace(item, mention=mention) if isinstance(item, Revision) else mention


def _unjudged(item: Item, error: Exception) -> Unreadable:
    mention = item.mention if isinstance(item, Revision) else item
    reason = _("Our own fault: {kind}.").format(kind=type(error).__name__)
    raw = json.dumps(asdict(item), default=str, ensure_ascii=False)
    return Unreadable(ref=mention.id, reason=reason, raw=raw.encode("utf-8", "replace"))
