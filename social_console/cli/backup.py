"""`social-console backup`: a verified copy of the inbox, its settings and its rules."""

from __future__ import annotations

from pathlib import Path

import click

from social_console.cli.context import Session, pass_session
from social_console.cli.output import emit, hint, json_option, say
from social_console.i18n import gettext as _
from social_console.upkeep.copies import back_up


@click.command(help=_("Copy the inbox safely while it is in use, verify the copy, keep the newest ones."))
@click.option(
    "--to",
    "into",
    type=click.Path(path_type=Path, file_okay=False),
    help=_("The folder for backups (default: backups in the home; another disk is better)."),
)
@click.option(
    "--keep", type=click.IntRange(1, 10_000), default=14, show_default=True, help=_("How many to keep; older ones go.")
)
@json_option
@pass_session
def backup(session: Session, /, into: Path | None, keep: int, as_json: bool) -> None:
    """Make one backup."""
    settings = session.settings
    folder = (into or settings.home / "backups").expanduser().absolute()
    made = back_up(settings, folder, keep=keep, told=(lambda said: None) if as_json else hint)
    if as_json:
        removed = [str(path) for path in made.removed]
        emit({"folder": str(made.folder), "files": list(made.files), "bytes": made.size, "removed": removed})
        return
    say(_("Backed up and verified: {folder} ({n} KB).").format(folder=made.folder, n=made.size // 1024))
    if made.removed:
        say(_("Cleared away: {n} older.").format(n=len(made.removed)))
