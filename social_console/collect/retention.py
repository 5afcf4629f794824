"""Once a day: what the settings or a channel's terms say is not kept any longer is let go of.

Texts that their authors replaced, after `keep_revisions`; and whatever was withdrawn from an account before it was
obliged to forget. Then the search index is written anew, where words of such texts are left in it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from social_console.settings import Account, Settings
    from social_console.store import Inbox

EVERY = timedelta(days=1)
_FACT = "retention"


def keep_no_longer(inbox: Inbox, settings: Settings, forgetting: Iterable[Account], now: datetime) -> None:
    """Where it is time for it. `forgetting`: the accounts whose deletions are honoured here."""
    from social_console import store

    with inbox.reading() as tx:
        done = store.fact(tx, _FACT)
    if isinstance(done, str) and now - datetime.fromisoformat(done) < EVERY:
        return
    with inbox.writing() as tx:
        store.drop_revisions(tx, now - settings.keep_revisions)
        for account in forgetting:
            store.erase_withdrawn(tx, account.channel, account.handle)
        store.tidy_search(tx)
        store.save_fact(tx, _FACT, now.isoformat())
    inbox.empty_log()
