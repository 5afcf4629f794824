"""Reading goes on at once where a check has just got through: nobody who mended a password should wait an hour."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing, suppress

from social_console.errors import ConsoleError
from social_console.settings import Settings


def resume(settings: Settings, labels: Iterable[str]) -> None:
    """End the pauses of these accounts' streams. A check is no worse for an inbox that cannot be written."""
    from social_console import store

    wanted = tuple(labels)
    if not wanted or not settings.database.exists():
        return
    with suppress(ConsoleError), closing(store.Inbox.open(settings.database)) as inbox, inbox.writing() as tx:
        for label in wanted:
            store.end_pause(tx, label)
