"""`collect`: read the channels, rank what came, escalate, send what is due."""

from __future__ import annotations

import signal
import threading
from typing import TYPE_CHECKING

import click

from social_console.cli.context import Session, pass_session
from social_console.cli.output import emit, hint, json_option, say
from social_console.cli.progress import Progress
from social_console.errors import UsageError
from social_console.i18n import gettext as _
from social_console.i18n import ngettext
from social_console.text import plain
from social_console.verbs.words import reply_word, spending_words

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from social_console.collect import Collected, Read
    from social_console.connectors.base import Gap
    from social_console.rules import RuleSet

_TOLD = 10
"""So many escalations are told one by one; --json tells all."""


@click.command("collect", help=_("Read the channels, rank what came, escalate, send what is due."))
@click.argument("connectors", nargs=-1, metavar="[CONNECTOR]…")
@click.option("--every", metavar="60s", help=_("Go on, reading at least so often."))
@click.option("--quiet", is_flag=True, help=_("Say only what went wrong."))
@json_option
@pass_session
def collect(session: Session, *, connectors: tuple[str, ...], every: str | None, quiet: bool, as_json: bool) -> int:
    """One round, or rounds until Ctrl-C."""
    from social_console import collect as collecting

    progress = Progress(quiet=quiet)
    printed = _Printed(session, progress, quiet=quiet, as_json=as_json)
    if every:
        return _follow(session, connectors, _length(every), printed)
    rule_set = _Rules(session).now()
    collected = collecting.collect(session.inbox, session.settings, rule_set, wanted=connectors, told=printed.progress)
    if collected.already_running:
        _say_running(collected, as_json)
        return 0
    printed.collected(collected)
    if collected.new:
        session.inbox.optimize()
    return collected.exit_code


def _length(text: str) -> timedelta:
    from social_console.clock import timedelta_of

    try:
        length = timedelta_of(text)
    except ValueError as error:
        raise UsageError(_("“{text}” is not a length of time.").format(text=text), remedy="60s, 5m, 1h") from error
    if length.total_seconds() <= 0:
        raise UsageError(_("“{text}” is not a length of time.").format(text=text), remedy="60s, 5m, 1h")
    return length


def _follow(session: Session, connectors: tuple[str, ...], every: timedelta, printed: _Printed) -> int:
    from social_console import collect as collecting

    stop = _Stop()
    mine = collecting.follow(
        session.inbox,
        session.settings,
        _Rules(session, tells=True).now,
        every=every,
        wanted=connectors,
        told=printed.progress,
        collected=printed.collected,
        stop=stop,
    )
    if not mine:
        _say_running(collecting.Collected(already_running=True), printed.as_json)
    if stop.asked == signal.SIGINT:
        raise KeyboardInterrupt
    return 0


class _Rules:
    """The set in force as it changes; with `live = "on-save"`, a sound save of rules.yaml puts it in force here.

    `tells`: a save that changes nothing here yet is said, once.
    """

    def __init__(self, session: Session, *, tells: bool = False) -> None:
        from social_console.publish import Unpublished, Watch, surroundings

        self._inbox, self._first = session.inbox, session.rules
        settings = session.settings
        self._live, self._tells = settings.live == "on-save", tells
        self._told: Unpublished | None = None
        self._watch: Watch | None = None
        if self._live or tells:
            self._watch = Watch(settings.rules_file, surroundings(settings))

    def now(self) -> RuleSet:
        """The set that decides from now on."""
        from social_console import clock, publish, store

        if self._watch is not None and self._live:
            publish.on_save(self._inbox, self._watch, now=clock.now())
        rule_set = store.load_rules(self._inbox) or self._first
        self._tell(rule_set)
        return rule_set

    def _tell(self, rule_set: RuleSet) -> None:
        news = self._watch.unpublished(rule_set.hash) if self._watch is not None and self._tells else None
        if news is not None and news != self._told:
            said = _("rules.yaml has changes that are not published.")
            hint(str(news.fault) if news.fault else _("The tests of rules.yaml fail.") if news.failing else said)
        self._told = news


