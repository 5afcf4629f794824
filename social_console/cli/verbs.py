"""Every verb of the action table as a command. `verbs.VERBS` says what each takes; nothing is said twice.

claim 12 15 · tag 12,15 agua luz · list --query … --json | social-console close - --outcome resolved
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from social_console.cli import moments
from social_console.cli.context import Session
from social_console.cli.output import json_option
from social_console.cli.replying import reply
from social_console.i18n import gettext as _
from social_console.verbs import BY_NAME, Param, Verb, read

_OWN = {"reply": reply}


def __getattr__(name: str) -> click.Command:
    """The command of a verb; `_` for the hyphen of its name."""
    verb = BY_NAME.get(name.replace("_", "-"))
    if verb is None:
        raise AttributeError(name)
    return _OWN.get(verb.name) or _command(verb)


def _command(verb: Verb) -> click.Command:
    placed = [param for param in verb.params if not param.option]
    alone = not placed and verb.many
    command = click.Command(
        verb.name,
        callback=_callback(verb),
        help=verb.help(),
        params=[
            click.Argument(["moment"], nargs=-1 if alone else 1, required=True, metavar="MOMENT…"),
            *(_parameter(param) for param in verb.params),
            *([_event_option()] if verb.name == "undo" else []),
        ],
    )
    return json_option(command)


def _callback(verb: Verb) -> Callable[..., int]:
    @click.pass_obj
    def run(session: Session, /, *, moment: str | tuple[str, ...], as_json: bool, **given: Any) -> int:
        names = (moment,) if isinstance(moment, str) else moment
        event = given.pop("event", None)
        ids = [moments.one(session, names[0])] if not verb.many else moments.ids(session, names)
        if event is not None:
            done = session.desk.undo(event)
        else:
            desk = session.desk
            texts = {name.replace("_", "-"): _text(value) for name, value in given.items()}
            done = verb.run(desk, ids, read(verb, texts, desk))
        moments.told(session, done, as_json=as_json)
        return 0

    return run


def _text(value: Any) -> str | None:
    if isinstance(value, tuple):
        return " ".join(value) or None
    return ("1" if value else None) if isinstance(value, bool) else value


def _parameter(param: Param) -> click.Parameter:
    if param.kind == "flag":
        return click.Option([f"--{param.name}"], is_flag=True, help=param.title())
    if param.option:
        kind = click.Choice(param.choices) if param.choices else None
        return click.Option([f"--{param.name}"], type=kind, required=param.required, help=param.title())
    many = param.kind in ("text", "tags", "when", "place")
    return click.Argument([param.name], nargs=-1 if many else 1, required=param.required, metavar=param.name.upper())


def _event_option() -> click.Option:
    return click.Option(["--event"], type=int, help=_("Undo this event, as printed by the verb's --json."))
