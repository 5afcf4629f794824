"""What keeps happening while one looks: citizens post, and the ordinary collecting brings it in."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from social_console import clock
from social_console.connectors.demo.world import World
from social_console.demo.scenario import Scenario
from social_console.demo.script import arrivals
from social_console.errors import ConsoleError

if TYPE_CHECKING:
    from social_console.rules import RuleSet
    from social_console.settings import Settings
    from social_console.store import Inbox

FIRST = 6.0
BETWEEN = (9.0, 26.0)
"""Seconds from one arrival to the next."""
EVERY = timedelta(seconds=20)


class Town:
    """The citizens of Valle Verde, posting until `stop`."""

    def __init__(self, world: World, scenario: Scenario) -> None:
        self.world = world
        self.stop = threading.Event()
        self._next = scenario.arrivals(arrivals())
        self._draw = random.Random(len(arrivals()))  # noqa: S311 (a play, not a secret)

    def speak(self) -> None:
        """The next citizen posts, now."""
        self.world.post(replace(next(self._next), created_at=clock.now()))

    def live(self) -> None:
        """Post at uneven intervals."""
        pause = FIRST
        while not self.stop.wait(pause):
            self.speak()
            pause = self._draw.uniform(*BETWEEN)


def go_on(town: Town, inbox: Inbox, settings: Settings, rules_now: Callable[[], RuleSet]) -> list[threading.Thread]:
    """Start the town, and the office's reading and sending, each in a thread of its own. `town.stop` ends both."""
    from social_console.collect import follow

    def office() -> None:
        try:
            follow(inbox, settings, rules_now, every=EVERY, stop=town.stop)
        except ConsoleError:
            town.stop.set()  # the screen shows how long ago each account was read

    threads = [threading.Thread(target=each, name=f"demo-{each.__name__}", daemon=True) for each in (town.live, office)]
    for thread in threads:
        thread.start()
    return threads
