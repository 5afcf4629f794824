"""10,000 mentions over a hundred pages, and SIGKILL at a random page, again and again: all are present once.

SOCIAL_CONSOLE_KILLS: how many kills for each channel (10; the whole proof: 50). SOCIAL_CONSOLE_WALKS: over how many
walks, each from an empty inbox, they are spread (1; with as many walks as kills, each is killed once).
SOCIAL_CONSOLE_MENTIONS: how many there are (10,000; 2,000 where the far side is slow).
SOCIAL_CONSOLE_SEED repeats a run.
"""

from __future__ import annotations

import os
import random
import signal
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.offices import CHANNELS, opened
from tests.e2e.offices.office import Moment, Office
from tests.e2e.program import killed

HOURS = 7200
pytestmark = [pytest.mark.real, pytest.mark.kills, pytest.mark.timeout(HOURS)]

MENTIONS = {"Mastodon": "2000", "Bluesky": "2000"}
KILLS = int(os.environ.get("SOCIAL_CONSOLE_KILLS", "10"))
WALKS = int(os.environ.get("SOCIAL_CONSOLE_WALKS", "1"))
MOST = {"Mastodon": 40}
"""What a page holds at most, where that is not a hundred."""
OPTIONS: dict[str, dict[str, Any]] = {"Reddit": {"parents": False}}
MOMENTS: tuple[Moment, ...] = ("asked", "answered", "passed", "anywhere")


@pytest.mark.parametrize("channel", CHANNELS)
def test_ten_thousand_mentions_with_kills_at_random_pages_are_all_there_once(
    channel: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    seed = int(os.environ.get("SOCIAL_CONSOLE_SEED", "0")) or random.SystemRandom().randrange(1 << 30)
    chance, size = random.Random(seed), MOST.get(channel, 100)  # noqa: S311 (nothing secret)
    told = {"page_size": size, **OPTIONS.get(channel, {})}
    with opened(channel, request, tmp_path / "home", **told) as office:
        there = int(os.environ.get("SOCIAL_CONSOLE_MENTIONS") or MENTIONS.get(channel, "10000"))
        office.flood(range(there))
        walk = Walk(office, chance, there)
        for number in range(WALKS):
            office.moves_into(tmp_path / f"walk{number}")
            kills = KILLS // WALKS + (number < KILLS % WALKS)
            walk.through(there // size, kills)
            assert walk.missing() == (0, 0), f"lost, doubled; seed {seed}, walk {number}"
        office("verify").ok()
        print(f"\n{channel}: {walk.there} mentions, {walk.killed} kills over {WALKS} walks, seed {seed}: each once")


class Walk:
    """Reading everything, killed on the way; citizens go on writing."""

    def __init__(self, office: Office, chance: random.Random, there: int) -> None:
        self.office, self.chance, self.there = office, chance, there
        self.killed = 0

    def through(self, pages: int, kills: int) -> None:
        """To the end, killed so often at random pages."""
        last = 0
        for page in sorted(self.chance.randrange(max(1, pages - kills)) for _kill in range(kills)):
            self._kill_at(page - last)
            last = page
            self.office.asks(f"Pregunta {self.there}", "tarde")
            self.there += 1
        for _round in range(2):
            self.office.later(timedelta(minutes=2))
            collected = self.office.console("collect", "--json", timeout=HOURS).ok().json
            assert collected["connectors"][0]["error"] is None

    def _kill_at(self, page: int) -> None:
        """After so many pages: before the next is asked, before its answer comes, or some time after; or elsewhere."""
        moment = self.chance.choice(MOMENTS)
        self.office.later(timedelta(minutes=2))
        held = self.office.hold(page, moment)
        process = self.office.console.start("collect")
        assert held.wait(120), "the page was never asked"
        if moment == "passed":
            threading.Event().wait(self.chance.uniform(0, 0.3))
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=60)
        assert killed(process.returncode)
        self.killed += 1

    def missing(self) -> tuple[int, int]:
        """Mentions lost, mentions doubled."""
        heard = self.office.heard()
        return len({*range(self.there)} - {*heard}), sum(times - 1 for times in heard.values())
