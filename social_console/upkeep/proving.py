"""`doctor --send-test`: a message from the office to itself, looked for until it is found. Only then may replies go."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol, runtime_checkable

from social_console import clock
from social_console.connectors import connect
from social_console.connectors.base import Connector, Outgoing, Prepared, Receipt
from social_console.errors import ConfigError, ConnectorError, UnknownOutcome
from social_console.i18n import gettext as _
from social_console.model import Author, Mention, Visibility
from social_console.settings import Account

PATIENCE = timedelta(minutes=2)
PAUSE = 2.0


@dataclass(frozen=True, slots=True)
class Proof:
    """The copy was found; `ref` is its name on the channel, `place` where it lies (a mailbox's folder)."""

    ref: str
    address: str
    place: str = ""


@runtime_checkable
class Delivers(Protocol):
    """A connector that files what it sent by itself, so that only a copy that has travelled proves anything."""

    def delivered(self, prepared: Prepared) -> str | None:
        """Where the copy lies that has travelled; None where there is none yet."""
        ...


def prove(account: Account, told: Callable[[str], None], *, patience: timedelta = PATIENCE) -> Proof:
    """Send a test to the office itself and find its copy. Raises ConnectorError where that fails."""
    with closing(connect(account)) as connector:
        if not connector.capabilities.can_reply:
            raise ConfigError(_("This channel takes no replies."))
        if not connector.capabilities.private_items:
            raise ConfigError(
                _("On this channel everybody would read a test; none is sent."),
                remedy=_('Run `connectors check`, then write reply = "approve" or "on" in social-console.toml.'),
            )
        prepared = connector.prepare(_message(account), _from_ourselves(account))
        told(_("Sending a test from {address} to itself…").format(address=account.handle))
        try:
            connector.send(prepared)
        except UnknownOutcome:
            told(_("The server did not say whether it took the test; looking for it all the same…"))
        place = _found(connector, prepared, patience, told)
    return Proof(prepared.ref or "", account.handle, place)


def _found(connector: Connector, prepared: Prepared, patience: timedelta, told: Callable[[str], None]) -> str:
    told(_("Waiting for its copy to arrive…"))
    pause = threading.Event()
    for _attempt in range(max(1, int(patience.total_seconds() / PAUSE))):
        place = _look(connector, prepared)
        if place is not None:
            return place
        pause.wait(PAUSE)
    raise ConnectorError(
        _("The test was handed in, but its copy has not arrived after {n} s.").format(n=int(patience.total_seconds())),
        remedy=_("Without that copy nobody could tell whether a reply went out. Look into the spam folder; try again."),
    )


def _look(connector: Connector, prepared: Prepared) -> str | None:
    if isinstance(connector, Delivers):
        return connector.delivered(prepared)
    return "" if isinstance(connector.find(prepared), Receipt) else None


def _message(account: Account) -> Outgoing:
    text = _(
        "This is a test by social-console. It shows that mail sent for {address} goes out and is found again. "
        "It may be deleted."
    )
    subject = _("Test by social-console")
    return Outgoing(text=text.format(address=account.handle), subject=subject, now=clock.now())


def _from_ourselves(account: Account) -> Mention:
    """What the test pretends to answer: a message of the office's own."""
    name = f"social-console-test-{secrets.token_hex(8)}@{account.handle.rpartition('@')[2] or 'localhost'}"
    return Mention(
        id=name,
        channel=account.channel,
        account=account.handle,
        created_at=clock.now(),
        text="",
        author=Author(id=account.handle.lower(), handle=account.handle),
        visibility=Visibility.PRIVATE,
        kind="message",
    )
