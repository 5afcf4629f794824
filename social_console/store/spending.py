"""What channels that charge have cost this month beside their streams, whose own states say it.

A reply that is looked for, a check, a proof, an item of the quarantine that is read again: each is paid for outside of
any round of reading. It is kept as the state of a stream called `elsewhere`, so that one budget holds over everything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from sqlalchemy import Connection

from social_console import clock
from social_console.model import Json

from .facts import fact, save_fact
from .inbox import Inbox
from .reply import sent_texts
from .stream import streams

if TYPE_CHECKING:
    from social_console.settings import Account, Settings

ELSEWHERE = "elsewhere"


@runtime_checkable
class Counting(Protocol):
    """A connector that counts what it costs (`connectors.base.Metered`)."""

    def recall(self, states: Mapping[str, Json]) -> None: ...

    def meter(self, stream: str) -> Json: ...


def spent_states(tx: Connection, account_label: str) -> dict[str, Json]:
    """Every stored state of an account that tells what was spent, by the stream's name."""
    found = {each.name: each.state for each in streams(tx) if each.account_label == account_label}
    return found | {ELSEWHERE: {"meter": fact(tx, _name(account_label))}}


@contextmanager
def counted(inbox: Inbox, account_label: str, connector: object) -> Iterator[None]:
    """Whatever `connector` asks inside counts; one that does not count is left alone."""
    if not isinstance(connector, Counting):
        yield
        return
    with inbox.reading() as tx:
        connector.recall(spent_states(tx, account_label))
    try:
        yield
    finally:
        with inbox.writing() as tx:
            save_fact(tx, _name(account_label), connector.meter(ELSEWHERE))


def cost_of_replies(inbox: Inbox, settings: Settings, account: Account, cost: Callable[[str], float]) -> float:
    """US dollars for what went out by this account in the month of now (UTC), each text at its price."""
    month = clock.now().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    with inbox.reading() as tx:
        sent = sent_texts(tx, account.channel, month)
    return sum(cost(text) for handle, text in sent if settings.account(account.channel, handle) == account)


def tell_spending(tx: Connection, account_label: str, told: Json) -> None:
    """What an account has cost this month, as its connector sums it up, for whoever asks without reading."""
    save_fact(tx, _told(account_label), told)


def told_spending(tx: Connection, account_label: str) -> Json:
    """`{"month", "spent", "left"}` in US dollars; None where nothing is known."""
    return fact(tx, _told(account_label))


def _name(account_label: str) -> str:
    return f"meter {account_label}"


def _told(account_label: str) -> str:
    return f"spending {account_label}"
