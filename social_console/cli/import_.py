"""`import`: history from JSON lines or CSV."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from social_console.cli.context import Session, pass_session
from social_console.cli.interrupt import Interrupt
from social_console.cli.output import emit, hint, json_option, say
from social_console.cli.progress import Progress
from social_console.errors import Location, UsageError
from social_console.i18n import gettext as _

if TYPE_CHECKING:
    from social_console.collect import Imported
    from social_console.connectors.file import Refused


@click.command("import", help=_("Bring in history from JSON lines or CSV; “-” is standard input."))
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@click.option("--live", is_flag=True, help=_("These are not history: promises run for them."))
@click.option("--channel", default="", help=_("The channel of lines that name none."))
@click.option("--account", default="", help=_("The account of lines that name none."))
@json_option
@pass_session
def import_(session: Session, *, files: tuple[str, ...], live: bool, channel: str, account: str, as_json: bool) -> int:
    """Take every file in turn; 1 where lines were refused."""
    from social_console.collect import Importer, Thinker
    from social_console.connectors import file

    _must_exist(files)
    defaults = file.Defaults(
        channel=channel or file.CHANNEL, account=account or channel or file.ACCOUNT, history=not live
    )
    thinker = Thinker(session.inbox, session.settings, session.rules)
    progress, interrupt = Progress(), Interrupt()
    importer = Importer(
        thinker,
        told=lambda name, refused: None if as_json else _tell(progress, name, refused),
        progress=lambda so_far: progress.show(_("{n} mentions").format(n=so_far.mentions)),
        stopped=interrupt.is_asked,
    )
    with interrupt:
        for name in files:
            if name == "-":
                importer.take("-", sys.stdin.buffer, defaults)
            else:
                with Path(name).open("rb") as stream:
                    importer.take(name, stream, defaults)
    progress.clear()
    emit(importer.imported.as_json()) if as_json else _say(importer.imported)
    return 1 if importer.imported.refused else 0


def _must_exist(files: tuple[str, ...]) -> None:
    for name in files:
        if name != "-" and not Path(name).is_file():
            message = _("There is no file “{name}”.").format(name=name)
            raise UsageError(message, location=Location(file=name))


def _tell(progress: Progress, name: str, refused: Refused) -> None:
    progress.clear()
    hint(_("{file}:{line}: refused: {reason}").format(file=name, line=refused.line, reason=refused.reason))


def _say(imported: Imported) -> None:
    said = _("{mentions} mentions: {new} new, {updated} updated, {duplicate} here already; {moments} moments.")
    say(
        said.format(
            mentions=imported.mentions,
            new=imported.new,
            updated=imported.updated,
            duplicate=imported.duplicate,
            moments=len(imported.moments),
        )
    )
    if imported.refused:
        say(_("{n} lines were refused.").format(n=imported.refused))
