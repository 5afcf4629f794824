"""The accounts that one run of the outbox speaks through: each connector made once, and which cannot be used."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from social_console.i18n import gettext as _
from social_console.outbox import faults
from social_console.store import counted

if TYPE_CHECKING:
    from social_console.connectors.base import Connector
    from social_console.outbox.faults import Meaning
    from social_console.settings import Account, Settings
    from social_console.store import Inbox, Reply

Connect = Callable[["Account"], "Connector"]


@dataclass
class Accounts:
    """Of one run."""

    inbox: Inbox
    settings: Settings
    connect: Connect
    _connectors: dict[str, Connector] = field(default_factory=dict)
    _counted: ExitStack = field(default_factory=ExitStack)
    """Where a channel charges: what looking for replies costs counts in the month's budget."""
    _paused: dict[tuple[str, str], Meaning] = field(default_factory=dict)

    def of(self, reply: Reply) -> Account | None:
        """The account that a reply goes out by; None where the settings name it no longer."""
        return self.settings.account(reply.channel, reply.account)

    def connector(self, reply: Reply) -> Connector | None:
        """Its connector; None where it cannot be used in this run (`why` says the reason)."""
        account = self.of(reply)
        if _addressed(reply) in self._paused:
            return None
        if account is None or not account.collect or account.reply == "off":
            said = _("Replies by the account “{account}” are switched off.").format(account=reply.account)
            self.pause(reply, faults.Meaning(state=reply.state, code="reply-off", reason=said))
            return None
        if account.label not in self._connectors:
            try:
                made = self._connectors[account.label] = self.connect(account)
                self._counted.enter_context(counted(self.inbox, account.label, made))
            except Exception as error:  # a plugin may raise anything
                code, said = faults.code_of(error), faults.told(error)
                self.pause(reply, faults.Meaning(state=reply.state, code=code, reason=said))
                return None
        return self._connectors[account.label]

    def pause(self, reply: Reply, why: Meaning) -> None:
        """Nothing more goes through this reply's account in this run."""
        self._paused[_addressed(reply)] = why

    def why(self, reply: Reply) -> Meaning:
        """Why its account cannot be used."""
        return self._paused[_addressed(reply)]

    def close(self) -> None:
        """Give the connections back; a connector that cannot even do that is left alone."""
        with suppress(Exception):  # a plugin may raise anything, and so may an inbox that is locked
            self._counted.close()
        for connector in self._connectors.values():
            with suppress(Exception):
                connector.close()


def _addressed(reply: Reply) -> tuple[str, str]:
    return reply.channel, reply.account
