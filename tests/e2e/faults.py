"""What can befall a request, one row of the fault matrix each."""

from __future__ import annotations

KILL_BEFORE = "kill before send"
KILL_AFTER = "kill after send"
SILENCE = "time-out after the post was made"
BROKEN = "500 after it was made"
LIMITED = "429"
CUT = "connection cut mid-answer"
FAULTS = (KILL_BEFORE, KILL_AFTER, SILENCE, BROKEN, LIMITED, CUT)
NOT_MADE = (KILL_BEFORE, LIMITED)
"""Nothing was posted when the fault was over."""


def patience(fault: str) -> float:
    """Seconds that the program waits for an answer: no time-out may come before a kill."""
    return 2.0 if fault == SILENCE else 20.0
