"""What a verb is: its names, its key, the values it takes, when it makes no sense, how it is done."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from social_console.errors import IllegalAct
from social_console.i18n import gettext as _

if TYPE_CHECKING:
    from social_console.desk import Desk, Done
    from social_console.moments import State

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Param:
    """One value that a verb takes.

    `kind`: text, tag, tags, owner (a person or an area), place (whom to refer to: an area or anybody), priority,
    outcome, reason, how, then, template, when (a time to come), past (a time gone by), flag.
    """

    name: str
    kind: str
    title: Callable[[], str]
    required: bool = True
    option: bool = False
    """On the command line it is `--name`; else it stands after the moment, in order."""
    choices: tuple[str, ...] = ()
    default: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verb:
    """One thing an operator can do to moments. `name` is also the command's; aliases per language for the `:` line."""

    name: str
    key: str
    title: Callable[[], str]
    help: Callable[[], str]
    run: Callable[[Desk, Sequence[int], Values], Done]
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    params: tuple[Param, ...] = ()
    act: str | None = None
    """The event it writes, where `moments.check_act` judges it; None: judged when it runs."""
    many: bool = True
    """Whether it can be done to several moments at once."""

    def why_not(self, state: State) -> str | None:
        """Why this verb makes no sense for a moment in this state; None where it does."""
        if self.act is None:
            return None
        if self.name == "untag" and not state.tags:
            return _("It has no tags.")
        return _refusal(state, self.act)


def _refusal(state: State, verb: str) -> str | None:
    """What the fold's own law says against `verb`, with values that are in order."""
    from social_console.model import Act
    from social_console.moments import check_act

    values: Mapping[str, Mapping[str, Any]] = {
        "assign": {"owner": "\0"},
        "refer": {"to": "\0"},
        "tag": {"tags": ["\0"]},
        "untag": {"tags": list(state.tags)[:1]},
        "priority": {"priority": "low" if state.priority.label != "low" else "high"},
        "snooze": {"until": "9999-01-01T00:00:00+00:00"},
        "close": {"outcome": "resolved"},
        "dismiss": {"reason": "spam"},
        "answered": {"how": "phone"},
    }
    try:
        check_act(state, Act(verb=verb, actor="\0", data=values.get(verb, {})))
    except IllegalAct as error:
        return error.message
    return None
