"""`social-console demo`: a lively, made-up municipality in a temporary home; no account, no network."""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

import click

from social_console import clock, i18n
from social_console.cli.context import Session, pass_session
from social_console.cli.output import hint, say
from social_console.errors import UsageError
from social_console.i18n import gettext as _


@click.command(help=_("The console on a lively, made-up institution; no account, no network."))
@click.option("--no-tui", is_flag=True, help=_("Print a list and a report instead of opening the console."))
@click.option("--seed", default=1, show_default=True, help=_("Another number, another history."))
@pass_session
def demo(session: Session, /, no_tui: bool, seed: int) -> int:
    """Build the town, then look at it."""
    if not no_tui and not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError(_("The console needs a terminal."), remedy=_("`demo --no-tui` prints a list and a report."))
    with tempfile.TemporaryDirectory(prefix="social-console-demo-") as folder:
        from social_console.demo.settings import OPERATOR, build

        language = session.language or i18n.language()
        home = Path(folder)
        build(home, language=language, seed=seed, moody=not no_tui)
        with Session(home_option=home, operator_option=session.operator_option or OPERATOR, language=language) as made:
            made.demo = True
            return _show(made, seed) if no_tui else _open(made, seed)


def populate(made: Session, seed: int) -> object:
    """Play five weeks; returns the scenario, which goes on from there."""
    from social_console.collect import Thinker
    from social_console.demo.scenario import Scenario
    from social_console.demo.script import threads
    from social_console.demo.staging import stage, trouble

    scenario = Scenario(seed, clock.now())
    thinker = Thinker(made.inbox, made.settings, made.rules)
    stage(thinker, scenario.history(threads()), _Progress())
    trouble(thinker, made.desk)
    made.inbox.optimize()
    return scenario


class _Progress:
    """A line on stderr, where that is a terminal, once the play takes longer than a second."""

    def __init__(self) -> None:
        self.began = self.told = time.monotonic()

    def __call__(self, done: int, of: int) -> None:
        now = time.monotonic()
        if sys.stderr.isatty() and (now - self.told > 0.2 or done == of) and now - self.began > 0.3:
            self.told = now
            text = _("Five weeks in Valle Verde… {n} %").format(n=done * 100 // of)
            sys.stderr.write(f"\r{text}\033[K" if done < of else "\r\033[K")
            sys.stderr.flush()


def _open(made: Session, seed: int) -> int:
    from social_console.connectors.demo import World
    from social_console.demo.arrivals import Town, go_on
    from social_console.demo.scenario import Scenario
    from social_console.tui.app import run

    scenario = populate(made, seed)
    assert isinstance(scenario, Scenario)  # noqa: S101
    town = Town(World(made.home / "network.jsonl"), scenario)
    running = go_on(town, made.inbox, made.settings, lambda: made.rules)
    try:
        return run(made)
    finally:
        town.stop.set()
        for thread in running:
            thread.join(timeout=5)


def _show(made: Session, seed: int) -> int:
    """The same town on paper: what is to be answered, and the report of the month."""
    populate(made, seed)
    hint(_("Made up: Alcaldía de Valle Verde, in a temporary home."))
    _run("list", made, "--view", "to_reply", "--limit", "15")
    say()
    since = (clock.now().date().replace(day=1)).isoformat()
    _run("report", made, "--since", since, "--by", "channel,tag")
    return 0


def _run(name: str, made: Session, *args: str) -> None:
    parent = click.get_current_context().parent
    assert parent is not None  # noqa: S101 (the root group)
    group = parent.command
    assert isinstance(group, click.Group)  # noqa: S101
    command = group.get_command(parent, name)
    if command is not None:
        with command.make_context(name, list(args), parent=parent, obj=made) as context:
            command.invoke(context)
