"""What is measured, and how: the definitions of version 1 (DESIGN 7) as pure functions over plain values."""

from social_console.measures.definitions import DEFINITIONS, HASH, VERSION
from social_console.measures.figures import (
    AGES,
    CLOCKS,
    Backlog,
    Figures,
    Kept,
    Promise,
    Queue,
    Sample,
    Spread,
    Stats,
    Timed,
    age_group,
    backlog,
    percentile,
    stats,
)
from social_console.measures.sample import Asked, Measured, sample, verdict_of
from social_console.measures.standing import Standing, sampled, tells_all
from social_console.measures.tally import Tally, summarise

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
    "Queue",
    "Sample",
    "Spread",
    "Standing",
    "Stats",
    "Tally",
    "Timed",
    "age_group",
    "backlog",
    "percentile",
    "sample",
    "sampled",
    "stats",
    "summarise",
    "tells_all",
    "verdict_of",
]
