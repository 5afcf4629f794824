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
from social_console.connectors.base import Connector, Outgoing, Prepared, Priced, Receipt, SpeaksAlone
from social_console.errors import ConfigError, ConnectorError, UnknownOutcome
from social_console.i18n import gettext as _
from social_console.model import Author, Mention, Visibility
from social_console.settings import Account, Settings
from social_console.text import plain
from social_console.upkeep.spending import counted

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


def prove(
    settings: Settings,
    account: Account,
    told: Callable[[str], None],
    *,
    may_publish: Callable[[str], bool] = lambda question: False,
    patience: timedelta = PATIENCE,
) -> Proof:
    """Send a test to the office itself and find its copy. Raises ConnectorError where that fails.

    Where there is nothing private, the test is a post that everybody could read until it is deleted, some seconds
    later: `may_publish` is asked first.
    """
    with closing(connect(account)) as connector, counted(settings, account, connector):
        if not connector.capabilities.can_reply:
            raise ConfigError(_("This channel takes no replies."))
        if not connector.capabilities.private_items:
            if not isinstance(connector, SpeaksAlone) or not may_publish(_question(connector, account)):
                raise _not_published()
            return _in_public(connector, account, told, patience)
        prepared = connector.prepare(_message(account), _from_ourselves(account))
        told(_("Sending a test from {address} to itself…").format(address=account.handle))
        try:
            connector.send(prepared)
        except UnknownOutcome:
            told(_("The server did not say whether it took the test; looking for it all the same…"))
        place = _found(connector, prepared, patience, told)
    return Proof(prepared.ref or "", account.handle, place)


def _question(connector: Connector, account: Account) -> str:
    question = _("Publish a test as {address}, for everybody to read until it is deleted some seconds later?")
    limits = connector.limits()
    if isinstance(limits, Priced):
        dollars = limits.cost(_public_message(account).text)
        question += " " + _("It costs ${dollars:.3f}.").format(dollars=dollars)
    return question.format(address=account.handle)


def _not_published() -> ConfigError:
    return ConfigError(
        _("On this channel everybody would read a test; none is sent."),
        remedy=_(
            "`doctor --send-test --public` publishes one and deletes it at once. Or run `connectors check`, then write "
            'reply = "approve" or "on" in social-console.toml.'
        ),
    )


def _in_public(connector: Connector, account: Account, told: Callable[[str], None], patience: timedelta) -> Proof:
    """Published, found, deleted. What could not be deleted is told with its address."""
    assert isinstance(connector, SpeaksAlone)  # noqa: S101 (for the type checker)
    prepared = connector.prepare_alone(_public_message(account))
    told(_("Publishing a test as {address}…").format(address=account.handle))
    try:
        connector.send(prepared)
    except UnknownOutcome:
        told(_("The server did not say whether it took the test; looking for it all the same…"))
    receipt = _receipt(connector, prepared, patience)
    try:
        connector.delete(receipt)
    except ConnectorError as error:
        raise ConnectorError(
            _("The test is out and was found, but could not be deleted: {reason}").format(reason=error.message),
            remedy=_("Delete it by hand: {url}").format(url=plain(receipt.url or receipt.ref, limit=300)),
        ) from error
    told(_("The test was found, and is deleted again."))
    return Proof(receipt.ref, account.handle)


def _receipt(connector: Connector, prepared: Prepared, patience: timedelta) -> Receipt:
    pause = threading.Event()
    for _attempt in range(max(1, int(patience.total_seconds() / PAUSE))):
        found = connector.find(prepared)
        if isinstance(found, Receipt):
            return found
        pause.wait(PAUSE)
    raise ConnectorError(
        _("The test was handed in, but is not found after {n} s.").format(n=int(patience.total_seconds())),
        remedy=_("Look at the account yourself whether it is there, and delete it."),
    )


def _public_message(account: Account) -> Outgoing:
    """Never twice the same: a channel may refuse what it has."""
    text = _("Test of the console of {address}. It is deleted at once. ({name})")
    return Outgoing(text=text.format(address=account.handle, name=secrets.token_hex(4)), now=clock.now())


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
