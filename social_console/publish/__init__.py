"""Rules and the inbox: putting a set in force, trying another on the past, what the past teaches about them.

Saving is not publishing (DESIGN 6): a file decides nothing until it is checked, tested and put in force.
"""

from social_console.publish.past import corrected, diff, judged, remark_on_past, stories
from social_console.publish.putting import (
    Candidate,
    Published,
    candidate,
    enforce,
    in_force,
    may_publish,
    publish,
    put,
    redecide,
)
from social_console.publish.surroundings import surroundings
from social_console.publish.watching import Unpublished, Watch, on_save
from social_console.publish.writing import write_files

__all__ = [
    "Candidate",
    "Published",
    "Unpublished",
    "Watch",
    "candidate",
    "corrected",
    "diff",
    "enforce",
    "in_force",
    "judged",
    "may_publish",
    "on_save",
    "publish",
    "put",
    "redecide",
    "remark_on_past",
    "stories",
    "surroundings",
    "write_files",
]
