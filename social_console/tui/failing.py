"""What happens when something fails: a sentence with its remedy where it is known, never a value, never an end."""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Coroutine
from pathlib import PurePath
from typing import Any, Protocol

from textual.app import App

from social_console.errors import ConsoleError
from social_console.i18n import gettext as _
from social_console.text import plain
from social_console.tui.notices import Notice


class Teller(Protocol):
    """A screen that can say something."""

    @property
    def app(self) -> App[Any]: ...
    def say(self, message: Notice | str, kind: str = "info") -> None: ...


def sentence(error: ConsoleError) -> str:
    """What happened and what to do, on one line."""
    return plain(f"{error.message} {error.remedy}".strip(), limit=500, newlines=False)


async def guard(teller: Teller, work: Coroutine[Any, Any, None]) -> None:
    """Run `work`; tell what goes wrong."""
    try:
        await work
    except asyncio.CancelledError:
        raise
    except ConsoleError as error:
        teller.say(sentence(error), "error")
    except Exception as error:
        if not teller.app.is_running:
            return  # the screen has been taken apart under a worker that was about to paint
        failures.append(error)
        teller.say(
            _("Our own fault: {name} at {place}").format(name=type(error).__name__, place=places(error)[-1]), "error"
        )


failures: list[Exception] = []
"""Faults of ours in this process; tests want it empty."""


def places(error: BaseException) -> list[str]:
    """Where it happened, as file:line:function, without a single value."""
    frames = traceback.extract_tb(error.__traceback__)
    return [f"{PurePath(frame.filename).name}:{frame.lineno}:{frame.name}" for frame in frames] or ["?"]


def report(error: BaseException) -> str:
    """A crash for a person to pass on: the kinds of the errors and the places, no locals, no messages of others."""
    lines = [_("social-console has failed; nothing that was saved is lost.")]
    cause: BaseException | None = error
    while cause is not None:
        said = f": {sentence(cause)}" if isinstance(cause, ConsoleError) else ""
        lines.append(f"{type(cause).__name__}{said}")
        lines += [f"  {place}" for place in places(cause)]
        cause = cause.__cause__ or cause.__context__
    return "\n".join(lines)
