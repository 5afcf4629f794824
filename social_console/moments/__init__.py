"""The life of a moment of truth: one pure fold from what was heard and done to what is the case (DESIGN 1, 2, 6, 7)."""

from social_console.moments.acts import MANUAL, OUTCOMES, REASONS, UNDOABLE, check_act
from social_console.moments.course import Course, fold, follow
from social_console.moments.folding import Close, Wait
from social_console.moments.promised import next_due
from social_console.moments.timeline import Heard, State, Timeline

__all__ = [
    "MANUAL",
    "OUTCOMES",
    "REASONS",
    "UNDOABLE",
    "Close",
    "Course",
    "Heard",
    "State",
    "Timeline",
    "Wait",
    "check_act",
    "fold",
    "follow",
    "next_due",
]
