"""Macros of rules.yaml as verbs: reached by their names and keys like any other."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from social_console.errors import UsageError
from social_console.i18n import gettext as _
from social_console.verbs.line import read
from social_console.verbs.table import BY_NAME
from social_console.verbs.told import VALUE_WORDS
from social_console.verbs.verb import Values, Verb

if TYPE_CHECKING:
    from social_console.desk import Desk, Done
    from social_console.rules import Macro, RuleSet


def macros(rule_set: RuleSet) -> tuple[Verb, ...]:
    """The macros of a rule set, in file order."""
    return tuple(_verb(macro) for macro in rule_set.macros.values())


def macro_named(rule_set: RuleSet, name: str) -> Verb:
    """The macro of that name; UsageError that names all."""
    found = rule_set.macros.get(name)
    if found is None:
        known = ", ".join(rule_set.macros)
        remedy = _("It is one of: {names}.").format(names=known) if known else _("rules.yaml has none (`macros:`).")
        raise UsageError(_("There is no macro “{name}”.").format(name=name), remedy=remedy)
    return _verb(found)


def _verb(macro: Macro) -> Verb:
    steps = " · ".join(_said(step.verb, step.values) for step in macro.steps)
    title = macro.title or macro.name
    return Verb(name=macro.name, key=macro.key, title=lambda: title, help=lambda: steps, run=partial(_play, macro))


def _said(verb: str, values: Values) -> str:
    known = BY_NAME[verb]
    words = {param.name: VALUE_WORDS.get(param.kind, str) for param in known.params}
    return " ".join([known.title(), *(words.get(name, str)(str(value)) for name, value in values.items())])


def _play(macro: Macro, desk: Desk, moments: Sequence[int], _values: Values) -> Done:
    from social_console.desk.macros import play

    def rehearse(rehearsal: Desk) -> None:
        for step in macro.steps:
            verb = BY_NAME[step.verb]
            verb.run(rehearsal, moments, read(verb, step.values, rehearsal))

    return play(desk, moments, macro.title or macro.name, rehearse)
