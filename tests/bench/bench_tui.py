"""The screen: its first paint beside an empty Textual app's, keys beside a DataTable's, 100,000 moments beside 500."""

from __future__ import annotations

import asyncio
import random
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

from textual import events
from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.widgets import DataTable

from social_console import rules
from social_console.settings import Institution, Settings
from social_console.store import Inbox
from social_console.tui.app import ConsoleApp
from tests.bench import Result, Sizes, bench, middle
from tests.bench.made_up import large

SIZE = (120, 40)
STARTS, KEYS, FILTERS = 5, 60, 5
REST = random.Random(7)  # noqa: S311
"""Between keys: never in step with the sixty repaints a second that Textual allows itself."""

EMPTY = "from textual.app import App as make"
OURS = """
from pathlib import Path
from social_console.cli.context import Session
from social_console.tui.app import ConsoleApp
make = lambda: ConsoleApp(Session(Path({home!r})))
"""
PAINT = """
import os, time
start = time.perf_counter()
{make}
from textual.app import App
painted = App._display
def display(self, screen, renderable):
    painted(self, screen, renderable)
    if renderable is not None and screen.is_running and screen.size:
        print(time.perf_counter() - start, flush=True)
        os._exit(0)
App._display = display
make().run(headless=True, size=(120, 40))
"""
HOME = 'database = "full.db"\n[institutions.ayto]\nname = "Ayuntamiento"\n'


class Session:
    """One run of the program over a bare inbox; opened late, as the command line's is."""

    demo = False
    operator = "ana"

    def __init__(self, path: Path) -> None:
        self.settings = Settings(
            home=path.parent, database=path, institutions={"ayto": Institution(key="ayto", name="A")}
        )
        self.rules = rules.empty()
        self._inbox: Inbox | None = None

    @property
    def inbox(self) -> Inbox:
        """Open from now on."""
        if self._inbox is None:
            self._inbox = Inbox.open(self.settings.database)
        return self._inbox


@bench
def screen(sizes: Sizes) -> Iterator[Result]:
    """First paint; a key; the first rows and a filter, at full size and at 500 moments."""
    full, small = sizes.folder / "full.db", sizes.folder / "small.db"
    large(full, sizes.moments).close()
    large(small, 500, 100).close()
    (sizes.folder / "social-console.toml").write_text(HOME, "utf-8")
    empty, ours = _paint(EMPTY), _paint(OURS.format(home=str(sizes.folder)))
    yield Result(
        name="screen, first paint", value=ours, unit="s", n=sizes.moments, reference=("an empty Textual app", empty)
    )
    for name, unit, measure in (
        ("screen, first rows", "s", _first_rows),
        ("screen, key to painted row", "s", _key),
        ("screen, filter", "s", _filter),
    ):
        few, many = _median(measure, small), _median(measure, full)
        yield Result(name=name, value=many, unit=unit, n=sizes.moments, reference=("500 moments", few))
    table = asyncio.run(_table(1_000))
    yield Result(
        name="screen, key",
        value=_median(_key, full),
        unit="s",
        n=sizes.moments,
        reference=("DataTable, 1,000 rows", table),
    )


def _paint(make: str) -> float:
    """From the first import to the first paint, in processes of their own."""
    run = [sys.executable, "-c", PAINT.format(make=make)]
    told = [subprocess.run(run, capture_output=True, check=True, text=True).stdout for _turn in range(STARTS)]
    return middle(sorted(float(one.split()[0]) for one in told))


Measure = Callable[[Pilot[Any], ConsoleApp], Awaitable[list[float]]]


def _median(measure: Measure, path: Path) -> float:
    async def run() -> float:
        app = ConsoleApp(Session(path))
        async with app.run_test(size=SIZE) as pilot:
            return middle(sorted(await measure(pilot, app)))

    return asyncio.run(run())


async def _until(pilot: Pilot[Any], holds: Callable[[], bool]) -> None:
    while not holds():
        await asyncio.sleep(0.001)


async def _first_rows(pilot: Pilot[Any], app: ConsoleApp) -> list[float]:
    start = time.perf_counter()
    await _until(pilot, lambda: app.inbox_screen.moments.row is not None)
    return [time.perf_counter() - start]


async def _key(pilot: Pilot[Any], app: ConsoleApp) -> list[float]:
    await _first_rows(pilot, app)
    await pilot.press("g")
    return [await _pressed(pilot, "j") for _turn in range(KEYS)]


async def _pressed(pilot: Pilot[Any], key: str) -> float:
    """From the key to the end of the repaint that it caused."""
    app = pilot.app
    painted = asyncio.Event()
    display = app._display

    def after(screen: Any, renderable: Any) -> None:
        display(screen, renderable)
        painted.set()

    app._display = after  # type: ignore[method-assign]
    start = time.perf_counter()
    app.post_message(events.Key(key, key if len(key) == 1 else None))
    await painted.wait()
    taken = time.perf_counter() - start
    app._display = display  # type: ignore[method-assign]
    await asyncio.sleep(REST.uniform(0.08, 0.12))
    return taken


async def _filter(pilot: Pilot[Any], app: ConsoleApp) -> list[float]:
    """From the query to the list, without the pause for the next key."""
    await _first_rows(pilot, app)
    taken = []
    for word in ("basura", "parque", "agua", "luz", "escuela")[:FILTERS]:
        app.inbox_screen.query_text = word
        start = time.perf_counter()
        await app.inbox_screen.load()
        taken.append(time.perf_counter() - start)
    return taken


class _Table(App[None]):
    def compose(self) -> ComposeResult:
        """What most would have taken."""
        yield DataTable(cursor_type="row")


async def _table(n: int) -> float:
    app = _Table()
    async with app.run_test(size=SIZE) as pilot:
        table = app.query_one(DataTable)
        table.add_columns("estado", "prioridad", "vence", "autor", "texto")
        table.add_rows(("nuevo", "alta", "2 h", f"vecino{i}", "no llega agua " * 4) for i in range(n))
        await pilot.pause(0.2)
        return middle(sorted([await _pressed(pilot, "down") for _turn in range(KEYS)]))
