"""`connectors new`: a package with a connector that works, for an author to make their own."""

from __future__ import annotations

from pathlib import Path

import click

from social_console.cli.output import emit, json_option, say
from social_console.i18n import gettext as _


@click.command("new", help=_("Write a package with a new connector, its settings, and tests that pass."))
@click.argument("name")
@click.option(
    "--dir",
    "parent",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("."),
    help=_("The folder to write it into; else where you are."),
)
@json_option
def new(name: str, parent: Path, *, as_json: bool) -> int:
    """Needs no home, and no network."""
    from social_console.connectors.new import names_of, write

    names = names_of(name)
    folder, files = write(names, parent)
    if as_json:
        emit(
            {
                "connector": names.connector,
                "distribution": names.distribution,
                "package": names.package,
                "class": f"{names.class_name}Connector",
                "folder": str(folder.resolve()),
                "files": list(files),
            }
        )
        return 0
    say(
        _("{folder} holds a connector called “{name}” that works, in {n} files.").format(
            folder=folder, name=names.connector, n=len(files)
        )
    )
    say(_("Next:"))
    say(f"  cd {folder}")
    for command, why in (
        ("python -m pip install -e '.[dev]'", _("in the environment of social-console")),
        ("python -m pytest", _("the contract, already passing against tests/server.py")),
        ("social-console connectors list", _("it is in the list")),
    ):
        say(f"  {command:<36} # {why}")
    say(_("README.md says what to change, file by file, to make it speak to your channel."))
    return 0
