"""A report over many moments: time and memory in a process of its own, beside the same rows as objects of the ORM."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from social_console.store import Inbox
from tests.bench import Result, Sizes, bench
from tests.bench.made_up import large

MEASURED = """
import sys, time
from pathlib import Path
start = time.perf_counter()
{body}
taken = time.perf_counter() - start
peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
print(taken, peak.split()[1])
"""
OURS = """
from datetime import UTC, datetime
from zoneinfo import ZoneInfo
from social_console import rules
from social_console.reports import gather, period, read
from social_console.store import Inbox
asked = period(None, None, None, None, zone=ZoneInfo("UTC"), now=datetime(2030, 1, 1, tzinfo=UTC))
with Inbox.open(Path(sys.argv[1]), read_only=True) as inbox, inbox.reading() as tx:
    print(gather(read(tx, asked, rules.empty()), asked, ("channel", "week")).totals.first.wall.n)
"""
OBJECTS = """
from statistics import quantiles
from sqlmodel import Session, create_engine, select
from social_console.store.tables import MomentRow
groups = {}
with Session(create_engine("sqlite:///" + sys.argv[1])) as session:
    for moment in session.exec(select(MomentRow)).all():
        if moment.first_response_at is not None:
            key = moment.channel, moment.opened_at.isocalendar()[:2]
            groups.setdefault(key, []).append((moment.first_response_at - moment.opened_at).total_seconds())
for taken in groups.values():
    quantiles(taken * 2, n=10, method="inclusive")
print(sum(map(len, groups.values())))
"""
ANSWERED = """
UPDATE moment SET channel = substr('xrmb', 1 + id % 4, 1), last_in_at = opened_at, reopened = 0, history = 0,
  first_closed_at = NULL, closed_at = NULL, outcome = NULL, first_due_at = NULL, resolution_due_at = NULL,
  first_response_at = iif(id % 10 < 3, opened_at + (id * 7919 % 864000) * 1000000 + 1, NULL),
  first_response_how = iif(id % 10 < 3, 'elsewhere', NULL),
  last_out_at = iif(id % 10 < 3, opened_at + (id * 7919 % 864000) * 1000000 + 1, NULL),
  unanswered = unanswered AND id % 10 >= 3, owed = owed AND id % 10 >= 3,
  waiting_since = iif(unanswered AND id % 10 >= 3, opened_at, NULL)
"""
"""Three in ten answered within ten days; the columns that reports read, as a fold would have written them."""


@bench
def report(sizes: Sizes) -> Iterator[Result]:
    """By channel and week, everything that a report tells; the reference tells medians only."""
    path = sizes.folder / "report.db"
    with large(path, sizes.moments) as inbox:
        _answer(inbox)
    (counted, ours, memory), (same, slow, heavy) = _measured(OURS, path), _measured(OBJECTS, path)
    assert counted == same
    name = "objects of the ORM, medians only"
    yield Result(name="report, time", value=ours, unit="s", n=sizes.moments, reference=(name, slow))
    yield Result(name="report, memory", value=memory / 1024, unit="MB", n=sizes.moments, reference=(name, heavy / 1024))


def _answer(inbox: Inbox) -> None:
    with inbox.writing() as tx:
        tx.exec_driver_sql(ANSWERED)


def _measured(body: str, path: Path) -> tuple[int, float, float]:
    """What it counted, seconds from its first import, and the most memory that it had, in KiB."""
    command = [sys.executable, "-c", MEASURED.format(body=body), str(path)]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    return int(told[0]), float(told[1]), float(told[2])
