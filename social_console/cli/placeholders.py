"""What stands for a value in help and in errors (`FILE`, `[OPTIONS]`), in the language of the reader."""

from __future__ import annotations

import re
from collections.abc import Mapping

import click

from social_console.i18n import gettext as _

_WORDS = re.compile(r"(?<![\w%-])[A-Z]{2,}(?: RANGE)?(?![\w-])")


def translated(command: click.Command) -> click.Command:
    """The command, and all below it, with its placeholders translated."""
    context, words = click.Context(command), _words()
    command.options_metavar = _in_words(command.options_metavar or "", words) or None
    for param in command.params:
        if not getattr(param, "is_flag", False):
            said = param.make_metavar(context)
            param.metavar = _in_words(said, words) if _WORDS.search(said) else param.metavar
    if isinstance(command, click.Group):
        command.subcommand_metavar = _in_words(command.subcommand_metavar, words)
        for below in command.commands.values():
            translated(below)
    return command


def _in_words(said: str, words: Mapping[str, str]) -> str:
    return _WORDS.sub(lambda found: words.get(found[0], found[0]), said)


def _words() -> Mapping[str, str]:
    return {
        "ACCOUNT": _("ACCOUNT"),
        "ADDRESS": _("ADDRESS"),
        "ARGS": _("ARGS"),
        "COMMAND": _("COMMAND"),
        "COND": _("COND"),
        "CONNECTOR": _("CONNECTOR"),
        "DATE": _("DATE"),
        "DIRECTORY": _("DIRECTORY"),
        "FILE": _("FILE"),
        "FOLDER": _("FOLDER"),
        "HASH": _("HASH"),
        "INTEGER": _("INTEGER"),
        "INTEGER RANGE": _("INTEGER"),
        "ITEM": _("ITEM"),
        "MOMENT": _("MOMENT"),
        "NAME": _("NAME"),
        "OPTIONS": _("OPTIONS"),
        "ORDER": _("ORDER"),
        "OWNER": _("OWNER"),
        "PATH": _("PATH"),
        "PRIORITY": _("PRIORITY"),
        "QUERY": _("QUERY"),
        "REASON": _("REASON"),
        "REPLY": _("REPLY"),
        "REV": _("REV"),
        "TAGS": _("TAGS"),
        "TEXT": _("TEXT"),
        "TO": _("TO"),
        "UNTIL": _("UNTIL"),
        "VIEW": _("VIEW"),
        "WHEN": _("WHEN"),
    }
