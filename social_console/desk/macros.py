"""A macro: several verbs on the same moments, written in one transaction and taken back by one undo."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from social_console import clock
from social_console.desk import acting
from social_console.desk.desk import Desk
from social_console.desk.values import Done
from social_console.errors import UsageError
from social_console.i18n import gettext as _
from social_console.model import Act, Json

if TYPE_CHECKING:
    from social_console.moments import State

_TOUCHES = {
    "claim": "owner",
    "release": "owner",
    "assign": "owner",
    "priority": "priority",
    "tag": "tags",
    "untag": "tags",
}


class Rehearsal(Desk):
    """A desk that writes nothing: it gathers what its verbs would have written."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.inbox, desk.settings, desk.rule_set, desk.operator)
        self.acts: list[Act] = []

    def _act(
        self,
        moments: int | Sequence[int],
        verb: str,
        said: str,
        data: dict[str, Json] | None = None,
        *,
        text: str | None = None,
        at: datetime | None = None,
    ) -> Done:
        self.may_write()
        self.acts.append(Act(verb=verb, actor=self.operator, data=data or {}, text=text or None, at=at))
        return Done(moments=(moments,) if isinstance(moments, int) else tuple(moments), events=(), message=said)


def part_of(macro: str, act: Act) -> Act:
    """The act, marked so that one undo finds all of them."""
    return replace(act, data={**act.data, "macro": macro})


def play(desk: Desk, moments: Sequence[int], name: str, rehearse: Callable[[Desk], None]) -> Done:
    """Do what `rehearse` does at a desk, all of it or nothing. What is so already is not written again."""
    from social_console import store

    ids = tuple(dict.fromkeys(moments))
    if not ids:
        raise UsageError(_("No moment was named."))
    rehearsal = Rehearsal(desk)
    rehearse(rehearsal)
    acts = [part_of(name, act) for act in rehearsal.acts]
    with desk.inbox.writing() as tx:
        pairs = [(each, act) for each in ids for act in needed(store.state(tx, each), acts)]
        events = store.acts(tx, pairs, promises=desk.rule_set.promises, now=clock.now())
    written = tuple(event.id for event in events)
    said = _("{name}: done.") if written else _("{name}: it was so already.")
    return Done(moments=ids, events=written, message=acting.counted(said.format(name=name), len(ids)), undo=written)


def needed(state: State, acts: Sequence[Act]) -> list[Act]:
    """Without the acts that would only say what is the case, unless an earlier one of these changes that."""
    found: list[Act] = []
    touched: set[str] = set()
    for act in acts:
        what = _TOUCHES.get(act.verb, "")
        left = act if what in touched else _left(state, act)
        if left is not None:
            found.append(left)
            touched.add(what)
    return found


def _left(state: State, act: Act) -> Act | None:
    if act.verb == "claim":
        return None if state.owner == act.actor else act
    if act.verb == "release":
        return None if state.owner is None else act
    if act.verb == "assign":
        return None if state.owner == act.data["owner"] else act
    if act.verb == "priority":
        same = state.priority.label == act.data["priority"] and state.priority_by not in ("rules", "default")
        return None if same else act
    if act.verb == "untag":
        tags = [tag for tag in act.data["tags"] if tag in state.tags]
        return replace(act, data={**act.data, "tags": tags}) if tags else None
    return act
