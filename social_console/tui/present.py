"""The present, by the program's own clock (`SOCIAL_CONSOLE_NOW` freezes it), loaded only when it is first asked for."""

from __future__ import annotations

from datetime import datetime


def now() -> datetime:
    """Aware, in UTC."""
    from social_console import clock

    return clock.now()
