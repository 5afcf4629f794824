"""What is measured, and how: the definitions of version 1 (DESIGN 7) as pure functions over plain values."""

from social_console.measures.definitions import DEFINITIONS, HASH, VERSION
from social_console.measures.figures import (
    AGES,
    CLOCKS,
    Backlog,
    Figures,
    Kept,
    Promise,
    Sample,
    Spread,
    Stats,
    Timed,
    backlog,
    percentile,
    stats,
    summarise,
)
from social_console.measures.sample import Asked, Measured, sample, verdict_of

__all__ = [
    "AGES",
    "CLOCKS",
    "DEFINITIONS",
    "HASH",
    "VERSION",
    "Asked",
    "Backlog",
    "Figures",
    "Kept",
    "Measured",
    "Promise",
    "Sample",
    "Spread",
    "Stats",
    "Timed",
    "backlog",
    "percentile",
    "sample",
    "stats",
    "summarise",
    "verdict_of",
]
