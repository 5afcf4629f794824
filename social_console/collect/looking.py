"""One mention looked at again just before it is answered: has its author changed or withdrawn it since it was read?

A round does so for drafts and for what waits in the outbox (`refreshing`); an answer that goes at once has no round.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from typing import TYPE_CHECKING

from social_console import clock
from social_console.collect import refreshing
from social_console.collect.keeping import dated, forget_raw, forgets, judged, store_judged

if TYPE_CHECKING:
    from social_console.collect.thinking import Thinker
    from social_console.connectors.base import Connector
    from social_console.model import Mention, Revision, Tombstone
    from social_console.settings import Account


def look_again(thinker: Thinker, mention: Mention, connect: Callable[[Account], Connector]) -> bool:
    """Whether anything has changed; it is stored then. A channel that cannot be asked holds nothing up: nothing has."""
    account = thinker.settings.account(mention.channel, mention.account)
    if account is None or not account.collect:
        return False
    found, forget = _asked(thinker, account, mention, connect)
    now = clock.now()
    arrivals, _bad = judged(thinker, [dated(item, account.start, now) for item in found], one_way=False, forget=forget)
    if not arrivals:
        return False
    with thinker.inbox.writing() as tx:
        changed = store_judged(tx, thinker, arrivals, now=now).updated > 0
        if forget:
            forget_raw(tx, account, found)
    return changed


def _asked(
    thinker: Thinker, account: Account, mention: Mention, connect: Callable[[Account], Connector]
) -> tuple[list[Revision | Tombstone], bool]:
    """What became of it, and whether what is withdrawn is to be forgotten. It is paid for where reading costs."""
    from social_console import store
    from social_console.errors import InboxError

    try:
        with closing(connect(account)) as connector, store.counted(thinker.inbox, account.label, connector):
            can = connector.capabilities
            asked = [mention.name] if refreshing.worth_it(can) else []
            return list(connector.refresh(asked)) if asked else [], forgets(account, can)
    except InboxError:
        raise
    except Exception:  # a plugin may raise anything; sending meets it too, and says it
        return [], False
