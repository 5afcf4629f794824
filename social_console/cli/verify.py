"""`verify`: is the inbox what it should be?"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from social_console.cli.context import Session, pass_session
from social_console.cli.output import emit, hint, json_option, say
from social_console.i18n import gettext as _

if TYPE_CHECKING:
    from social_console.store import Problem

_DAMAGED = 4


@click.command("verify", help=_("Recompute what is stored for speed, and walk the log's chain."))
@json_option
@pass_session
def verify(session: Session, *, as_json: bool) -> int:
    """Exit 4 where something is wrong."""
    from social_console import store

    problems = store.verify(session.inbox, progress=_progress if sys.stderr.isatty() else None)
    if as_json:
        emit({"ok": not problems, "problems": [_as_json(problem) for problem in problems]})
    elif not problems:
        say(_("The inbox is sound."))
    else:
        for problem in problems:
            say(f"{problem.code} {problem.where}: {problem.message}")
        hint(_("Keep the file, and bring the last backup back with “social-console restore”."))
    return _DAMAGED if problems else 0


def _progress(done: int, of: int) -> None:
    sys.stderr.write(f"\r{done} / {of}" + ("\n" if done == of else ""))


def _as_json(problem: Problem) -> dict[str, Any]:
    return {
        "code": problem.code,
        "message": problem.message,
        "where": problem.where,
        "facts": dict(problem.facts),
    }
