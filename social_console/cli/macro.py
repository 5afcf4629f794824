"""`macro NAME MOMENT…`: several verbs of rules.yaml at once."""

from __future__ import annotations

import click

from social_console.cli import moments
from social_console.cli.context import Session, pass_session
from social_console.cli.output import json_option
from social_console.i18n import gettext as _
from social_console.verbs import macro_named


@click.command("macro", help=_("Do all the verbs of a macro of rules.yaml; one undo takes them back."))
@click.argument("name")
@click.argument("moment", nargs=-1, required=True, metavar="MOMENT…")
@json_option
@pass_session
def macro(session: Session, *, name: str, moment: tuple[str, ...], as_json: bool) -> int:
    """All of it or nothing, on all moments named."""
    desk = session.desk
    verb = macro_named(desk.rule_set, name)
    done = verb.run(desk, moments.ids(session, moment), {})
    moments.told(session, done, as_json=as_json)
    return 0
