"""The accounts that one run of the outbox speaks through: each connector made once, and which cannot be used."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from social_console.i18n import gettext as _
from social_console.outbox import faults

if TYPE_CHECKING:
    from social_console.connectors.base import Connector
    from social_console.outbox.faults import Meaning
    from social_console.settings import Account, Settings
    from social_console.store import Reply

Connect = Callable[["Account"], "Connector"]


@dataclass
class Accounts:
    """Of one run."""

    settings: Settings
    connect: Connect
    _connectors: dict[str, Connector] = field(default_factory=dict)
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
                self._connectors[account.label] = self.connect(account)
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
        for connector in self._connectors.values():
            try:
                with closing(connector):
                    pass
            except Exception:  # noqa: S112
                continue


def _addressed(reply: Reply) -> tuple[str, str]:
    return reply.channel, reply.account
