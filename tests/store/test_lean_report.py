"""A report from stored columns has the bytes of one that folds every moment, whatever was done and whenever it ends."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from social_console import rules
from social_console.clock import Calendar, Promises, parse_duration
from social_console.reports import Period, gather, read, write
from social_console.store import Inbox
from tests.unit.test_moments_properties import PROMISES

from .test_any_acts import STEPS, _do
from .world import NOW, World

BY = ("channel", "account", "tag", "priority", "owner", "area", "standard", "day", "week", "month")
MINE = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
DAYS = st.none() | st.integers(-41, 30)


def _dated() -> Promises:
    """The same names, with other terms and hours from a day in the middle of what happens."""
    turn = NOW.date()
    office = PROMISES.calendars["office"]
    shorter = Calendar("office", office.timezone, {"mon-fri": ["09:00-11:00"]})
    changing = Calendar("office", office.timezone, {"mon-fri": ["08:00-15:00"]}, later=[(turn, shorter)])
    slower = parse_duration("3 working days")
    standards = tuple(
        replace(one, later=(replace(one, since=turn, first_response=slower, resolution=slower),))
        for one in PROMISES.standards
    )
    return replace(PROMISES, standards=standards, calendars={"office": changing})


DATED = _dated()


@given(st.lists(STEPS, max_size=14), st.tuples(DAYS, DAYS), st.sampled_from([PROMISES, DATED]))
@MINE
def test_both_ways_give_the_same_bytes(
    empty_inbox: Path,
    tmp_path: Path,
    steps: list[tuple[Any, ...]],
    days: tuple[int | None, int | None],
    promises: Promises,
) -> None:
    path = tmp_path / "inbox.db"
    shutil.copy(empty_inbox, path)
    with Inbox.open(path) as inbox:
        world = World(inbox, promises=promises)
        for number, (kind, first, second) in enumerate(steps):
            _do(world, str(number), kind, first, second)
        since, until = days
        period = Period(
            since=None if since is None else NOW + timedelta(days=since),
            until=None if until is None else NOW + timedelta(days=until),
            as_of=world.now - timedelta(hours=len(steps) % 3),
            zone=ZoneInfo("America/Bogota"),
        )
        office = replace(rules.empty(), promises=world.promises)
        with inbox.reading() as tx:
            lean = read(tx, period, office)
            assert lean.columns is not None
            lean.columns = replace(lean.columns, hold=lambda hash_, at: True)
            folded = read(tx, period, office)
            folded.columns = None
            one, other = gather(lean, period, BY), gather(folded, period, BY)
        assert write(one, "json") == write(other, "json")
        assert write(one, "md") == write(other, "md")