class _Stop(threading.Event):
    """Set by SIGTERM (systemd ends services so) and by Ctrl-C: the page at hand is finished, then this ends well.

    A handler may not call `set()`: the thread that it interrupts may hold the event's own lock. Nor may it raise:
    what is raised while something is being cleaned up gets lost.
    """

    def __init__(self) -> None:
        super().__init__()
        self.asked = 0
        signal.signal(signal.SIGTERM, self._ask)
        signal.signal(signal.SIGINT, self._ask)

    def _ask(self, number: int, frame: object) -> None:
        self.asked = number
        signal.signal(signal.SIGINT, signal.default_int_handler)  # who asks twice does not want to wait

    def is_set(self) -> bool:
        """Whether to stop."""
        return bool(self.asked) or super().is_set()


def _say_running(collected: Collected, as_json: bool) -> None:
    if as_json:
        emit(collected.as_json())
    else:
        hint(_("Another collect is already running."))


class _Printed:
    """What a run says while it goes on and when it is through."""

    def __init__(self, session: Session, progress: Progress, *, quiet: bool, as_json: bool) -> None:
        self._progress = progress
        self._zone = session.settings.timezone
        self._quiet = quiet
        self.as_json = as_json

    def progress(self, read: Read) -> None:
        """From a reader's thread, after each page."""
        self._progress.show(_("{account}: {n} new").format(account=read.account, n=read.new))

    def collected(self, collected: Collected) -> None:
        """The summary of one round."""
        self._progress.clear()
        if self.as_json:
            emit(collected.as_json())
            return
        if not collected.reads:
            hint(_("No account is to be read; social-console.toml names them."))
        for read in collected.reads:
            self._read(read)
        self._rest(collected)

    def _read(self, read: Read) -> None:
        if not self._quiet:
            said = _("{account}: {new} new, {updated} updated, {duplicate} here already")
            line = said.format(account=read.account, new=read.new, updated=read.updated, duplicate=read.duplicate)
            line += self._unusual(read)
            say(line)
            if read.spending is not None:
                say(f"{read.account}: {spending_words(read.spending)}")
        for _stream, gap in read.lost:
            hint(f"{read.account}: {self._lost(gap)}")
        if read.error is not None:
            hint(f"{read.account}: {read.error.message}")
            if read.error.remedy:
                hint(read.error.remedy)
        if read.waited and read.next_try is None:
            hint(_("{account}: somebody else is reading it.").format(account=read.account))
        elif read.next_try is not None:
            hint(_("{account}: next try at {when}.").format(account=read.account, when=self._time(read.next_try)))
        if read.error is None:
            for reason in dict.fromkeys(each.reason for each in read.blind_streams if each.reason):
                hint(f"{read.account}: {reason}")
        for each in read.blind_streams:
            if each.since is not None:
                said = _("{account}: blind since {when} ({stream}).")
                hint(said.format(account=read.account, when=self._time(each.since), stream=each.stream))

    def _unusual(self, read: Read) -> str:
        parts = []
        if read.quarantined:
            parts.append(_("{n} in quarantine").format(n=read.quarantined))
        if read.gaps:
            parts.append(ngettext("{n} gap", "{n} gaps", read.gaps).format(n=read.gaps))
        return ", " + ", ".join(parts) if parts else ""

    def _lost(self, gap: Gap) -> str:
        """What the channel can no longer give."""
        since, until = (_("the beginning") if at is None else self._time(at) for at in (gap.since, gap.until))
        if gap.until is None:
            return _("lost from {since} on: {reason}").format(since=since, reason=gap.reason)
        return _("lost from {since} to {until}: {reason}").format(since=since, until=until, reason=gap.reason)

    def _time(self, at: datetime) -> str:
        return at.astimezone(self._zone).strftime("%Y-%m-%d %H:%M")

    def _rest(self, collected: Collected) -> None:
        for each in collected.escalated[:_TOLD]:
            to = f" → {', '.join(each.notify)}" if each.notify else ""
            say(_("{folio} escalated by {rule}").format(folio=each.folio, rule=each.rule) + to)
        if len(collected.escalated) > _TOLD:
            say(_("… and {n} more escalations.").format(n=len(collected.escalated) - _TOLD))
        for notice in collected.notices:
            text = plain(notice.text, limit=80, newlines=False)
            say(f"→ {', '.join(notice.to)}: #{notice.moment} {notice.author}: {text}")
        for outcome in collected.sent.outcomes:
            said = _("Reply {id}: {state}").format(id=outcome.reply, state=reply_word(outcome.state.value))
            line = f"{said}. {outcome.reason}" if outcome.reason else said
            (say if not outcome.reason else hint)(line)
