"""A run of `collect`: every account in a thread of its own, then what falls due. Once, or for as long as wanted."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from functools import partial
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from social_console import clock, escalate, outbox
from social_console.collect.lock import RunLock
from social_console.collect.patience import Patience, given_up
from social_console.collect.reading import AccountReader, Stopped, Told
from social_console.collect.retention import keep_no_longer
from social_console.collect.thinking import Thinker
from social_console.collect.values import Collected, Read
from social_console.errors import InboxLocked, UsageError
from social_console.i18n import gettext as _
from social_console.upkeep.standing import SHOWN, standing

if TYPE_CHECKING:
    from social_console.outbox import Connect
    from social_console.rules import RuleSet
    from social_console.settings import Account, Settings
    from social_console.store import Inbox

_TICK = 1.0
"""Seconds between two looks at the outbox while channels are being waited for."""
_PATIENCE = 3.0
"""Seconds that readers get to finish their page when somebody asks to stop."""


def collect(
    inbox: Inbox,
    settings: Settings,
    rule_set: RuleSet,
    *,
    wanted: Sequence[str] = (),
    connect: Connect | None = None,
    told: Told = lambda read: None,
) -> Collected:
    """Read every account (or those `wanted`, by label, channel or connector) once, escalate, send what is due.

    Whoever names an account wants it tried now, whatever its next try. A second run at the same time does nothing.
    """
    from social_console.connectors import connect as installed

    accounts = chosen(settings, wanted)
    with RunLock(settings.database) as mine:
        if not mine:
            return Collected(already_running=True)
        run = _Run(Thinker(inbox, settings, rule_set), accounts, connect or installed, told)
        return run.once(force=bool(wanted))


def follow(
    inbox: Inbox,
    settings: Settings,
    rules_now: Callable[[], RuleSet],
    *,
    every: timedelta,
    wanted: Sequence[str] = (),
    connect: Connect | None = None,
    told: Told = lambda read: None,
    collected: Callable[[Collected], None] = lambda collected: None,
    stop: threading.Event | None = None,
) -> bool:
    """The same for as long as nobody says `stop`, waiting on the channels themselves where they can be waited for.

    `rules_now` is asked before each round, so that a published rule set counts from then on. False: somebody else
    was collecting already.
    """
    from social_console.connectors import connect as installed

    accounts = chosen(settings, wanted)
    with RunLock(settings.database) as mine:
        if not mine:
            return False
        run = _Run(Thinker(inbox, settings, rules_now()), accounts, connect or installed, told, stop)
        run.follow(every, rules_now, collected)
    return True


def chosen(settings: Settings, wanted: Sequence[str]) -> tuple[Account, ...]:
    """The accounts to read. UsageError for a name that fits none."""
    readable = tuple(account for account in settings.accounts if account.collect)
    for name in wanted:
        if not any(_fits(account, name) for account in readable):
            message = _("No account is called “{name}”, and none is on such a channel.").format(name=name)
            labels = ", ".join(account.label for account in readable)
            raise UsageError(message, remedy=_("There are: {names}.").format(names=labels) if labels else "")
    return tuple(each for each in readable if not wanted or any(_fits(each, name) for name in wanted))


def _fits(account: Account, name: str) -> bool:
    return name in (account.label, account.channel, account.connector)


class _Run:
    def __init__(
        self,
        thinker: Thinker,
        accounts: Sequence[Account],
        connect: Connect,
        told: Told,
        stop: threading.Event | None = None,
    ) -> None:
        self.thinker = thinker
        self.connect = connect
        self.stop = stop or threading.Event()
        self.told = told
        self.patience = Patience()
        self.readers = [
            AccountReader(thinker, account, connect, told=self._page, stop=self.stop) for account in accounts
        ]
        self.done: SimpleQueue[Read | BaseException] = SimpleQueue()

    def once(self, *, force: bool) -> Collected:
        """Every account once, side by side."""
        threads = [self._start(partial(self._read, reader, force)) for reader in self.readers]
        try:
            reads: dict[str, Read] = {}
            while len(reads) < len(self.readers):
                reads |= {each.account: each for each in (*self._given_up(), *self._soon())}
            return self._afterwards([*reads.values()])
        finally:
            self._end(threads)

    def follow(
        self, every: timedelta, rules_now: Callable[[], RuleSet], collected: Callable[[Collected], None]
    ) -> None:
        """Readers go round by themselves; this thread sends what falls due meanwhile, and escalates every round."""
        threads = [self._start(partial(self._round, reader, every)) for reader in self.readers]
        escalate_at = time.monotonic()
        try:
            while not self.stop.is_set():
                reads = [*self._given_up(), *self._arrived()]
                if reads or time.monotonic() >= escalate_at:
                    collected(self._follow_up(reads, rules_now))
                    escalate_at = time.monotonic() + every.total_seconds()
                else:
                    with suppress(InboxLocked):
                        self._send()
                self.stop.wait(min(_TICK, every.total_seconds()))
        finally:
            self._end(threads)

    def _follow_up(self, reads: Sequence[Read], rules_now: Callable[[], RuleSet]) -> Collected:
        try:
            self._adopt(rules_now())
            return self._afterwards(reads)
        except InboxLocked:
            return Collected(reads=tuple(reads))  # what falls due does so in the next round

    def _adopt(self, rule_set: RuleSet) -> None:
        if rule_set.hash != self.thinker.rule_set.hash:
            self.thinker = Thinker(self.thinker.inbox, self.thinker.settings, rule_set)
            for reader in self.readers:
                reader.thinker = self.thinker

    # ── reading ─────────────────────────────────────────────────────────────────────────────────────────

    def _start(self, work: Callable[[], None]) -> threading.Thread:
        thread = threading.Thread(target=self._guarded, args=(work,), daemon=True)
        thread.start()
        return thread

    def _guarded(self, work: Callable[[], None]) -> None:
        try:
            work()
        except Stopped:
            return
        except BaseException as error:  # told to whoever waits for this thread
            self.done.put(error)

    def _read(self, reader: AccountReader, force: bool) -> None:
        self.patience.sign(reader.account.label)
        try:
            self.done.put(reader.read(force=force))
        finally:
            self.patience.ended(reader.account.label)

    def _page(self, read: Read) -> None:
        self.patience.sign(read.account)
        self.told(read)

    def _given_up(self) -> list[Read]:
        """Of readers that have been silent for too long. What they bring all the same counts when they bring it."""
        silent = self.patience.lost()
        longest = self.patience.longest
        return [given_up(reader, longest) for reader in self.readers if reader.account.label in silent]

    def _round(self, reader: AccountReader, every: timedelta) -> None:
        force = True
        while not self.stop.is_set():
            self.done.put(self._read_or_tell(reader, force))
            force = False
            self._wait(reader, every)

    def _read_or_tell(self, reader: AccountReader, force: bool) -> Read:
        """Whoever holds the inbox for long (a backup, a big import) ends no service: the next round comes."""
        self.patience.sign(reader.account.label)
        try:
            return reader.read(force=force)
        except InboxLocked as error:
            return Read(account=reader.account.label, channel=reader.account.channel, error=error)
        finally:
            self.patience.ended(reader.account.label)

    def _wait(self, reader: AccountReader, every: timedelta) -> None:
        """Until there may be news or the time has come; a channel that cannot be waited for is only read again."""
        try:
            connector = reader.connector
            specs = connector.streams() if connector.capabilities.streaming else []
            if specs:
                connector.wait(specs[0], clock.now() + every)
                return
        except Exception:  # the next read tells what is wrong
            reader.close()
        self.stop.wait(every.total_seconds())

    def _next(self, wait: float | None = None) -> Read:
        read = self.done.get(timeout=wait)
        if isinstance(read, BaseException):
            raise read
        return read

    def _soon(self) -> list[Read]:
        """Whatever comes within a tick."""
        with suppress(Empty):
            return [self._next(min(_TICK, self.patience.longest.total_seconds()))]
        return []

    def _arrived(self) -> list[Read]:
        reads = []
        while not self.done.empty():
            reads.append(self._next())
        return reads

    def _end(self, threads: Sequence[threading.Thread]) -> None:
        """No reader is left in the middle of a page; one that still waits for its channel is let go."""
        self.stop.set()
        closing = [threading.Thread(target=reader.close, daemon=True) for reader in self.readers]
        for thread in closing:
            thread.start()
        until = time.monotonic() + _PATIENCE
        for thread in (*closing, *threads):
            thread.join(max(0.0, until - time.monotonic()))

    # ── what follows ────────────────────────────────────────────────────────────────────────────────────

    def _afterwards(self, reads: Sequence[Read]) -> Collected:
        thinker = self.thinker
        escalated = escalate.run(thinker.inbox, thinker.rule_set, clock.now())
        notices = [notice for reader in self.readers for notice in reader.notices]
        for reader in self.readers:
            reader.notices.clear()
        forgetting = [reader.account for reader in self.readers if reader.forgets]
        keep_no_longer(thinker.inbox, thinker.settings, forgetting, clock.now())
        self._look_back(reads)
        ordered = tuple(sorted(reads, key=lambda read: read.account))
        return Collected(reads=ordered, escalated=escalated, notices=tuple(notices), sent=self._send())

    def _look_back(self, reads: Sequence[Read]) -> None:
        """What is blind now, and since when: also what no round has tried for long."""
        from social_console import store

        with self.thinker.inbox.reading() as tx:
            streams, coverage = store.streams(tx), store.coverage(tx, clock.now() - SHOWN)
        accounts = {reader.account.label: reader.account for reader in self.readers}
        for read in reads:
            read.blind_streams = standing(accounts[read.account], streams, coverage, clock.now()).blind

    def _send(self) -> outbox.Sent:
        thinker = self.thinker
        return outbox.send_due(thinker.inbox, thinker.settings, self.connect, thinker.rule_set)
