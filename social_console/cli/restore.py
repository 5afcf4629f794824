"""`social-console restore FOLDER`: puts a backup back; what stood is kept aside."""

from __future__ import annotations

from pathlib import Path

import click

from social_console.cli.context import Session, pass_session
from social_console.cli.output import emit, json_option, say
from social_console.i18n import gettext as _
from social_console.i18n import ngettext
from social_console.upkeep.restoring import restore as put_back


@click.command(help=_("Put a backup back. What stands in the home is kept aside, and only with --force."))
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False), metavar="FOLDER")
@click.option("--force", is_flag=True, help=_("Put aside the inbox, settings and rules that are there."))
@json_option
@pass_session
def restore(session: Session, /, folder: Path, force: bool, as_json: bool) -> None:
    """Restore into the home."""
    done = put_back(folder.absolute(), session.home, force=force)
    if as_json:
        aside = str(done.aside) if done.aside else None
        emit(
            {
                "home": str(done.home),
                "made_at": done.made_at,
                "files": list(done.files),
                "aside": aside,
                "held": done.held,
            }
        )
        return
    say(_("Restored into {home} as it was at {at}.").format(home=done.home, at=done.made_at))
    if done.aside:
        say(_("What was there is in {folder}.").format(folder=done.aside))
    if done.held:
        message = ngettext(
            "{n} reply was about to go out then and may have gone: look at it before it is sent (outbox list).",
            "{n} replies were about to go out then and may have gone: look at them before they are sent (outbox list).",
            done.held,
        )
        say(message.format(n=done.held))
