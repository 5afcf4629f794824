"""Whatever is done to moments while mail comes in, what is stored stays what a replay of the log says."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from social_console.errors import IllegalAct
from social_console.model import Verdict
from social_console.store import Inbox, counts, undo, view_ids
from social_console.store.views import FIXED_VIEWS

from .world import NOW, World, ours, said

MINE = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
WHO = st.sampled_from(["ana", "luis"])
MOMENT = st.integers(1, 4)
ACTS: list[tuple[str, dict[str, Any]]] = [
    ("claim", {}),
    ("release", {}),
    ("assign", {"owner": "aseo"}),
    ("tag", {"tags": ["agua", "luz"]}),
    ("untag", {"tags": ["agua"]}),
    ("priority", {"priority": "urgent"}),
    ("snooze", {"until": (NOW + timedelta(days=2)).isoformat()}),
    ("close", {"outcome": "answered"}),
    ("dismiss", {"reason": "spam"}),
    ("reopen", {}),
    ("no_reply", {"reason": "thanks"}),
    ("answered", {"how": "phone"}),
    ("note", {}),
]
STEPS = st.one_of(
    st.tuples(st.just("in"), WHO, st.sampled_from([None, "0", "2", "5"])),
    st.tuples(st.just("out"), WHO, st.sampled_from(["0", "2", "5"])),
    st.tuples(st.just("act"), MOMENT, st.sampled_from(ACTS)),
    st.tuples(st.just("undo"), st.integers(1, 30), WHO),
    st.tuples(st.just("later"), st.integers(1, 40), WHO),
)


@given(st.lists(STEPS, max_size=14))
@MINE
def test_columns_are_what_the_log_says(empty_inbox: Path, tmp_path: Path, steps: list[tuple[Any, ...]]) -> None:
    path = tmp_path / "inbox.db"
    shutil.copy(empty_inbox, path)
    with Inbox.open(path) as inbox:
        world = World(inbox)
        for number, (kind, first, second) in enumerate(steps):
            _do(world, str(number), kind, first, second)
        world.sound()
        with inbox.reading() as tx:
            held = {view: len(view_ids(tx, view, me="ana", now=world.now)) for view in FIXED_VIEWS}
            assert counts(tx, me="ana", now=world.now) == held


def _do(world: World, number: str, kind: str, first: Any, second: Any) -> None:
    minutes = (world.now - NOW).total_seconds() / 60 + 40 * 1440 + int(number)
    match kind:
        case "in":
            answers = second if second != number else None
            world.put(said(number, first, minutes, answers=answers), verdict=Verdict(rule_set="r", tags=("agua",)))
        case "out":
            world.put(ours(number, minutes, answers=second if second != number else None))
        case "later":
            world.now += timedelta(days=first)
        case "undo":
            _undo(world, first, second)
        case _:
            _act(world, first, *second)


def _act(world: World, moment: int, verb: str, data: dict[str, Any]) -> None:
    try:
        if world.query("SELECT 1 FROM moment WHERE id = ?", moment):
            world.act(moment, verb, **data)
    except IllegalAct:
        return


def _undo(world: World, event: int, who: str) -> None:
    if world.query("SELECT 1 FROM event WHERE id = ?", event):
        with world.inbox.writing() as tx:
            undo(tx, event, who, promises=world.promises, now=world.now)
