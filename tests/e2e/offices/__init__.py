"""One institution on each two-way channel, as its operators use it: the program, the far side, and what goes wrong.

`opened(name, request, folder)` gives the office of a channel, `opening` as many of one kind as a test wants;
`office.py` says what every one of them can do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import Any, TypeVar

import pytest

from tests.e2e.offices import bluesky, email, mastodon, reddit, x
from tests.e2e.offices.office import Office

OPENERS = {
    "X": x.opened,
    "Reddit": reddit.opened,
    "Mastodon": mastodon.opened,
    "Bluesky": bluesky.opened,
    "e-mail": email.opened,
}
CHANNELS = tuple(OPENERS)
Kind = TypeVar("Kind", bound=Office)


@contextmanager
def opened(channel: str, request: pytest.FixtureRequest, folder: Path, **options: Any) -> Iterator[Office]:
    """The office of this channel with a home of its own in `folder`; skips where the far side is not installed."""
    with OPENERS[channel](request, folder, **options) as office:
        yield office


@contextmanager
def opening(
    one: Callable[..., AbstractContextManager[Kind]], request: pytest.FixtureRequest, folder: Path
) -> Iterator[Callable[..., Kind]]:
    """Opens an office with the options that a test wants, each in a home of its own (`name`) in `folder`."""
    with ExitStack() as stack:

        def an_office(name: str = "home", **options: Any) -> Kind:
            return stack.enter_context(one(request, folder / name, **options))

        yield an_office
