"""`social-console` without a command: the console, or, where there is no home yet, what to do first."""

from __future__ import annotations

import sys

from social_console.cli.context import Session
from social_console.errors import UsageError


def open_console(session: Session) -> None:
    """Open the TUI on the home; without a home say how to get one (the demonstration, or `init`)."""
    try:
        home = session.home
    except UsageError:
        _offer(session)
        return
    from social_console.tui.app import run

    del home
    code = run(session)
    if code:
        sys.exit(code)


def _offer(session: Session) -> None:
    import click

    from social_console.i18n import gettext as _

    click.echo(_("There is no inbox here yet."))
    choice = click.prompt(
        _("Look at a made-up institution first (demo), or set up yours (init)?"),
        type=click.Choice(["demo", "init"]),
        default="demo",
    )
    context = click.get_current_context()
    group = context.command
    assert isinstance(group, click.Group)  # noqa: S101
    command = group.get_command(context, choice)
    assert command is not None  # noqa: S101
    with command.make_context(choice, [], parent=context) as sub:
        command.invoke(sub)
